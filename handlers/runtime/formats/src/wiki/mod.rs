//! Wiki markup: documents of rich text, as text with marks: `*bold*`, `[words|address]`, `h1. Heading`, `||table||`.
//!
//! Marked-up text is read into the same tree as [`adf`](crate::adf), so that a document sounds alike in both.

mod blocks;
mod from_text;
mod inline;
mod rows;
#[cfg(test)]
mod tests;

pub use from_text::from_text;

use crate::adf;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::fmt;

/// The most bytes that are read: marks included, some times what can be spoken in an answer.
const MAX_TEXT: usize = 64 * 1024;

/// What is spoken of a text with wiki markup. Read from such a text or from null.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Text(pub String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(Self(value.as_str().map(to_text).unwrap_or_default()))
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

/// What is spoken of `markup`, on one line, by the rules of [`adf::to_text`]: a sentence for each line, heading or list;
/// of a link its text or its host, never the address. What is no markup is text.
pub fn to_text(markup: &str) -> String {
    let markup = markup.get(..markup.floor_char_boundary(MAX_TEXT)).unwrap_or_default();
    adf::to_text(&node("doc", blocks::read(markup)))
}

/// A node of the tree.
fn node(kind: &str, content: Vec<Value>) -> Value {
    let members = [("type", kind.into()), ("content", Value::Array(content))];
    Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}
