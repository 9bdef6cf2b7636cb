//! An identity provider: OAuth 2.0 with authorization codes (RFC 6749), as Atlassian offers it to apps ("OAuth 2.0
//! (3LO)"), for people who are invented. Everything is in memory, and as in the beginning after `POST /reset`.
//!
//! # Settings
//! From the environment, never from arguments, which other processes can read: `DEMO_CLIENT_ID`, `DEMO_CLIENT_SECRET`
//! and `DEMO_REDIRECT_URIS` (with blanks between) of the one app that is registered.
//!
//! # People
//! | user name | password | account id | sites |
//! |---|---|---|---|
//! | `ada` | `lovelace-1815` | `557058:ada00000-0000-4000-8000-000000001815` | Northwind, Tailspin |
//! | `grace` | `hopper-1906` | `557058:grace000-0000-4000-8000-000000001906` | Northwind |
//! | `tomas` | `reed-2001` | `557058:tomas000-0000-4000-8000-000000002001` | Northwind |
//! | `yuki` | `brandt-2002` | `557058:yuki0000-0000-4000-8000-000000002002` | Fabrikam |
//! | `anna` | `kim-2004` | `557058:akim0000-0000-4000-8000-000000002004` | Contoso, Tailspin |
//!
//! Tomas is like somebody who agreed before boards and sprints had scopes of their own: whatever an app of 3LO asks for,
//! he grants no more than `read:jira-work`, `write:jira-work`, `read:jira-user` and `offline_access`.
//!
//! # The way through the pages
//! Written for people, and for programs that fill in forms; each page has one form, and these names do not change.
//! 1. `GET /authorize` with `client_id`, `redirect_uri`, `response_type=code`, `audience=api.atlassian.com`,
//!    `prompt=consent`, `scope`, `state`, and `code_challenge` with `code_challenge_method=S256` where PKCE is used. A
//!    wrong client or redirect is answered by a page and status 400; anything else that is wrong goes back to the app as
//!    `error`.
//! 2. `<form method="post" action="/login">`: `<input type="hidden" name="request">`, `<input name="username">`,
//!    `<input type="password" name="password">`. Wrong ones bring the page again, with `<p role="alert">`.
//! 3. `<form method="post" action="/consent">`: `<input type="hidden" name="request">`, `<button name="decision">` with
//!    the value `allow` and one with `deny`. Answered by 303 to the app, with `code` and `state`, or with `error`.
//!
//! # For apps
//! * `POST /oauth/token`: JSON or a form, with `client_id` and `client_secret` in it. Access tokens live for an hour.
//!   With the scope `offline_access` there are refresh tokens, which rotate: the access token of before dies; the
//!   refresh token of before works for ten minutes more, and used later it ends the grant.
//! * `GET /oauth/token/accessible-resources`: the sites of a bearer.
//! * `GET /check`: who a bearer is; for the demo backends, which trust it.
//!
//! # OpenID Connect
//! For the same app and the same people by the same pages, where it is known under which URL the provider is found. The
//! tokens of the one are nothing to the other.
//! * `GET /.well-known/openid-configuration` names the endpoints, all below `/connect/`, and `issuer`: the base URL.
//! * `GET /connect/authorize`: `client_id`, `redirect_uri`, `response_type=code`, `scope`, and where they are wanted
//!   `state`, `nonce`, PKCE, and `audience` or `resource` (RFC 8707): `https://weather.example` or
//!   `https://wardrobe.example`, which access tokens then are for.
//! * `POST /connect/token`: a code, a refresh token, or client credentials; the client by `Authorization: Basic` or in
//!   the body. Access tokens are signed by ES256, in the shape of RFC 9068. A refresh token is given only where
//!   `offline_access` was asked for, an ID token where `openid` was. Client credentials have `weather.read` only;
//!   nobody may have `weather.admin`.
//! * `POST /connect/v1/token`: its first edition, which leaves `expires_in` out where tokens are refreshed.
//! * `POST /connect/introspect` (RFC 7662), `GET /connect/userinfo`, `GET /connect/jwks.json`.
//!
//! `sub` is `user-ada-1815`, `user-grace-1906` and so on; with client credentials it is the client's id.
//!
//! # For tests
//! * `POST /reset`; `POST /clock` `{"advance_seconds": n}`; `GET /log`: how many requests came to the token endpoint.
//! * `POST /habits`, which replaces those before; [`Habits`] has what is left out:
//!   `{"expires_in": {"refresh_token": "omitted"}, "lifetime": 3600, "rotates": true, "leeway": 600}`. Grants are
//!   `authorization_code`, `refresh_token` and `client_credentials`; `expires_in` is `sound`, `omitted`, `null`,
//!   `string`, `zero`, `negative`, `float` or `huge`, for both editions of the token endpoint.
//! * `POST /faults`: a list of what befalls requests to come, which replaces the one before; see [`demo_backend::Fault`].

mod accounts;
mod authorize;
mod clock;
mod connect;
mod control;
mod grants;
mod location;
mod pages;
mod provider;
mod random;
mod resources;
mod scopes;
mod settings;
mod token;

pub use connect::Habits;
pub use settings::{Settings, SettingsError};

use axum::{
    Router, middleware,
    routing::{get, post},
};
use demo_backend::Traffic;
use provider::Provider;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The service with an identity provider of its own.
pub fn app(settings: Settings) -> Router {
    let provider = Mutex::new(Provider::with_habits(settings.habits().clone()));
    let openid = if settings.openid().is_some() { connect::routes() } else { Router::new() };
    let traffic = Traffic::default();
    let service = Service(Arc::new(Inner { settings, provider, traffic: traffic.clone() }));
    Router::new()
        .route("/authorize", get(authorize::authorize))
        .route("/login", post(authorize::login))
        .route("/consent", post(authorize::consent))
        .route("/provider.css", get(pages::style))
        .route("/oauth/token", post(token::token))
        .route("/oauth/token/accessible-resources", get(resources::accessible_resources))
        .route("/check", get(resources::check))
        .merge(openid)
        // What is below has no faults.
        .route_layer(middleware::from_fn_with_state(traffic.clone(), Traffic::observe))
        .route("/reset", post(control::reset))
        .route("/clock", post(control::clock))
        .merge(traffic.routes())
        .route("/habits", post(control::habits))
        .route("/log", get(control::log))
        .with_state(service)
}

#[derive(Clone)]
struct Service(Arc<Inner>);

struct Inner {
    settings: Settings,
    provider: Mutex<Provider>,
    traffic: Traffic,
}

impl Service {
    fn settings(&self) -> &Settings {
        &self.0.settings
    }

    fn traffic(&self) -> &Traffic {
        &self.0.traffic
    }

    /// The provider for one request. No request leaves it half changed, so one that panicked does no harm.
    fn provider(&self) -> MutexGuard<'_, Provider> {
        self.0.provider.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
