//! HTTP answers (RFC 6749, sections 5.1 and 5.2). Every one carries the same headers, errors too.

use super::issue::Tokens;
use http::{
    HeaderValue, Response, StatusCode,
    header::{self, HeaderName},
};
use serde::Serialize;

/// Tokens are kept by nobody on the way (RFC 6749, section 5.1), and nothing here is ever shown by a browser.
const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_TYPE, "application/json"),
    (header::CACHE_CONTROL, "no-store"),
    (header::PRAGMA, "no-cache"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
];

/// Why no tokens are given, as the client is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The request is malformed; the sentence is ours.
    InvalidRequest(&'static str),
    /// As above, and larger than is read.
    TooLarge,
    /// As above, and no POST.
    MethodNotAllowed,
    /// The client is not who it says.
    InvalidClient,
    /// The code or refresh token is not good, for whatever reason.
    InvalidGrant,
    /// More was asked for than was granted.
    InvalidScope,
    /// The grant type is none of ours.
    UnsupportedGrantType,
    /// Nothing is known, since the store is down: to be asked again. Nothing is invalid because of that, so nobody is
    /// unlinked.
    Unavailable,
}

impl Refusal {
    /// The error code: those of RFC 6749, section 5.2, and `temporarily_unavailable` of section 4.1.2.1.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::InvalidRequest(_) | Self::TooLarge | Self::MethodNotAllowed => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::InvalidScope => "invalid_scope",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::Unavailable => "temporarily_unavailable",
        }
    }

    fn description(self) -> Option<&'static str> {
        match self {
            Self::InvalidRequest(description) => Some(description),
            Self::TooLarge => Some("the body is too large"),
            Self::MethodNotAllowed => Some("only POST is allowed"),
            _ => None,
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Self::InvalidRequest(_)
            | Self::InvalidGrant
            | Self::InvalidScope
            | Self::UnsupportedGrantType => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::InvalidClient => StatusCode::UNAUTHORIZED,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn header(self) -> Option<(HeaderName, &'static str)> {
        match self {
            // "the authorization server MUST respond with an HTTP 401 (Unauthorized) status code and include the
            // "WWW-Authenticate" response header field" (RFC 6749, section 5.2).
            Self::InvalidClient => Some((header::WWW_AUTHENTICATE, "Basic realm=\"token\"")),
            Self::MethodNotAllowed => Some((header::ALLOW, "POST")),
            Self::Unavailable => Some((header::RETRY_AFTER, "1")),
            _ => None,
        }
    }
}

/// The tokens. `expires_in` is what is left of their life, a whole number of seconds.
pub(super) fn tokens(tokens: &Tokens, now: i64) -> Response<String> {
    #[derive(Serialize)]
    struct Body<'a> {
        access_token: &'a str,
        token_type: &'static str,
        expires_in: i64,
        refresh_token: &'a str,
        scope: &'a str,
    }
    answer(
        StatusCode::OK,
        None,
        &Body {
            access_token: tokens.access.expose(),
            token_type: "Bearer",
            expires_in: (tokens.access_expires - now).max(1),
            refresh_token: tokens.refresh.expose(),
            scope: &tokens.scope,
        },
    )
}

/// An error.
pub(super) fn refusal(refusal: Refusal) -> Response<String> {
    #[derive(Serialize)]
    struct Body {
        error: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        error_description: Option<&'static str>,
    }
    let body = Body { error: refusal.code(), error_description: refusal.description() };
    answer(refusal.status(), refusal.header(), &body)
}

fn answer(
    status: StatusCode,
    header: Option<(HeaderName, &'static str)>,
    body: &impl Serialize,
) -> Response<String> {
    // Texts and numbers are always JSON.
    let mut response = Response::new(serde_json::to_string(body).unwrap_or_default());
    *response.status_mut() = status;
    for (name, value) in HEADERS.into_iter().chain(header) {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
