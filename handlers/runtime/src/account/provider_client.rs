//! An OAuth 2.0 provider's token endpoint, seen by its client (RFC 6749, sections 4.1.3 and 6).

use crate::{config::ProviderConfig, store::Secret};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{
    Client, Method, Request, Response,
    header::{ACCEPT, CONTENT_TYPE, HeaderValue},
};
use serde::Deserialize;
use serde_json::Value;
use tokio::time::{Instant, timeout_at};
use zeroize::Zeroizing;

/// The largest answer that is read, in bytes.
const LARGEST: usize = 64 * 1024;
/// The life of an access token where the provider does not tell, in seconds.
const UNTOLD: i64 = 3600;
/// The longest life that is believed: a year, in seconds.
const LONGEST_LIFE: i64 = 365 * 24 * 3600;
/// Everything but the unreserved characters of RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What the provider gave.
#[derive(Debug, Clone)]
pub(crate) struct Tokens {
    pub(crate) access: Secret,
    /// The refresh token; where none came with a renewal, the old one stays.
    pub(crate) refresh: Option<Secret>,
    /// How long the access token lives, in seconds.
    pub(crate) expires_in: i64,
}

/// Why the provider gave nothing. No text here holds what it said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ExchangeError {
    /// The code or refresh token is not good (any longer).
    #[error("the provider answers `invalid_grant`")]
    InvalidGrant,
    /// Another error.
    #[error("the provider answers with status {0}")]
    Status(u16),
    /// No connection.
    #[error("the provider cannot be reached")]
    Unreachable,
    /// The request went out, and no whole answer came.
    #[error("the provider does not answer")]
    Lost,
    /// An answer that is none of RFC 6749, section 5.1.
    #[error("the provider's answer is malformed")]
    Malformed,
    /// The environment does not tell of this provider.
    #[error("the provider is not configured")]
    NotConfigured,
}

impl ExchangeError {
    /// Whether the provider may have used up the code or token nevertheless.
    pub(crate) fn may_have_been_done(self) -> bool {
        match self {
            // 503 says that the provider is not there, not that it broke down over this.
            Self::Status(status) => status == 408 || (status >= 500 && status != 503),
            Self::Lost | Self::Malformed => true,
            Self::InvalidGrant | Self::Unreachable | Self::NotConfigured => false,
        }
    }

    /// Its class, for the log.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::InvalidGrant => "the provider answers `invalid_grant`",
            Self::Status(_) => "the provider answers with an error",
            Self::Unreachable => "the provider cannot be reached",
            Self::Lost => "the provider does not answer",
            Self::Malformed => "the provider's answer is malformed",
            Self::NotConfigured => "the provider is not configured",
        }
    }
}

/// Exchanges an authorization code (RFC 6749, section 4.1.3; RFC 7636, section 4.5). It is sent once.
pub(crate) async fn exchange_code(
    client: &Client,
    provider: &ProviderConfig,
    secret: &Secret,
    code: &Secret,
    redirect: &str,
    verifier: &Secret,
    deadline: Instant,
) -> Result<Tokens, ExchangeError> {
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.expose()),
        ("redirect_uri", redirect),
        ("code_verifier", verifier.expose()),
    ];
    exchange(client, provider, secret, &fields, deadline).await
}

/// Asks for new tokens (RFC 6749, section 6). It is sent once.
pub(crate) async fn refresh(
    client: &Client,
    provider: &ProviderConfig,
    secret: &Secret,
    refresh: &Secret,
    deadline: Instant,
) -> Result<Tokens, ExchangeError> {
    let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh.expose())];
    exchange(client, provider, secret, &fields, deadline).await
}

/// The client authenticates in the body: providers are known that take nothing else.
async fn exchange(
    client: &Client,
    provider: &ProviderConfig,
    secret: &Secret,
    fields: &[(&str, &str)],
    deadline: Instant,
) -> Result<Tokens, ExchangeError> {
    let own = [("client_id", provider.client_id.as_str()), ("client_secret", secret.expose())];
    let mut request = Request::new(Method::POST, provider.token.clone());
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers_mut().insert(CONTENT_TYPE, form);
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
    *request.body_mut() = Some(form_of(fields.iter().chain(&own)).into());
    let exchange = async {
        let unreachable = |error: reqwest::Error| {
            if error.is_connect() { ExchangeError::Unreachable } else { ExchangeError::Lost }
        };
        let response = client.execute(request).await.map_err(unreachable)?;
        let status = response.status();
        let body = body(response).await?;
        if status.is_success() { tokens(&body) } else { Err(refusal(status.as_u16(), &body)) }
    };
    timeout_at(deadline, exchange).await.unwrap_or(Err(ExchangeError::Lost))
}

