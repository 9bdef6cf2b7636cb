//! The token endpoint.

use crate::{Service, grants};
use axum::{
    Json,
    extract::{Form, FromRequest, Request, State},
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{IntoResponse as _, Response},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// What an app sends. A field that comes twice is an error (RFC 6749, 3.2).
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    grant_type: String,
    client_id: String,
    client_secret: String,
    code: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
    refresh_token: Option<String>,
}

/// Why there are no tokens: a status, and what RFC 6749, 5.2, calls `error` and `error_description`.
pub(crate) struct Refusal(pub(crate) StatusCode, pub(crate) &'static str, pub(crate) String);

impl Refusal {
    pub(crate) fn wrong(description: impl Into<String>) -> Self {
        Self(StatusCode::BAD_REQUEST, "invalid_request", description.into())
    }
}

pub(crate) async fn token(State(service): State<Service>, request: Request) -> Response {
    let answer = match read::<Asked>(request).await {
        Ok(asked) => tokens(&service, &asked),
        Err(refusal) => {
            service.provider().log.other += 1;
            Err(refusal)
        }
    };
    let (status, body) = match answer {
        Ok(body) => (StatusCode::OK, body),
        Err(Refusal(status, error, description)) => {
            (status, json!({ "error": error, "error_description": description }))
        }
    };
    (status, [(CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

/// The body, by its type.
pub(crate) async fn read<T: DeserializeOwned>(request: Request) -> Result<T, Refusal> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match kind.as_str() {
        "application/json" => {
            let read = Json::<T>::from_request(request, &()).await;
            read.map(|Json(asked)| asked).map_err(|odd| Refusal::wrong(odd.body_text()))
        }
        "application/x-www-form-urlencoded" => {
            let read = Form::<T>::from_request(request, &()).await;
            read.map(|Form(asked)| asked).map_err(|odd| Refusal::wrong(odd.body_text()))
        }
        _ => Err(Refusal::wrong("send JSON or a form, and say which by `Content-Type`")),
    }
}

fn tokens(service: &Service, asked: &Asked) -> Result<Value, Refusal> {
    let mut provider = service.provider();
    let count = match asked.grant_type.as_str() {
        "authorization_code" => &mut provider.log.authorization_code,
        "refresh_token" => &mut provider.log.refresh_token,
        _ => &mut provider.log.other,
    };
    *count += 1;
    if !service.settings().is_client(&asked.client_id, &asked.client_secret) {
        let description = "no app has this `client_id` and `client_secret`, which belong in the body";
        return Err(Refusal(StatusCode::UNAUTHORIZED, "invalid_client", description.to_owned()));
    }
    let found = match asked.grant_type.as_str() {
        "authorization_code" => {
            let (Some(code), Some(redirect_uri)) = (&asked.code, &asked.redirect_uri) else {
                return Err(Refusal::wrong("`code` and `redirect_uri` are needed"));
            };
            let tokens = provider.redeem(code, redirect_uri, asked.code_verifier.as_deref());
            // Not `invalid_grant`: so the real one answers, too.
            tokens.map(|tokens| tokens.ok_or_else(|| Refusal::wrong("authorization_code is invalid")))
        }
        "refresh_token" => {
            let Some(token) = &asked.refresh_token else {
                return Err(Refusal::wrong("`refresh_token` is needed"));
            };
            let invalid = || {
                let description = "Unknown or invalid refresh token.".to_owned();
                Refusal(StatusCode::FORBIDDEN, "invalid_grant", description)
            };
            provider.refresh(token).map(|tokens| tokens.ok_or_else(invalid))
        }
        "" => return Err(Refusal::wrong("`grant_type` is needed")),
        other => {
            let description = format!("there is no grant type `{other}` here");
            return Err(Refusal(StatusCode::BAD_REQUEST, "unsupported_grant_type", description));
        }
    };
    let broken =
        |_| Refusal(StatusCode::INTERNAL_SERVER_ERROR, "server_error", "there is no randomness".to_owned());
    let tokens = found.map_err(broken)??;
    let mut answer = json!({
        "access_token": tokens.access,
        "expires_in": grants::ACCESS,
        "token_type": "Bearer",
        "scope": tokens.scopes.join(" "),
    });
    if let Some(refresh) = tokens.refresh {
        answer["refresh_token"] = refresh.into();
    }
    Ok(answer)
}
