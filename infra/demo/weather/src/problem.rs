//! Why a request has no answer.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header::WWW_AUTHENTICATE},
    response::{IntoResponse, Response},
};
use serde_json::json;

/// Why not, as the contract has it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    status: StatusCode,
    error: &'static str,
    message: String,
    challenge: Option<&'static str>,
}

impl Problem {
    fn new(status: StatusCode, error: &'static str, message: impl Into<String>) -> Self {
        Self { status, error, message: message.into(), challenge: None }
    }

    /// 400.
    pub(crate) fn wrong(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", message)
    }

    /// 404.
    pub(crate) fn missing(error: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, error, message)
    }

    /// 401. Who sent no token at all is not told that it is wrong (RFC 6750, 3.1).
    pub(crate) fn no_token() -> Self {
        let problem = Self::new(StatusCode::UNAUTHORIZED, "invalid_token", "an access token is needed");
        Self { challenge: Some("Bearer"), ..problem }
    }

    /// 401.
    pub(crate) fn bad_token(message: impl Into<String>) -> Self {
        let problem = Self::new(StatusCode::UNAUTHORIZED, "invalid_token", message);
        Self { challenge: Some(r#"Bearer error="invalid_token""#), ..problem }
    }

    /// 403.
    pub(crate) fn no_scope() -> Self {
        let message = "the access token lacks the scope `weather.read`";
        let problem = Self::new(StatusCode::FORBIDDEN, "insufficient_scope", message);
        Self { challenge: Some(r#"Bearer error="insufficient_scope", scope="weather.read""#), ..problem }
    }

    /// 503.
    pub(crate) fn unreachable(message: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", message)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = Json(json!({ "error": self.error, "message": self.message }));
        let mut response = (self.status, body).into_response();
        if let Some(challenge) = self.challenge {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response
    }
}
