//! OpenID Connect: the same people and pages, other endpoints, and access tokens that services read by themselves.

mod authorize;
mod bearers;
mod client;
mod discovery;
mod families;
mod habits;
mod scopes;
mod signer;
mod token;
mod tokens;

pub(crate) use families::{Families, Given};
pub use habits::Habits;
pub(crate) use scopes::sentence;

use crate::Service;
use aws_lc_rs::error::Unspecified;
use axum::{
    Router,
    routing::{get, post},
};
use signer::Signer;

/// What OpenID Connect needs.
pub(crate) struct OpenId {
    issuer: String,
    signer: Signer,
}

impl OpenId {
    /// A provider that is found at a base URL, with a key of its own.
    pub(crate) fn new(issuer: &str) -> Result<Self, Unspecified> {
        Ok(Self { issuer: issuer.trim_end_matches('/').to_owned(), signer: Signer::new()? })
    }
}

/// How many requests came to endpoints of OpenID Connect.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub(crate) struct OpenIdLog {
    authorization_code: u32,
    refresh_token: u32,
    client_credentials: u32,
    other: u32,
    introspection: u32,
    keys: u32,
}

/// The endpoints.
pub(crate) fn routes() -> Router<Service> {
    Router::new()
        .route("/.well-known/openid-configuration", get(discovery::metadata))
        // RFC 8414, for clients that know OAuth only.
        .route("/.well-known/oauth-authorization-server", get(discovery::metadata))
        .route("/connect/jwks.json", get(discovery::keys))
        .route("/connect/authorize", get(authorize::authorize))
        .route("/connect/token", post(token::current))
        .route("/connect/v1/token", post(token::first))
        .route("/connect/introspect", post(bearers::introspect))
        .route("/connect/userinfo", get(bearers::user_info))
}
