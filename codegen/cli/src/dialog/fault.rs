//! Faults: what befalls a request to a service, and the line of a dialog that says so.

use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// What a line looks like.
const LINE: &str = "`! weather 503`";
/// What can befall a request.
const WAYS: &str = "`503` or another status, `slow 3s`, `lost` or `torn`";
/// An answer is at most this late; the longest dialog has more patience than any user.
const LONGEST: u64 = 60_000;
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// What befalls one request to a service. It is written `! SERVICE [METHOD] WHAT`, as in `! weather 503`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Its line in the dialog, counted from 1.
    pub(crate) line: usize,
    /// The service, by its name in the spec.
    pub(crate) service: String,
    /// Of requests with another method there is none.
    method: Option<&'static str>,
    what: What,
}

/// What happens.
#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    /// Nothing is done; an answer of this status comes, with the header where there is one, and without a body.
    Status(u16, Option<(String, String)>),
    /// All is done, and the answer comes so many milliseconds late.
    Slow(u64),
    /// All is done, and the connection ends before the answer.
    Lost,
    /// All is done, and the connection ends in the middle of the answer.
    Torn,
}

/// A fault as the embedded cloud takes it.
#[derive(Debug, Serialize)]
pub(crate) struct Wanted<'a> {
    service: &'a str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    milliseconds: Option<u64>,
}

impl Fault {
    /// Reads what follows `!`.
    pub(super) fn read(line: usize, text: &str) -> Result<Self, String> {
        let (service, rest) = word(text);
        if service.is_empty() {
            return Err(format!("`!` names a service and what befalls a request to it, as in {LINE}"));
        }
        let (first, after) = word(rest);
        let is_method = first.chars().all(|c| c.is_ascii_uppercase()) && !first.is_empty();
        let method = if is_method {
            let known = METHODS.into_iter().find(|method| *method == first);
            Some(known.ok_or_else(|| format!("`{first}` is no method; there are {}", METHODS.join(", ")))?)
        } else {
            None
        };
        let what = What::read(if is_method { after } else { rest })?;
        Ok(Self { line, service: service.to_owned(), method, what })
    }

    /// As the embedded cloud takes it.
    pub(crate) fn wanted(&self) -> Wanted<'_> {
        let none = Wanted {
            service: &self.service,
            kind: "",
            method: self.method,
            status: None,
            headers: BTreeMap::new(),
            milliseconds: None,
        };
        match &self.what {
            What::Status(status, header) => {
                let headers = header.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                Wanted { kind: "status", status: Some(*status), headers, ..none }
            }
            What::Slow(milliseconds) => Wanted { kind: "slow", milliseconds: Some(*milliseconds), ..none },
            What::Lost => Wanted { kind: "lost_reply", ..none },
            What::Torn => Wanted { kind: "torn_reply", ..none },
        }
    }
}

impl What {
    fn read(text: &str) -> Result<Self, String> {
        let (what, rest) = word(text);
        if what.starts_with(|c: char| c.is_ascii_digit()) {
            return Ok(Self::Status(status(what)?, header(rest)?));
        }
        let (read, rest) = match what {
            "slow" => {
                let (duration, rest) = word(rest);
                (Self::Slow(milliseconds(duration)?), rest)
            }
            "lost" => (Self::Lost, rest),
            "torn" => (Self::Torn, rest),
            "" => return Err(format!("what befalls the request is missing: {WAYS}")),
            _ => return Err(format!("`{what}` befalls no request; there is {WAYS}")),
        };
        if rest.is_empty() {
            Ok(read)
        } else {
            Err(format!("nothing comes after `{read}`, but there is `{rest}`"))
        }
    }
}

/// The first word, and what follows it.
fn word(text: &str) -> (&str, &str) {
    let text = text.trim();
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (word, rest.trim())
}

fn status(text: &str) -> Result<u16, String> {
    let status = text.parse().ok().filter(|status| (200..=599).contains(status));
    status.ok_or_else(|| format!("`{text}` is no status of an answer; those are 200 to 599"))
}

