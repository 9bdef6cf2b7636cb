#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "a test fails by panicking")]

mod corpus;

use super::*;
use crate::{
    diagnostic::{Diagnostics, Severity},
    model::Type,
    syntax::sample::{Phrases, Sample, parse_sample},
};
use indexmap::IndexMap;
use sayso_schemas::{
    span::{Span, Spanned},
    spec::Text,
};

/// Texts in one source, one after the other, so that places differ.
#[derive(Default)]
struct Source {
    text: String,
    diagnostics: Diagnostics,
}

impl Source {
    fn add(&mut self, value: &str) -> Text {
        let start = u32::try_from(self.text.len()).unwrap();
        self.text.push_str(value);
        let end = u32::try_from(self.text.len()).unwrap();
        Spanned::new(value.to_owned(), Span { file: 0, start, end, verbatim: true })
    }

    fn sample(&mut self, value: &str) -> Sample {
        let text = self.add(value);
        parse_sample(&text, &mut self.diagnostics).unwrap_or_else(|| panic!("`{value}` cannot be read"))
    }

    /// `code marked`, with `?` for warnings; the text each label marks, after the first, behind it.
    fn told(&self) -> Vec<String> {
        let marked = |span: Span| &self.text[span.start as usize..span.end as usize];
        let one = |found: &crate::diagnostic::Diagnostic| {
            assert!(found.help.is_some(), "{found:?}");
            let mark = if found.severity == Severity::Warning { "?" } else { "" };
            let labels: Vec<_> = found.labels.iter().map(|label| marked(label.span)).collect();
            format!("{}{mark} {}", found.code, labels.join(" / "))
        };
        self.diagnostics.iter().map(one).collect()
    }

    fn helps(&self) -> Vec<String> {
        self.diagnostics.iter().filter_map(|found| found.help.clone()).collect()
    }
}

#[track_caller]
fn with_text(value: &str, check: impl Fn(&Text, &mut Diagnostics), told: &[&str]) {
    let mut source = Source::default();
    let text = source.add(value);
    check(&text, &mut source.diagnostics);
    assert_eq!(source.told(), told, "{value}");
}

#[test]
fn locales() {
    with_text("de-DE", check_locale, &[]);
    with_text("de-AT", check_locale, &["SAY301 de-AT"]);
    let mut source = Source::default();
    let (german, english, none) = (source.add("de"), source.add("en-us"), source.add("pl-PL"));
    for text in [german, english, none] {
        check_locale(&text, &mut source.diagnostics);
    }
    let helps = source.helps();
    assert_eq!(helps.first().map(String::as_str), Some("the locales here are `de-DE`"));
    assert_eq!(helps.get(1).map(String::as_str), Some("write `en-US`"));
    assert_eq!(helps.len(), 3);
}

#[test]
fn names() {
    let slot = |text: &Text, diagnostics: &mut Diagnostics| check_name("slot", text, diagnostics);
    for fine in ["topic", "Topic", "the_topic", "a"] {
        with_text(fine, slot, &[]);
    }
    for wrong in ["topic2", "_topic", "topic_", "a__b", "a-b", "größe", "", "a b", &"x".repeat(200)] {
        with_text(wrong, slot, &[&format!("SAY304 {wrong}")]);
    }
    let mut source = Source::default();
    let text = source.add("top-10 list");
    check_name("slot", &text, &mut source.diagnostics);
    assert!(source.helps()[0].starts_with("write `top_one_zero_list`"), "{:?}", source.helps());
    with_text("AMAZON.HelpIntent", check_intent_name, &["SAY317 AMAZON.HelpIntent"]);
    with_text("amazon.Mine", check_intent_name, &["SAY317 amazon.Mine"]);
    with_text("Help2", check_intent_name, &["SAY304 Help2"]);
}

#[test]
fn names_that_are_one_to_alexa() {
    let mut source = Source::default();
    let names = ["NewFact", "Other", "Newfact"].map(|name| source.add(name));
    check_names_differ("intent", &names, &mut source.diagnostics);
    assert_eq!(source.told(), ["SAY305 Newfact / NewFact"]);
}

