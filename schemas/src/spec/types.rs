//! Types of slots and inputs, and memory.

use super::{Map, Text, verbs::verbs};
use schemars::JsonSchema;
use serde::Deserialize;

/// A type, by where its values come from.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TypeDecl {
    /// Values from a service, per session.
    Dynamic(DynamicType),
    /// Values fixed here.
    Values(ValuesType),
}
verbs!(TypeDecl, "A type, by where its values come from: `values` or `dynamic`.", [
    "dynamic" => DynamicType,
    "values" => ValuesType,
]);

/// A closed set of values: a Rust enum.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ValuesType {
    /// Value id to what a user may say for it.
    pub values: Map<ValueWords>,
}

/// What a user may say for a value.
#[derive(Debug, Clone, Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields)]
pub struct ValueWords {
    /// The name spoken for it; the id with spaces for underscores where left out.
    pub name: Option<Text>,
    /// Other words for it.
    #[serde(default)]
    pub synonyms: Vec<Text>,
}

/// Values from a service, fetched once per session and sent to Alexa as dynamic entities (at most 100 values and
/// synonyms). In Rust an `Entity` with `id` and `name`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DynamicType {
    /// Where the values come from.
    pub dynamic: DynamicSource,
    /// Values known beforehand, for one-shot use: Alexa refuses a type without any.
    pub values: Map<ValueWords>,
}

/// Where the values of a dynamic type come from.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DynamicSource {
    /// A declared call that needs no input.
    pub call: Text,
    /// The list among its outputs.
    pub list: Text,
    /// The field of an element that is its id.
    pub id: Text,
    /// The field of an element that is its name.
    pub name: Text,
}

/// What the skill remembers.
#[derive(Debug, Clone, Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields)]
pub struct Memory {
    /// Until the session ends: name to type, each optional (`topic: Topic?`). Read as `session.<name>`.
    #[serde(default)]
    pub session: Map<Text>,
}
