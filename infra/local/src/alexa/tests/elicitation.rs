//! Dialogs that the skill leads.

use super::talk::{Talk, ty, with_dialog};
use serde_json::{Value, json};

fn talk() -> Talk {
    let intents = json!([
        {"name": "Move", "samples": ["move {issue}", "move {issue} to {status}", "move something"],
         "slots": [{"name": "issue", "type": "AMAZON.NUMBER", "samples": ["issue {issue}", "the one with {issue}"]},
                   {"name": "status", "type": "Status", "samples": ["to {status}"]},
                   {"name": "note", "type": "AMAZON.SearchQuery"}]},
        {"name": "Other", "samples": ["something else", "pick {status}", "find {anything}", "to done"],
         "slots": [{"name": "status", "type": "Status"}, {"name": "anything", "type": "AMAZON.SearchQuery"}]},
        {"name": "AMAZON.YesIntent"}, {"name": "AMAZON.NoIntent"}, {"name": "AMAZON.FallbackIntent"},
    ]);
    let dialog = json!({"delegationStrategy": "SKILL_RESPONSE", "intents": [{"name": "Move", "slots": []}]});
    let status = ty("Status", &[&["r", "in review"], &["d", "done", "finished"]]);
    Talk::open("en-US", with_dialog("scrum board", intents, json!([status]), dialog, json!([])))
}

fn elicit(slot: &str) -> Value {
    json!([{"type": "Dialog.ElicitSlot", "slotToElicit": slot}])
}

#[test]
fn the_first_request_of_a_dialog_is_its_start() {
    let mut talk = talk();
    assert_eq!(talk.request("move five").request["request"]["dialogState"], "STARTED");
    talk.keep_open();
    assert_eq!(talk.request("something else").request["request"].get("dialogState"), None);
}

#[test]
fn the_next_utterance_may_be_a_bare_value_or_a_sample_of_the_slot() {
    for (utterance, value, code) in [
        ("done", "done", "ER_SUCCESS_MATCH"),
        ("to finished", "finished", "ER_SUCCESS_MATCH"),
        ("to be determined", "be determined", "ER_SUCCESS_NO_MATCH"),
        ("the waiting room", "the waiting room", "ER_SUCCESS_NO_MATCH"),
    ] {
        let mut talk = talk();
        talk.request("move five");
        assert!(!talk.direct(elicit("status")).unwrap().ended);
        let heard = talk.request(utterance);
        assert_eq!(heard.request["request"]["dialogState"], "IN_PROGRESS", "{utterance}");
        assert_eq!(heard.slots["issue"], "5", "earlier slots stay");
        assert_eq!(heard.slots["status"], value, "{utterance}");
        let slot = &heard.request["request"]["intent"]["slots"]["status"];
        assert_eq!(slot["resolutions"]["resolutionsPerAuthority"][0]["status"]["code"], code);
    }
}

#[test]
fn what_answers_the_question_as_well_as_another_wish_is_the_answer() {
    let mut talk = talk();
    talk.request("move five");
    talk.direct(elicit("status")).unwrap();
    let heard = talk.request("to done");
    assert_eq!((heard.intent.as_deref(), heard.slots["status"].as_str()), (Some("Move"), "done"));
    talk.keep_open();
    assert_eq!(talk.request("to done").intent.as_deref(), Some("Other"));
}

#[test]
fn a_bare_number_and_a_bare_phrase() {
    let mut talk = talk();
    talk.request("move something");
    talk.direct(elicit("issue")).unwrap();
    assert_eq!(talk.request("one twenty three").slots["issue"], "123");
    talk.direct(elicit("note")).unwrap();
    let heard = talk.request("ask the customer again what they really meant by that");
    assert_eq!(heard.slots["note"], "ask the customer again what they really meant by that");
    assert_eq!(heard.slots["issue"], "123");
}

#[test]
fn what_is_dictated_may_begin_like_a_sample() {
    for (utterance, intent) in [
        ("pick the parcel up", "Move"),
        ("find the key", "Move"),
        ("move on", "Move"),
        ("pick finished", "Other"),
        ("something else", "Other"),
    ] {
        let mut talk = talk();
        talk.request("move something");
        talk.direct(elicit("note")).unwrap();
        assert_eq!(talk.understand(utterance).0, intent, "{utterance}");
    }
}

#[test]
fn another_intent_ends_the_dialog() {
    let mut talk = talk();
    talk.request("move five");
    talk.direct(elicit("status")).unwrap();
    assert_eq!(talk.understand("something else").0, "Other");
    assert_eq!(talk.understand("done").0, "AMAZON.FallbackIntent", "the question is no longer open");
    let mut talk = self::talk();
    talk.request("move five");
    talk.direct(elicit("status")).unwrap();
    assert_eq!(talk.understand("cancel").0, "AMAZON.CancelIntent");
}

#[test]
fn a_full_sentence_of_the_same_intent_goes_on_with_the_dialog() {
    let mut talk = talk();
    talk.request("move five");
    talk.direct(elicit("status")).unwrap();
    let heard = talk.request("move six to done");
    assert_eq!(heard.request["request"]["dialogState"], "IN_PROGRESS");
    assert_eq!((heard.slots["issue"].as_str(), heard.slots["status"].as_str()), ("6", "done"));
}

