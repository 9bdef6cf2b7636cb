//! Samples: characters, phrase slots, neighbours.
//!
//! Source: *Best Practices for Sample Utterances* and *Slot Type Reference*, developer.amazon.com.

use super::{BuiltinSlot, builtin_slot};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    syntax::sample::{
        Item, ItemKind, Leaf, LeafKind, MAX_SENTENCES, Phrases, Sample, sentences, slots, write,
    },
};
use icu_properties::{CodePointMapData, props::GeneralCategory, props::GeneralCategoryGroup};
use indexmap::IndexMap;
use rustc_hash::FxHashMap;
use sayso_schemas::{span::Span, spec::Text};
use std::borrow::Cow;

/// Whether Alexa takes a character for a letter: a letter, or a mark of one (Devanagari's vowel signs, accents).
pub(super) fn is_letter(character: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(character);
    GeneralCategoryGroup::Letter.union(GeneralCategoryGroup::Mark).contains(category)
}

/// What a sample is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleKind {
    /// An intent's.
    Intent,
    /// A slot's: an answer to the question for it.
    Answer,
}

/// Diagnoses the samples of an intent in one locale. `slots` gives a slot's type by Alexa's name (`AMAZON.DATE`).
/// Returns their sentences as Alexa samples, each with the place of the sample that it is from.
pub fn check_samples(
    intent: &Text,
    samples: &[Sample],
    phrases: &Phrases,
    slots: &IndexMap<&str, &str>,
    diagnostics: &mut Diagnostics,
) -> Vec<(String, Span)> {
    if samples.is_empty() {
        diagnostics.push(
            Diagnostic::error(Code::NO_SAMPLE, format!("the intent `{}` has no sample", intent.value))
                .at(intent.span, "no user can reach it")
                .help("add `samples:` with what users say for it"),
        );
    }
    let mut written = Vec::new();
    for sample in samples {
        let sentences = check_sample(sample, phrases, slots, SampleKind::Intent, diagnostics);
        written.extend(sentences.into_iter().map(|sentence| (sentence, sample.span)));
    }
    written
}

/// Diagnoses the answers to the question for a slot: the rules of samples, and no slot but the one asked for.
pub fn check_answers(
    slot: &Text,
    kind: &str,
    answers: &[Sample],
    phrases: &Phrases,
    diagnostics: &mut Diagnostics,
) {
    let types = IndexMap::from([(slot.value.as_str(), kind)]);
    for answer in answers {
        let used = slots(answer, phrases);
        for other in used.iter().filter(|other| other.name != slot.value) {
            diagnostics.push(
                Diagnostic::error(
                    Code::ANSWER_SLOT,
                    format!("an answer to the question for `{}` has the slot `{}`", slot.value, other.name),
                )
                .at(other.span, "another slot")
                .at(slot.span, "asked for here")
                .help(format!("write the answer with `{{{}}}` alone", slot.value)),
            );
        }
        if used.is_empty() {
            diagnostics.push(
                Diagnostic::error(
                    Code::ANSWER_SLOT,
                    format!("an answer to the question for `{}` lacks the slot", slot.value),
                )
                .at(answer.span, "no slot here")
                .at(slot.span, "asked for here")
                .help(format!("write `{{{}}}` where the value is said", slot.value)),
            );
        }
        check_sample(answer, phrases, &types, SampleKind::Answer, diagnostics);
    }
}

/// Diagnoses one sample: characters, the number and the shape of its sentences, phrase slots, neighbouring slots.
/// Slots that are not in `slots` are passed over; so are phrases, which have their own place. Returns its sentences as
/// Alexa samples; none where there are too many.
pub fn check_sample(
    sample: &Sample,
    phrases: &Phrases,
    slots: &IndexMap<&str, &str>,
    kind: SampleKind,
    diagnostics: &mut Diagnostics,
) -> Vec<String> {
    check_characters(&sample.items, diagnostics);
    let sentences = match sentences(sample, phrases, MAX_SENTENCES) {
        Ok(sentences) => sentences,
        Err(many) => {
            diagnostics.push(
                Diagnostic::error(Code::SAMPLE_TOO_LARGE, format!("a sample stands for {many}"))
                    .at(sample.span, "too many alternatives")
                    .help("make it several samples, with fewer `[…]` and `(…|…)` each"),
            );
            return Vec::new();
        }
    };
    if sentences.iter().any(Vec::is_empty) {
        diagnostics.push(
            Diagnostic::error(Code::SAMPLE_EMPTY, "a sample may be nothing at all")
                .at(sample.span, "everything in it may be left out")
                .help("take one part out of its `[…]`"),
        );
    }
    // The rules on one sentence are about slots of built-in types.
    if slots.values().any(|kind| builtin_slot(kind).is_some()) {
        for sentence in &sentences {
            check_sentence(sentence, sample.span, slots, kind, diagnostics);
        }
    }
    sentences.iter().filter(|leaves| !leaves.is_empty()).map(|leaves| write(leaves)).collect()
}

