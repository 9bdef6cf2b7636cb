//! Intents that understand the same sentence.
//!
//! What an intent understands is a language: its samples, with optional parts, alternatives and phrases, and its slots,
//! of which some stand for known words (a type's values), some for words of a sort (numbers, dates) and some for any.
//! Alexa picks one intent for a sentence; where two understand it and neither does so more literally (with fewer
//! words in slots), which one is chance.
//!
//! The languages are compared as automata, all at once: a sentence is followed word by word through every sample
//! that still fits, as long as two intents are left. Nothing is expanded, and no pair of intents is looked at that
//! does not begin alike.

mod automaton;
mod pieces;
mod position;
mod search;
#[cfg(test)]
mod tests;
mod vocabulary;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    model::{Comparison, SharedSentence},
    syntax::sample::{Phrases, Sample},
};
use automaton::Automaton;
use indexmap::{IndexMap, IndexSet};
use sayso_schemas::span::Span;
use search::{Lists, Search};

/// What users may say to a skill in one locale.
#[derive(Debug, Clone, Copy)]
pub struct Grammar<'a> {
    /// The locale; decides what number and date words are.
    pub locale: &'a str,
    /// The phrases in the samples.
    pub phrases: &'a Phrases,
    /// Custom slot types by name; those of Alexa's own are known.
    pub types: &'a IndexMap<String, CustomType>,
    /// The intents.
    pub intents: &'a [IntentLanguage<'a>],
}

/// What a custom slot type stands for.
#[derive(Debug, Clone, Default)]
pub struct CustomType {
    /// Names and synonyms of its values.
    pub words: Vec<String>,
    /// More values come from a service.
    pub dynamic: bool,
}

/// What users may say for an intent.
#[derive(Debug, Clone)]
pub struct IntentLanguage<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its samples.
    pub samples: &'a [Sample],
    /// Slot to Alexa's name of its type. A slot, or a type, that is unknown stands for nothing.
    pub slots: IndexMap<&'a str, &'a str>,
}

/// A sentence that two intents understand, neither more literally than the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlap {
    /// The sentence, one of the shortest.
    pub sentence: String,
    /// One of the intents.
    pub first: Claim,
    /// The other, later one.
    pub second: Claim,
    /// False where it depends on a list of which only Alexa, or a service, knows the values.
    pub certain: bool,
}

/// An intent's claim to a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Index of the intent in [`Grammar::intents`].
    pub intent: usize,
    /// The sample that the sentence is of.
    pub sample: Span,
}

/// A sentence that two intents understand, one of them more literally, which has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// The sentence, one of the shortest.
    pub sentence: String,
    /// The intent that it goes to.
    pub taken: Claim,
    /// The other one.
    pub left: Claim,
}

/// What the comparison found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlaps {
    /// One for each two intents that overlap; where several tie for one sentence, each with the first of them.
    pub found: Vec<Overlap>,
    /// One for each two intents of which the first has a sentence that the second understands, too.
    pub shared: Vec<Shared>,
    /// False where the samples are too ambiguous to be compared to the end.
    pub complete: bool,
}

/// Finds the intents that understand the same sentence.
pub fn overlaps(grammar: &Grammar<'_>) -> Overlaps {
    let automaton = Automaton::new(grammar);
    let mut all = Search::new(&automaton, Lists::Anything).run();
    if automaton.has_lists() && !all.found.is_empty() {
        // Which of them are so whatever the lists have?
        let certain = Search::new(&automaton, Lists::Apart).run();
        let intents = |found: &Overlap| (found.first.intent, found.second.intent);
        let known: IndexSet<_> = certain.found.iter().map(intents).collect();
        let possible = all.found.into_iter().filter(|found| !known.contains(&intents(found)));
        let possible = possible.map(|found| Overlap { certain: false, ..found });
        all.found = certain.found.into_iter().chain(possible).collect();
        all.complete &= certain.complete;
    }
    all.complete &= automaton.is_complete();
    all
}

/// Diagnoses intents that understand the same sentence: an error, or a warning where it depends on values that are
/// not known. Tells how the others are told apart.
pub fn check_overlaps(grammar: &Grammar<'_>, diagnostics: &mut Diagnostics) -> Comparison {
    let Overlaps { found, shared, complete } = overlaps(grammar);
    let name = |claim: Claim| grammar.intents.get(claim.intent).map_or("", |intent| intent.name);
    // What is left to chance in one sentence is not told apart by another one.
    let pair = |one: Claim, other: Claim| (one.intent.min(other.intent), one.intent.max(other.intent));
    let tied: IndexSet<_> = found.iter().map(|it| pair(it.first, it.second)).collect();
    let shared = shared.into_iter().filter(|it| !tied.contains(&pair(it.taken, it.left)));
    let owned = |it: Shared| SharedSentence {
        sentence: it.sentence,
        taken: name(it.taken).to_owned(),
        left: name(it.left).to_owned(),
    };
    let comparison = Comparison {
        intents: grammar.intents.len(),
        overlapping: tied.len(),
        shared: shared.map(owned).collect(),
        complete,
    };
    for overlap in found {
        let (first, second) = (name(overlap.first), name(overlap.second));
        let sentence = &overlap.sentence;
        let diagnostic = if overlap.certain {
            let message = format!("`{first}` and `{second}` both understand `{sentence}`");
            Diagnostic::error(Code::SAMPLES_OVERLAP, message)
        } else {
            let message = format!("`{first}` and `{second}` may both understand `{sentence}`");
            Diagnostic::warning(Code::SAMPLES_OVERLAP, message)
        };
        diagnostics.push(
            diagnostic
                .at(overlap.second.sample, format!("`{second}` understands it here"))
                .at(overlap.first.sample, format!("`{first}` understands it here, and no less literally"))
                .help(format!(
                    "take the sentence out of one of the samples, write it word for word in the one that is to have \
                     it, or make one intent of `{first}` and `{second}`"
                )),
        );
    }
    let place = grammar.intents.iter().find_map(|intent| intent.samples.first()).map(|sample| sample.span);
    if let (false, Some(place)) = (complete, place) {
        let message = format!("the samples of `{}` are too ambiguous to compare to the end", grammar.locale);
        diagnostics.push(
            Diagnostic::warning(Code::OVERLAP_UNKNOWN, message)
                .at(place, "from here")
                .help("use fewer slots in one sample, and words between them"),
        );
    }
    comparison
}
