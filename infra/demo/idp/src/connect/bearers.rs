//! Who a token is of: for services that ask (RFC 7662), and for the app (OpenID Connect Core, 5.3).

use super::{client::Credentials, scopes::OPENID, token::refused, tokens};
use crate::{
    Service, accounts,
    resources::bearer,
    token::{Refusal, read},
};
use axum::{
    Json,
    extract::{Request, State},
    http::{
        HeaderMap, StatusCode,
        header::{AUTHORIZATION, CACHE_CONTROL, WWW_AUTHENTICATE},
    },
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    token: String,
    client_id: String,
    client_secret: String,
}

pub(super) async fn introspect(State(service): State<Service>, request: Request) -> Response {
    let header = Credentials::of(request.headers());
    let by_header = request.headers().contains_key(AUTHORIZATION);
    let answer = async {
        let asked: Asked = read(request).await?;
        // RFC 7662, 2.1: not for everybody, who could try tokens out.
        Credentials::check(header?, &asked.client_id, &asked.client_secret, service.settings())?;
        if asked.token.is_empty() {
            return Err(Refusal::wrong("`token` is needed"));
        }
        Ok(state(&service, &asked.token))
    };
    let answer = answer.await;
    service.provider().openid_log.introspection += 1;
    match answer {
        Ok(body) => ([(CACHE_CONTROL, "no-store")], Json(body)).into_response(),
        Err(refusal) => refused(refusal, by_header),
    }
}

/// RFC 7662, 2.2. Of a token that is not good nothing is told but that.
fn state(service: &Service, token: &str) -> Value {
    let provider = service.provider();
    if let Some(claims) = provider.families.access(token, provider.clock.unix()) {
        let mut state = claims.clone();
        state["active"] = true.into();
        state["token_type"] = "Bearer".into();
        return state;
    }
    match provider.families.refreshable(token, provider.clock.now()) {
        Some(given) => json!({
            "active": true,
            "sub": given.user.subject,
            "client_id": service.settings().client_id(),
            "scope": given.scopes.join(" "),
        }),
        None => json!({ "active": false }),
    }
}

pub(super) async fn user_info(State(service): State<Service>, headers: HeaderMap) -> Response {
    let provider = service.provider();
    let claims = bearer(&headers).and_then(|token| provider.families.access(token, provider.clock.unix()));
    let scopes: Vec<&str> =
        claims.and_then(|it| it["scope"].as_str()).unwrap_or_default().split(' ').collect();
    let user = claims.and_then(|it| it["sub"].as_str()).and_then(accounts::of_subject);
    match user {
        Some(user) if scopes.contains(&OPENID) => {
            Json(Value::Object(tokens::about(user, &scopes))).into_response()
        }
        Some(_) => challenge(StatusCode::FORBIDDEN, r#"Bearer error="insufficient_scope", scope="openid""#),
        None => challenge(StatusCode::UNAUTHORIZED, r#"Bearer error="invalid_token""#),
    }
}

/// RFC 6750, 3.
fn challenge(status: StatusCode, challenge: &'static str) -> Response {
    (status, [(WWW_AUTHENTICATE, challenge)]).into_response()
}
