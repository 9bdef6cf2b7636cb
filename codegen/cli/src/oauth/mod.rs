//! An OAuth 2.0 client (RFC 6749), as far as asking for a test access token takes one.
//!
//! Nothing that is said here holds a secret: no token, no code, no state, and no text of the provider's own.

mod authorization;
mod loopback;
mod reply;
mod request;
mod secret;

pub(crate) use authorization::Authorization;
pub(crate) use loopback::Loopback;
pub(crate) use reply::Reply;
pub(crate) use request::Client;
pub(crate) use secret::Secret;

use crate::endpoints::is_here;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;
use std::fmt::Display;

/// Everything but the unreserved characters of RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The provider, or the user there, said no.
    #[error("{0}")]
    Refused(String),
    /// Nobody could be asked, or the answer is none.
    #[error("{0}")]
    Environment(String),
}

/// A code of RFC 6749 as it may be shown: anything else could be anything.
fn code(text: &str) -> Option<&str> {
    let is_code = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    Some(text).filter(|text| (1..=40).contains(&text.len()) && is_code(text))
}

/// Refuses what others on the way could read.
fn private(url: &Url) -> Result<(), Failure> {
    if url.scheme() == "https" || (url.scheme() == "http" && is_here(url)) {
        return Ok(());
    }
    let at = url.origin().ascii_serialization();
    Err(Failure::Environment(format!(
        "the provider at {at} is asked by https alone, unless it is on this machine"
    )))
}

/// Members as `application/x-www-form-urlencoded`.
fn form<'a>(members: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let pair = |(name, value): (&str, &str)| format!("{}={}", encoded(name), encoded(value));
    members.into_iter().map(pair).collect::<Vec<_>>().join("&")
}

fn encoded(text: &str) -> impl Display {
    utf8_percent_encode(text, RESERVED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_codes_are_shown() {
        assert_eq!(code("invalid_scope"), Some("invalid_scope"));
        for other in ["", "Invalid", "the secret is abc", "<html>", &"a".repeat(41)] {
            assert_eq!(code(other), None, "{other}");
        }
    }

    #[test]
    fn forms_are_encoded_byte_by_byte() {
        assert_eq!(form([("scope", "a b"), ("x", "ü&=+~")]), "scope=a%20b&x=%C3%BC%26%3D%2B~");
    }
}
