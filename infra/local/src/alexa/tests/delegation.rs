//! Dialogs that Alexa leads: `Dialog.Delegate`, and the strategy `ALWAYS`.

use super::talk::{Talk, ty, with_dialog};
use crate::alexa::{Misheard, Turn};
use serde_json::{Value, json};

fn talk(strategy: &str) -> Talk {
    let intents = json!([
        {"name": "Book", "samples": ["book a room", "book for {people}", "book {room}"],
         "slots": [{"name": "people", "type": "AMAZON.NUMBER"}, {"name": "room", "type": "Room"}]},
        {"name": "Other", "samples": ["something else"]},
    ]);
    let dialog = json!({"delegationStrategy": strategy, "intents": [{
        "name": "Book", "confirmationRequired": true, "prompts": {"confirmation": "C.intent"},
        "slots": [
            {"name": "people", "type": "AMAZON.NUMBER", "elicitationRequired": true, "confirmationRequired": false,
             "prompts": {"elicitation": "E.people"},
             "validations": [{"type": "isLessThan", "value": "10", "prompt": "V.people"}]},
            {"name": "room", "type": "Room", "elicitationRequired": true, "confirmationRequired": true,
             "prompts": {"elicitation": "E.room", "confirmation": "C.room"},
             "validations": [{"type": "hasEntityResolutionMatch", "prompt": "V.room"}]},
        ],
    }]});
    let plain =
        |id: &str, text: &str| json!({"id": id, "variations": [{"type": "PlainText", "value": text}]});
    let prompts = json!([
        plain("E.people", "For how many?"), plain("V.people", "Only up to nine, for how many?"),
        plain("E.room", "Which room?"), plain("V.room", "I know no {room}. Which room?"),
        {"id": "C.room", "variations": [{"type": "SSML", "value": "<speak>The <emphasis level='strong'>{room}</emphasis>?</speak>"}]},
        plain("C.intent", "{room} for {people}, yes?"),
    ]);
    let room = ty("Room", &[&["b", "blue"], &["g", "green"]]);
    Talk::open("en-US", with_dialog("room desk", intents, json!([room]), dialog, prompts))
}

fn delegate(talk: &mut Talk) -> String {
    let said = talk.direct(json!([{"type": "Dialog.Delegate"}])).unwrap();
    assert!(!said.ended && said.follow_up.is_none(), "{said:?}");
    said.speech
}

fn state(request: &Value) -> &str {
    request["request"]["dialogState"].as_str().unwrap()
}

#[test]
fn delegating_step_by_step() {
    let mut talk = talk("SKILL_RESPONSE");
    assert_eq!(state(&talk.request("book a room").request), "STARTED");
    assert_eq!(delegate(&mut talk), "For how many?");
    assert_eq!(state(&talk.request("twelve").request), "IN_PROGRESS");
    assert_eq!(delegate(&mut talk), "Only up to nine, for how many?");
    talk.request("four");
    assert_eq!(delegate(&mut talk), "Which room?");
    talk.request("purple");
    assert_eq!(delegate(&mut talk), "I know no purple. Which room?");
    talk.request("blue");
    assert_eq!(delegate(&mut talk), "The blue?");
    talk.request("no");
    assert_eq!(delegate(&mut talk), "Which room?");
    talk.request("green");
    assert_eq!(delegate(&mut talk), "The green?");
    talk.request("yes");
    assert_eq!(delegate(&mut talk), "green for 4, yes?");
    assert_eq!(state(&talk.request("yes").request), "IN_PROGRESS");
    let said = talk.direct(json!([{"type": "Dialog.Delegate"}])).unwrap();
    let complete = said.follow_up.unwrap();
    assert_eq!(state(&complete.request), "COMPLETED");
    assert_eq!(complete.request["request"]["intent"]["confirmationStatus"], "CONFIRMED");
    assert_eq!((complete.slots["people"].as_str(), complete.slots["room"].as_str()), ("4", "green"));
    let done =
        json!({"version": "1.0", "response": {"outputSpeech": {"type": "PlainText", "text": "Booked."}}});
    let said = talk.answer(&done).unwrap();
    assert_eq!((said.speech.as_str(), said.ended), ("Booked.", true));
}