#[test]
fn invocation_names() {
    let english =
        |text: &Text, diagnostics: &mut Diagnostics| check_invocation_name(text, "en-US", diagnostics);
    for fine in ["fact garden", "sam's garden", "n. p. r. facts", "the garden of facts"] {
        with_text(fine, english, &[]);
    }
    with_text("Fact garden", english, &["SAY302 F"]);
    with_text("fact garden 2", english, &["SAY302 2"]);
    with_text("fact-garden now", english, &["SAY302 -"]);
    with_text("sam’s garden", english, &["SAY302 ’"]);
    with_text("x", english, &["SAY302 x", "SAY303? x"]);
    with_text(&"ab ".repeat(20), english, &[&format!("SAY302 {}", "ab ".repeat(20))]);
    with_text("garden", english, &["SAY303? garden"]);
    with_text("ask the garden", english, &["SAY303? ask"]);
    with_text("facts for alexa's app", english, &["SAY303? for", "SAY303? alexa's", "SAY303? app"]);
    let in_locale = |locale: &'static str| {
        move |text: &Text, diagnostics: &mut Diagnostics| check_invocation_name(text, locale, diagnostics)
    };
    with_text("faktengarten", in_locale("de-DE"), &[]);
    with_text("ask mich", in_locale("de-DE"), &[]);
    with_text("मेरा बगीचा", in_locale("hi-IN"), &[]);
    with_text("قول عشوائي", in_locale("ar-SA"), &[]);
    with_text("シンプルカレンダー", in_locale("ja-JP"), &[]);
}

#[test]
fn built_in_slot_types() {
    let value = |name: &str| builtin_slot(name).map(|slot| slot.value());
    assert_eq!(value("AMAZON.NUMBER"), Some(Type::Number));
    assert_eq!(value("AMAZON.FOUR_DIGIT_NUMBER"), Some(Type::Number));
    assert_eq!(value("AMAZON.Ordinal"), Some(Type::Number));
    assert_eq!(value("AMAZON.DATE"), Some(Type::Date));
    assert_eq!(value("AMAZON.DURATION"), Some(Type::Duration));
    assert_eq!(value("AMAZON.TIME"), Some(Type::Text));
    assert_eq!(value("AMAZON.City"), Some(Type::Text));
    assert_eq!(value("AMAZON.Date"), None);
    assert_eq!(value("Topic"), None);
    assert!(builtin_slot("AMAZON.SearchQuery").is_some_and(|slot| slot.is_phrase() && slot.is_open()));
    assert!(builtin_slot("AMAZON.City").is_some_and(|slot| !slot.is_phrase() && slot.is_open()));
    assert!(builtin_slot("AMAZON.NUMBER").is_some_and(|slot| !slot.is_open()));
    let check =
        |text: &Text, diagnostics: &mut Diagnostics| check_slot_type(text, ["en-US", "nl-NL"], diagnostics);
    with_text("AMAZON.DATE", check, &[]);
    with_text("Topic", check, &[]);
    with_text("AMAZON.Date", check, &["SAY306 AMAZON.Date"]);
    with_text("AMAZON.AlphaNumeric", check, &["SAY307 AMAZON.AlphaNumeric"]);
}

#[test]
fn the_required_intents_are_known() {
    let required: Vec<_> =
        BUILTIN_INTENTS.iter().filter(|intent| intent.required).map(|intent| intent.name).collect();
    assert_eq!(required, ["AMAZON.CancelIntent", "AMAZON.HelpIntent", "AMAZON.StopIntent"]);
    assert!(builtin_intent("AMAZON.YesIntent").is_some() && builtin_intent("YesIntent").is_none());
}

/// Checks one sample of an intent with a slot of each kind.
fn sample_told(value: &str, kind: SampleKind) -> Vec<String> {
    let slots = IndexMap::from([
        ("query", "AMAZON.SearchQuery"),
        ("city", "AMAZON.City"),
        ("actor", "AMAZON.Actor"),
        ("number", "AMAZON.NUMBER"),
        ("topic", "Topic"),
    ]);
    let mut source = Source::default();
    let sample = source.sample(value);
    let phrases = Phrases::from([("of".to_owned(), source.sample("of {topic}"))]);
    check_sample(&sample, &phrases, &slots, kind, &mut source.diagnostics);
    source.told()
}

#[track_caller]
fn sample(value: &str, told: &[&str]) {
    assert_eq!(sample_told(value, SampleKind::Intent), told, "{value}");
}

#[test]
fn sample_characters() {
    sample("what's the n. p. r. e-mail under_score größe हिन्दी की العربية 今日の", &[]);
    sample("top 10 [of them, too]", &["SAY309 10", "SAY309 them,"]);
    sample("what’s (new?|up)", &["SAY309 what’s", "SAY309 new?"]);
}

#[test]
fn phrase_slots_need_words_and_bear_no_neighbour() {
    sample("search for {query} [now]", &[]);
    sample("{query} please", &[]);
    sample("[search] {query}", &["SAY310 {query} / [search] {query}"]);
    sample("search {query} in {city}", &["SAY311 {city} / {query}"]);
    sample("search {query} [<of>]", &["SAY311 {topic} / {query}"]);
    sample("search ({query}|in {city})", &[]);
    sample("search {query} or {query}", &["SAY311 {query} / {query}"]);
    assert_eq!(sample_told("{query}", SampleKind::Answer), [""; 0]);
}

