//! A storage in memory whose calls take turns, so that requests interleave, and fail where a test says so.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{
    AccessToken, AccessTokens, Client, Code, Codes, Denied, Ends, Families, Family, First, Issued, Links,
    Redeemed, RefreshToken, Rotated, Rotation, Server, code,
    issue::{Lifetimes, Tokens},
    lookup::Mentioned,
    refresh,
    request::{self, Form},
    revoke,
};
use crate::{
    Linking,
    log::Log,
    store::{Hash, Secret, StoreError},
    testing::memory::Memory,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::{future::BoxFuture, task::noop_waker_ref};
use http::Request;
use std::{
    future::poll_fn,
    ops::Deref,
    sync::Mutex,
    task::{Context, Poll},
    time::Duration,
};

pub(super) const START: i64 = 1_700_000_000;
pub(super) const CLIENT: &str = "alexa";
pub(super) const SECRET: &str = "client-secret";
pub(super) const REDIRECT: &str = "https://alexa.example/api/skill/link/M1";
pub(super) const ISSUER: &str = "https://shop.example";
pub(super) const LIFETIMES: Lifetimes =
    Lifetimes { access: 3600, refresh_idle: 90 * 86400, refresh_absolute: 365 * 86400 };
pub(crate) static LINKING: Linking = Linking {
    scope: "skill",
    methods: &[],
    code: Duration::from_mins(1),
    access: Duration::from_hours(1),
    refresh_idle: Duration::from_hours(90 * 24),
    refresh_absolute: Duration::from_hours(365 * 24),
    data_keys: Duration::ZERO,
};

/// The server that Alexa is a client of.
pub(super) fn server(log: Log) -> Server {
    let client = Client::new(CLIENT.to_owned(), [*Hash::of(SECRET).as_bytes()]);
    Server::new(client, ISSUER.to_owned(), &LINKING, log)
}

/// When a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fail {
    /// Before anything is done.
    Before,
    /// The reply is lost.
    After,
}

impl Fail {
    pub(super) const ALL: [Self; 2] = [Self::Before, Self::After];
}

/// The storage, with an account that is linked as `link`.
pub(super) struct Shaky {
    memory: Memory,
    calls: Mutex<Calls>,
}

#[derive(Default)]
struct Calls {
    made: usize,
    fails: Option<(usize, Fail)>,
}

impl Deref for Shaky {
    type Target = Memory;

    fn deref(&self) -> &Memory {
        &self.memory
    }
}

impl Shaky {
    pub(super) fn new() -> Self {
        let shaky = Self { memory: Memory::at(START), calls: Mutex::default() };
        shaky.link("link");
        shaky
    }

    /// Links an account.
    pub(super) fn link(&self, link: &str) {
        self.state().links.insert(link.to_owned(), [].into());
    }

    pub(super) fn pass(&self, seconds: i64) {
        self.state().now += seconds;
    }

    /// Makes the call number `call` from here fail.
    pub(super) fn fail(&self, call: usize, how: Fail) {
        *self.calls.lock().unwrap() = Calls { made: 0, fails: Some((call, how)) };
    }

    /// From here on no call fails.
    pub(super) fn heal(&self) {
        self.calls.lock().unwrap().fails = None;
    }

    /// The number of calls since the last one that was to fail was told.
    pub(super) fn made(&self) -> usize {
        self.calls.lock().unwrap().made
    }

