//! What a bearer may know: who it is, and which sites are its own.

use crate::{Service, scopes::OFFLINE_ACCESS};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};

pub(crate) async fn check(State(service): State<Service>, headers: HeaderMap) -> Response {
    let provider = service.provider();
    let Some((granted, expires_in)) = bearer(&headers).and_then(|token| provider.bearer(token)) else {
        return unauthorized();
    };
    let user = granted.user;
    Json(json!({
        "account_id": user.account_id,
        "name": user.name,
        "email": user.email,
        "scopes": granted.scopes,
        "sites": user.sites.iter().map(|site| site.id).collect::<Vec<_>>(),
        "expires_in": expires_in,
    }))
    .into_response()
}

pub(crate) async fn accessible_resources(State(service): State<Service>, headers: HeaderMap) -> Response {
    let provider = service.provider();
    let Some((granted, _)) = bearer(&headers).and_then(|token| provider.bearer(token)) else {
        return unauthorized();
    };
    let scopes: Vec<&str> = granted.scopes.iter().copied().filter(|scope| *scope != OFFLINE_ACCESS).collect();
    let sites = granted.user.sites.iter().map(|site| {
        json!({
            "id": site.id,
            "url": site.url,
            "name": site.name,
            "scopes": scopes,
            "avatarUrl": format!("{}/avatar.png", site.url),
        })
    });
    Json(sites.collect::<Value>()).into_response()
}

/// The token of `Authorization: Bearer …` (RFC 6750, 2.1).
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

fn unauthorized() -> Response {
    (StatusCode::UNAUTHORIZED, Json(json!({ "code": 401, "message": "Unauthorized" }))).into_response()
}
