//! Readings of an utterance, and which of two is the better one.
//!
//! The reading with the most literal words wins, where words of a listed value count as such in an answer to the
//! question that is open; then a built-in intent's own utterance; then an answer; then the reading with fewer words in phrase slots, and fewer
//! in values that no type lists. Where a phrase was asked for, a reading of another intent counts only if
//! types list all its values: what is dictated may well begin like a sample.

use std::cmp::Reverse;

/// One way to understand an utterance.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    /// Index of the intent.
    pub(crate) intent: usize,
    /// The sample that fits, as written.
    pub(crate) sample: String,
    /// Slots by index.
    pub(crate) fills: Vec<(usize, Fill)>,
    pub(crate) rank: Rank,
}

impl Reading {
    /// Whether it is an answer in words of the user's own.
    pub(crate) fn is_dictation(&self) -> bool {
        self.rank.elicited && self.rank.phrase_words.0 > 0
    }

    /// Whether types list all its values.
    pub(crate) fn is_closed(&self) -> bool {
        self.fills.iter().all(|(_, fill)| fill.openness == Openness::Closed)
    }

    /// How many words of the utterance are the sample's own.
    pub(crate) fn literals(&self) -> usize {
        self.rank.literals
    }
}

/// What fills a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fill {
    /// The slot's value as Alexa sends it.
    pub(crate) value: String,
    /// The words, normalised; entity resolution goes by them.
    pub(crate) phrase: String,
    pub(crate) openness: Openness,
    /// How many words fill it.
    pub(crate) words: usize,
}

/// How much a slot's type knew of the words that fill it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Openness {
    /// A listed value, a number, a date.
    Closed,
    /// Words that the type does not list.
    Open,
    /// Words of a phrase slot.
    Phrase,
}

/// Greater is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    literals: usize,
    builtin: bool,
    elicited: bool,
    phrase_words: Reverse<usize>,
    open_words: Reverse<usize>,
}

impl Rank {
    /// The rank of a reading: words of its sample, whether it is a built-in utterance, whether it answers
    /// the question that is open, and what fills the slots.
    pub(crate) fn of(literals: usize, builtin: bool, elicited: bool, fills: &[(usize, Fill)]) -> Self {
        let words = |openness: Openness| {
            let of_that_kind = fills.iter().filter(|(_, fill)| fill.openness == openness);
            Reverse(of_that_kind.map(|(_, fill)| fill.words).sum())
        };
        Self {
            literals,
            builtin,
            elicited,
            phrase_words: words(Openness::Phrase),
            open_words: words(Openness::Open),
        }
    }
}
