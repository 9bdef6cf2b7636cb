//! Texts of issues.

use serde::Deserialize;

/// A description or a comment. One that the world began with may have lists, code and names in it, and has a form for
/// each product; one that a client sent is kept word by word.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub(crate) struct Text {
    pub(crate) text: String,
    /// Whether a client sent it.
    pub(crate) literal: bool,
}

impl Text {
    /// What a client sent.
    pub(crate) fn literal(text: String) -> Self {
        Self { text, literal: true }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self { text, literal: false }
    }
}
