//! ADF: documents of rich text, in JSON.
//!
//! What is heard of one is plain text ([`to_text`]); what is dictated becomes one ([`from_text`]).

mod date;
pub mod de;
mod from_text;
mod link;
#[cfg(test)]
mod tests;
mod to_text;

pub use from_text::from_text;
pub use to_text::to_text;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::fmt;

/// What is spoken of a rich-text document. Read from a document, from a plain text or from null.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Text(pub String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(to_text(&Value::deserialize(deserializer)?)))
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0
    }
}
