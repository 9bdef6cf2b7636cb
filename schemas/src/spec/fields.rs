//! Fields that each site of a service numbers by itself.

use super::{Map, Text};
use schemars::JsonSchema;
use serde::Deserialize;

/// Fields that each site of the service numbers by itself, such as `customfield_10016`. The run time finds the ids once
/// per session and account. In braces a field stands for its id: at the end of an output's path
/// (`points: "fields.{points}"`), of a property that is sent (`"fields.{points}": "{number}"`), in a constant list
/// (`fields: "summary, {points}"`), and in a query where a field stands (`{points} > 3`).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fields {
    /// How they are found.
    pub from: FieldSource,
    /// Each by its name in this spec.
    pub names: Map<DynamicField>,
}

/// How the fields of a site are found.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldSource {
    /// A declared safe call of the service that needs no input.
    pub call: Text,
    /// The list among its outputs.
    pub list: Text,
    /// The field of an element that is its id.
    pub id: Text,
}

/// A field that each site numbers by itself.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DynamicField {
    /// Field of an element to what it may be; all must hold, case does not matter. Where several elements fit, the one
    /// whose value stands first counts.
    #[serde(rename = "where")]
    pub conditions: Map<Vec<Text>>,
    /// What it holds: `text`, `number`, `bool`, `date`, or a list (`[text; 5]`). A value of another type counts as
    /// absent.
    #[serde(rename = "type")]
    pub kind: Text,
    /// The value is an object (of a list: each element is one), and this property of it is meant.
    pub of: Option<Text>,
    /// One of `words`, said before anything is asked where a change needs the field and the site has none.
    pub missing: Option<Text>,
}
