//! The function `token`: the endpoints that Alexa's servers call.
//!
//! | request | answer |
//! |---|---|
//! | `POST /oauth/token` | tokens for an authorization code or a refresh token (RFC 6749, sections 4.1.3 and 6) |
//! | `POST /oauth/revoke` | a token is worth nothing any more (RFC 7009) |
//! | `POST /oauth/introspect` | what a token is worth (RFC 7662) |
//! | `GET /.well-known/oauth-authorization-server` | what this server can do (RFC 8414) |
//!
//! [`front`] lets through what came through CloudFront, and keeps the time; [`server`] reads a request ([`request`]),
//! authenticates the client ([`client`]), and hands it to the folder of its grant or endpoint. There the rules, which
//! only look (`judge`), stand apart from what carries them out over a narrow storage trait.

mod answer;
mod client;
mod code;
mod failures;
mod front;
mod introspect;
mod issue;
mod lookup;
mod metadata;
mod proxy;
mod refresh;
mod request;
mod revoke;
mod server;

#[cfg(test)]
mod anything;
#[cfg(test)]
mod races;
#[cfg(test)]
mod shaky;
#[cfg(test)]
mod tests;

pub(crate) use client::Client;
pub(crate) use code::{Code, Codes, First, REMEMBERED, Redeemed};
pub(crate) use front::{Serves, Token};
pub(crate) use introspect::Links;
pub(crate) use issue::{AccessToken, Tokens};
pub(crate) use lookup::{Ends, Issued};
pub(crate) use proxy::{Flight, Flights, LEASE, Passing, TOLD_AGAIN};
pub(crate) use refresh::{Families, Family, RefreshToken, Rotated, Rotation};
pub(crate) use revoke::AccessTokens;
pub(crate) use server::{Route, Server};
#[cfg(test)]
pub(crate) use shaky::LINKING;

use crate::store::{RandomError, StoreError};

/// Why nothing is given.
#[derive(Debug)]
enum Denied {
    /// The client is told `invalid_grant`, and never why.
    Grant {
        /// Why, for the log.
        reason: &'static str,
        /// The link that it is about, where it is known.
        link: Option<String>,
        /// A defender wants to know.
        alarm: bool,
    },
    /// More was asked for than was granted.
    Scope,
    /// It was asked for too often.
    TooMany {
        /// The link that it is about.
        link: String,
        /// Seconds until it is worth asking again.
        wait: i64,
    },
    /// The store failed. Nothing is known about the grant.
    Store(StoreError),
}

impl Denied {
    fn grant(reason: &'static str) -> Self {
        Self::Grant { reason, link: None, alarm: false }
    }
}

impl From<StoreError> for Denied {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<RandomError> for Denied {
    fn from(error: RandomError) -> Self {
        Self::Store(error.into())
    }
}