    /// Puts a code as the function `link` does; the code and its verifier.
    pub(super) fn put_code(&self, link: &str) -> (Secret, Secret) {
        let (code, verifier) = (Secret::token().unwrap(), Secret::token().unwrap());
        let mut state = self.state();
        let record = Code {
            link: link.to_owned(),
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

    /// Redeems a code, as Alexa does.
    pub(super) async fn redeem(&self, (code, verifier): &(Secret, Secret)) -> Result<Tokens, Denied> {
        let presented = code::Presented { client: CLIENT, code, redirect: REDIRECT, verifier };
        code::redeem(self, LIFETIMES, &presented).await
    }

    /// Refreshes tokens, as Alexa does.
    pub(super) async fn refresh(&self, token: &Secret) -> Result<Tokens, Denied> {
        let presented = refresh::Presented { client: CLIENT, token, scope: None };
        refresh::refresh(self, LIFETIMES, &presented).await
    }

    /// Revokes a token.
    pub(super) async fn revoke(&self, token: &Secret, hint: &str) -> Result<revoke::Revoked, Denied> {
        revoke::revoke(self, &mentioned(&mention(token, hint))).await
    }

    /// The first tokens of a linking.
    pub(super) async fn linked(&self) -> Tokens {
        self.redeem(&self.put_code("link")).await.unwrap()
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

    /// One call of the storage: others may come before it, and it may fail.
    async fn call<T>(&self, serve: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        turn().await;
        let fails = {
            let mut calls = self.calls.lock().unwrap();
            calls.made += 1;
            calls.fails.filter(|(call, _)| call + 1 == calls.made).map(|(_, how)| how)
        };
        match fails {
            Some(Fail::Before) => {}
            Some(Fail::After) => drop(serve.await?),
            None => return serve.await,
        }
        Err(StoreError::Unavailable("a test's fault"))
    }
}

/// The body of a request about a token.
pub(super) fn mention(token: &Secret, hint: &str) -> Form {
    let body = format!("token={}&token_type_hint={hint}", token.expose());
    let request = Request::post("/").header("content-type", "application/x-www-form-urlencoded");
    request::read(&request.body(body).unwrap()).unwrap()
}

/// Of the client.
pub(super) fn mentioned(form: &Form) -> Mentioned<'_> {
    Mentioned::read(form, CLIENT).unwrap()
}

/// Lets somebody else go first.
async fn turn() {
    let mut waited = false;
    poll_fn(|context| {
        context.waker().wake_by_ref();
        if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

/// Runs `requests` at once. Each of `turns` says who of those that are not done comes next; then they take turns.
pub(super) fn interleave<T>(mut requests: Vec<BoxFuture<'_, T>>, turns: &[usize]) -> Vec<T> {
    let mut outcomes: Vec<Option<T>> = requests.iter().map(|_| None).collect();
    let mut context = Context::from_waker(noop_waker_ref());
    for turn in turns.iter().copied().chain(0..) {
        let waiting: Vec<usize> = (0..requests.len()).filter(|at| outcomes[*at].is_none()).collect();
        if waiting.is_empty() {
            break;
        }
        let next = waiting[turn % waiting.len()];
        if let Poll::Ready(outcome) = requests[next].as_mut().poll(&mut context) {
            outcomes[next] = Some(outcome);
        }
    }
    outcomes.into_iter().map(Option::unwrap).collect()
}

impl Issued for Shaky {
    fn now(&self) -> i64 {
        self.state().now
    }

    async fn refresh_token(&self, token: &Hash) -> Result<Option<RefreshToken>, StoreError> {
        self.call(self.memory.refresh_token(token)).await
    }

    async fn access_token(&self, token: &Hash) -> Result<Option<AccessToken>, StoreError> {
        self.call(self.memory.access_token(token)).await
    }

    async fn family(&self, id: &str) -> Result<Option<Family>, StoreError> {
        self.call(self.memory.family(id)).await
    }
}

impl Ends for Shaky {
    async fn end(&self, family: &str, link: &str) -> Result<(), StoreError> {
        self.call(self.memory.end(family, link)).await
    }
}

impl Codes for Shaky {
    fn now(&self) -> i64 {
        self.state().now
    }

    async fn code(&self, code: &Hash) -> Result<Option<Code>, StoreError> {
        self.call(self.memory.code(code)).await
    }

    async fn redeem(&self, code: &Hash, first: &First) -> Result<Redeemed, StoreError> {
        self.call(Codes::redeem(&self.memory, code, first)).await
    }
}

impl Families for Shaky {
    async fn rotate(&self, rotation: &Rotation<'_>) -> Result<Rotated, StoreError> {
        self.call(self.memory.rotate(rotation)).await
    }
}

impl AccessTokens for Shaky {
    async fn forget(&self, token: &Hash) -> Result<(), StoreError> {
        self.call(self.memory.forget(token)).await
    }
}

impl Links for Shaky {
    async fn is_linked(&self, link: &str) -> Result<bool, StoreError> {
        self.call(self.memory.is_linked(link)).await
    }
}
