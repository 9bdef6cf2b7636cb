//! Words of a sort: numbers, ordinals, dates, times, durations.
//!
//! Only as much of each language as is needed to see that a word of a sample can also be the content of a slot. What
//! is missing here makes an overlap go unseen; it never invents one between words that are not listed.

mod words;

use crate::check::alexa::Openness;
use words::of_language;

/// What a word can be; a set of the constants here.
pub(super) type Sorts = u8;

const NUMBER: Sorts = 1;
const ORDINAL: Sorts = 1 << 1;
const DATE: Sorts = 1 << 2;
const TIME: Sorts = 1 << 3;
const UNIT: Sorts = 1 << 4;
const LINK: Sorts = 1 << 5;
const LETTER: Sorts = 1 << 6;

/// The words of each sort in one language.
#[derive(Debug)]
pub(super) struct Vocabulary {
    /// What number words are made of.
    numbers: Vec<&'static str>,
    joints: Vec<&'static str>,
    ordinals: Vec<&'static str>,
    ordinal_endings: Vec<&'static str>,
    /// The sorts that are lists of words.
    listed: [(Vec<&'static str>, Sorts); 4],
    examples: Vec<&'static str>,
}

impl Vocabulary {
    pub(super) fn of(locale: &str) -> Self {
        let words = of_language(locale.split('-').next().unwrap_or_default());
        let split = |text: &'static str| text.split_whitespace().collect::<Vec<_>>();
        Self {
            numbers: split(words.numbers),
            joints: split(words.joints),
            ordinals: split(words.ordinals),
            ordinal_endings: split(words.ordinal_endings),
            listed: [
                (split(words.dates), DATE),
                (split(words.times), TIME),
                (split(words.units), UNIT),
                (split(words.links), LINK),
            ],
            examples: split(words.examples),
        }
    }

    /// One word of each sort, for sentences to be shown.
    pub(super) fn examples(&self) -> &[&'static str] {
        &self.examples
    }

    /// What a word can be.
    pub(super) fn sorts(&self, word: &str) -> Sorts {
        let of = |sort, is: bool| if is { sort } else { 0 };
        let listed = self.listed.iter().map(|(words, sort)| of(*sort, words.contains(&word)));
        listed.fold(0, |sorts, sort| sorts | sort)
            | of(LETTER, word.chars().count() == 1 && word.chars().all(char::is_alphanumeric))
            | of(NUMBER, self.is_number(word))
            | of(ORDINAL, self.is_ordinal(word))
    }

    fn is_ordinal(&self, word: &str) -> bool {
        let stem = |ending: &&str| word.strip_suffix(*ending).is_some_and(|stem| self.is_number(stem));
        self.ordinals.contains(&word) || self.ordinal_endings.iter().any(stem)
    }

    /// Digits, or number words written together (`einundzwanzig`, `ventuno`).
    fn is_number(&self, word: &str) -> bool {
        const LONGEST: usize = 60;
        if word.is_empty() || word.len() > LONGEST {
            return false;
        }
        if word.chars().all(char::is_numeric) {
            return true;
        }
        // Whether a prefix of each length is made of number words; the joint (`und`) is none, but stands between.
        let mut reached = vec![false; word.len() + 1];
        reached.iter_mut().take(1).for_each(|start| *start = true);
        for at in 0..word.len() {
            let Some(rest) = word.get(at..).filter(|_| reached.get(at) == Some(&true)) else { continue };
            let joints = self.joints.iter().filter(|_| at > 0);
            for part in self.numbers.iter().chain(joints).filter(|part| rest.starts_with(**part)) {
                reached.iter_mut().skip(at + part.len()).take(1).for_each(|end| *end = true);
            }
        }
        reached.last() == Some(&true)
    }
}

/// The state of a slot of a sort before its first word.
pub(super) const START: u8 = 0;

/// The state of a slot of a sort after one more word; none where the word cannot be of it.
pub(super) fn step(sort: Openness, state: u8, word: Sorts) -> Option<u8> {
    let is = |sorts: Sorts| word & sorts != 0;
    match (sort, state) {
        // seven | hundred and seven
        (Openness::Number, _) if is(NUMBER) => Some(1),
        (Openness::Number, 1) if is(LINK) => Some(2),
        // third | twenty third
        (Openness::Ordinal, START | 2) if is(ORDINAL) => Some(1),
        (Openness::Ordinal, START | 2) | (Openness::Duration, START) if is(NUMBER) => Some(2),
        // tomorrow | the third of may | next week
        (Openness::Date, _) if is(DATE | ORDINAL) => Some(1),
        (Openness::Date, state) if is(LINK | NUMBER) => Some(state),
        // noon | half past seven | seven in the evening
        (Openness::Time, _) if is(TIME | NUMBER) => Some(1),
        (Openness::Time, state) if is(LINK) => Some(state),
        // two hours | one hour and five minutes
        (Openness::Duration, 1 | 2) if is(UNIT) => Some(1),
        (Openness::Duration, state @ (1 | 2)) if is(NUMBER | LINK) => Some(state),
        // b seven
        (Openness::Characters, _) if is(LETTER | NUMBER) => Some(1),
        _ => None,
    }
}

/// Whether a slot of a sort may end in this state.
pub(super) fn ends(state: u8) -> bool {
    state == 1
}
