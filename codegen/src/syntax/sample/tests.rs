#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use super::*;
use crate::diagnostic::Diagnostics;
use sayso_schemas::{span::Spanned, spec::Text};

fn text(value: &str) -> Text {
    let end = u32::try_from(value.len()).unwrap();
    Spanned::new(value.to_owned(), Span { file: 0, start: 0, end, verbatim: true })
}

fn parse(value: &str) -> Sample {
    let mut diagnostics = Diagnostics::new();
    let sample = parse_sample(&text(value), &mut diagnostics);
    sample.unwrap_or_else(|| panic!("{value}: {:?}", diagnostics.iter().collect::<Vec<_>>()))
}

fn phrases(of: &[(&str, &str)]) -> Phrases {
    of.iter().map(|(name, value)| ((*name).to_owned(), parse(value))).collect()
}

/// `code start..end message`, and the text marked.
fn faults(value: &str) -> Vec<(String, String)> {
    let mut diagnostics = Diagnostics::new();
    assert!(parse_sample(&text(value), &mut diagnostics).is_none(), "{value}");
    let marked = |span: Span| value[span.start as usize..span.end as usize].to_owned();
    diagnostics
        .iter()
        .map(|found| {
            assert!(found.help.is_some(), "{found:?}");
            (found.code.to_string(), marked(found.span().unwrap()))
        })
        .collect()
}

fn sentences_of(value: &str, phrases: &Phrases) -> Vec<String> {
    expand(&parse(value), phrases, 100).unwrap()
}

#[test]
fn a_sample_stands_for_its_sentences_in_order() {
    let none = Phrases::new();
    assert_eq!(
        sentences_of("what is blocked [in {project}]", &none),
        ["what is blocked", "what is blocked in {project}"]
    );
    assert_eq!(sentences_of("(give|tell) me [a|another] fact", &none).len(), 6);
    assert_eq!(sentences_of("[a|a] b", &none), ["b", "a b"]);
    assert_eq!(sentences_of("[a] [b]", &none), ["b", "a", "a b"]);
    assert_eq!(sentences_of("  what   is\tnew ", &none), ["what is new"]);
}

#[test]
fn phrases_are_written_out() {
    let phrases = phrases(&[("give", "(give|tell) me"), ("more", "<give> [some] more")]);
    assert_eq!(
        sentences_of("[<more>|what is] new", &phrases),
        [
            "new",
            "give me more new",
            "give me some more new",
            "tell me more new",
            "tell me some more new",
            "what is new"
        ]
    );
}

#[test]
fn a_word_may_touch_a_slot() {
    let none = Phrases::new();
    assert_eq!(sentences_of("{name}'s bike", &none), ["{name}'s bike"]);
    assert_eq!(sentences_of("où est l'{animal}", &none), ["où est l'{animal}"]);
    assert_eq!(sentences_of("{topic}ファクト", &none), ["{topic}ファクト"]);
}

#[test]
fn words_are_composed() {
    assert_eq!(sentences_of("fu\u{308}r", &Phrases::new()), ["f\u{fc}r"]);
}

#[test]
fn spans_mark_each_piece() {
    let sample = parse("é (a|<b>) [{c}]");
    let places: Vec<_> = sample.items.iter().map(|item| (item.span.start, item.span.end)).collect();
    assert_eq!(places, [(0, 2), (3, 10), (11, 16)]);
    let ItemKind::Optional(inner) = &sample.items[2].kind else { panic!("{sample:?}") };
    assert_eq!((inner[0].span.start, inner[0].span.end), (12, 15));
}

#[test]
fn faults_are_marked_where_they_are() {
    let one = |value: &str, code: &str, marked: &str| {
        assert_eq!(faults(value), [(code.to_owned(), marked.to_owned())], "{value}");
    };
    one("", "SAY402", "");
    one("what [is new", "SAY401", "[");
    one("what is] new", "SAY401", "]");
    one("give|tell me", "SAY401", "|");
    one("(give|) me", "SAY401", ")");
    one("what [] is", "SAY401", "]");
    one("about {topic", "SAY401", "{topic");
    one("about {}", "SAY401", "{}");
    one("about {topic-id}", "SAY401", "{topic-id}");
    one("<> me", "SAY401", "<>");
    one("fact[s]", "SAY401", "[s]");
    one("{a}{b}", "SAY401", "{b}");
    one("(a|b)c", "SAY401", "c");
    one(&"[".repeat(40), "SAY401", "[");
    assert_eq!(faults("a) b} c>").len(), 3);
}