/// Reads `retry-after: 1`, or nothing.
fn header(text: &str) -> Result<Option<(String, String)>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let is_name =
        |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    match text.split_once(':').map(|(name, value)| (name.trim(), value.trim())) {
        Some((name, value)) if is_name(name) && !value.is_empty() => {
            Ok(Some((name.to_ascii_lowercase(), value.to_owned())))
        }
        _ => Err(format!(
            "after a status comes one header, as in `retry-after: 1`, or nothing, but not `{text}`"
        )),
    }
}

/// Reads `3s` or `2500ms`.
fn milliseconds(text: &str) -> Result<u64, String> {
    let (number, unit) = match text.strip_suffix("ms") {
        Some(number) => (number, 1),
        None => (text.strip_suffix('s').unwrap_or_default(), 1000),
    };
    let read = number.parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    read.filter(|it| (1..=LONGEST).contains(it)).ok_or_else(|| {
        format!("after `slow` comes how late the answer is, `3s` or `2500ms`, at most a minute; not `{text}`")
    })
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status, None) => write!(f, "{status}"),
            Self::Status(status, Some((name, value))) => write!(f, "{status} {name}: {value}"),
            Self::Slow(milliseconds) if milliseconds % 1000 == 0 => {
                write!(f, "slow {}s", milliseconds / 1000)
            }
            Self::Slow(milliseconds) => write!(f, "slow {milliseconds}ms"),
            Self::Lost => f.write_str("lost"),
            Self::Torn => f.write_str("torn"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { service, method, what, .. } = self;
        match method {
            Some(method) => write!(f, "! {service} {method} {what}"),
            None => write!(f, "! {service} {what}"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use serde_json::json;

    #[test]
    fn reads_and_prints_the_same_and_is_what_demos_take() {
        for (text, wanted) in [
            ("weather 503", json!({"service": "weather", "kind": "status", "status": 503})),
            (
                "weather 429 retry-after: 1",
                json!({"service": "weather", "kind": "status", "status": 429, "headers": {"retry-after": "1"}}),
            ),
            (
                "shop 403 x-reason: CHALLENGE; url=https://shop.example/in",
                json!({"service": "shop", "kind": "status", "status": 403, "headers": {"x-reason": "CHALLENGE; url=https://shop.example/in"}}),
            ),
            ("weather slow 3s", json!({"service": "weather", "kind": "slow", "milliseconds": 3000})),
            ("weather slow 2500ms", json!({"service": "weather", "kind": "slow", "milliseconds": 2500})),
            ("weather torn", json!({"service": "weather", "kind": "torn_reply"})),
            ("shop POST lost", json!({"service": "shop", "method": "POST", "kind": "lost_reply"})),
        ] {
            let fault = Fault::read(7, text).unwrap();
            assert_eq!((fault.to_string(), fault.line), (format!("! {text}"), 7));
            assert_eq!(serde_json::to_value(fault.wanted()).unwrap(), wanted);
        }
        let loose = Fault::read(1, "  weather   429  Retry-After:1 ").unwrap();
        assert_eq!(loose.to_string(), "! weather 429 retry-after: 1");
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, part) in [
            ("", "names a service"),
            ("weather", "what befalls the request is missing"),
            ("weather GET", "what befalls the request is missing"),
            ("weather explode", "`explode` befalls no request; there is `503`"),
            ("weather FETCH 503", "`FETCH` is no method"),
            ("weather 99", "no status"),
            ("weather 600", "no status"),
            ("weather 5o3", "no status"),
            ("weather 429 retry-after 1", "one header, as in `retry-after: 1`"),
            ("weather 429 retry-after:", "one header"),
            ("weather 429 retry after: 1", "one header"),
            ("weather slow", "how late the answer is"),
            ("weather slow 3", "how late the answer is"),
            ("weather slow 2m", "how late the answer is"),
            ("weather slow 0s", "how late the answer is"),
            ("weather slow 61s", "at most a minute"),
            ("weather slow 3s more", "nothing comes after `slow 3s`, but there is `more`"),
            ("weather lost 503", "nothing comes after `lost`"),
        ] {
            let error = Fault::read(1, text).unwrap_err();
            assert!(error.contains(part), "{text:?}: {error}");
        }
    }
}
