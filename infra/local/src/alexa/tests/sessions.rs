//! How sessions begin, go on and end.

use super::talk::{Talk, model};
use crate::alexa::{Misheard, Turn};
use serde_json::{Value, json};

fn talk() -> Talk {
    let intents = json!([{"name": "Fact", "samples": ["a fact"]}]);
    Talk::new("en-US", model("fact box", intents, json!([])))
}

fn ask(speech: &str, reprompt: &str) -> Value {
    json!({"version": "1.0", "response": {
        "outputSpeech": {"type": "PlainText", "text": speech},
        "reprompt": {"outputSpeech": {"type": "SSML", "ssml": format!("<speak>{reprompt}</speak>")}},
        "shouldEndSession": false,
    }})
}

#[test]
fn attributes_are_carried_exactly_and_dropped_when_not_returned() {
    let mut talk = talk();
    assert_eq!(talk.request("open fact box").request["session"]["attributes"], json!({}));
    let attributes = json!({"n": 1.5, "deep": {"list": [null, "ü", {"a": true}]}});
    let open =
        json!({"version": "1.0", "sessionAttributes": attributes, "response": {"shouldEndSession": false}});
    talk.answer(&open).unwrap();
    assert_eq!(Value::Object(talk.conversation.attributes().unwrap().clone()), attributes);
    let next = talk.request("a fact").request;
    assert_eq!(next["session"]["attributes"], attributes);
    assert_eq!(next["session"]["new"], false);
    talk.keep_open();
    assert_eq!(talk.request("a fact").request["session"]["attributes"], json!({}));
}

#[test]
fn a_session_that_ended_must_be_opened_again() {
    let mut talk = talk();
    talk.request("open fact box");
    let said = talk.answer(&json!({"version": "1.0", "response": {"shouldEndSession": true}})).unwrap();
    assert!(said.ended && !talk.conversation.is_open());
    assert!(matches!(talk.hear("a fact"), Err(Misheard::NotOpen { .. })));
    talk.request("open fact box");
    let said = talk.answer(&json!({"version": "1.0", "response": {}})).unwrap();
    assert!(said.ended, "without `shouldEndSession` the session ends");
}

#[test]
fn silence_brings_the_reprompt_once_and_then_the_end() {
    let mut talk = talk();
    assert!(matches!(talk.hear(""), Err(Misheard::NothingSaid { .. })));
    talk.request("open fact box");
    let said = talk.answer(&ask("Hello.", "Still <break time='1s'/>there?")).unwrap();
    assert_eq!((said.speech.as_str(), said.reprompt.as_deref()), ("Hello.", Some("Still there?")));
    let again = talk.prompt("(silence)");
    assert_eq!((again.speech.as_str(), again.ended), ("Still there?", false));
    assert_eq!(again.ssml, "<speak>Still <break time='1s'/>there?</speak>");
    let ended = talk.request(" … ").request;
    assert_eq!(ended["request"]["type"], "SessionEndedRequest");
    assert_eq!(ended["request"]["reason"], "EXCEEDED_MAX_REPROMPTS");
    assert!(!talk.conversation.is_open());
    assert!(talk.answer(&json!({"version": "1.0", "response": {}})).unwrap().ended);
}

#[test]
fn speaking_after_a_reprompt_goes_on() {
    let mut talk = talk();
    talk.request("open fact box");
    talk.answer(&ask("Hello.", "Still there?")).unwrap();
    talk.prompt("");
    assert_eq!(talk.request("a fact").intent.as_deref(), Some("Fact"));
    talk.answer(&ask("A fact.", "Another?")).unwrap();
    assert_eq!(talk.prompt("").speech, "Another?");
}

#[test]
fn without_a_reprompt_silence_ends_at_once() {
    let mut talk = talk();
    talk.request("open fact box");
    talk.keep_open();
    assert_eq!(talk.request("").request["request"]["reason"], "EXCEEDED_MAX_REPROMPTS");
}

#[test]
fn leaving_without_stop_and_cancel_ends_the_session() {
    let only = |names: &[&str]| {
        let intents: Vec<Value> = names.iter().map(|name| json!({"name": name})).collect();
        json!({"interactionModel": {"languageModel": {"invocationName": "fact box", "intents": intents}}})
    };
    let mut talk = Talk::open("en-US", only(&["AMAZON.CancelIntent"]));
    assert_eq!(talk.reading("exit"), "AMAZON.CancelIntent");
    let mut talk = Talk::open("en-US", only(&["AMAZON.FallbackIntent"]));
    let ended = talk.request("stop").request;
    assert_eq!(ended["request"]["reason"], "USER_INITIATED");
}

#[test]
fn a_function_that_never_answered_has_ended_the_session() {
    let mut talk = talk();
    talk.request("open fact box");
    assert!(matches!(talk.hear("a fact"), Err(Misheard::NotOpen { .. })));
    let mut talk = Talk { ..talk };
    talk.request("open fact box");
    let ended = talk.conversation.fail(talk.now).unwrap();
    assert_eq!(ended["request"]["reason"], "ERROR");
    assert_eq!(ended["request"]["error"]["type"], "INVALID_RESPONSE");
    assert_eq!(talk.conversation.fail(talk.now), None);
    assert!(matches!(talk.hear("a fact"), Err(Misheard::NotOpen { .. })));
}

#[test]
fn a_refused_response_ends_the_session_and_the_skill_is_told_why() {
    let mut talk = talk();
    talk.request("open fact box");
    let refused = talk.answer(&json!({"response": {}})).unwrap_err();
    assert!(!talk.conversation.is_open());
    let ended = talk.conversation.fail(talk.now).unwrap();
    assert_eq!(ended["request"]["error"]["message"], refused.to_string());
    assert!(talk.hear("a fact").is_err());
    assert!(matches!(talk.hear("open fact box"), Ok(Turn::Requests(requests)) if requests.len() == 1));
}

#[test]
fn the_end_of_a_session_cannot_be_answered() {
    let mut talk = talk();
    talk.request("open fact box");
    talk.keep_open();
    talk.request("");
    let refused = talk.answer(
        &json!({"version": "1.0", "response": {"outputSpeech": {"type": "PlainText", "text": "Bye"}}}),
    );
    assert_eq!(refused.unwrap_err().at, "response.outputSpeech");
    assert!(talk.answer(&json!({})).unwrap_err().to_string().contains("no request"));
}
