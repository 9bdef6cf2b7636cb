//! Storage of both grants in memory, whose calls can be made to fail.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{
    AccessToken, Code, Codes, Families, Family, First, REMEMBERED, Redeemed, RefreshToken, Rotated, Rotation,
    issue::{Lifetimes, Tokens},
};
use crate::store::{Hash, Secret, StoreError};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard},
};

pub(super) const START: i64 = 1_700_000_000;
pub(super) const LIFETIMES: Lifetimes =
    Lifetimes { access: 3600, refresh_idle: 90 * 86400, refresh_absolute: 365 * 86400 };
pub(super) const CLIENT: &str = "alexa";
pub(super) const REDIRECT: &str = "https://alexa.example/api/skill/link/M1";

/// When a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fail {
    /// Before anything is done.
    Before,
    /// The reply is lost.
    After,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) now: i64,
    pub(super) codes: BTreeMap<String, Code>,
    pub(super) families: BTreeMap<String, Family>,
    pub(super) refresh: BTreeMap<String, RefreshToken>,
    pub(super) access: BTreeMap<String, AccessToken>,
    pub(super) links: BTreeSet<String>,
    pub(super) calls: usize,
    pub(super) fail: Option<(usize, Fail)>,
}

pub(super) struct Memory(Mutex<State>);

impl Memory {
    pub(super) fn new() -> Self {
        let links = BTreeSet::from(["link".to_owned()]);
        Self(Mutex::new(State { now: START, links, ..State::default() }))
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    pub(super) fn pass(&self, seconds: i64) {
        self.state().now += seconds;
    }

    /// Makes the call number `call` from here fail.
    pub(super) fn fail(&self, call: usize, how: Fail) {
        let mut state = self.state();
        state.fail = Some((state.calls + call, how));
    }

    /// Puts a code as the function `link` does; the code and its verifier.
    pub(super) fn put_code(&self) -> (Secret, Secret) {
        let (code, verifier) = (Secret::token().unwrap(), Secret::token().unwrap());
        let mut state = self.state();
        let record = Code {
            link: "link".to_owned(),
            client: CLIENT.to_owned(),
            redirect: REDIRECT.to_owned(),
            challenge: URL_SAFE_NO_PAD.encode(verifier.hash().as_bytes()),
            scope: "skill".to_owned(),
            expires: state.now + 60,
            used_by: None,
        };
        state.codes.insert(code.hash().to_string(), record);
        (code, verifier)
    }

    /// The family that an access token belongs to, where it is good.
    pub(super) fn family_of(&self, tokens: &Tokens) -> Option<Family> {
        let state = self.state();
        let token = state.access.get(&tokens.access_hash().to_string())?;
        (token.expires > state.now).then(|| state.families.get(&token.family).cloned())?
    }

    /// The skill is called with this access token.
    pub(super) fn present(&self, tokens: &Tokens) {
        let mut state = self.state();
        let token = state.access[&tokens.access_hash().to_string()].clone();
        let family = state.families.get_mut(&token.family).unwrap();
        family.seen |= family.generation == token.generation;
    }

    fn call<T>(&self, serve: impl FnOnce(&mut State) -> T) -> Result<T, StoreError> {
        let mut state = self.state();
        let call = state.calls;
        state.calls += 1;
        match state.fail {
            Some((at, Fail::Before)) if at == call => {}
            Some((at, Fail::After)) if at == call => drop(serve(&mut state)),
            _ => return Ok(serve(&mut state)),
        }
        Err(StoreError::Unavailable("a test's fault"))
    }
}

impl State {
    fn issue(&mut self, family: &str, tokens: &Tokens) {
        let Family { link, generation, idle_until, .. } = self.families[family].clone();
        let family = family.to_owned();
        let refresh =
            RefreshToken { family: family.clone(), generation, rotated_at: None, expires: idle_until };
        let access = AccessToken { family, link, generation, expires: tokens.access_expires };
        assert!(self.refresh.insert(tokens.refresh_hash().to_string(), refresh).is_none());
        assert!(self.access.insert(tokens.access_hash().to_string(), access).is_none());
    }
}

impl Codes for Memory {
    fn now(&self) -> i64 {
        self.state().now
    }

    async fn code(&self, code: &Hash) -> Result<Option<Code>, StoreError> {
        self.call(|state| state.codes.get(&code.to_string()).cloned().filter(|it| it.expires > state.now))
    }

    async fn redeem(&self, code: &Hash, first: &First) -> Result<Redeemed, StoreError> {
        self.call(|state| {
            let now = state.now;
            let Some(record) = state.codes.get_mut(&code.to_string()) else { return Redeemed::Changed };
            if record.used_by.is_some() || record.expires <= now {
                return Redeemed::Changed;
            }
            if !state.links.contains(&record.link) {
                return Redeemed::Unlinked;
            }
            record.used_by = Some(first.id.clone());
            record.expires = now + REMEMBERED;
            state.families.insert(first.id.clone(), first.family.clone());
            state.issue(&first.id, &first.tokens);
            Redeemed::Done
        })
    }

    async fn end(&self, family: &str) -> Result<(), StoreError> {
        self.call(|state| drop(state.families.remove(family)))
    }
}

impl Families for Memory {
    fn now(&self) -> i64 {
        self.state().now
    }

    async fn token(&self, token: &Hash) -> Result<Option<RefreshToken>, StoreError> {
        self.call(|state| state.refresh.get(&token.to_string()).cloned().filter(|it| it.expires > state.now))
    }

    async fn family(&self, id: &str) -> Result<Option<Family>, StoreError> {
        self.call(|state| state.families.get(id).cloned().filter(|it| it.expires > state.now))
    }

    async fn rotate(&self, rotation: &Rotation<'_>) -> Result<Rotated, StoreError> {
        self.call(|state| {
            let Some(family) = state.families.get_mut(rotation.id) else { return Rotated::Changed };
            let unchanged = family.generation == rotation.from.generation
                && family.refresh == rotation.from.refresh
                && !(rotation.replaces && family.seen);
            if !unchanged {
                return Rotated::Changed;
            }
            if !state.links.contains(&family.link) {
                return Rotated::Unlinked;
            }
            family.generation = rotation.generation;
            family.refresh = rotation.tokens.refresh_hash();
            family.previous = Some(rotation.presented);
            family.rotated_at = Some(rotation.now);
            family.reply = Some(rotation.reply.clone());
            family.seen = false;
            (family.idle_until, family.expires) = (rotation.idle_until, rotation.idle_until);
            let replaced = rotation.replaces.then_some(rotation.from.refresh);
            for token in [rotation.presented].into_iter().chain(replaced) {
                let token = state.refresh.get_mut(&token.to_string()).unwrap();
                (token.rotated_at, token.expires) = (Some(rotation.now), rotation.idle_until);
            }
            state.issue(rotation.id, &rotation.tokens);
            Rotated::Done
        })
    }

    async fn end(&self, family: &str) -> Result<(), StoreError> {
        Codes::end(self, family).await
    }
}
