//! Codes, token families and tokens, as rows.

use super::{Hash, Key, Records, StoreError, When, Write, bytes};
use crate::token::{
    AccessToken, Code, Codes, Families, Family, First, REMEMBERED, Redeemed, RefreshToken, Rotated, Rotation,
};
use serde::Serialize;

impl Codes for Records<'_> {
    fn now(&self) -> i64 {
        Records::now(self)
    }

    async fn code(&self, code: &Hash) -> Result<Option<Code>, StoreError> {
        self.get(&Key::code(code)).await
    }

    async fn redeem(&self, code: &Hash, first: &First) -> Result<Redeemed, StoreError> {
        let First { id, family, tokens } = first;
        let unused = When::exists().and(When::Absent("used_by")).and(When::above("expires", &family.created));
        let redeemed = Write::update(Key::code(code))
            .set("used_by", id)
            .set("expires", &family.created.saturating_add(REMEMBERED))
            .when(unused);
        let writes = [
            redeemed,
            Write::check(Key::link(&family.link), When::exists()),
            Write::put(Key::family(id), family).when(When::new()),
            refresh_token(&tokens.refresh_hash(), id, family.generation, family.idle_until),
            access_token(&tokens.access_hash(), id, &family.link, family.generation, tokens.access_expires),
        ];
        match self.transact(writes).await {
            Ok(()) => Ok(Redeemed::Done),
            Err(StoreError::Conflict(conflict)) if conflict.is_at(0) => Ok(Redeemed::Changed),
            Err(StoreError::Conflict(conflict)) if conflict.is_at(1) => Ok(Redeemed::Unlinked),
            Err(error) => Err(error),
        }
    }

    async fn end(&self, family: &str) -> Result<(), StoreError> {
        self.write(Write::delete(Key::family(family))).await
    }
}

impl Families for Records<'_> {
    fn now(&self) -> i64 {
        Records::now(self)
    }

    async fn token(&self, token: &Hash) -> Result<Option<RefreshToken>, StoreError> {
        self.get(&Key::refresh(token)).await
    }

    async fn family(&self, id: &str) -> Result<Option<Family>, StoreError> {
        self.get(&Key::family(id)).await
    }

    async fn rotate(&self, rotation: &Rotation<'_>) -> Result<Rotated, StoreError> {
        let Rotation { id, from, generation, tokens, idle_until, .. } = rotation;
        let superseded = |token: &Hash| {
            let write = Write::update(Key::refresh(token)).set("rotated_at", &rotation.now);
            write.set("expires", idle_until).when(When::exists())
        };
        let mut writes = vec![
            next_generation(rotation),
            Write::check(Key::link(&from.link), When::exists()),
            superseded(&rotation.presented),
            refresh_token(&tokens.refresh_hash(), id, *generation, *idle_until),
            access_token(&tokens.access_hash(), id, &from.link, *generation, tokens.access_expires),
        ];
        if rotation.replaces {
            writes.push(superseded(&from.refresh));
        }
        match self.transact(writes).await {
            Ok(()) => Ok(Rotated::Done),
            Err(StoreError::Conflict(conflict)) if conflict.is_at(0) => Ok(Rotated::Changed),
            Err(StoreError::Conflict(conflict)) if conflict.is_at(1) => Ok(Rotated::Unlinked),
            Err(error) => Err(error),
        }
    }

    async fn end(&self, family: &str) -> Result<(), StoreError> {
        Codes::end(self, family).await
    }
}

/// The family's next generation, if it is still at the one that was read.
fn next_generation(rotation: &Rotation<'_>) -> Write {
    let Rotation { id, from, tokens, .. } = rotation;
    let mut unchanged =
        When::exists().and(When::is("generation", &from.generation)).and(When::is("refresh", &from.refresh));
    if rotation.replaces {
        unchanged = unchanged.and(When::is("seen", &false));
    }
    Write::update(Key::family(id))
        .set("generation", &rotation.generation)
        .set("refresh", &tokens.refresh_hash())
        .set("previous", &rotation.presented)
        .set("rotated_at", &rotation.now)
        .set("reply", &Blob(&rotation.reply))
        .set("seen", &false)
        .set("idle_until", &rotation.idle_until)
        .set("expires", &rotation.idle_until)
        .when(unchanged)
}

fn refresh_token(token: &Hash, family: &str, generation: u64, expires: i64) -> Write {
    let record = RefreshToken { family: family.to_owned(), generation, rotated_at: None, expires };
    Write::put(Key::refresh(token), &record).when(When::new())
}

fn access_token(token: &Hash, family: &str, link: &str, generation: u64, expires: i64) -> Write {
    let record = AccessToken { family: family.to_owned(), link: link.to_owned(), generation, expires };
    Write::put(Key::access(token), &record).when(When::new())
}

#[derive(Serialize)]
struct Blob<'a>(#[serde(with = "bytes")] &'a [u8]);
