//! What the provider answered, as Alexa is told.

use super::life;
use serde_json::{Value, value::RawValue};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// An answer that can be passed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reply {
    /// Tokens (RFC 6749, section 5.1): the text of a JSON object, and the life in it.
    Tokens {
        body: Text,
        /// `expires_in`.
        life: i64,
    },
    /// An error of OAuth (RFC 6749, section 5.2), with the provider's own code and status.
    Refusal {
        status: u16,
        body: Text,
        /// The code, for the log: one of the registered ones, or `other`.
        code: &'static str,
        /// `Retry-After`, in seconds.
        wait: Option<i64>,
    },
}

/// A text with tokens in it.
pub(super) type Text = Zeroizing<String>;

/// The provider answered with something that is no OAuth: what it is, for the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Odd {
    /// No JSON object, or one without what it must have.
    Malformed(u16),
    /// Too many requests, after so many seconds fewer.
    TooMany(Option<i64>),
}

/// Codes that may be named in a log (RFC 6749, section 5.2; section 4.1.2.1 for the last two).
const CODES: [&str; 8] = [
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
    "server_error",
    "temporarily_unavailable",
];

/// The fields of an object, each as it is written.
type Fields<'a> = BTreeMap<String, &'a RawValue>;

/// Reads an answer of `status` that came at `now`; `declared` is the life that the spec declares.
pub(super) fn read(
    status: u16,
    body: &[u8],
    wait: Option<i64>,
    declared: i64,
    now: i64,
) -> Result<Reply, Odd> {
    let text = std::str::from_utf8(body).ok();
    let fields = text.and_then(|text| serde_json::from_str::<Fields<'_>>(text).ok());
    let read = fields.and_then(|fields| {
        if (200..300).contains(&status) {
            tokens(&fields, declared, now)
        } else {
            refusal(status, &fields, wait)
        }
    });
    read.ok_or(if status == 429 { Odd::TooMany(wait) } else { Odd::Malformed(status) })
}

/// Everything but `expires_in` goes on as it is written; nothing that is missing is invented.
fn tokens(fields: &Fields<'_>, declared: i64, now: i64) -> Option<Reply> {
    let access = Zeroizing::new(text(fields, "access_token")?);
    // "REQUIRED" both (RFC 6749, section 5.1).
    text(fields, "token_type")?;
    if access.is_empty() {
        return None;
    }
    let said: Option<Value> = fields.get("expires_in").and_then(|said| serde_json::from_str(said.get()).ok());
    let life = life::life(said.as_ref(), &access, declared, now);
    Some(Reply::Tokens { body: with(fields, Some(life))?, life })
}

fn refusal(status: u16, fields: &Fields<'_>, wait: Option<i64>) -> Option<Reply> {
    let said = text(fields, "error").filter(|said| !said.is_empty())?;
    let code = CODES.into_iter().find(|code| *code == said).unwrap_or("other");
    Some(Reply::Refusal { status, body: with(fields, None)?, code, wait })
}

/// A reply that was told `age` seconds ago, told again.
pub(super) fn aged(body: &str, life: i64, age: i64) -> Option<(Text, i64)> {
    let fields: Fields<'_> = serde_json::from_str(body).ok()?;
    let left = life::left(life, age);
    Some((with(&fields, Some(left))?, left))
}

/// The fields as an object, with `life` as `expires_in`.
fn with(fields: &Fields<'_>, life: Option<i64>) -> Option<Text> {
    let life = life.map(|life| serde_json::value::to_raw_value(&life)).transpose().ok()?;
    let mut fields = fields.clone();
    if let Some(life) = &life {
        fields.insert("expires_in".to_owned(), life);
    }
    serde_json::to_string(&fields).ok().map(Zeroizing::new)
}

fn text(fields: &Fields<'_>, name: &str) -> Option<String> {
    serde_json::from_str(fields.get(name)?.get()).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: i64 = 1_800_000_000;

    fn given(body: &Value) -> Value {
        match read(200, body.to_string().as_bytes(), None, 900, NOW).unwrap() {
            Reply::Tokens { body, .. } => serde_json::from_str(&body).unwrap(),
            refusal @ Reply::Refusal { .. } => panic!("{refusal:?}"),
        }
    }

    #[test]
    fn a_life_is_added_and_nothing_else_changes() {
        let before = json!({
            "access_token": "a", "token_type": "Bearer", "scope": "weather", "id_token": "x.y.z",
            "extra": {"deep": [1, 2.50, "ä"]}, "number": 12_345_678_901_234_567_890_u64,
        });
        let mut after = before.clone();
        after["expires_in"] = json!(900);
        assert_eq!(given(&before), after);
        assert!(given(&before).get("refresh_token").is_none(), "none is invented");
        let stringly = json!({"access_token": "a", "token_type": "Bearer", "expires_in": "60"});
        assert_eq!(given(&stringly)["expires_in"], json!(60));
    }

    #[test]
    fn a_number_is_passed_on_digit_for_digit() {
        let body =
            r#"{"access_token":"a","expires_in":"9","precise":1.10000000000000000001,"token_type":"bearer"}"#;
        let told = Reply::Tokens { body: Zeroizing::new(body.replace("\"9\"", "9")), life: 9 };
        assert_eq!(read(200, body.as_bytes(), None, 900, NOW), Ok(told));
    }

    #[test]
    fn an_error_keeps_its_code_and_status() {
        for (status, code) in [
            (400, "invalid_grant"),
            (401, "invalid_client"),
            (403, "invalid_grant"),
            (503, "temporarily_unavailable"),
        ] {
            let body = json!({"error": code, "error_description": "why"});
            let read = read(status, body.to_string().as_bytes(), None, 900, NOW).unwrap();
            let Reply::Refusal { status: told, body: text, code: named, .. } = read else {
                panic!("{status}")
            };
            assert_eq!((told, named, serde_json::from_str::<Value>(&text).unwrap()), (status, code, body));
        }
        let own = read(400, br#"{"error":"consent_required"}"#, None, 900, NOW);
        assert!(matches!(own, Ok(Reply::Refusal { code: "other", .. })), "{own:?}");
    }

    #[test]
    fn what_is_no_oauth_is_not_passed_on() {
        for body in [
            &b"<html>"[..],
            b"",
            b"[]",
            b"null",
            b"{}",
            b"{\"access_token\":",
            b"\xff",
            br#"{"access_token":"","token_type":"b"}"#,
            br#"{"access_token":"a"}"#,
            br#"{"access_token":1,"token_type":"b"}"#,
        ] {
            assert_eq!(read(200, body, None, 900, NOW), Err(Odd::Malformed(200)), "{body:?}");
        }
        assert_eq!(read(500, b"<html>", None, 900, NOW), Err(Odd::Malformed(500)));
        assert_eq!(read(302, b"{}", None, 900, NOW), Err(Odd::Malformed(302)));
        assert_eq!(read(429, b"slow down", Some(7), 900, NOW), Err(Odd::TooMany(Some(7))));
    }

    #[test]
    fn a_reply_told_again_is_the_same_but_for_its_age() {
        let body = r#"{"access_token":"a","expires_in":900,"token_type":"bearer"}"#;
        assert_eq!(aged(body, 900, 20).unwrap().0.as_str(), body.replace("900", "880"));
    }
}
