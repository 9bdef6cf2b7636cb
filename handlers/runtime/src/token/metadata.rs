//! What this server can do (RFC 8414): everything that is true, and nothing else.

use super::server::{Grant, Route};
use serde::Serialize;

/// Where browsers begin; the function `link` answers.
const AUTHORIZE: &str = "/oauth/authorize";

/// How the client authenticates at each of the endpoints here (RFC 6749, section 2.3.1).
pub(super) const AUTHENTICATION: [&str; 2] = ["client_secret_basic", "client_secret_post"];

/// The document (RFC 8414, section 2).
#[derive(Debug, Serialize)]
pub(super) struct Metadata<'a> {
    /// "using the "https" scheme and [having] no query or fragment components": the configuration checks it.
    issuer: &'a str,
    authorization_endpoint: String,
    token_endpoint: String,
    revocation_endpoint: String,
    introspection_endpoint: String,
    scopes_supported: Vec<&'a str>,
    response_types_supported: [&'static str; 1],
    /// Where it is not said, `fragment` is supported too.
    response_modes_supported: [&'static str; 1],
    /// Where it is not said, `implicit` is supported too.
    grant_types_supported: [&'static str; Grant::ALL.len()],
    code_challenge_methods_supported: [&'static str; 1],
    token_endpoint_auth_methods_supported: [&'static str; AUTHENTICATION.len()],
    revocation_endpoint_auth_methods_supported: [&'static str; AUTHENTICATION.len()],
    introspection_endpoint_auth_methods_supported: [&'static str; AUTHENTICATION.len()],
    /// RFC 9207, section 3.
    authorization_response_iss_parameter_supported: bool,
}

impl<'a> Metadata<'a> {
    /// Of the server `issuer`, which grants `scope`.
    pub(super) fn of(issuer: &'a str, scope: &'a str) -> Self {
        let endpoint = |path: &str| format!("{issuer}{path}");
        Self {
            issuer,
            authorization_endpoint: endpoint(AUTHORIZE),
            token_endpoint: endpoint(Route::Token.path()),
            revocation_endpoint: endpoint(Route::Revoke.path()),
            introspection_endpoint: endpoint(Route::Introspect.path()),
            scopes_supported: scope.split(' ').collect(),
            response_types_supported: ["code"],
            response_modes_supported: ["query"],
            grant_types_supported: Grant::ALL.map(Grant::name),
            code_challenge_methods_supported: ["S256"],
            token_endpoint_auth_methods_supported: AUTHENTICATION,
            revocation_endpoint_auth_methods_supported: AUTHENTICATION,
            introspection_endpoint_auth_methods_supported: AUTHENTICATION,
            authorization_response_iss_parameter_supported: true,
        }
    }
}
