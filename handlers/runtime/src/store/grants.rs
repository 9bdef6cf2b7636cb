//! Codes, token families and tokens, as rows.

use super::{Hash, Key, Records, StoreError, When, Write, bytes, items::EXPIRES};
use crate::token::{
    AccessToken, AccessTokens, Code, Codes, Ends, Families, Family, First, Issued, Links, REMEMBERED,
    Redeemed, RefreshToken, Rotated, Rotation,
};
use serde::Serialize;

/// The attribute of `families#…` with the families' ids. One that is named may have ended or expired.
const IDS: &str = "ids";

impl Issued for Records<'_> {
    fn now(&self) -> i64 {
        Records::now(self)
    }

    async fn refresh_token(&self, token: &Hash) -> Result<Option<RefreshToken>, StoreError> {
        self.get(&Key::refresh(token)).await
    }

    async fn access_token(&self, token: &Hash) -> Result<Option<AccessToken>, StoreError> {
        self.get(&Key::access(token)).await
    }

    async fn family(&self, id: &str) -> Result<Option<Family>, StoreError> {
        self.get(&Key::family(id)).await
    }
}

impl Ends for Records<'_> {
    async fn end(&self, family: &str, link: &str) -> Result<(), StoreError> {
        self.write(Write::delete(Key::family(family))).await?;
        let named = Write::update(Key::families(link)).take_out(IDS, family).when(When::exists());
        // It has ended. A name that stays says nothing, so a failure here is none of the whole.
        let _ = self.write(named).await;
        Ok(())
    }
}

impl Codes for Records<'_> {
    fn now(&self) -> i64 {
        Records::now(self)
    }

    async fn code(&self, code: &Hash) -> Result<Option<Code>, StoreError> {
        self.get(&Key::code(code)).await
    }

    async fn redeem(&self, code: &Hash, first: &First) -> Result<Redeemed, StoreError> {
        let First { id, family, tokens } = first;
        let redeemed = || {
            let unused =
                When::exists().and(When::Absent("used_by")).and(When::above(EXPIRES, &family.created));
            let write = Write::update(Key::code(code)).set("used_by", id);
            write.set(EXPIRES, &family.created.saturating_add(REMEMBERED)).when(unused)
        };
        for name in [named_longer(first), named(first)] {
            let writes = [
                redeemed(),
                is_linked(&family.link, family.created),
                name,
                Write::put(Key::family(id), family).when(When::new()),
                refresh_token(&tokens.refresh_hash(), id, family.generation, family.idle_until),
                access_token(
                    &tokens.access_hash(),
                    id,
                    &family.link,
                    family.generation,
                    tokens.access_expires,
                ),
            ];
            match self.transact(writes).await {
                Ok(()) => return Ok(Redeemed::Done),
                Err(StoreError::Conflict(conflict)) if conflict.is_at(0) => return Ok(Redeemed::Changed),
                Err(StoreError::Conflict(conflict)) if conflict.is_at(1) => return Ok(Redeemed::Unlinked),
                // The other way round, then.
                Err(StoreError::Conflict(conflict)) if conflict.is_at(2) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Redeemed::Changed)
    }
}

impl Families for Records<'_> {
    async fn rotate(&self, rotation: &Rotation<'_>) -> Result<Rotated, StoreError> {
        let Rotation { id, from, generation, tokens, idle_until, .. } = rotation;
        let superseded = |token: &Hash| {
            let write = Write::update(Key::refresh(token)).set("rotated_at", &rotation.now);
            write.set(EXPIRES, idle_until).when(When::exists())
        };
        let mut writes = vec![
            next_generation(rotation),
            is_linked(&from.link, rotation.now),
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
}

impl AccessTokens for Records<'_> {
    async fn forget(&self, token: &Hash) -> Result<(), StoreError> {
        self.write(Write::delete(Key::access(token))).await
    }
}

impl Links for Records<'_> {
    async fn is_linked(&self, link: &str) -> Result<bool, StoreError> {
        // This function may check that a link is there, and not read it: it never sees a credential, sealed or not.
        match self.transact([is_linked(link, Records::now(self))]).await {
            Ok(()) => Ok(true),
            Err(StoreError::Conflict(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// Demands that an account is linked. Expiry is checked here: the table deletes what has expired when it gets round to it.
fn is_linked(link: &str, now: i64) -> Write {
    let unexpired = When::Absent(EXPIRES).or(When::above(EXPIRES, &now));
    Write::check(Key::link(link), When::exists().and(unexpired))
}

/// Names a family among those of its link, which from now on are kept for as long as it may live.
fn named_longer(First { id, family, .. }: &First) -> Write {
    let shorter = When::Absent(EXPIRES).or(When::below(EXPIRES, &family.absolute_until));
    let name = Write::update(Key::families(&family.link)).insert(IDS, id);
    name.set(EXPIRES, &family.absolute_until).when(shorter)
}

/// Names a family among those of its link, which are kept for that long anyway.
fn named(First { id, family, .. }: &First) -> Write {
    let longer = When::above(EXPIRES, &family.absolute_until.saturating_sub(1));
    Write::update(Key::families(&family.link)).insert(IDS, id).when(longer)
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
        .set("window", &rotation.pace.window)
        .set("rotations", &rotation.pace.rotations)
        .set("idle_until", &rotation.idle_until)
        .set(EXPIRES, &rotation.idle_until)
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
