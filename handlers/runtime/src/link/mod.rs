//! The function `link`: from Alexa's authorization request to a code for a linked account.
//!
//! | request | answer |
//! |---|---|
//! | `GET /oauth/authorize` | 303 to the page, with a cookie; or to the client, with an error; or a page that says why not |
//! | `GET /link/tx` | what the page shows, and a nonce |
//! | `POST /link/form` | a typed credential is tried, sealed and linked: where to go |
//! | `POST /link/provider` | where to sign in |
//! | `GET /link/callback` | 303 to the page, with what the provider gave put aside |
//! | `POST /link/site` | the chosen site is linked: where to go |
//!
//! The page itself is static, and served by others.

mod answer;
mod authorize;
mod begin;
mod complete;
mod form;
mod front;
mod outward;
mod post;
mod provider;
mod query;
mod sign_in;
mod site;
pub(crate) mod transaction;
mod visit;

use crate::{
    Config, ConfigError, Linking, Skill,
    calls::Http,
    config::{LinkConfig, Providers, Services},
    guard::Guard,
    log::Log,
    store::Store,
};
use std::marker::PhantomData;

/// The function `link` with everything that outlives one request.
#[derive(Debug)]
pub(crate) struct Link<S> {
    config: LinkConfig,
    linking: &'static Linking,
    providers: Providers,
    services: Services,
    store: Store,
    http: Http,
    guard: Guard,
    log: Log,
    skill: PhantomData<fn() -> S>,
}

impl<S: Skill> Link<S> {
    /// Nothing is connected yet.
    pub(crate) fn start(
        config: Config,
        link: LinkConfig,
        linking: &'static Linking,
    ) -> Result<Self, ConfigError> {
        let store = config.store.ok_or_else(|| ConfigError::Missing("SAYSO_TABLE".to_owned()))?;
        Ok(Self {
            config: link,
            linking,
            providers: config.providers,
            services: config.services,
            store: Store::new(store),
            http: Http::default(),
            guard: Guard::new(config.pins),
            log: config.log,
            skill: PhantomData,
        })
    }
}
