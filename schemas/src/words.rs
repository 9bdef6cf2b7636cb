//! `words/<locale>.json`: the sentences of a skill in one locale, compiled. Written by `codegen::render::words`,
//! read by the runtime when a process starts.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of this format.
pub const FORMAT: u32 = 1;

/// The words of one locale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// [`FORMAT`].
    pub format: u32,
    /// BCP 47 tag, `en-US`.
    pub locale: String,
    /// Digest of what the compiled skill can say: message ids and the variables each may use. A `bootstrap` and
    /// a words file that differ here do not belong together.
    pub signature: String,
    /// The skill's name in this locale; the title of its cards.
    pub name: String,
    /// Message id (`intents.Blockers.say`, `words.welcome`) to its parts.
    pub messages: BTreeMap<String, Vec<Part>>,
    /// Custom type to value id to the name spoken for it: `Topic` → `whales` → `Wale`.
    pub values: BTreeMap<String, BTreeMap<String, String>>,
}

/// A piece of a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Part {
    /// Fixed text without markup, unescaped: the same in speech (where it is escaped) and in plain text.
    Text(String),
    /// One SSML tag of the allowed subset, verbatim (`<break time="1s"/>`); plain text omits it.
    Tag(String),
    /// A value.
    Value {
        /// Variable and fields: `["fact", "text"]`.
        path: Vec<String>,
        /// How it is spoken.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        filter: Option<Filter>,
        /// Spoken where the value is absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        default: Option<String>,
    },
    /// ICU plural: the case is chosen by the number at `path`; `#` in a case is [`Part::Number`].
    Plural {
        /// The number.
        path: Vec<String>,
        /// Exact numbers (`=0`), tried first.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        exact: BTreeMap<i64, Vec<Part>>,
        /// CLDR category (`one`, `few`, …, always `other`).
        cases: BTreeMap<String, Vec<Part>>,
    },
    /// `#` within a plural: its number.
    Number,
    /// `[…]`: left out as a whole where a value in it is absent.
    Optional(Vec<Part>),
}

/// How a value is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// How many elements a list has.
    Count,
    /// Letter by letter: `say-as interpret-as="characters"`.
    Spell,
    /// Digit by digit.
    Digits,
    /// `say-as interpret-as="ordinal"`.
    Ordinal,
    /// A list of texts as "a, b and c", by the locale's rules.
    Join,
    /// A list of texts as "a, b or c", by the locale's rules.
    Either,
    /// A calendar date.
    Date,
    /// Lower case.
    Lower,
}

impl Filter {
    /// Every filter with the word that the spec uses.
    pub const ALL: &[(&str, Self)] = &[
        ("count", Self::Count),
        ("spell", Self::Spell),
        ("digits", Self::Digits),
        ("ordinal", Self::Ordinal),
        ("join", Self::Join),
        ("either", Self::Either),
        ("date", Self::Date),
        ("lower", Self::Lower),
    ];
}