fn check_sentence(
    sentence: &[Leaf<'_>],
    sample: Span,
    slots: &IndexMap<&str, &str>,
    kind: SampleKind,
    diagnostics: &mut Diagnostics,
) {
    let built_in = |leaf: &Leaf<'_>| match leaf.kind {
        LeafKind::Slot(name) => slots.get(name).and_then(|kind| builtin_slot(kind)),
        LeafKind::Word(_) => None,
    };
    let is_phrase = |leaf: &Leaf<'_>| built_in(leaf).is_some_and(|slot| slot.is_phrase());
    if let Some((at, phrase)) = sentence.iter().enumerate().find(|(_, leaf)| is_phrase(leaf)) {
        let other =
            |(index, leaf): &(usize, &Leaf<'_>)| *index != at && matches!(leaf.kind, LeafKind::Slot(_));
        if let Some((_, beside)) = sentence.iter().enumerate().find(other) {
            diagnostics.push(
                Diagnostic::error(Code::SEARCH_QUERY_BESIDE, "a phrase slot is beside another slot")
                    .at(beside.span, "another slot in the same sentence")
                    .at(phrase.span, "takes any words (`AMAZON.SearchQuery`)")
                    .help("make two samples of it, and ask for the other slot; or use a type with values"),
            );
            return;
        }
        let words = sentence.iter().any(|leaf| matches!(leaf.kind, LeafKind::Word(_)));
        if !words && kind == SampleKind::Intent {
            diagnostics.push(
                Diagnostic::error(Code::SEARCH_QUERY_ALONE, "a phrase slot stands alone")
                    .at(phrase.span, "takes any words (`AMAZON.SearchQuery`)")
                    .at(sample, "this can be a sentence of the slot alone")
                    .help("add a word or two that must be said: `search for {query}`"),
            );
        }
    }
    let open = |leaf: &Leaf<'_>| built_in(leaf).as_ref().is_some_and(BuiltinSlot::is_open);
    for pair in sentence.windows(2) {
        if let [first, second] = pair
            && open(first)
            && open(second)
        {
            diagnostics.push(
                Diagnostic::warning(Code::SLOTS_ADJACENT, "two open slots have no word between them")
                    .at(second.span, "where does this begin?")
                    .at(first.span, "where does this end?")
                    .help("put a word between them, such as `by` or `in`"),
            );
        }
    }
}

/// Diagnoses the characters of words. Phrases are checked where they are declared.
fn check_characters(items: &[Item], diagnostics: &mut Diagnostics) {
    for item in items {
        match &item.kind {
            ItemKind::Word(word) => check_word(word, item.span, diagnostics),
            ItemKind::Optional(items) => check_characters(items, diagnostics),
            ItemKind::Either(alternatives) => {
                for items in alternatives {
                    check_characters(items, diagnostics);
                }
            }
            ItemKind::Slot(_) | ItemKind::Phrase(_) => {}
        }
    }
}

fn check_word(word: &str, span: Span, diagnostics: &mut Diagnostics) {
    let allowed = |c: char| is_letter(c) || "._'-".contains(c);
    if let Some(character) = word.chars().find(|c| !allowed(*c)) {
        let help = match character {
            '’' | '‘' | '`' | '´' => "write a plain apostrophe, `'`".to_owned(),
            '&' => "write `and`".to_owned(),
            ',' | '?' | '!' | ';' | ':' | '"' | '…' => "leave it out: punctuation is not spoken".to_owned(),
            _ if character.is_numeric() => {
                "spell the number out, or use a slot of `AMAZON.NUMBER`".to_owned()
            }
            _ => "write it as it is spoken; a sample has letters, spaces and `.` `_` `'` `-`".to_owned(),
        };
        diagnostics.push(
            Diagnostic::error(Code::SAMPLE_CHARACTER, format!("a sample cannot have `{character}`"))
                .at(span, format!("`{word}` has it"))
                .help(help),
        );
    }
}

/// Diagnoses the sentences that one intent has twice. Each is an Alexa sample with the place of the sample it is from.
/// True for each that is there for the first time.
pub fn check_sentences_differ<'a>(
    sentences: impl IntoIterator<Item = (&'a str, Span)>,
    diagnostics: &mut Diagnostics,
) -> Vec<bool> {
    let mut seen: FxHashMap<Cow<'a, str>, Span> = FxHashMap::default();
    let mut told: Vec<(Span, Span)> = Vec::new();
    let mut first_times = Vec::new();
    for (sentence, span) in sentences {
        let count = seen.len();
        let first = *seen.entry(lower(sentence)).or_insert(span);
        first_times.push(seen.len() > count);
        if first != span && !told.contains(&(first, span)) {
            told.push((first, span));
            diagnostics.push(
                Diagnostic::warning(Code::SAMPLE_TWICE, format!("the intent has `{sentence}` twice"))
                    .at(span, "again")
                    .at(first, "first")
                    .help("remove it from one of the samples"),
            );
        }
    }
    first_times
}

/// In lower case; most sentences are already.
fn lower(sentence: &str) -> Cow<'_, str> {
    let is_lower = |c: char| c.is_lowercase() || !c.is_alphabetic();
    if sentence.chars().all(is_lower) { sentence.into() } else { sentence.to_lowercase().into() }
}
