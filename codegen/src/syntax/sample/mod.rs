//! Samples: what a user may say.
//!
//! `what is blocked [in {project}]`, `(tell|give) me a fact`, `<what_is> new`: words; `[…]` may be left out; `(a|b)`
//! is one of several; `<name>` is a phrase, a piece declared once; `{name}` is a slot. Brackets nest. A word may
//! touch a slot (`{name}'s`, `l'{animal}`), nothing else may touch.

mod expand;
mod parse;
mod phrases;
#[cfg(test)]
mod tests;

pub use expand::{Leaf, LeafKind, MAX_SENTENCES, TooMany, expand, sentences, write};
pub use parse::parse_sample;
pub use phrases::{SlotUse, check_phrases, check_phrases_used, check_references, phrases_used, slots};

use indexmap::IndexMap;
use sayso_schemas::span::Span;

/// Phrases by name. One that is missing or contains itself stands for nothing a user can say.
pub type Phrases = IndexMap<String, Sample>;

/// How deeply brackets nest, and phrases stand in phrases, at most.
pub const MAX_DEPTH: usize = 16;

/// A sample, or the text of a phrase.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Its place.
    pub span: Span,
    /// Its pieces in order.
    pub items: Vec<Item>,
}

/// A piece of a sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its place, brackets included.
    pub span: Span,
    /// No space stands between the piece before and this one: a word that touches a slot.
    pub joined: bool,
    /// What it is.
    pub kind: ItemKind,
}

/// What a piece of a sample is.
#[derive(Debug, Clone, PartialEq)]
pub enum ItemKind {
    /// A word, in Unicode's composed form (NFC), in the case in which it is written.
    Word(String),
    /// `{name}`.
    Slot(String),
    /// `<name>`.
    Phrase(String),
    /// `[…]`; several alternatives are one [`ItemKind::Either`] in it.
    Optional(Vec<Item>),
    /// `(…|…)`.
    Either(Vec<Vec<Item>>),
}