#[test]
fn too_many_sentences_are_not_built() {
    let sample = parse(&"[a] ".repeat(40));
    assert_eq!(expand(&sample, &Phrases::new(), 1_000), Err(TooMany { limit: 1_000 }));
    // Each phrase is the one before, twice: one sentence, but of 2^15 words.
    let doubling = (1..16).map(|n| (format!("p{n}"), parse(&format!("<p{0}> <p{0}>", n - 1))));
    let phrases: Phrases = doubling.chain([("p0".to_owned(), parse("[x]"))]).collect();
    assert!(expand(&parse("<p15>"), &phrases, 100).is_err());
    assert_eq!(phrases_used(&parse("<p15>"), &phrases).len(), 16);
}

#[test]
fn unknown_and_circular_phrases_are_diagnosed() {
    let phrases = phrases(&[
        ("a", "x <b>"),
        ("b", "[<c>] y"),
        ("c", "z <a>"),
        ("d", "<d> w"),
        ("e", "<givme>"),
        ("give_me", "g"),
    ]);
    let mut diagnostics = Diagnostics::new();
    check_phrases(&phrases, &mut diagnostics);
    let found: Vec<_> =
        diagnostics.iter().map(|d| (d.code.as_str(), d.labels.len(), d.message.as_str())).collect();
    assert_eq!(
        found,
        [
            ("SAY404", 1, "phrase `d` contains itself"),
            ("SAY403", 1, "there is no phrase `givme`"),
            ("SAY404", 3, "phrase `a` contains itself"),
        ]
    );
    let help = diagnostics.iter().nth(1).and_then(|d| d.help.clone());
    assert_eq!(help.as_deref(), Some("write `give_me`"));
    // `<c>` may be left out, and a phrase within itself stands for nothing.
    assert_eq!(expand(&parse("<a>"), &phrases, 10), Ok(vec!["x y".to_owned()]));
}

#[test]
fn a_long_chain_of_phrases_is_refused_and_harmless() {
    let chain = (1..5_000).map(|n| (format!("p{n}"), parse(&format!("a <p{}>", n - 1))));
    let phrases: Phrases = chain.chain([("p0".to_owned(), parse("x"))]).collect();
    let mut diagnostics = Diagnostics::new();
    check_phrases(&phrases, &mut diagnostics);
    assert!(diagnostics.iter().any(|found| found.code.as_str() == "SAY406"));
    assert_eq!(expand(&parse("<p4999>"), &phrases, 10), Ok(vec![]));
}

#[test]
fn phrases_that_no_sample_leads_to_are_told() {
    let phrases = phrases(&[("a", "x <b>"), ("b", "y"), ("c", "z <b>")]);
    let mut diagnostics = Diagnostics::new();
    check_phrases_used(&phrases, [&parse("[<a>] w")], &mut diagnostics);
    let told: Vec<_> = diagnostics.iter().map(|found| found.message.as_str()).collect();
    assert_eq!(told, ["no sample uses the phrase `c`"]);
}

#[test]
fn slots_are_found_in_phrases_too() {
    let phrases = phrases(&[("about", "about {topic}")]);
    let sample = parse("[a {kind}] fact <about>");
    let names: Vec<_> = slots(&sample, &phrases).iter().map(|slot| slot.name).collect();
    assert_eq!(names, ["kind", "topic"]);
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(value in "[\\[\\](){}<>| a-cé'’.]{0,60}") {
        let mut diagnostics = Diagnostics::new();
        let sample = parse_sample(&text(&value), &mut diagnostics);
        // A fault is always told, and nothing is told of what was read.
        proptest::prop_assert_eq!(sample.is_none(), !diagnostics.is_empty());
    }
}
