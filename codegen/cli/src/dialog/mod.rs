//! Dialogs: what a user says to a skill and what Alexa answers, as text.
//!
//! ```text
//! # skill: hello
//! # locale: en-US
//! You: open fact garden
//! Alexa: Welcome to Fact Garden.
//! You: stop
//! Alexa: Goodbye.
//! (session ended)
//! ```
//!
//! Lines that begin with `#` are comments; those at the top of the form `# key: value` are the header (`skill`,
//! `locale`, `now`, `zone`, `linked`). `zone` is the time zone that the user's device is set to, UTC where it is left out.
//! `linked` names the accounts of stage `local` that the user has linked, parted by commas; the
//! dialog must go the same way with each. After `(session ended)` the next `You:` begins a new conversation. A line
//! `Session: {…}` before a `You:` replaces the session attributes of that request. `(account linking card)` is the card
//! with which Alexa asks the user to link an account. `(while waiting)` is what Alexa says before the skill has answered.
//! `Error:` is what the stand-in for Alexa could not do, and why.
//!
//! A service fails where a line before a `You:` says so, by its name in the spec; it is one with a demo backend in stage
//! `local` that takes faults:
//!
//! ```text
//! ! weather 503
//! You: what should I wear today
//! Alexa: The weather service is busy. Please try again in a minute.
//! ```
//!
//! `alexa` is Alexa's own API, at which the skill asks for the zone of the device (`! alexa GET 503`).
//!
//! Each such line befalls one request, and several of a service befall one after the other: `503` or another status is the
//! answer in the place of the right one, with one header at most (`429 retry-after: 1`); `slow 3s` delays the answer;
//! `lost` ends the connection before it, `torn` in its middle. A method before that (`! shop POST lost`) waits for such a
//! request. All of them must have befallen one when the `You:` is answered.

mod fault;
mod parse;
mod play;

pub(crate) use fault::{Fault, Wanted};
pub(crate) use parse::{ParseError, check_time, check_zone, parse};
pub(crate) use play::Player;

use serde_json::{Map, Value};
use std::fmt;

/// Begins what Alexa says before the skill has answered.
const WAITING: &str = "(while waiting)";
/// The time at which dialogs play, where they do not say: a Monday morning.
pub(crate) const NOW: &str = "2026-03-02T09:00:00Z";

/// A dialog as written.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Dialog {
    pub(crate) header: Header,
    pub(crate) exchanges: Vec<Exchange>,
    /// Comments and empty lines after the last exchange.
    pub(crate) trailing: Vec<String>,
}

/// What the header says; the rest has defaults.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) skill: Option<String>,
    /// BCP 47 tag.
    pub(crate) locale: Option<String>,
    /// RFC 3339.
    pub(crate) now: Option<String>,
    /// Its name in the IANA time zone database.
    pub(crate) zone: Option<String>,
    /// Names of accounts; none: the user has not linked any.
    pub(crate) linked: Vec<String>,
}

/// One thing said and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Exchange {
    /// Comments (the header among them) and empty lines before it, verbatim.
    pub(crate) before: Vec<String>,
    /// Session attributes in place of those that the skill returned last.
    pub(crate) session: Option<Map<String, Value>>,
    /// What befalls the requests that follow from it.
    pub(crate) faults: Vec<Fault>,
    /// What the user says.
    pub(crate) you: String,
    /// What came of it.
    pub(crate) said: Vec<Said>,
}

/// What comes of something said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    /// Alexa speaks before the skill has answered.
    Waiting(String),
    /// Alexa speaks.
    Alexa(String),
    /// The stand-in can't; this is why.
    Error(String),
    /// The app shows the card that asks to link an account.
    LinkAccount,
    /// The conversation is over.
    Ended,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Waiting(text) => write!(f, "{WAITING} {text}"),
            Self::Alexa(text) if text.is_empty() => f.write_str("Alexa:"),
            Self::Alexa(text) => write!(f, "Alexa: {text}"),
            Self::Error(text) => write!(f, "Error: {text}"),
            Self::LinkAccount => f.write_str("(account linking card)"),
            Self::Ended => f.write_str("(session ended)"),
        }
    }
}

impl fmt::Display for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.before {
            writeln!(f, "{line}")?;
        }
        if let Some(session) = &self.session {
            writeln!(f, "Session: {}", Value::Object(session.clone()))?;
        }
        self.faults.iter().try_for_each(|fault| writeln!(f, "{fault}"))?;
        writeln!(f, "You: {}", self.you)?;
        self.said.iter().try_for_each(|said| writeln!(f, "{said}"))
    }
}

impl fmt::Display for Dialog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.exchanges.iter().try_for_each(|exchange| write!(f, "{exchange}"))?;
        self.trailing.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// Text on one line: every run of white space (a line break of a sentence, too) is one space.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
