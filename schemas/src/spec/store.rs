//! What the Alexa Skills Store shows of a skill, and what certification asks.

use super::{Spanned, Text};
use schemars::JsonSchema;
use serde::Deserialize;

/// What the Alexa Skills Store shows, and what certification asks. A skill in development needs none of it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Store {
    /// Where the store lists it: `KNOWLEDGE_AND_TRIVIA`.
    pub category: Text,
    /// One sentence for lists of skills, at most 160 characters.
    pub summary: Text,
    /// What it does, and what a user needs for that; at most 4,000 characters.
    pub description: Text,
    /// What users may search for, at most 30.
    #[serde(default)]
    pub keywords: Vec<Text>,
    /// What a user may say, at most four, the first one with the wake word and the invocation name; made of the
    /// samples where left out.
    #[serde(default)]
    pub examples: Vec<Text>,
    /// Its icons.
    pub icons: Icons,
    /// What whoever certifies it must know to try it, at most 4,000 characters. Accounts to try it with are entered in
    /// the developer console: a spec holds no secret.
    pub testing: Option<Text>,
    /// Countries in which it can be had, `US`; everywhere where left out.
    #[serde(default)]
    pub countries: Vec<Text>,
    /// The privacy policy, https; that of `linking` where left out.
    pub privacy: Option<Text>,
    /// The terms of use, https; those of `linking` where left out.
    pub terms: Option<Text>,
    /// What the team declares to Amazon.
    pub declares: Declarations,
}

/// Icons: PNG files beside `skill.yaml`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Icons {
    /// 108 by 108 pixels.
    pub small: Text,
    /// 512 by 512 pixels.
    pub large: Text,
}

/// What the team declares to Amazon about its skill. The first two have no default: nobody else can know them.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Declarations {
    /// Whether it is meant for children under 13, or 16 where the law says so.
    pub child_directed: Spanned<bool>,
    /// Whether it may be exported from and imported into the United States and all countries in which it can be had.
    pub export_compliant: bool,
    /// Whether it has advertising.
    #[serde(default)]
    pub ads: bool,
    /// Whether users can spend real money in it.
    #[serde(default)]
    pub purchases: bool,
    /// Whether it collects personal information; a skill that links accounts does, where left out.
    pub personal_info: Option<Spanned<bool>>,
}

/// What the store shows in another locale.
#[derive(Debug, Clone, Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields)]
pub struct StoreWords {
    /// As in `skill.yaml`.
    pub summary: Option<Text>,
    /// As in `skill.yaml`.
    pub description: Option<Text>,
    /// As in `skill.yaml`; these replace the other locale's.
    #[serde(default)]
    pub keywords: Vec<Text>,
    /// As in `skill.yaml`; these replace the other locale's.
    #[serde(default)]
    pub examples: Vec<Text>,
    /// The privacy policy in this language, https.
    pub privacy: Option<Text>,
    /// The terms of use in this language, https.
    pub terms: Option<Text>,
}
