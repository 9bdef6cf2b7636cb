//! Why a request could not be answered as the user wished: what the user hears, apart from what the log keeps.

use super::reason::Reason;
use std::{borrow::Cow, error::Error, fmt};

/// A failure. Its `Display` is for the log: it names operations, statuses and causes, and must hold no token, no slot
/// value and no body.
#[derive(Debug, Clone)]
pub struct Failure(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    message: Cow<'static, str>,
    detail: String,
    /// What the service says why; only speech shows it.
    reason: Option<Reason>,
    status: Option<u16>,
    relink: Option<Relink>,
    outcome_unknown: bool,
    /// A change that was too slow: it may still be made.
    may_come: bool,
    never_sent: bool,
}

/// Why the account is to be linked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relink {
    /// Its credential was refused.
    Refused,
    /// Its permissions do not reach.
    Scope,
}

impl Failure {
    /// The user hears the message `id` (`words.no_more_facts`); the log keeps `detail`.
    pub fn from_message(id: impl Into<Cow<'static, str>>, detail: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            message: id.into(),
            detail: detail.into(),
            reason: None,
            status: None,
            relink: None,
            outcome_unknown: false,
            may_come: false,
            never_sent: false,
        }))
    }

    /// As [`Failure::from_message`], and the user is asked to link the account again.
    pub fn relink(id: impl Into<Cow<'static, str>>, detail: impl Into<String>) -> Self {
        let mut failure = Self::from_message(id, detail);
        failure.0.relink = Some(Relink::Refused);
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

    pub(super) fn with_reason(mut self, reason: Option<Reason>) -> Self {
        self.0.reason = reason;
        self
    }

    pub(super) fn with_status(mut self, status: Option<u16>) -> Self {
        self.0.status = status;
        self
    }

    /// The same, of a call that another one needs: nothing is done about it but to say it.
    pub(crate) fn of_another_call(self) -> Self {
        self.with_status(None)
    }

    pub(super) fn with_scope_lacking(mut self) -> Self {
        self.0.relink = Some(Relink::Scope);
        self
    }

    /// The same, of a change that cannot be looked up: where its outcome is unknown, the user hears that it is.
    #[must_use]
    pub fn left_open(mut self) -> Self {
        if self.0.outcome_unknown {
            self.0.message = Cow::Borrowed("words.outcome_unknown");
            self.0.reason = None;
        }
        self
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

    /// The same, of a change that a look-up does not find: one that was too slow may still be made.
    #[must_use]
    pub fn not_made(self) -> Self {
        if self.0.may_come { self.left_open() } else { self }
    }

    pub(super) fn with_may_come(mut self, may_come: bool) -> Self {
        self.0.may_come = may_come;
        self
    }

    /// What the service says why.
    pub(crate) fn reason(&self) -> Option<&str> {
        self.0.reason.as_ref().map(Reason::text)
    }

    /// The status with which the service refused.
    pub(crate) fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Whether the service says that the account was linked with fewer permissions than the call needs: another call may
    /// do.
    pub fn lacks_scope(&self) -> bool {
        self.0.relink == Some(Relink::Scope)
    }

    /// Whether the user is asked to link the account again.
    pub(crate) fn wants_relink(&self) -> bool {
        self.0.relink.is_some()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.detail)
    }
}

impl Error for Failure {}