fn form_of<'a>(fields: impl Iterator<Item = &'a (&'a str, &'a str)>) -> String {
    let pairs = fields.map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, RESERVED)));
    pairs.collect::<Vec<_>>().join("&")
}

async fn body(mut response: Response) -> Result<Zeroizing<Vec<u8>>, ExchangeError> {
    let mut body = Zeroizing::new(Vec::new());
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > LARGEST => return Err(ExchangeError::Malformed),
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(body),
            Err(_) => return Err(ExchangeError::Lost),
        }
    }
}

/// RFC 6749, section 5.1.
fn tokens(body: &[u8]) -> Result<Tokens, ExchangeError> {
    #[derive(Deserialize)]
    struct Reply {
        access_token: String,
        token_type: String,
        #[serde(default)]
        refresh_token: Option<String>,
        #[serde(default)]
        expires_in: Value,
    }
    let reply: Reply = serde_json::from_slice(body).map_err(|_| ExchangeError::Malformed)?;
    let (access, refresh) = (Secret::new(reply.access_token), reply.refresh_token.map(Secret::new));
    // "token_type … value is case insensitive".
    if !reply.token_type.eq_ignore_ascii_case("bearer") || access.expose().is_empty() {
        return Err(ExchangeError::Malformed);
    }
    let refresh = refresh.filter(|refresh| !refresh.expose().is_empty());
    Ok(Tokens { access, refresh, expires_in: life(&reply.expires_in) })
}

/// Providers are known that send a text, a fraction, or nothing.
fn life(expires_in: &Value) -> i64 {
    let text = match expires_in {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return UNTOLD,
    };
    let whole = text.split('.').next().unwrap_or_default();
    whole.parse().map_or(UNTOLD, |seconds: i64| seconds.clamp(0, LONGEST_LIFE))
}

/// RFC 6749, section 5.2.
fn refusal(status: u16, body: &[u8]) -> ExchangeError {
    #[derive(Deserialize)]
    struct Reply {
        error: String,
    }
    match serde_json::from_slice::<Reply>(body) {
        Ok(reply) if reply.error == "invalid_grant" && (400..500).contains(&status) => {
            ExchangeError::InvalidGrant
        }
        _ => ExchangeError::Status(status),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_providers_say_about_lives_is_understood() {
        for (said, understood) in [
            (json!(3600), 3600),
            (json!("3600"), 3600),
            (json!(3599.5), 3599),
            (json!(-5), 0),
            (json!(0), 0),
            (json!(null), UNTOLD),
            (json!("soon"), UNTOLD),
            (json!(999_999_999_999_i64), LONGEST_LIFE),
        ] {
            assert_eq!(life(&said), understood, "{said}");
        }
    }

    #[test]
    fn an_answer_needs_a_bearer_token() {
        let read = |reply: Value| tokens(reply.to_string().as_bytes()).map(|tokens| tokens.refresh.is_some());
        assert_eq!(read(json!({"access_token": "a", "token_type": "BEARER"})), Ok(false));
        let both =
            json!({"access_token": "a", "token_type": "Bearer", "refresh_token": "r", "expires_in": 1});
        assert_eq!(read(both), Ok(true));
        for odd in [
            json!({"access_token": "a"}),
            json!({"access_token": "", "token_type": "Bearer"}),
            json!({"access_token": "a", "token_type": "mac"}),
            json!({"token_type": "Bearer"}),
            json!(["a"]),
        ] {
            assert_eq!(read(odd.clone()), Err(ExchangeError::Malformed), "{odd}");
        }
    }

    #[test]
    fn only_an_invalid_grant_ends_a_link() {
        let body = br#"{"error":"invalid_grant","error_description":"the token r3fr3sh is gone"}"#;
        assert_eq!(refusal(400, body), ExchangeError::InvalidGrant);
        assert_eq!(refusal(403, body), ExchangeError::InvalidGrant);
        assert_eq!(refusal(503, body), ExchangeError::Status(503));
        assert_eq!(refusal(401, br#"{"error":"invalid_client"}"#), ExchangeError::Status(401));
        assert_eq!(refusal(400, b"<html>"), ExchangeError::Status(400));
        assert!(!format!("{}", refusal(400, body)).contains("r3fr3sh"));
    }

    #[test]
    fn a_form_holds_what_it_was_given() {
        let form = form_of([("code", "a b&c=d+é"), ("x", "")].iter());
        assert_eq!(form, "code=a%20b%26c%3Dd%2B%C3%A9&x=");
    }
}
