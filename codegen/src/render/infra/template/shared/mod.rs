//! What the stacks of all skills share: types of stages, the context of a run, statements of policies.

pub mod request;
pub mod stage;
pub mod statements;

use serde_json::Value;
use std::collections::BTreeMap;

/// What may go wrong while stacks are made: an error of the CDK, or what the context asks for is not there.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Texts by name.
pub fn texts<'a>(of: impl IntoIterator<Item = (&'a str, &'a str)>) -> Value {
    of.into_iter().map(|(name, text)| (name.to_owned(), Value::from(text))).collect()
}

/// Variables of a function.
pub fn variables<const N: usize>(of: [(&str, String); N]) -> BTreeMap<String, String> {
    BTreeMap::from(of.map(|(name, value)| (name.to_owned(), value)))
}
