//! What the provider says of itself (OpenID Connect Discovery, 3; RFC 8414).

use super::scopes;
use crate::Service;
use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde_json::json;

pub(super) async fn metadata(State(service): State<Service>) -> Response {
    let Some(openid) = service.settings().openid() else { return StatusCode::NOT_FOUND.into_response() };
    let at = |path: &str| format!("{}{path}", openid.issuer);
    let clients = ["client_secret_basic", "client_secret_post"];
    Json(json!({
        "issuer": openid.issuer,
        "authorization_endpoint": at("/connect/authorize"),
        "token_endpoint": at("/connect/token"),
        "introspection_endpoint": at("/connect/introspect"),
        "userinfo_endpoint": at("/connect/userinfo"),
        "jwks_uri": at("/connect/jwks.json"),
        "scopes_supported": scopes::supported().collect::<Vec<_>>(),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": clients,
        "introspection_endpoint_auth_methods_supported": clients,
        "code_challenge_methods_supported": ["S256"],
        "claims_supported": ["sub", "name", "email"],
    }))
    .into_response()
}

pub(super) async fn keys(State(service): State<Service>) -> Response {
    let Some(openid) = service.settings().openid() else { return StatusCode::NOT_FOUND.into_response() };
    service.provider().openid_log.keys += 1;
    Json(json!({ "keys": [openid.signer.jwk()] })).into_response()
}
