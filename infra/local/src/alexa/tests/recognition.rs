//! Which intent an utterance is, and what its slots hold.

use super::talk::{Talk, model, ty};
use crate::alexa::{Misheard, Skill};
use serde_json::{Value, json};

fn english() -> Talk {
    let intents = json!([
        {"name": "Blocked", "samples": ["what's blocked", "what is blocked in {project}"],
         "slots": [{"name": "project", "type": "Project"}]},
        {"name": "Pick", "samples": ["{project}", "the {place} one"],
         "slots": [{"name": "project", "type": "Project"}, {"name": "place", "type": "AMAZON.Ordinal"}]},
        {"name": "Move", "samples": ["move {issue} to {status}", "{issue} is {status}"],
         "slots": [{"name": "issue", "type": "AMAZON.NUMBER"}, {"name": "status", "type": "Status"}]},
        {"name": "Finish", "samples": ["move {issue} to done"],
         "slots": [{"name": "issue", "type": "AMAZON.NUMBER"}]},
        {"name": "Find", "samples": ["search for {text}", "find {text} please"],
         "slots": [{"name": "text", "type": "AMAZON.SearchQuery"}]},
        {"name": "Plan", "samples": ["plan {length} on {day} at {hour}"],
         "slots": [{"name": "length", "type": "AMAZON.DURATION"}, {"name": "day", "type": "AMAZON.DATE"},
                   {"name": "hour", "type": "AMAZON.TIME"}]},
        {"name": "Weather", "samples": ["weather in {city}", "{person}'s weather"],
         "slots": [{"name": "city", "type": "AMAZON.City"}, {"name": "person", "type": "AMAZON.Person"}]},
        {"name": "Code", "samples": ["code {code}", "pin {pin}"],
         "slots": [{"name": "code", "type": "AMAZON.AlphaNumeric"}, {"name": "pin", "type": "AMAZON.FOUR_DIGIT_NUMBER"}]},
        {"name": "Agree", "samples": ["yes", "definitely"]},
        {"name": "AMAZON.YesIntent", "samples": ["make it so"]},
        {"name": "AMAZON.FallbackIntent"},
    ]);
    let types = json!([
        ty("Project", &[&["p1", "Atlas", "the map"], &["p2", "Blue Whale"], &["p3", "R&D"]]),
        ty("Status", &[&["s1", "in review", "review"], &["s2", "done"]]),
    ]);
    Talk::open("en-US", model("scrum board", intents, types))
}

#[test]
fn samples_slots_and_spellings() {
    let mut talk = english();
    for (utterance, reading) in [
        ("what's blocked", "Blocked"),
        ("What is BLOCKED?", "Blocked"),
        ("whats blocked in blue whale", "Blocked project=blue whale"),
        ("what is blocked in R&D", "Blocked project=r d"),
        ("the map", "Pick project=the map"),
        ("the second one", "Pick place=2"),
        ("the 3rd one", "Pick place=3"),
        ("move forty two to in review", "Move issue=42 status=in review"),
        ("one hundred and three is done", "Move issue=103 status=done"),
        ("search for what to eat tomorrow night in Rome", "Find text=what to eat tomorrow night in rome"),
        ("find anything at all please", "Find text=anything at all"),
        (
            "plan one hour thirty minutes on next friday at half past three",
            "Plan day=2026-03-06 hour=03:30 length=PT1H30M",
        ),
        ("weather in new york city", "Weather city=new york city"),
        ("Ada Lovelace's weather", "Weather person=ada lovelace"),
        ("code j l nine oh five", "Code code=jl905"),
        ("pin nineteen eighty four", "Code pin=1984"),
        ("help", "AMAZON.HelpIntent"),
        ("never mind", "AMAZON.CancelIntent"),
        ("exit", "AMAZON.StopIntent"),
        ("make it so", "AMAZON.YesIntent"),
    ] {
        assert_eq!(talk.reading(utterance), reading, "{utterance}");
    }
}

#[test]
fn more_literal_words_win() {
    assert_eq!(english().reading("move five to done"), "Finish issue=5");
}

#[test]
fn a_built_in_utterance_beats_an_equal_sample() {
    let mut talk = english();
    assert_eq!(talk.reading("yes"), "AMAZON.YesIntent");
    assert_eq!(talk.reading("definitely"), "Agree");
}

