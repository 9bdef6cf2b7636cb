//! What steps and calls do where a service refuses, or does not answer.

use super::{Expression, Path};

/// What to do about a failed call.
#[derive(Debug, Clone)]
pub struct ErrorRule {
    /// Which failures.
    pub when: When,
    /// Header name (lower case) to a pattern with `*`.
    pub headers: Vec<(String, String)>,
    /// What then.
    pub then: Then,
}

/// Which failures a rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// This status.
    Status(u16),
    /// `4` for 4xx.
    Class(u8),
    /// No answer in time.
    Timeout,
    /// No connection.
    Unreachable,
    /// An answer that the contract does not allow.
    Malformed,
    /// Anything.
    Any,
}

/// What a rule does. Messages are ids (`words.trouble`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    /// Say it.
    Say(String),
    /// Say it with the service's own reason, the first text at one of these paths of the refusal.
    SayWhy {
        /// What is said.
        message: String,
        /// Dotted paths.
        reason: Vec<String>,
    },
    /// Wait at most this long, in milliseconds, and try once more; else say.
    Wait {
        /// Milliseconds.
        max_ms: u64,
        /// Said where waiting did not help.
        otherwise: String,
    },
    /// Say it with a LinkAccount card.
    Relink(String),
    /// The same, unless a step has another call in its place.
    Scope(String),
}

/// A call in the place of another one, where the account's permissions do not reach.
#[derive(Debug, Clone)]
pub struct OrCall {
    /// A safe call; what its outputs have beside those of the other one is not used.
    pub call: String,
    /// Its inputs.
    pub inputs: Vec<(String, Expression)>,
}

/// A slot that is asked for once more where a call fails because of it.
#[derive(Debug, Clone)]
pub struct AskAgain {
    /// How it fails: a status or a class.
    pub when: When,
    /// Alexa's slot that is asked for: the slot itself, or a part of it.
    pub slot: String,
    /// Alexa's slots that are forgotten with it: the parts that are only said by themselves.
    pub forgotten: Vec<String>,
}

/// How a change is looked up.
#[derive(Debug, Clone)]
pub struct Verify {
    /// A safe call.
    pub call: String,
    /// Its inputs, in terms of the unsafe call's inputs.
    pub inputs: Vec<(String, Expression)>,
    /// Output of it (a path) to what it must be.
    pub is: Vec<(Path, Expression)>,
    /// An element that one of its lists must have.
    pub has: Option<Has>,
}

/// An element that a list has; it gives the outputs of the call that is verified, where that has any.
#[derive(Debug, Clone)]
pub struct Has {
    /// The list among the outputs.
    pub list: String,
    /// Whether the list may be absent.
    pub optional: bool,
    /// Field of an element to what it must be.
    pub fields: Vec<(Path, Expression)>,
}
