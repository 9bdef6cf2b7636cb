//! The search against brute force: every sentence written out.

use super::*;
use crate::{
    check::overlap::pieces::pieces,
    syntax::sample::{Leaf, LeafKind, sentences},
};
use proptest::prelude::*;

/// A sample, as text, of few words, so that overlaps are common.
fn sample_text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("a"),
        Just("b"),
        Just("c"),
        Just("whales"),
        Just("berlin"),
        Just("the"),
        Just("sea")
    ]
    .prop_map(str::to_owned);
    let slot =
        prop_oneof![Just("{topic}"), Just("{place}"), Just("<p>"), Just("<q>")].prop_map(str::to_owned);
    let leaf = prop_oneof![4 => word, 1 => slot];
    leaf.prop_recursive(2, 12, 3, |inner| {
        let run = prop::collection::vec(inner, 1..3).prop_map(|items| items.join(" "));
        prop_oneof![
            run.clone().prop_map(|run| format!("[{run}]")),
            prop::collection::vec(run, 1..3).prop_map(|runs| format!("({})", runs.join("|"))),
        ]
    })
    .prop_filter("one to four pieces", |text| !text.is_empty())
}

fn intent() -> impl Strategy<Value = Vec<String>> {
    let sample = prop::collection::vec(sample_text(), 1..4).prop_map(|items| items.join(" "));
    prop::collection::vec(sample, 1..3)
}

/// Every sentence of the samples, in pieces, with how many of them are literal at most.
fn written_out(
    samples: &[Sample],
    phrases: &Phrases,
    types: &IndexMap<String, CustomType>,
) -> IndexMap<Vec<String>, usize> {
    let mut all = IndexMap::new();
    for sample in samples {
        for leaves in sentences(sample, phrases, 100_000).unwrap() {
            for (sentence, literal) in with_values(&leaves, types) {
                let best = all.entry(sentence).or_insert(literal);
                *best = literal.max(*best);
            }
        }
    }
    all.shift_remove(&Vec::new());
    all
}

fn with_values(leaves: &[Leaf<'_>], types: &IndexMap<String, CustomType>) -> Vec<(Vec<String>, usize)> {
    leaves.iter().fold(vec![(Vec::new(), 0)], |so_far, leaf| {
        let choices: Vec<(Vec<String>, usize)> = match leaf.kind {
            LeafKind::Word(word) => vec![(pieces(word), pieces(word).len())],
            LeafKind::Slot("topic") => types["Topic"].words.iter().map(|text| (pieces(text), 0)).collect(),
            LeafKind::Slot(_) => types["Place"].words.iter().map(|text| (pieces(text), 0)).collect(),
        };
        let mut longer = Vec::new();
        for (head, literal) in &so_far {
            longer.extend(
                choices.iter().map(|(tail, more)| ([head.as_slice(), tail].concat(), literal + more)),
            );
        }
        longer
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// An overlap is found exactly where writing out finds one, and its sentence is one of the shortest.
    #[test]
    fn search_and_expansion_agree(first in intent(), second in intent(), phrases in prop::collection::vec(sample_text(), 2)) {
        let named = ["p", "q"].into_iter().zip(&phrases);
        let phrases: Phrases = named.map(|(name, text)| (name.to_owned(), samples(&[text]).remove(0))).collect();
        let texts = |intent: &[String]| samples(&intent.iter().map(String::as_str).collect::<Vec<_>>());
        let (first, second) = (texts(&first), texts(&second));
        let types = types();
        let (one, two) = (written_out(&first, &phrases, &types), written_out(&second, &phrases, &types));
        let tied: Vec<_> = one.iter().filter(|(sentence, literal)| two.get(*sentence) == Some(literal)).collect();
        let slots: IndexMap<&str, &str> = SLOTS.iter().copied().collect();
        let intents = [&first, &second].map(|samples| IntentLanguage { name: "x", samples, slots: slots.clone() });
        let found = overlaps(&Grammar { locale: "en-US", phrases: &phrases, types: &types, intents: &intents });
        prop_assert!(found.complete);
        prop_assert_eq!(found.found.is_empty(), tied.is_empty());
        if let Some(overlap) = found.found.first() {
            let sentence = pieces(&overlap.sentence);
            prop_assert_eq!(Some(sentence.len()), tied.iter().map(|(sentence, _)| sentence.len()).min());
            prop_assert!(tied.iter().any(|(known, _)| **known == sentence), "{:?}", sentence);
        }
    }
}
