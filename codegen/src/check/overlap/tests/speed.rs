//! How long the largest legal skill takes. Printed, not asserted: `cargo test -- --nocapture speed`.

use super::*;
use std::time::Instant;

const VERBS: [&str; 10] = ["show", "give", "tell", "read", "find", "list", "get", "open", "name", "check"];
const NOUNS: [&str; 25] = [
    "issues", "facts", "tasks", "orders", "mails", "notes", "lists", "songs", "books", "films", "games",
    "news", "bills", "trips", "shops", "parks", "trains", "buses", "planes", "rooms", "lights", "doors",
    "heaters", "cameras", "alarms",
];

/// Twenty samples of an intent that no other has, in the ways in which people write them.
fn texts(intent: usize) -> Vec<String> {
    let (verb, noun) = (VERBS[intent % 10], NOUNS[intent / 10]);
    let shapes = [
        format!("{verb} [me] [all] [the] {noun}"),
        format!("[please] {verb} [me] my {noun}"),
        format!("{verb} {noun} [of {{project}}]"),
        format!("{verb} {noun} about {{topic}}"),
        format!("{verb} {noun} (on|for|since) {{date}}"),
        format!("{verb} {{number}} {noun}"),
        format!("(can|could) you {verb} [me] {noun}"),
        format!("(what|which) {noun} (do|can) you {verb}"),
        format!("i (want|would like) to {verb} {noun}"),
        format!("{verb} {noun} in {{place}}"),
    ];
    let urgent = shapes.iter().map(|shape| format!("{shape} (now|quickly)"));
    shapes.iter().cloned().chain(urgent).collect()
}

#[test]
fn speed_of_the_largest_skill() {
    let texts: Vec<_> = (0..250).map(texts).collect();
    let parsed: Vec<_> =
        texts.iter().map(|texts| samples(&texts.iter().map(String::as_str).collect::<Vec<_>>())).collect();
    let slots: IndexMap<&str, &str> = SLOTS.iter().copied().collect();
    let intents: Vec<_> =
        parsed.iter().map(|samples| IntentLanguage { name: "x", samples, slots: slots.clone() }).collect();
    let (phrases, types) = (Phrases::new(), types());
    let grammar = Grammar { locale: "en-US", phrases: &phrases, types: &types, intents: &intents };
    let start = Instant::now();
    let found = overlaps(&grammar);
    eprintln!("250 intents of 20 samples: {:?}", start.elapsed());
    assert!(found.complete);
    assert_eq!(found.found, []);
    // Every intent also taking any words: each word fits everywhere.
    let extra = samples(&["do {query}"]);
    let greedy: Vec<_> = intents
        .iter()
        .cloned()
        .chain([IntentLanguage { name: "y", samples: &extra, slots: slots.clone() }])
        .collect();
    let start = Instant::now();
    let found = overlaps(&Grammar { intents: &greedy, ..grammar });
    eprintln!("with one of any words: {:?}", start.elapsed());
    assert!(found.complete);
}
