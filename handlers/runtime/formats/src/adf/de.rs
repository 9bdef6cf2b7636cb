//! For `#[serde(deserialize_with = "…")]` of fields that hold a document, a plain text or null.

use super::Text;
use serde::{Deserialize, Deserializer};

/// Its text; empty where there is none.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(Text::deserialize(deserializer)?.0)
}

/// Its text; none where there is none to speak. With `#[serde(default)]` the field may also be missing.
pub fn optional_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    text(deserializer).map(|text| Some(text).filter(|text| !text.is_empty()))
}
