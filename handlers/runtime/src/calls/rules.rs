//! What is done about a failed call.

use super::reason::Reason;
use jiff::Timestamp;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use std::time::Duration;

/// What is done when a call fails in some way.
#[derive(Debug)]
pub struct Rule {
    /// The way.
    pub when: When,
    /// Headers that the answer must have: name, and pattern of the value with `*`. Case does not matter.
    pub headers: &'static [(&'static str, &'static str)],
    /// What is done.
    pub then: Then,
}

/// How a call failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// With this status.
    Status(u16),
    /// With a status of this class: 4 is 400 to 499.
    Class(u8),
    /// There was no answer in time.
    Timeout,
    /// There was no connection.
    Unreachable,
    /// The answer was not what the contract says.
    Malformed,
    /// In any way.
    Any,
}

/// What is done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// The user hears a message.
    Say(&'static str),
    /// The user hears a message that may give the service's own reason, `{reason}`.
    SayWhy {
        /// The message.
        message: &'static str,
        /// Where the reason may stand in the body of the refusal: dotted paths, in which `*` is anything.
        reason: &'static [&'static str],
    },
    /// A safe call is made once more after the time that `Retry-After` asks.
    Wait {
        /// The longest wait.
        max_ms: u64,
        /// The message where the wait would be longer, would not fit, or did not help.
        otherwise: &'static str,
    },
    /// The user hears a message and is asked to link the account again.
    Relink(&'static str),
    /// The same, because the account's permissions do not reach: a step may have another call.
    Scope(&'static str),
}

/// How one attempt failed.
#[derive(Debug)]
pub(super) enum Trouble {
    /// An answer that is no success.
    Status { status: u16, headers: HeaderMap, reason: Option<Reason> },
    /// No answer in time.
    Timeout,
    /// No answer at all.
    Unreachable {
        /// The service may have read the request.
        sent: bool,
        cause: String,
    },
    /// An answer that is not what the contract says.
    Malformed { cause: String },
}

impl Trouble {
    /// The class under which it is logged.
    pub(super) fn class(&self) -> &'static str {
        match self {
            Self::Status { .. } => "status",
            Self::Timeout => "timeout",
            Self::Unreachable { .. } => "unreachable",
            Self::Malformed { .. } => "malformed",
        }
    }

    pub(super) fn status(&self) -> Option<u16> {
        match self {
            Self::Status { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// What the service says why, where its rule looks for that.
    pub(super) fn reason(&self) -> Option<&Reason> {
        match self {
            Self::Status { reason, .. } => reason.as_ref(),
            _ => None,
        }
    }

    pub(super) fn cause(&self) -> Option<&str> {
        match self {
            Self::Unreachable { cause, .. } | Self::Malformed { cause } => Some(cause),
            _ => None,
        }
    }

    /// Whether what was asked for may have been done nevertheless.
    pub(super) fn may_have_been_done(&self) -> bool {
        match self {
            // A gateway answers 408 or 5xx also when the service behind it went on.
            Self::Status { status, .. } => *status == 408 || *status >= 500,
            Self::Unreachable { sent, .. } => *sent,
            Self::Timeout | Self::Malformed { .. } => true,
        }
    }

    /// Whether what was asked for may still be done, since the service, or the one behind it, is only slow.
    pub(super) fn may_come(&self) -> bool {
        matches!(self, Self::Timeout | Self::Status { status: 408 | 504, .. })
    }

    /// Whether the service cannot have read the request.
    pub(super) fn was_never_sent(&self) -> bool {
        matches!(self, Self::Unreachable { sent: false, .. })
    }

    /// How long the service asks to wait; `otherwise` where it does not say (RFC 9110, section 10.2.3).
    pub(super) fn retry_after(&self, now: Timestamp, otherwise: Duration) -> Option<Duration> {
        let Self::Status { headers, .. } = self else { return None };
        let Some(value) = headers.get(RETRY_AFTER) else { return Some(otherwise) };
        let value = value.to_str().ok()?.trim();
        if let Ok(seconds) = value.parse() {
            return Some(Duration::from_secs(seconds));
        }
        let at = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
        // A moment that has passed asks for no wait.
        Some(Duration::try_from(at.duration_since(now)).unwrap_or(Duration::ZERO))
    }
}

impl Rule {
    /// Whether a success is none by its headers.
    pub(super) fn refuses(&self, status: u16, headers: &HeaderMap) -> bool {
        let when = match self.when {
            When::Status(wanted) => wanted == status,
            When::Class(class) => class == 2,
            _ => false,
        };
        when && !self.headers.is_empty()
            && self.headers.iter().all(|(name, pattern)| has_header(headers, name, pattern))
    }

    pub(super) fn matches(&self, trouble: &Trouble) -> bool {
        let when = match (self.when, trouble) {
            (When::Any, _)
            | (When::Timeout, Trouble::Timeout)
            | (When::Unreachable, Trouble::Unreachable { .. })
            | (When::Malformed, Trouble::Malformed { .. }) => true,
            (When::Status(wanted), Trouble::Status { status, .. }) => *status == wanted,
            (When::Class(class), Trouble::Status { status, .. }) => status / 100 == u16::from(class),
            _ => false,
        };
        when && self.headers.iter().all(|(name, pattern)| match trouble {
            Trouble::Status { headers, .. } => has_header(headers, name, pattern),
            _ => false,
        })
    }
}

fn has_header(headers: &HeaderMap, name: &str, pattern: &str) -> bool {
    let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else { return false };
    let matches = |value: &HeaderValue| like(&String::from_utf8_lossy(value.as_bytes()), pattern);
    headers.get_all(name).iter().any(matches)
}

/// Whether `text` is like `pattern`, in which `*` stands for anything.
fn like(text: &str, pattern: &str) -> bool {
    let (text, pattern) = (text.to_ascii_lowercase(), pattern.to_ascii_lowercase());
    let Some((first, rest)) = pattern.split_once('*') else { return text == pattern };
    let Some(mut text) = text.strip_prefix(first) else { return false };
    let mut pieces = rest.split('*').peekable();
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return text.ends_with(piece);
        }
        match text.find(piece) {
            Some(at) => text = text.get(at + piece.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    true
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn status(status: u16, headers: &[(&'static str, &str)]) -> Trouble {
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
            .collect();
        Trouble::Status { status, headers, reason: None }
    }

    fn rule(when: When, headers: &'static [(&'static str, &'static str)]) -> Rule {
        Rule { when, headers, then: Then::Say("words.x") }
    }

    #[test]
    fn a_rule_matches_its_own_trouble_only() {
        let matches = |when: When| {
            [
                status(404, &[]),
                status(500, &[]),
                Trouble::Timeout,
                Trouble::Unreachable { sent: false, cause: String::new() },
                Trouble::Malformed { cause: String::new() },
            ]
            .map(|trouble| rule(when, &[]).matches(&trouble))
        };
        assert_eq!(matches(When::Status(404)), [true, false, false, false, false]);
        assert_eq!(matches(When::Class(5)), [false, true, false, false, false]);
        assert_eq!(matches(When::Timeout), [false, false, true, false, false]);
        assert_eq!(matches(When::Unreachable), [false, false, false, true, false]);
        assert_eq!(matches(When::Malformed), [false, false, false, false, true]);
        assert_eq!(matches(When::Any), [true; 5]);
    }

    #[test]
    fn a_header_narrows_a_rule() {
        let narrowed = rule(When::Any, &[("X-Reason", "*scope*")]);
        assert!(narrowed.matches(&status(401, &[("x-reason", "the SCOPE is missing")])));
        assert!(!narrowed.matches(&status(401, &[("x-reason", "expired")])));
        assert!(!narrowed.matches(&status(401, &[])));
        assert!(!narrowed.matches(&Trouble::Timeout));
    }

    #[test]
    fn stars_stand_for_anything() {
        for (text, pattern) in
            [("abc", "abc"), ("abc", "*"), ("abc", "a*c"), ("abc", "*b*"), ("aXbXc", "a*b*c")]
        {
            assert!(like(text, pattern), "{text} is like {pattern}");
        }
        for (text, pattern) in [("abc", "ab"), ("abc", "*b"), ("abc", "b*"), ("ab", "ab*b"), ("", "a*")] {
            assert!(!like(text, pattern), "{text} is not like {pattern}");
        }
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let otherwise = Duration::from_millis(700);
        let wait = |value: &str| status(429, &[("retry-after", value)]).retry_after(now, otherwise);
        assert_eq!(wait("2"), Some(Duration::from_secs(2)));
        assert_eq!(wait("Sun, 01 Mar 2026 12:00:03 GMT"), Some(Duration::from_secs(3)));
        assert_eq!(wait("Sun, 01 Mar 2026 11:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(wait("-1"), None);
        assert_eq!(wait("soon"), None);
        assert_eq!(status(429, &[]).retry_after(now, otherwise), Some(otherwise));
        assert_eq!(Trouble::Timeout.retry_after(now, otherwise), None);
    }

    #[test]
    fn only_a_lost_or_untrusted_answer_leaves_the_outcome_open() {
        assert!(!status(409, &[]).may_have_been_done());
        assert!(status(502, &[]).may_have_been_done());
        assert!(status(408, &[]).may_have_been_done());
        assert!(Trouble::Timeout.may_have_been_done());
        assert!(!Trouble::Unreachable { sent: false, cause: String::new() }.may_have_been_done());
    }
}
