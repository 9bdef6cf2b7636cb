//! Messages: what the skill says.
//!
//! `{name}`, `{name.field}`, `{name|filter}`, `{name|or:nobody}`: a value. `{old|except:new}`: a value, absent where it
//! equals another one. `{n, plural, =0 {none} one {# fact} other
//! {# facts}}`: a plural of ICU's `MessageFormat`, `#` its number. `[…]`: left out where a value in it is absent.
//! `<break time="1s"/>`: a tag of Alexa's SSML, of those in [`ssml`]. `''` is an apostrophe, and an apostrophe before
//! one of `{ } [ ] <` (in a plural also `#`) begins a piece that is taken literally up to the next one, as in ICU.
//! Everything else, `&` and a lone `<` included, is said as it stands.

mod compile;
mod parse;
mod plurals;
pub mod ssml;
#[cfg(test)]
mod tests;
mod value;

pub use compile::{compile, variables};
pub use parse::parse_message;
pub use plurals::check_plurals;

use indexmap::IndexMap;
use sayso_schemas::{
    span::{Span, Spanned},
    words::{DateFilter, Filter},
};
use std::collections::BTreeMap;

/// How deeply brackets nest in a message, at most.
pub const MAX_DEPTH: usize = 16;

/// A message.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Its place.
    pub span: Span,
    /// Its pieces in order.
    pub parts: Vec<Part>,
}

/// A piece of a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Fixed text, quotes resolved.
    Text {
        /// Its place.
        span: Span,
        /// The text, without markup and unescaped.
        text: String,
    },
    /// A tag, checked and balanced.
    Tag {
        /// Its place.
        span: Span,
        /// XML, attributes in double quotes.
        verbatim: String,
    },
    /// A value.
    Value(Value),
    /// A plural.
    Plural(Plural),
    /// `#` in a plural.
    Number {
        /// Its place.
        span: Span,
    },
    /// `[…]`.
    Optional {
        /// Its place, brackets included.
        span: Span,
        /// What is between the brackets.
        parts: Vec<Part>,
    },
}

/// `{path|date filters|except:path|filter|or:default}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// Its place, braces included.
    pub span: Span,
    /// Variable and fields; never empty.
    pub path: Vec<Spanned<String>>,
    /// Of a date: which other one is meant.
    pub dates: Vec<Spanned<DateFilter>>,
    /// The values that it is absent for, where it equals one of them.
    pub except: Vec<Except>,
    /// How it is spoken.
    pub filter: Option<Spanned<Filter>>,
    /// Spoken where it is absent.
    pub default: Option<Spanned<String>>,
}

/// `except:path`.
#[derive(Debug, Clone, PartialEq)]
pub struct Except {
    /// Its place.
    pub span: Span,
    /// Variable and fields of the other value; never empty.
    pub path: Vec<Spanned<String>>,
}

/// `{path, plural, …}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Plural {
    /// Its place, braces included.
    pub span: Span,
    /// Variable and fields; never empty.
    pub path: Vec<Spanned<String>>,
    /// Cases for exact numbers.
    pub exact: BTreeMap<i64, Case>,
    /// CLDR category to its case; has `other`.
    pub cases: IndexMap<String, Case>,
}

/// A case of a plural.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The place of its selector (`one`, `=0`).
    pub span: Span,
    /// What is said.
    pub parts: Vec<Part>,
}
