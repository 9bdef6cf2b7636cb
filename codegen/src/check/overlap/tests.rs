#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "a test fails by panicking")]

mod agreement;
mod speed;

use super::*;
use crate::syntax::sample::parse_sample;
use sayso_schemas::span::Spanned;

/// Parses samples, each in a file of its own, so that places tell which one is meant.
fn samples(texts: &[&str]) -> Vec<Sample> {
    let mut diagnostics = Diagnostics::new();
    let parsed = texts.iter().enumerate().map(|(index, text)| {
        let file = u16::try_from(index).unwrap();
        let span = Span { file, start: 0, end: u32::try_from(text.len()).unwrap(), verbatim: true };
        let sample = parse_sample(&Spanned::new((*text).to_owned(), span), &mut diagnostics);
        sample.unwrap_or_else(|| panic!("`{text}` cannot be read"))
    });
    parsed.collect()
}

fn types() -> IndexMap<String, CustomType> {
    let of = |words: &[&str], dynamic| CustomType {
        words: words.iter().map(ToString::to_string).collect(),
        dynamic,
    };
    IndexMap::from([
        ("Topic".to_owned(), of(&["whales", "big fish", "the sea"], false)),
        ("Place".to_owned(), of(&["the sea", "berlin"], false)),
        ("Project".to_owned(), of(&["apollo"], true)),
    ])
}

const SLOTS: &[(&str, &str)] = &[
    ("topic", "Topic"),
    ("place", "Place"),
    ("project", "Project"),
    ("query", "AMAZON.SearchQuery"),
    ("number", "AMAZON.NUMBER"),
    ("ordinal", "AMAZON.Ordinal"),
    ("date", "AMAZON.DATE"),
    ("time", "AMAZON.TIME"),
    ("duration", "AMAZON.DURATION"),
    ("code", "AMAZON.AlphaNumeric"),
    ("city", "AMAZON.City"),
    ("actor", "AMAZON.Actor"),
    ("person", "AMAZON.FirstName"),
];

/// What two intents, each of several samples, have in common in a locale.
fn compare(locale: &str, phrases: &Phrases, intents: &[&[&str]]) -> Overlaps {
    let parsed: Vec<_> = intents.iter().map(|texts| samples(texts)).collect();
    let slots: IndexMap<&str, &str> = SLOTS.iter().copied().collect();
    let intents: Vec<_> =
        parsed.iter().map(|samples| IntentLanguage { name: "x", samples, slots: slots.clone() }).collect();
    overlaps(&Grammar { locale, phrases, types: &types(), intents: &intents })
}

/// The sentence that two samples have in common; with a question mark where it is not certain.
fn common(first: &str, second: &str) -> Option<String> {
    common_in("en-US", first, second)
}

fn common_in(locale: &str, first: &str, second: &str) -> Option<String> {
    let found = compare(locale, &Phrases::new(), &[&[first], &[second]]);
    assert!(found.complete);
    let mut found = found.found;
    assert!(found.len() < 2, "{found:?}");
    found.pop().map(|overlap| format!("{}{}", overlap.sentence, if overlap.certain { "" } else { "?" }))
}

#[track_caller]
fn overlap(first: &str, second: &str, sentence: &str) {
    assert_eq!(common(first, second).as_deref(), Some(sentence), "{first} / {second}");
    assert_eq!(common(second, first).as_deref(), Some(sentence), "{second} / {first}");
}

#[track_caller]
fn apart(first: &str, second: &str) {
    assert_eq!(common(first, second), None, "{first} / {second}");
    assert_eq!(common(second, first), None, "{second} / {first}");
}

#[test]
fn words() {
    overlap("what is new", "what is new", "what is new");
    overlap("What is NEW", "what is new", "what is new");
    overlap("what's new", "what’s new", "what's new");
    overlap("an e-mail", "an e mail", "an e mail");
    apart("what is new", "what is newer");
    apart("what is new", "what is");
    apart("today's fact", "todays fact");
}

#[test]
fn optional_parts_and_alternatives() {
    overlap("[please] give me (a|one) fact", "(give|tell) me a fact [now]", "give me a fact");
    overlap("[a] [b] [c] d", "[c] [b] d", "d");
    apart("give me a fact [about whales]", "give me a fact (about bees|of today)");
    // The empty sentence is another rule's.
    apart("[a]", "[b]");
}

