//! The storage of the function `token` in memory.

use crate::{
    store::{Hash, StoreError},
    token::{
        AccessToken, AccessTokens, Code, Codes, Ends, Families, Family, First, Issued, Links, REMEMBERED,
        Redeemed, RefreshToken, Rotated, Rotation, Tokens,
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Records, each under its id or the hash that it has in the table.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// What time it is, in epoch seconds: it stands still unless somebody moves it.
    pub(crate) now: i64,
    pub(crate) codes: BTreeMap<String, Code>,
    pub(crate) families: BTreeMap<String, Family>,
    pub(crate) refresh: BTreeMap<String, RefreshToken>,
    pub(crate) access: BTreeMap<String, AccessToken>,
    /// Linked accounts, with the families that are named there.
    pub(crate) links: BTreeMap<String, BTreeSet<String>>,
}

/// A storage whose calls are each done at once, and never fail.
#[derive(Debug, Default)]
pub(crate) struct Memory(Mutex<State>);

impl Memory {
    pub(crate) fn at(now: i64) -> Self {
        Self(Mutex::new(State { now, ..State::default() }))
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn issue(&mut self, id: &str, family: &Family, tokens: &Tokens) {
        let (id, generation) = (id.to_owned(), family.generation);
        let refresh =
            RefreshToken { family: id.clone(), generation, rotated_at: None, expires: family.idle_until };
        self.refresh.insert(tokens.refresh_hash().to_string(), refresh);
        let expires = tokens.access_expires;
        let access = AccessToken { family: id, link: family.link.clone(), generation, expires };
        self.access.insert(tokens.access_hash().to_string(), access);
    }
}

impl Issued for Memory {
    fn now(&self) -> i64 {
        self.state().now
    }

    async fn refresh_token(&self, token: &Hash) -> Result<Option<RefreshToken>, StoreError> {
        let state = self.state();
        Ok(state.refresh.get(&token.to_string()).filter(|token| token.expires > state.now).cloned())
    }

    async fn access_token(&self, token: &Hash) -> Result<Option<AccessToken>, StoreError> {
        let state = self.state();
        Ok(state.access.get(&token.to_string()).filter(|token| token.expires > state.now).cloned())
    }

    async fn family(&self, id: &str) -> Result<Option<Family>, StoreError> {
        let state = self.state();
        Ok(state.families.get(id).filter(|family| family.expires > state.now).cloned())
    }
}

impl Ends for Memory {
    async fn end(&self, family: &str, link: &str) -> Result<(), StoreError> {
        let mut state = self.state();
        state.families.remove(family);
        if let Some(named) = state.links.get_mut(link) {
            named.remove(family);
        }
        Ok(())
    }
}

impl Codes for Memory {
    fn now(&self) -> i64 {
        self.state().now
    }

    async fn code(&self, code: &Hash) -> Result<Option<Code>, StoreError> {
        let state = self.state();
        Ok(state.codes.get(&code.to_string()).filter(|code| code.expires > state.now).cloned())
    }

    async fn redeem(&self, code: &Hash, first: &First) -> Result<Redeemed, StoreError> {
        let state = &mut *self.state();
        let unused = |code: &&mut Code| code.used_by.is_none() && code.expires > state.now;
        let Some(code) = state.codes.get_mut(&code.to_string()).filter(unused) else {
            return Ok(Redeemed::Changed);
        };
        let Some(named) = state.links.get_mut(&first.family.link) else { return Ok(Redeemed::Unlinked) };
        named.insert(first.id.clone());
        code.used_by = Some(first.id.clone());
        code.expires = state.now + REMEMBERED;
        state.families.insert(first.id.clone(), first.family.clone());
        state.issue(&first.id, &first.family, &first.tokens);
        Ok(Redeemed::Done)
    }
}

impl Families for Memory {
    async fn rotate(&self, rotation: &Rotation<'_>) -> Result<Rotated, StoreError> {
        let state = &mut *self.state();
        let unchanged = |family: &&mut Family| {
            family.generation == rotation.from.generation
                && family.refresh == rotation.from.refresh
                && !(rotation.replaces && family.seen)
        };
        let Some(family) = state.families.get_mut(rotation.id).filter(unchanged) else {
            return Ok(Rotated::Changed);
        };
        if !state.links.contains_key(&family.link) {
            return Ok(Rotated::Unlinked);
        }
        *family = Family {
            generation: rotation.generation,
            refresh: rotation.tokens.refresh_hash(),
            previous: Some(rotation.presented),
            rotated_at: Some(rotation.now),
            reply: Some(rotation.reply.clone()),
            seen: false,
            window: Some(rotation.pace.window),
            rotations: rotation.pace.rotations,
            idle_until: rotation.idle_until,
            expires: rotation.idle_until,
            ..family.clone()
        };
        let family = family.clone();
        let replaced = rotation.replaces.then_some(rotation.from.refresh);
        for token in [rotation.presented].into_iter().chain(replaced) {
            if let Some(token) = state.refresh.get_mut(&token.to_string()) {
                (token.rotated_at, token.expires) = (Some(rotation.now), rotation.idle_until);
            }
        }
        state.issue(rotation.id, &family, &rotation.tokens);
        Ok(Rotated::Done)
    }
}

impl AccessTokens for Memory {
    async fn forget(&self, token: &Hash) -> Result<(), StoreError> {
        self.state().access.remove(&token.to_string());
        Ok(())
    }
}

impl Links for Memory {
    async fn is_linked(&self, link: &str) -> Result<bool, StoreError> {
        Ok(self.state().links.contains_key(link))
    }
}
