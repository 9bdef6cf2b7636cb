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
        /// For a date: which other one it stands for, in order.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        dates: Vec<DateFilter>,
        /// Absent where it equals one of these values, each a variable and fields.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        except: Vec<Vec<String>>,
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
    /// As `Either`, each text letter by letter.
    EitherSpelled,
    /// A calendar date; with the year only where another one may be meant.
    Date,
    /// The day of the week that a date is, by its name in the locale.
    Weekday,
    /// A date by its distance from today: "today", "Friday", "March 30".
    Near,
    /// The same with the word before it on which something is: "today", "on Friday", "on March 30".
    On,
    /// Lower case.
    Lower,
}

impl Filter {
    /// What stands before the name of the value that another one may not equal: `except:new.name`.
    pub const EXCEPT: &str = "except:";
    /// Every filter with the word that the spec uses.
    pub const ALL: &[(&str, Self)] = &[
        ("count", Self::Count),
        ("spell", Self::Spell),
        ("digits", Self::Digits),
        ("ordinal", Self::Ordinal),
        ("join", Self::Join),
        ("either", Self::Either),
        ("either_spelled", Self::EitherSpelled),
        ("date", Self::Date),
        ("weekday", Self::Weekday),
        ("near", Self::Near),
        ("on", Self::On),
        ("lower", Self::Lower),
    ];
}

/// Which other date is meant by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateFilter {
    /// Some days later, or earlier where the number is negative.
    Plus(i32),
    /// The Monday of its week.
    Week,
    /// The first day of its month.
    Month,
    /// The last day of its month.
    MonthEnd,
    /// The workday before it, Monday to Friday.
    Workday,
    /// The last day that is called so, today at the latest.
    Past,
}

impl DateFilter {
    /// Every filter that takes no number, with the word that the spec uses.
    pub const PLAIN: &[(&str, Self)] = &[
        ("week", Self::Week),
        ("month", Self::Month),
        ("month_end", Self::MonthEnd),
        ("workday", Self::Workday),
        ("past", Self::Past),
    ];
    /// The word of the one that takes a number: `plus:7`.
    pub const PLUS: &str = "plus";
}