#[test]
fn an_unlisted_value_needs_a_carrier_and_has_at_most_four_words() {
    let mut talk = english();
    assert_eq!(talk.reading("what is blocked in project number nine"), "Blocked project=project number nine");
    assert_eq!(talk.reading("what is blocked in a very long project name"), "AMAZON.FallbackIntent");
    assert_eq!(talk.reading("something unheard of"), "AMAZON.FallbackIntent");
}

#[test]
fn a_phrase_needs_a_word() {
    assert_eq!(english().reading("search for"), "AMAZON.FallbackIntent");
}

#[test]
fn listed_values_come_before_unlisted_ones() {
    let intents = json!([
        {"name": "Artist", "samples": ["play {artist}"], "slots": [{"name": "artist", "type": "Artist"}]},
        {"name": "Song", "samples": ["play {song}"], "slots": [{"name": "song", "type": "AMAZON.SearchQuery"}]},
        {"name": "Both", "samples": ["mix {a} {b}"],
         "slots": [{"name": "a", "type": "Artist"}, {"name": "b", "type": "Artist"}]},
    ]);
    let types = json!([ty("Artist", &[&["q", "Queen"], &["qs", "Queens of the Stone Age"], &["a", "Abba"]])]);
    let mut talk = Talk::open("en-US", model("music box", intents, types));
    assert_eq!(talk.reading("play queen"), "Artist artist=queen");
    assert_eq!(talk.reading("play queens of the stone age"), "Artist artist=queens of the stone age");
    assert_eq!(talk.reading("mix queens of the stone age abba"), "Both a=queens of the stone age b=abba");
    assert_eq!(talk.reading("mix some band abba"), "Both a=some band b=abba");
}

#[test]
fn where_two_intents_know_no_value_none_is_meant() {
    let intents = json!([
        {"name": "ByColour", "samples": ["what is {colour}"], "slots": [{"name": "colour", "type": "Colour"}]},
        {"name": "BySize", "samples": ["what is {size}"], "slots": [{"name": "size", "type": "Size"}]},
        {"name": "AMAZON.FallbackIntent", "samples": []},
    ]);
    let types = json!([ty("Colour", &[&["r", "red"]]), ty("Size", &[&["s", "small"]])]);
    let mut talk = Talk::open("en-US", model("pantry", intents, types));
    assert_eq!(talk.reading("what is red"), "ByColour colour=red");
    assert_eq!(talk.reading("what is small"), "BySize size=small");
    assert_eq!(talk.reading("what is the weather"), "AMAZON.FallbackIntent");
}

#[test]
fn a_tie_is_an_error_that_names_both() {
    let slot = json!([{"name": "thing", "type": "AMAZON.Food"}]);
    let intents = json!([
        {"name": "Buy", "samples": ["get {thing}"], "slots": slot},
        {"name": "Eat", "samples": ["get {thing}"], "slots": slot},
    ]);
    let mut talk = Talk::open("en-US", model("pantry", intents, json!([])));
    let error = talk.hear("get bread").unwrap_err();
    let text = error.to_string();
    assert!(matches!(error, Misheard::Ambiguous { .. }), "{text}");
    for part in ["`Buy` by the sample `get {thing}` with thing = `bread`", "`Eat`"] {
        assert!(text.contains(part), "{text}");
    }
    assert!(error.help().contains("reword"));
    assert!(talk.conversation.is_open(), "an error changes nothing");
}

#[test]
fn what_fits_nothing_is_an_error_without_a_fallback_intent() {
    let intents = json!([{"name": "Fact", "samples": ["tell me a fact", "give me a number"]}]);
    let mut talk = Talk::open("en-US", model("fact box", intents, json!([])));
    let error = talk.hear("say me a fact").unwrap_err();
    assert!(error.help().contains("`tell me a fact` of `Fact`"), "{}", error.help());
    let error = talk.hear("xyzzy").unwrap_err();
    assert!(matches!(error, Misheard::NotUnderstood { nearest: None, .. }), "{error:?}");
}

#[test]
fn built_in_utterances_count_only_where_the_model_lists_the_intent() {
    let intents = json!([{"name": "Fact", "samples": ["a fact"]}, {"name": "AMAZON.NextIntent"}]);
    let mut talk = Talk::open("en-US", model("fact box", intents, json!([])));
    assert_eq!(talk.reading("next"), "AMAZON.NextIntent");
    assert!(talk.hear("repeat that").is_err());
}