#[test]
fn without_a_directive_the_question_is_closed() {
    let mut talk = talk();
    talk.request("move five");
    talk.keep_open();
    assert_eq!(talk.understand("done").0, "AMAZON.FallbackIntent");
}

#[test]
fn an_updated_intent_replaces_slots_and_may_be_another_intent() {
    let mut talk = talk();
    talk.request("something else");
    let updated = json!({"name": "Move", "confirmationStatus": "NONE", "slots": {
        "issue": {"name": "issue", "value": "9", "confirmationStatus": "CONFIRMED"}}});
    talk.direct(json!([{"type": "Dialog.ElicitSlot", "slotToElicit": "status", "updatedIntent": updated}]))
        .unwrap();
    let intent = talk.request("done").request["request"]["intent"].clone();
    assert_eq!(intent["name"], "Move");
    assert_eq!(intent["slots"]["issue"]["value"], "9");
    assert_eq!(intent["slots"]["issue"]["confirmationStatus"], "CONFIRMED");
    assert_eq!(intent["slots"]["status"]["value"], "done");
}

#[test]
fn confirming_a_slot_and_an_intent() {
    for (utterance, status) in [("yes", "CONFIRMED"), ("no thanks", "DENIED")] {
        let mut talk = talk();
        talk.request("move five");
        talk.direct(json!([{"type": "Dialog.ConfirmSlot", "slotToConfirm": "issue"}])).unwrap();
        let heard = talk.request(utterance);
        let request = &heard.request["request"];
        assert_eq!(request["intent"]["name"], "Move", "yes and no answer the question");
        assert_eq!(request["intent"]["slots"]["issue"]["confirmationStatus"], status);
        assert_eq!(request["dialogState"], "IN_PROGRESS");
        talk.direct(json!([{"type": "Dialog.ConfirmIntent"}])).unwrap();
        assert_eq!(talk.request(utterance).request["request"]["intent"]["confirmationStatus"], status);
        talk.keep_open();
        assert_eq!(talk.understand("yes").0, "AMAZON.YesIntent", "no question is open any more");
    }
}

#[test]
fn a_value_said_instead_of_yes_is_to_be_confirmed_again() {
    let mut talk = talk();
    talk.request("move five");
    talk.direct(json!([{"type": "Dialog.ConfirmSlot", "slotToConfirm": "issue"}])).unwrap();
    let heard = talk.request("move six");
    assert_eq!(heard.slots["issue"], "6");
    assert_eq!(heard.request["request"]["intent"]["slots"]["issue"]["confirmationStatus"], "NONE");
}

#[test]
fn directives_that_alexa_refuses() {
    for (utterance, directives, at) in [
        ("something else", elicit("status"), "response.directives[0]"),
        ("move five", elicit("nope"), "response.directives[0].slotToElicit"),
        ("move five", json!([{"type": "Dialog.ElicitSlot"}]), "response.directives[0].slotToElicit"),
        (
            "move five",
            json!([{"type": "Dialog.ConfirmIntent"}, {"type": "Dialog.ConfirmIntent"}]),
            "response.directives[1]",
        ),
        (
            "move five",
            json!([{"type": "Dialog.ConfirmIntent", "updatedIntent": {}}]),
            "response.directives[0].updatedIntent.name",
        ),
        (
            "move five",
            json!([{"type": "Dialog.ConfirmIntent", "updatedIntent": {"name": "Nope"}}]),
            "response.directives[0].updatedIntent.name",
        ),
        (
            "move five",
            json!([{"type": "Dialog.ConfirmIntent", "updatedIntent": {"name": "Other"}}]),
            "response.directives[0]",
        ),
        (
            "move five",
            json!([{"type": "Dialog.ConfirmIntent", "updatedIntent": {"name": "Move", "slots": {"x": {}}}}]),
            "response.directives[0].updatedIntent.slots.x",
        ),
        (
            "move five",
            json!([{"type": "Dialog.ConfirmIntent", "updatedIntent": {"name": "Move", "confirmationStatus": "MAYBE"}}]),
            "response.directives[0].updatedIntent.confirmationStatus",
        ),
        ("move five", json!([{"type": "AudioPlayer.Play"}]), "response.directives[0]"),
        ("move five", json!([{"type": "Dialog.Elicit"}]), "response.directives[0]"),
        ("move five", json!([{}]), "response.directives[0].type"),
    ] {
        let mut talk = talk();
        talk.request(utterance);
        let refused = talk.direct(directives.clone()).unwrap_err();
        assert_eq!(refused.at, at, "{directives}: {refused}");
        assert!(!talk.conversation.is_open());
    }
    let mut talk = talk();
    talk.request("move five");
    let response = json!({"shouldEndSession": true, "directives": elicit("status")});
    let refused = talk.answer(&json!({"version": "1.0", "response": response})).unwrap_err();
    assert_eq!(refused.at, "response.shouldEndSession");
}

#[test]
fn a_launch_has_no_intent_to_ask_about() {
    let mut talk = talk();
    talk.answer(&json!({"version": "1.0", "response": {}})).unwrap_err();
    talk.conversation.fail(talk.now);
    talk.request("open scrum board");
    assert_eq!(talk.direct(elicit("status")).unwrap_err().at, "response.directives[0].updatedIntent");
}