#[test]
fn open_slots_have_words_between_them() {
    sample("{actor} {city} now", &["SAY312? {city} / {actor}"]);
    sample("{actor} [in] {city}", &["SAY312? {city} / {actor}"]);
    sample("{actor} in {city}", &[]);
    sample("{number} {city} {topic}", &[]);
}

#[test]
fn samples_say_something_and_not_too_much() {
    sample("[a] [b]", &["SAY402 [a] [b]"]);
    let long = "[a] ".repeat(12);
    sample(&long, &[&format!("SAY406 {long}")]);
}

#[test]
fn answers_have_their_slot_alone() {
    let mut source = Source::default();
    let slot = source.add("topic");
    let answers = ["about {topic}", "in {city}", "anything"].map(|answer| source.sample(answer));
    check_answers(&slot, "Topic", &answers, &Phrases::new(), &mut source.diagnostics);
    assert_eq!(source.told(), ["SAY413 {city} / topic", "SAY413 anything / topic"]);
}

#[test]
fn intents_have_samples_and_sentences_once() {
    let mut source = Source::default();
    let name = source.add("Fact");
    check_samples(&name, &[], &Phrases::new(), &IndexMap::new(), &mut source.diagnostics);
    let (first, second) = (source.add("[a] fact").span, source.add("a fact").span);
    let sentences = [("fact", first), ("a fact", first), ("A fact", second)];
    check_sentences_differ(sentences, &mut source.diagnostics);
    assert_eq!(source.told(), ["SAY412 Fact", "SAY408? a fact / [a] fact"]);
}

#[test]
fn slots_are_declared_and_used() {
    let mut source = Source::default();
    let phrases = Phrases::from([("in".to_owned(), source.sample("in {citty}"))]);
    let samples = ["about {topic}", "there <in>"].map(|sample| source.sample(sample));
    let declared = ["topic", "city"].map(|name| source.add(name));
    check_slots(&samples, &phrases, &declared.each_ref(), &|_| Undeclared::Unknown, &mut source.diagnostics);
    assert_eq!(source.told(), ["SAY405 {citty} / there <in>", "SAY409 city"]);
    assert!(source.helps()[0].starts_with("write `city`"));
}

#[test]
fn a_slot_name_has_one_type() {
    let mut source = Source::default();
    let texts =
        ["day", "AMAZON.DATE", "Day", "AMAZON.NUMBER", "day", "AMAZON.DATE"].map(|text| source.add(text));
    let slots = texts.as_chunks::<2>().0.iter().map(|[name, kind]| SlotDeclared { name, kind });
    check_slot_types_agree(slots, &mut source.diagnostics);
    assert_eq!(source.told(), ["SAY308 AMAZON.NUMBER / AMAZON.DATE"]);
}

#[test]
fn values_of_types() {
    let mut source = Source::default();
    let kind = source.add("Topic");
    check_values(&kind, &[], &mut source.diagnostics);
    let [whales, bees, again, blank, long] =
        ["whales", "bees", "Whales", " ", &"x".repeat(141)].map(|name| source.add(name));
    let synonyms =
        ["big  fish", "bees", "Big Fish", "[a] bee", "whale", "whale"].map(|text| source.add(text));
    let values = [
        TypeValue { name: &whales, synonyms: &synonyms[..2] },
        TypeValue { name: &bees, synonyms: &synonyms[2..4] },
        TypeValue { name: &again, synonyms: &synonyms[4..] },
        TypeValue { name: &blank, synonyms: &[] },
        TypeValue { name: &long, synonyms: &[] },
    ];
    check_values(&kind, &values, &mut source.diagnostics);
    let long = format!("SAY314 {}", "x".repeat(141));
    assert_eq!(
        source.told(),
        [
            "SAY313 Topic",
            "SAY315 Whales / whales",
            "SAY314  ",
            &long,
            "SAY315? bees / bees",
            "SAY315? Big Fish / big  fish",
            "SAY314 [a] bee",
            "SAY315? whale / whale",
        ]
    );
}

#[test]
fn limits_of_a_model() {
    let mut source = Source::default();
    let span = source.add("en-US").span;
    let at = Usage { intents: MAX_INTENTS, types: 100, bytes: MAX_MODEL_BYTES };
    check_limits("en-US", &at, span, &mut source.diagnostics);
    assert_eq!(source.told(), [""; 0]);
    let above = Usage { intents: MAX_INTENTS + 1, types: 100, bytes: MAX_MODEL_BYTES + 1 };
    check_limits("en-US", &above, span, &mut source.diagnostics);
    assert_eq!(source.told(), ["SAY316 en-US"; 3]);
}