#[test]
fn german() {
    let intents = json!([
        {"name": "Blockiert", "samples": ["was ist blockiert", "was ist in {projekt} blockiert"],
         "slots": [{"name": "projekt", "type": "Projekt"}]},
        {"name": "Schiebe", "samples": ["schiebe {nummer} nach {zustand}"],
         "slots": [{"name": "nummer", "type": "AMAZON.NUMBER"}, {"name": "zustand", "type": "Zustand"}]},
        {"name": "Plane", "samples": ["plane {dauer} am {tag} um {zeit}", "plane {dauer} {tag}"],
         "slots": [{"name": "dauer", "type": "AMAZON.DURATION"}, {"name": "tag", "type": "AMAZON.DATE"},
                   {"name": "zeit", "type": "AMAZON.TIME"}]},
        {"name": "Wie", "samples": ["wie geht es"]},
        {"name": "Nimm", "samples": ["nimm das {platz}"], "slots": [{"name": "platz", "type": "AMAZON.Ordinal"}]},
        {"name": "AMAZON.YesIntent"}, {"name": "AMAZON.NextIntent"}, {"name": "AMAZON.RepeatIntent"},
    ]);
    let types = json!([
        ty("Projekt", &[&["g", "Großer Bär", "Bär"]]),
        ty("Zustand", &[&["f", "fertig"], &["p", "in Prüfung"]]),
    ]);
    let mut talk = Talk::open("de-DE", model("mein brett", intents, types));
    for (utterance, reading) in [
        ("Was ist blockiert?", "Blockiert"),
        ("was ist in grosser bär blockiert", "Blockiert projekt=grosser bär"),
        ("schiebe zweiundvierzig nach in Prüfung", "Schiebe nummer=42 zustand=in prüfung"),
        (
            "plane anderthalb Stunden am dritten November um halb vier",
            "Plane dauer=PT1H30M tag=2026-11-03 zeit=03:30",
        ),
        ("plane dreißig Minuten übermorgen", "Plane dauer=PT30M tag=2026-03-06"),
        ("wie geht’s", "Wie"),
        ("nimm das zweite", "Nimm platz=2"),
        ("ja", "AMAZON.YesIntent"),
        ("weiter", "AMAZON.NextIntent"),
        ("noch einmal", "AMAZON.RepeatIntent"),
        ("Hilfe", "AMAZON.HelpIntent"),
        ("stopp", "AMAZON.StopIntent"),
        ("abbrechen", "AMAZON.CancelIntent"),
    ] {
        assert_eq!(talk.reading(utterance), reading, "{utterance}");
    }
}

#[test]
fn a_script_without_spaces() {
    let intents = json!([{"name": "Fact", "samples": ["{kind}ファクト", "{kind}の事実を教えて"],
        "slots": [{"name": "kind", "type": "Kind"}]}]);
    let mut talk = Talk::open("ja-JP", model("宇宙の事実", intents, json!([ty("Kind", &[&["c", "猫"]])])));
    assert_eq!(talk.reading("猫ファクト"), "Fact kind=猫");
    assert_eq!(talk.reading("月の石の事実を教えて"), "Fact kind=月の石");
}

#[test]
fn a_model_with_a_fault_is_refused() {
    let load = |model: Value| Skill::load(&[("en-US".to_owned(), model)]).unwrap_err().to_string();
    let one = |intent: Value| load(model("box", json!([intent]), json!([])));
    assert!(load(json!({"a": 1})).contains("`interactionModel` is missing"));
    assert!(load(json!({"interactionModel": {"languageModel": {"intents": []}}})).contains("invocationName"));
    assert!(one(json!({"name": "A", "samples": ["say {thing}"]})).contains("`say {thing}`"));
    assert!(one(json!({"name": "A", "samples": ["say {thing"]})).contains("brace"));
    assert!(one(json!({"name": "A", "slots": [{"name": "s", "type": "Nope"}]})).contains("`Nope`"));
    let twice = model("box", json!([]), json!([]));
    let twice = [("en-US".to_owned(), twice.clone()), ("en-US".to_owned(), twice)];
    assert!(Skill::load(&twice).unwrap_err().to_string().contains("two models"));
}

#[test]
fn endless_utterances_do_not_take_endless_time() {
    let mut talk = english();
    let endless = "search for move is ".repeat(2_000);
    let start = std::time::Instant::now();
    talk.hear(&endless).unwrap();
    assert!(start.elapsed() < std::time::Duration::from_secs(20));
}
