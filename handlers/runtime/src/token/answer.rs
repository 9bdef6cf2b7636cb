//! HTTP answers (RFC 6749, sections 5.1 and 5.2). Every one carries the same headers, errors too.

use super::{introspect::Active, issue::Tokens, server::Route};
use http::{
    HeaderValue, Method, Response, StatusCode,
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

/// The type of access tokens (RFC 6750).
const BEARER: &str = "Bearer";

/// Why no tokens are given, as the client is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The request is malformed; the sentence is ours.
    InvalidRequest(&'static str),
    /// As above, and larger than is read.
    TooLarge,
    /// As above, and not by the method of the route.
    MethodNotAllowed(Route),
    /// The client is not who it says.
    InvalidClient,
    /// The code or refresh token is not good, for whatever reason.
    InvalidGrant,
    /// More was asked for than was granted.
    InvalidScope,
    /// The grant type is none of ours.
    UnsupportedGrantType,
    /// It was asked for too often, and will be served in so many seconds.
    TooMany(i64),
    /// The request did not come through CloudFront.
    Forbidden,
    /// There is nothing at this path.
    NotFound,
    /// Nothing is known, since the store is down: to be asked again. Nothing is invalid because of that, so nobody is
    /// unlinked.
    Unavailable,
}

impl Refusal {
    /// The error code: those of RFC 6749, section 5.2, and `temporarily_unavailable` of section 4.1.2.1; for what is no
    /// OAuth request, one that says so.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::InvalidRequest(_) | Self::TooLarge | Self::MethodNotAllowed(_) => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::InvalidScope => "invalid_scope",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::TooMany(_) | Self::Unavailable => "temporarily_unavailable",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
        }
    }

    fn description(self) -> Option<&'static str> {
        match self {
            Self::InvalidRequest(description) => Some(description),
            Self::TooLarge => Some("the body is too large"),
            Self::MethodNotAllowed(_) => Some("the method is not allowed"),
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
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::InvalidClient => StatusCode::UNAUTHORIZED,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn header(self) -> Option<(HeaderName, HeaderValue)> {
        let text = HeaderValue::from_static;
        match self {
            // "the authorization server MUST respond with an HTTP 401 (Unauthorized) status code and include the
            // "WWW-Authenticate" response header field" (RFC 6749, section 5.2).
            Self::InvalidClient => Some((header::WWW_AUTHENTICATE, text("Basic realm=\"token\""))),
            Self::MethodNotAllowed(route) => {
                let allowed = if route.method() == Method::GET { "GET" } else { "POST" };
                Some((header::ALLOW, text(allowed)))
            }
            Self::TooMany(seconds) => Some((header::RETRY_AFTER, HeaderValue::from(seconds))),
            // "The server may include a "Retry-After" header in the response to indicate how long the service is
            // expected to be unavailable" (RFC 7009, section 2.2.1).
            Self::Unavailable => Some((header::RETRY_AFTER, text("1"))),
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
    json(&Body {
        access_token: tokens.access.expose(),
        token_type: BEARER,
        expires_in: (tokens.access_expires - now).max(1),
        refresh_token: tokens.refresh.expose(),
        scope: &tokens.scope,
    })
}

/// A token is worth nothing any more. "The content of the response body is ignored by the client" (RFC 7009, section
/// 2.2).
pub(super) fn revoked() -> Response<String> {
    #[derive(Serialize)]
    struct Body {}
    json(&Body {})
}

/// What a token is worth (RFC 7662, section 2.2).
pub(super) fn introspection(active: Option<&Active>, issuer: &str) -> Response<String> {
    #[derive(Serialize)]
    struct Body<'a> {
        active: bool,
        #[serde(flatten)]
        more: Option<More<'a>>,
    }
    #[derive(Serialize)]
    struct More<'a> {
        scope: &'a str,
        client_id: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        token_type: Option<&'static str>,
        exp: i64,
        sub: &'a str,
        iss: &'a str,
    }
    // "to avoid disclosing too much of the authorization server's state to a third party, the authorization server SHOULD
    // NOT include any additional information about an inactive token, including why the token is inactive" (RFC 7662,
    // section 2.2).
    let more = active.map(|Active { family, is_access, expires }| More {
        scope: &family.scope,
        client_id: &family.client,
        token_type: is_access.then_some(BEARER),
        exp: *expires,
        sub: &family.link,
        iss: issuer,
    });
    json(&Body { active: active.is_some(), more })
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

/// What was asked for.
pub(super) fn json(body: &impl Serialize) -> Response<String> {
    answer(StatusCode::OK, None, body)
}

/// What a provider answered, which is a text of JSON.
pub(super) fn passed(status: StatusCode, body: &str, wait: Option<i64>) -> Response<String> {
    let wait = wait.map(|seconds| (header::RETRY_AFTER, HeaderValue::from(seconds)));
    response(status, wait, body.to_owned())
}

fn answer(
    status: StatusCode,
    header: Option<(HeaderName, HeaderValue)>,
    body: &impl Serialize,
) -> Response<String> {
    // Texts and numbers are always JSON.
    response(status, header, serde_json::to_string(body).unwrap_or_default())
}

fn response(status: StatusCode, header: Option<(HeaderName, HeaderValue)>, body: String) -> Response<String> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = HEADERS.map(|(name, value)| (name, HeaderValue::from_static(value)));
    for (name, value) in headers.into_iter().chain(header) {
        response.headers_mut().insert(name, value);
    }
    response
}