#[test]
fn silence_repeats_the_prompt() {
    let mut talk = talk("SKILL_RESPONSE");
    talk.request("book a room");
    delegate(&mut talk);
    assert_eq!(talk.prompt("").speech, "For how many?");
    assert_eq!(talk.request("three").slots["people"], "3");
}

#[test]
fn delegating_goes_without_speech() {
    let mut talk = talk("SKILL_RESPONSE");
    talk.request("book a room");
    let response = json!({"shouldEndSession": false, "directives": [{"type": "Dialog.Delegate"}],
        "outputSpeech": {"type": "PlainText", "text": "Hm."}});
    let refused = talk.answer(&json!({"version": "1.0", "response": response})).unwrap_err();
    assert!(refused.fault.contains("outputSpeech"), "{refused}");
}

#[test]
fn alexa_asks_by_herself_where_the_model_says_always() {
    let mut talk = talk("ALWAYS");
    let asked = talk.prompt("book a room");
    assert_eq!((asked.speech.as_str(), asked.reprompt.as_deref()), ("For how many?", Some("For how many?")));
    assert_eq!(talk.prompt("four").speech, "Which room?");
    assert_eq!(talk.prompt("blue").speech, "The blue?");
    assert_eq!(talk.prompt("yes").speech, "blue for 4, yes?");
    let heard = talk.request("no");
    assert_eq!(state(&heard.request), "COMPLETED");
    assert_eq!(heard.request["request"]["intent"]["confirmationStatus"], "DENIED");
}

#[test]
fn a_one_shot_dialog_has_a_new_session_when_the_skill_hears_of_it() {
    let mut talk = talk("ALWAYS");
    talk.conversation = crate::alexa::Conversation::new(super::talk::SKILL_ID, "en-US", 1);
    assert_eq!(talk.prompt("ask room desk to book blue").speech, "For how many?");
    talk.prompt("two");
    talk.prompt("yes");
    let heard = talk.request("yes");
    assert_eq!(heard.request["session"]["new"], true);
}

#[test]
fn a_dialog_begun_anew_from_within_a_session_still_asks() {
    let mut talk = talk("ALWAYS");
    let Ok(Turn::Requests(requests)) = talk.hear("ask room desk to book blue") else { panic!() };
    assert_eq!(requests.len(), 1);
    let said = talk.answer(&json!({"version": "1.0", "response": {}})).unwrap();
    assert_eq!((said.speech.as_str(), said.ended), ("For how many?", false));
    assert_eq!(talk.prompt("two").speech, "The blue?");
}

#[test]
fn a_dialog_can_be_left() {
    let mut talk = talk("ALWAYS");
    talk.prompt("book a room");
    assert_eq!(talk.understand("something else").0, "Other");
    assert!(matches!(talk.hear("four"), Err(Misheard::NotUnderstood { .. })));
}

#[test]
fn a_missing_prompt_is_an_error_and_changes_nothing() {
    let intents = json!([{"name": "Book", "samples": ["book a room"], "slots": [{"name": "people", "type": "AMAZON.NUMBER"}]}]);
    let dialog = json!({"intents": [{"name": "Book", "delegationStrategy": "ALWAYS",
        "slots": [{"name": "people", "elicitationRequired": true, "prompts": {"elicitation": "E.gone"}}]}]});
    let model = with_dialog("room desk", intents, json!([]), dialog, json!([]));
    let mut talk = Talk::new("en-US", model);
    let error = talk.hear("ask room desk to book a room").unwrap_err();
    assert!(matches!(error, Misheard::NoPrompt { .. }), "{error:?}");
    assert!(error.to_string().contains("`people`") && !talk.conversation.is_open());
}