#[test]
fn phrases_are_followed() {
    let mut phrases = Phrases::new();
    phrases.insert("give".to_owned(), samples(&["(give|tell) me"]).remove(0));
    phrases.insert("more".to_owned(), samples(&["<give> [some] more"]).remove(0));
    phrases.insert("loop".to_owned(), samples(&["a <loop>"]).remove(0));
    let found = compare("en-US", &phrases, &[&["<more> facts"], &["tell me (some|many) more facts"]]);
    assert_eq!(found.found[0].sentence, "tell me some more facts");
    assert!(
        compare("en-US", &phrases, &[&["<loop>", "<none>"], &["a [<loop>] b", "<none>"]]).found.is_empty()
    );
}

#[test]
fn slots_of_known_values() {
    overlap("about {topic}", "about {place}", "about the sea");
    overlap("about {topic} now", "about {place} [right] now", "about the sea now");
    apart("about {topic}", "in {place}");
    // "big" alone is no topic.
    apart("a {topic} here", "a big here");
    // One word of a slot each, at different places.
    overlap("{topic} in berlin", "whales in {place}", "whales in berlin");
}

#[test]
fn what_the_words_decide_is_told() {
    let take = &["give it to me", "take it"][..];
    let found = compare("en-US", &Phrases::new(), &[&["give it to {person}"], take, &["good day"]]);
    assert!(found.found.is_empty() && found.complete);
    let shared: Vec<_> =
        found.shared.iter().map(|it| (it.sentence.as_str(), it.taken.intent, it.left.intent)).collect();
    assert_eq!(shared, [("give it to me", 1, 0)]);
}

#[test]
fn the_more_literal_sample_wins() {
    apart("a fact about whales", "a fact about {topic}");
    apart("search for {query}", "search for {topic} please");
    apart("what is {query}", "what is new");
    apart("a fact about {topic}", "a fact {query}");
    // Both have one word in a slot, though another one.
    overlap("{topic} are big", "whales are {query}", "whales are big");
    // An intent's best sample counts: the others of it do no harm.
    let found = compare("en-US", &Phrases::new(), &[&["find {query}", "find whales"], &["find {topic}"]]);
    assert_eq!(
        found.found.iter().map(|found| found.sentence.as_str()).collect::<Vec<_>>(),
        ["find big fish"]
    );
    let found = compare(
        "en-US",
        &Phrases::new(),
        &[&["see {topic}", "see whales", "see big fish", "see the sea"], &["see {topic}"]],
    );
    assert!(found.found.is_empty());
}

#[test]
fn a_third_intent_may_take_the_sentence() {
    let found = compare("en-US", &Phrases::new(), &[&["say {number}"], &["say {time}"], &["say seven"]]);
    assert_eq!(found.found.len(), 1);
    assert_ne!(found.found[0].sentence, "say seven");
    // Where the third has every sentence of the two, nothing is left to chance.
    let found = compare(
        "en-US",
        &Phrases::new(),
        &[&["see {place}"], &["see {place}"], &["see berlin", "see the sea"]],
    );
    assert!(found.found.is_empty());
}

#[test]
fn slots_of_any_words() {
    overlap("look for {query}", "look for {topic}", "look for whales");
    apart("look for {query}", "look for {query} now");
    apart("{query} please", "what is {query}");
    overlap("{query} please", "what {query}", "what please");
    overlap("find {query}", "find {query}", "find seven");
    apart("look for {query}", "find {query}");
    apart("look for {query}", "look for");
}

#[test]
fn slots_of_a_sort() {
    overlap("wait {number}", "wait {time}", "wait seven");
    overlap("wait {number} {query}", "wait {duration}", "wait seven minutes");
    apart("wait {number} minutes", "wait {duration}");
    apart("wait {number}", "wait {duration}");
    apart("wait {number}", "wait {topic}");
    apart("the {ordinal}", "the {number}");
    overlap("the {ordinal}", "the {ordinal} [one]", "the third");
    overlap("for {date}", "for {query}", "for third");
    apart("for {date}", "for tomorrow");
    apart("on {date}", "on the {ordinal}");
    overlap("on {date}", "on {ordinal}", "on third");
    overlap("take {number} [of them]", "take {code}", "take seven");
    apart("take {number} one", "take two");
    overlap("{number} one", "twenty {number}", "twenty one");
}

#[test]
fn slots_of_unknown_lists_are_certain_only_with_themselves() {
    overlap("weather in {city}", "weather in {city}", "weather in City");
    overlap("where is {city}", "where is {actor}", "where is seven?");
    overlap("where is {city}", "where is {topic}", "where is whales?");
    overlap("where is {city}", "where is {query}", "where is City");
    overlap("open {project}", "open {project} [now]", "open apollo");
    overlap("open {project}", "open {topic}", "open whales?");
    apart("where is {city}", "where is berlin");
}

