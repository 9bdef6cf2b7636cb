//! Types of slots and inputs, and memory.

use super::{Given, Map, Text, verbs::verbs};
use schemars::JsonSchema;
use serde::Deserialize;

/// A type, by where its values come from.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TypeDecl {
    /// Said in parts, which a function of yours puts together.
    Parser(PartsType),
    /// Values from a service, per session.
    Dynamic(DynamicType),
    /// Values fixed here.
    Values(ValuesType),
}
verbs!(TypeDecl, "A type, by where its values come from: `values`, `dynamic` or `parser`.", [
    "parser" => PartsType,
    "dynamic" => DynamicType,
    "values" => ValuesType,
]);

/// A closed set of values: a Rust enum.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ValuesType {
    /// What is known of each value: name to `text`, `number`, `bool` or `date`, with `?` where some values have none.
    /// A fact of a value is read like a field: `{deadline.until}`.
    #[serde(default)]
    pub facts: Map<Text>,
    /// Value id to what a user may say for it, and its facts.
    pub values: Map<DeclaredValue>,
}

/// A value: what a user may say for it, and what is known of it.
#[derive(Debug, Clone, Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields)]
pub struct DeclaredValue {
    /// The name spoken for it; the id with spaces for underscores where left out.
    #[schemars(with = "Option<Given>")]
    pub name: Option<Text>,
    /// Other words for it.
    #[serde(default)]
    #[schemars(with = "Vec<Given>")]
    pub synonyms: Vec<Text>,
    /// What is known of it, the same in every locale: a constant, or for a date one that is counted from today
    /// (`"{today|plus:7}"`).
    #[serde(default)]
    pub facts: Map<Given>,
}

impl DeclaredValue {
    /// What a user may say for it.
    pub fn words(&self) -> ValueWords {
        ValueWords { name: self.name.clone(), synonyms: self.synonyms.clone() }
    }
}

/// What a user may say for a value.
#[derive(Debug, Clone, Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields)]
pub struct ValueWords {
    /// The name spoken for it; the id with spaces for underscores where left out.
    #[schemars(with = "Option<Given>")]
    pub name: Option<Text>,
    /// Other words for it.
    #[serde(default)]
    #[schemars(with = "Vec<Given>")]
    pub synonyms: Vec<Text>,
}

/// A text that is said in parts, such as a project and a number. In a sample `{slot}` stands for all its parts, one after
/// the other, those of optional ones that may be left out; `{slot.part}` for one of them alone.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartsType {
    /// Part to its slot type: a declared one or a built-in one (`AMAZON.NUMBER`), with `?` where `{slot}` may leave it
    /// out, with `!` where it is only said by itself (`{slot.part}`).
    pub parts: Map<Text>,
    /// A pure function of yours, `src/parsers/<name>.rs`: the parts as they were heard to the text, to a question where
    /// it is not clear, or to none.
    pub parser: Text,
    /// The field of the elements of lists whose texts the function is given as what was read last.
    pub focus: Option<Text>,
    /// What else the function is given: name to a memory (`"{profile.project}"`) or a constant.
    #[serde(default, rename = "with")]
    pub inputs: Map<Given>,
    /// Values of dynamic types that the function is given: name to the part whose type they are of, fetched once per
    /// session where that part is said.
    #[serde(default)]
    pub known: Map<Text>,
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
    /// Further fields of an element by which it may be called.
    #[serde(default)]
    pub synonyms: Vec<Text>,
}

/// What the skill remembers.
#[derive(Debug, Clone, Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields)]
pub struct Memory {
    /// Until the session ends: name to type, each optional (`topic: Topic?`). Read as `session.<name>`.
    #[serde(default)]
    pub session: Map<Text>,
    /// As long as the account is linked: name to type, each optional. Read as `profile.<name>`.
    #[serde(default)]
    pub profile: Map<Text>,
}
