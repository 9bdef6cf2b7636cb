//! Calling the skill by its name.

use super::talk::{Talk, model, ty};
use crate::alexa::{Misheard, Turn};
use serde_json::json;

fn english() -> Talk {
    let intents = json!([
        {"name": "Fact", "samples": ["a fact", "tell me a fact", "a fact about {topic}"],
         "slots": [{"name": "topic", "type": "Topic"}]},
        {"name": "Note", "samples": ["note {text}", "to do {text}"],
         "slots": [{"name": "text", "type": "AMAZON.SearchQuery"}]},
    ]);
    Talk::new("en-US", model("scrum board", intents, json!([ty("Topic", &[&["c", "cats"]])])))
}

fn german() -> Talk {
    let intents = json!([{"name": "Fakt", "samples": ["einem fakt", "wie spät es ist", "einen fakt"]}]);
    Talk::new("de-DE", model("mein brett", intents, json!([])))
}

#[test]
fn opening() {
    for utterance in [
        "open scrum board",
        "Alexa, open Scrum Board",
        "launch scrum board",
        "start scrum board",
        "talk to scrum board",
        "scrum board",
        "ask scrum board",
        "please open scrum board",
        "open scrum board, please",
    ] {
        let heard = english().request(utterance);
        assert_eq!(heard.request["request"]["type"], "LaunchRequest", "{utterance}");
        assert_eq!(heard.request["session"]["new"], true);
        assert_eq!(heard.intent, None);
    }
    for utterance in ["öffne mein brett", "Alexa, starte mein Brett", "frage mein brett"] {
        assert_eq!(german().request(utterance).request["request"]["type"], "LaunchRequest", "{utterance}");
    }
}

#[test]
fn asking_at_once() {
    for (utterance, intent, slot) in [
        ("ask scrum board for a fact", "Fact", None),
        ("ask scrum board to tell me a fact", "Fact", None),
        ("Alexa, ask scrum board for a fact about cats", "Fact", Some(("topic", "cats"))),
        ("tell scrum board to note buy milk", "Note", Some(("text", "buy milk"))),
        ("tell scrum board to do the laundry", "Note", Some(("text", "the laundry"))),
        ("open scrum board and tell me a fact", "Fact", None),
        ("tell me a fact from scrum board", "Fact", None),
    ] {
        let heard = english().request(utterance);
        assert_eq!(heard.intent.as_deref(), Some(intent), "{utterance}");
        assert_eq!(heard.request["session"]["new"], true, "{utterance}");
        let said = heard.slots.iter().next().map(|(name, value)| (name.as_str(), value.as_str()));
        assert_eq!(said, slot, "{utterance}");
    }
    for utterance in
        ["frage mein brett nach einem fakt", "sage mein Brett wie spät es ist", "einen fakt von mein brett"]
    {
        assert_eq!(german().request(utterance).intent.as_deref(), Some("Fakt"), "{utterance}");
    }
}

#[test]
fn a_sentence_without_the_name_opens_nothing() {
    let error = english().hear("tell me a fact").unwrap_err();
    assert!(matches!(error, Misheard::NotOpen { .. }));
    assert_eq!(error.help(), "say `open scrum board`, or `ask scrum board to …`");
    assert_eq!(
        german().hear("einen fakt").unwrap_err().help(),
        "say `öffne mein brett`, oder `frage mein brett nach …`".replace("oder", "or")
    );
    let mut talk = english();
    talk.conversation = crate::alexa::Conversation::new("x", "fr-FR", 1);
    assert_eq!(talk.hear("open scrum board").unwrap_err().help(), "use one of: en-US");
}

#[test]
fn calling_from_within_a_session_begins_another() {
    let mut talk = english();
    let first = talk.request("open scrum board").request;
    talk.keep_open();
    let Ok(Turn::Requests(requests)) = talk.hear("ask scrum board for a fact") else { panic!() };
    let [ended, asked] = requests.as_slice() else { panic!("{requests:?}") };
    assert_eq!(ended.request["request"]["type"], "SessionEndedRequest");
    assert_eq!(ended.request["request"]["reason"], "USER_INITIATED");
    assert_eq!(ended.request["session"]["sessionId"], first["session"]["sessionId"]);
    assert_eq!(asked.request["session"]["new"], true);
    assert_ne!(asked.request["session"]["sessionId"], first["session"]["sessionId"]);
    assert!(talk.answer(&json!({"version": "1.0", "response": {}})).unwrap().ended);
    assert!(!talk.keep_open().ended);
    assert!(talk.conversation.is_open());
}

#[test]
fn the_bare_name_within_a_session_may_be_an_answer() {
    let intents =
        json!([{"name": "Pick", "samples": ["{thing}"], "slots": [{"name": "thing", "type": "Thing"}]}]);
    let mut talk =
        Talk::open("en-US", model("scrum board", intents, json!([ty("Thing", &[&["s", "scrum board"]])])));
    assert_eq!(talk.reading("scrum board"), "Pick thing=scrum board");
}

#[test]
fn a_sample_that_says_the_name_itself_is_meant_within_a_session() {
    let intents = json!([{"name": "Note", "samples": ["ask scrum board to note {text}"],
        "slots": [{"name": "text", "type": "AMAZON.SearchQuery"}]}]);
    let mut talk = Talk::open("en-US", model("scrum board", intents, json!([])));
    assert_eq!(talk.reading("ask scrum board to note milk and bread"), "Note text=milk and bread");
}
