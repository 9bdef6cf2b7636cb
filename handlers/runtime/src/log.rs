//! The log: one JSON object per line on stderr, where Lambda collects it. Events are typed, so that nothing a user
//! said and no token can slip into it.

use serde::Serialize;
use std::{
    io::Write,
    sync::{Arc, Mutex, PoisonError},
};

/// A name that a request brought, as Alexa makes names: letters, dots and underscores. What else stands in its place may
/// be anything, a token or a sentence, and is not written.
pub(crate) fn name(text: &str) -> &str {
    let is_name = text.bytes().all(|it| it.is_ascii_alphabetic() || matches!(it, b'.' | b'_'));
    if is_name && (1..=128).contains(&text.len()) { text } else { "other" }
}

/// Something worth a line.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Event<'a> {
    /// A request was answered.
    Invoked {
        /// `IntentRequest`, …
        request_type: &'a str,
        /// The intent's name.
        #[serde(skip_serializing_if = "Option::is_none")]
        intent: Option<&'a str>,
        /// How long it took.
        ms: u128,
        /// Of that, microseconds in which no service was waited for.
        own_us: u128,
    },
    /// A request was refused: it is not Alexa's, or not for this skill.
    Refused {
        /// Why.
        reason: &'a str,
    },
    /// An attempt of a call failed.
    CallFailed {
        /// Its service in the spec.
        service: &'a str,
        /// Its name in the spec.
        operation: &'a str,
        /// `status`, `timeout`, `unreachable` or `malformed`.
        class: &'a str,
        /// HTTP status.
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
        /// What the system said.
        #[serde(skip_serializing_if = "Option::is_none")]
        cause: Option<&'a str>,
        /// How long it took.
        ms: u128,
    },
    /// The user heard that something did not work.
    Failed {
        /// What.
        detail: &'a str,
    },
    /// A user who waited long could not be told so.
    WaitUntold {
        /// `unknown_endpoint`, `unsendable`, `status`, `timeout` or `unreachable`.
        class: &'a str,
        /// HTTP status.
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
    },
    /// The time zone of the user's device could not be told: days are counted by UTC until the session ends.
    ZoneUnknown {
        /// `unknown_endpoint`, `unsendable`, `status`, `timeout`, `unreachable`, `malformed`, `not_set` or `unknown_zone`.
        class: &'a str,
        /// HTTP status.
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
    },
    /// The skill's code panicked. What it said is not kept: it may quote a user.
    Panicked {
        /// Source file and line.
        #[serde(skip_serializing_if = "Option::is_none")]
        place: Option<&'a str>,
    },
    /// A session could not be kept, or not be read.
    SessionDropped {
        /// Why.
        reason: &'a str,
    },
    /// Alexa reports an error about an earlier response.
    AlexaReported {
        /// The request's type.
        request_type: &'a str,
        /// The error's type, `INVALID_RESPONSE`.
        #[serde(skip_serializing_if = "Option::is_none")]
        error_type: Option<&'a str>,
    },
    /// A browser was answered.
    Answered {
        /// The path of its request.
        route: &'a str,
        /// HTTP status.
        status: u16,
        /// How long it took.
        ms: u128,
    },
    /// A step of account linking was refused, or did not work.
    LinkingRefused {
        /// The path of the request.
        route: &'a str,
        /// Why. It holds nothing that was typed, and nothing derived from it.
        reason: &'a str,
    },
    /// An account was linked.
    Linked {
        /// The link's random id.
        link: &'a str,
        /// The method's name in the spec.
        method: &'a str,
        /// The account was linked before; it has got another credential.
        again: bool,
    },
    /// An account is linked no longer, or one of its token families has ended.
    Unlinked {
        /// The link's random id.
        link: &'a str,
        /// `user` on the page, `client` by a revocation, `disabled` by Alexa.
        by: &'a str,
        /// The link itself is gone, with its credential.
        whole: bool,
    },
    /// One of the endpoints of the function `token` answered.
    TokenAnswered {
        /// The path of the request.
        route: &'a str,
        /// `authorization_code` or `refresh_token`.
        #[serde(skip_serializing_if = "Option::is_none")]
        grant: Option<&'a str>,
        /// The error's code; nothing was given.
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<&'a str>,
        /// How long it took.
        ms: u128,
    },
    /// The provider behind the proxy gave no tokens.
    ProviderFailed {
        /// The error's code, or what was wrong. It holds nothing that the provider said.
        class: &'a str,
        /// HTTP status.
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
    },
    /// The provider's access tokens live for less than Alexa asks for.
    ShortLife {
        /// How long.
        seconds: i64,
    },
    /// A code or refresh token was no good.
    GrantRefused {
        /// Why.
        reason: &'a str,
        /// The link's random id, where it is known.
        #[serde(skip_serializing_if = "Option::is_none")]
        link: Option<&'a str>,
    },
    /// Something that whoever defends the skill wants to know.
    Security {
        /// `client_authentication_failed`, `code_replayed`, `refresh_token_replayed`, `past_the_edge`, `no_pkce`,
        /// `limit_reached`, `provider_refuses_our_client`.
        what: &'a str,
        /// The link's random id, where it is known.
        #[serde(skip_serializing_if = "Option::is_none")]
        link: Option<&'a str>,
    },
    /// The program could not start.
    StartFailed {
        /// Why, and what to do.
        reason: &'a str,
    },
}

/// Where events go.
#[derive(Debug, Clone, Default)]
pub enum Log {
    /// To stderr.
    #[default]
    Stderr,
    /// To memory, for tests.
    Memory(Arc<Mutex<Vec<String>>>),
}

impl Log {
    /// Writes an event. What cannot be written is lost: a log must not fail a request.
    pub fn write(&self, event: &Event<'_>) {
        let Ok(mut line) = serde_json::to_string(event) else { return };
        match self {
            Self::Stderr => {
                line.push('\n');
                // One write, so that lines of different threads do not mix.
                let _ = std::io::stderr().write_all(line.as_bytes());
            }
            Self::Memory(lines) => lines.lock().unwrap_or_else(PoisonError::into_inner).push(line),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn what_is_no_name_is_not_written() {
        for kind in
            ["IntentRequest", "Alexa.Presentation.APL.UserEvent", "INVALID_RESPONSE", "AMAZON.YesIntent"]
        {
            assert_eq!(name(kind), kind);
        }
        for odd in ["", "my pin is 1234", "Atza|IwEBI-token", "a-b", "ä", &"a".repeat(129)] {
            assert_eq!(name(odd), "other", "{odd}");
        }
    }
}