#[test]
fn a_first_name_is_one_word() {
    overlap("where is {person}", "where is {city}", "where is seven?");
    overlap("what is {person} doing", "what is {city} doing", "what is seven doing?");
    // "Missing in" may be a city, and "now doing" a project; but no first name has two words.
    overlap("what is {city} now doing", "what is missing in {project}", "what is missing in now doing?");
    apart("what is {person} now doing", "what is missing in {project}");
}

#[test]
fn languages_have_their_own_words() {
    assert_eq!(common_in("de-DE", "nimm {number}", "nimm {time}").unwrap(), "nimm sieben");
    assert_eq!(common_in("de-DE", "{number} stück", "einundzwanzig {query}").unwrap(), "einundzwanzig stück");
    assert_eq!(common_in("it-IT", "{number} pezzi", "ventuno {query}").unwrap(), "ventuno pezzi");
    assert_eq!(common_in("nl-NL", "de {ordinal} dag", "de derde {query}").unwrap(), "de derde dag");
    assert_eq!(common_in("ja-JP", "{number}件", "{number}件").unwrap(), "7件");
    assert_eq!(common_in("en-US", "{number} stück", "einundzwanzig {query}"), None);
}

#[test]
fn scripts_and_forms_of_unicode() {
    overlap("fu\u{308}r mich", "f\u{fc}r mich", "f\u{fc}r mich");
    overlap("ÖFFNE es", "öffne es", "öffne es");
    overlap("今日のファクト", "今日の[ x ]ファクト".replace("[ x ]", "").as_str(), "今日のファクト");
    overlap("{topic}'s size", "whales's {query}", "whales's size");
    apart("l'{place}", "l {place}");
}

#[test]
fn each_pair_is_told_once_with_both_places() {
    let found = compare(
        "en-US",
        &Phrases::new(),
        &[&["x", "give me more"], &["a", "b", "tell me more"], &["c", "(give|tell) me more"]],
    );
    let claims: Vec<_> = found
        .found
        .iter()
        .map(|found| {
            let place = |claim: Claim| (claim.intent, claim.sample.file);
            (found.sentence.as_str(), place(found.first), place(found.second))
        })
        .collect();
    assert_eq!(claims, [("give me more", (0, 1), (2, 1)), ("tell me more", (1, 2), (2, 1))]);
}

#[test]
fn a_diagnostic_names_both_intents_and_the_sentence() {
    let (mine, yours) = (samples(&["give me {topic}"]), samples(&["give me {query}"]));
    let slots: IndexMap<&str, &str> = SLOTS.iter().copied().collect();
    let intents = [
        IntentLanguage { name: "FactAbout", samples: &mine, slots: slots.clone() },
        IntentLanguage { name: "Search", samples: &yours, slots },
    ];
    let mut diagnostics = Diagnostics::new();
    let grammar = Grammar { locale: "en-US", phrases: &Phrases::new(), types: &types(), intents: &intents };
    check_overlaps(&grammar, &mut diagnostics);
    let told: Vec<_> =
        diagnostics.iter().map(|found| (found.code, found.message.as_str(), found.labels.len())).collect();
    assert_eq!(
        told,
        [(Code::SAMPLES_OVERLAP, "`FactAbout` and `Search` both understand `give me whales`", 2)]
    );
}

#[test]
fn hostile_samples_end() {
    // Which of the last eighteen words was an `a`? Each answer is a state.
    let tail = " (a|b)".repeat(18);
    let first = format!("[(a|b)] {}a{tail}", "[(a|b)] ".repeat(18));
    let second = format!("{}b{tail} c", "[(a|b)] ".repeat(18));
    compare("en-US", &Phrases::new(), &[&[&first], &[&second, &first.replace('a', "b")]]);
    let long = "[a] ".repeat(400);
    compare("en-US", &Phrases::new(), &[&[&long], &[&long]]);
    // A phrase of two of the one before, thirty times.
    let doubling = (1..30).map(|n| (format!("p{n}"), samples(&[&format!("<p{0}> <p{0}>", n - 1)]).remove(0)));
    let phrases = doubling.chain([("p0".to_owned(), samples(&["x"]).remove(0))]).collect();
    let found = compare("en-US", &phrases, &[&["<p15> a"], &["<p14> b"]]);
    assert!(found.found.is_empty());
    assert!(
        !compare(
            "en-US",
            &phrases,
            &[&["<p15>", "<p15>", "<p15> <p15> <p15> <p15> <p15> <p15> <p15> <p15>"], &["y"]]
        )
        .complete
    );
}
