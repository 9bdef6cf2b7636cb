//! Why a request could not be answered as the user wished: what the user hears, apart from what the log keeps.

use std::{borrow::Cow, error::Error, fmt};

/// A failure. Its `Display` is for the log: it names operations, statuses and causes, and must hold no token, no slot
/// value and no body.
#[derive(Debug)]
pub struct Failure(Box<Inner>);

#[derive(Debug)]
struct Inner {
    message: Cow<'static, str>,
    detail: String,
    relink: bool,
    outcome_unknown: bool,
    never_sent: bool,
}

impl Failure {
    /// The user hears the message `id` (`words.no_more_facts`); the log keeps `detail`.
    pub fn from_message(id: impl Into<Cow<'static, str>>, detail: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            message: id.into(),
            detail: detail.into(),
            relink: false,
            outcome_unknown: false,
            never_sent: false,
        }))
    }

    /// As [`Failure::from_message`], and the user is asked to link the account again.
    pub fn relink(id: impl Into<Cow<'static, str>>, detail: impl Into<String>) -> Self {
        let mut failure = Self::from_message(id, detail);
        failure.0.relink = true;
        failure
    }

    /// No account is linked, or what was linked holds no more: the user is asked to link one.
    pub(crate) fn not_linked(detail: impl Into<String>) -> Self {
        Self::relink("words.link_account", detail)
    }

    /// A call that the variant of the linked account does not have.
    #[doc(hidden)]
    pub fn no_variant(call: &str, variant: &str) -> Self {
        Self::apology(format!("`{call}` is none of `{variant}`"))
    }

    /// There is not enough time left.
    pub(crate) fn slow(detail: impl Into<String>) -> Self {
        Self::from_message("words.slow", detail)
    }

    /// Something that is nobody's fault but the skill's.
    pub(crate) fn apology(detail: impl Into<String>) -> Self {
        Self::from_message("words.apology", detail)
    }

    pub(super) fn with_unknown_outcome(mut self, unknown: bool) -> Self {
        self.0.outcome_unknown = unknown;
        self
    }

    pub(super) fn with_never_sent(mut self, never_sent: bool) -> Self {
        self.0.never_sent = never_sent;
        self
    }

    /// Whether it is known that no request reached its service: no connection was made.
    pub(crate) fn never_sent(&self) -> bool {
        self.0.never_sent
    }

    /// Whether a change may have been made although its call failed: the answer was lost or cannot be trusted.
    pub fn outcome_unknown(&self) -> bool {
        self.0.outcome_unknown
    }

    /// The message that the user hears.
    pub(crate) fn message(&self) -> &str {
        &self.0.message
    }

    /// Whether the user is asked to link the account again.
    pub(crate) fn wants_relink(&self) -> bool {
        self.0.relink
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.detail)
    }
}

impl Error for Failure {}
