//! The function `link`: from Alexa's authorization request to a code for a linked account, and from a proof of an
//! account to what it is linked by.
//!
//! | request | answer |
//! |---|---|
//! | `GET /oauth/authorize` | 303 to the page, with a cookie; or to the client, with an error; or a page that says why not |
//! | `GET /link/manage` | the same without a client, for who wants to see what is linked |
//! | `GET /link/tx` | what the page shows, and a nonce |
//! | `POST /link/form` | a typed credential is tried, sealed and linked: where to go; or it is tried, and what it is linked by is shown |
//! | `POST /link/provider` | where to sign in |
//! | `GET /link/callback` | 303 to the page, with what the provider gave put aside |
//! | `POST /link/site` | the chosen site is linked: where to go; or what it is linked by |
//! | `POST /link/revoke` | a link that was shown is ended: what is left |
//!
//! Whatever did not come through CloudFront is answered 403.
//!
//! The page itself is static, and served by others.

mod answer;
mod authorize;
mod begin;
mod complete;
mod form;
mod front;
mod limits;
mod manage;
mod outward;
mod post;
mod provider;
pub(crate) mod query;
mod sign_in;
mod site;
pub(crate) mod transaction;
mod visit;

use crate::{
    Config, ConfigError, Linking, Skill,
    calls::Http,
    config::{LinkConfig, Providers, Services},
    edge::Edge,
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
    edge: Edge,
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
            edge: Edge::new(link.origin_secret.clone()),
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
