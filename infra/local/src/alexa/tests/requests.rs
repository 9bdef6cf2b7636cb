//! The envelopes, byte for byte where they are fixed.

use super::talk::{SKILL_ID, Talk, model, ty};
use crate::alexa::{Conversation, Turn, hear};
use serde_json::json;

fn talk() -> Talk {
    let intents = json!([{"name": "Fact", "samples": ["a fact", "a fact about {topic}", "number {count}"],
        "slots": [{"name": "topic", "type": "Topic"}, {"name": "count", "type": "AMAZON.NUMBER"}]}]);
    let topics =
        ty("Topic", &[&["CAT", "cats", "kittens"], &["DOG", "dogs", "pets"], &["FISH", "fish", "pets"]]);
    Talk::new("en-US", model("fact box", intents, json!([topics])))
}

#[test]
fn the_whole_envelope() {
    let mut talk = talk();
    talk.conversation.set_access_token(Some("token".to_owned()));
    let request = talk.request("open fact box").request;
    let user = json!({"userId": talk.conversation.user_id(), "accessToken": "token"});
    let application = json!({"applicationId": SKILL_ID});
    let id = |prefix: &str, value: &serde_json::Value| {
        let text = value.as_str().unwrap().strip_prefix(prefix).unwrap().to_owned();
        assert_eq!(text.len(), 36, "{text}");
        assert_eq!(&text[14..15], "4", "{text}");
    };
    id("amzn1.echo-api.session.", &request["session"]["sessionId"]);
    id("amzn1.echo-api.request.", &request["request"]["requestId"]);
    assert_eq!(
        request,
        json!({
            "version": "1.0",
            "session": {"new": true, "sessionId": request["session"]["sessionId"], "application": application,
                "attributes": {}, "user": user},
            "context": {"System": {"application": application, "user": user,
                "device": {"deviceId": talk.conversation.device_id(), "supportedInterfaces": {}},
                "apiEndpoint": "https://api.amazonalexa.com",
                "apiAccessToken": request["context"]["System"]["apiAccessToken"]}},
            "request": {"type": "LaunchRequest", "requestId": request["request"]["requestId"],
                "timestamp": "2026-03-04T12:00:00Z", "locale": "en-US"},
        })
    );
    assert!(request["context"]["System"]["apiAccessToken"].is_string());
}

#[test]
fn slots_said_and_not_said() {
    let mut talk = talk();
    let request = talk.request("ask fact box for a fact about kittens").request;
    let resolutions = json!({"resolutionsPerAuthority": [{
        "authority": "amzn1.er-authority.echo-sdk.amzn1.ask.skill.test.Topic",
        "status": {"code": "ER_SUCCESS_MATCH"},
        "values": [{"value": {"name": "cats", "id": "CAT"}}],
    }]});
    assert_eq!(
        request["request"]["intent"],
        json!({
            "name": "Fact",
            "confirmationStatus": "NONE",
            "slots": {
                "topic": {"name": "topic", "value": "kittens", "confirmationStatus": "NONE", "source": "USER",
                    "resolutions": resolutions,
                    "slotValue": {"type": "Simple", "value": "kittens", "resolutions": resolutions}},
                "count": {"name": "count", "confirmationStatus": "NONE"},
            },
        })
    );
    assert_eq!(request["request"].get("dialogState"), None);
    talk.keep_open();
    let slot = &talk.request("a fact about the moon").request["request"]["intent"]["slots"]["topic"];
    assert_eq!(slot["value"], "the moon");
    assert_eq!(
        slot["resolutions"]["resolutionsPerAuthority"],
        json!([{
            "authority": "amzn1.er-authority.echo-sdk.amzn1.ask.skill.test.Topic",
            "status": {"code": "ER_SUCCESS_NO_MATCH"},
        }])
    );
    talk.keep_open();
    let slot = &talk.request("a fact about pets").request["request"]["intent"]["slots"]["topic"];
    let values = &slot["resolutions"]["resolutionsPerAuthority"][0]["values"];
    assert_eq!(
        values,
        &json!([{"value": {"name": "dogs", "id": "DOG"}}, {"value": {"name": "fish", "id": "FISH"}}])
    );
    talk.keep_open();
    let slot = &talk.request("number twelve").request["request"]["intent"]["slots"]["count"];
    assert_eq!(
        slot,
        &json!({"name": "count", "value": "12", "confirmationStatus": "NONE", "source": "USER",
        "slotValue": {"type": "Simple", "value": "12"}})
    );
}

#[test]
fn the_same_seed_gives_the_same_requests_and_another_one_other_identifiers() {
    let talk = talk();
    let first = |seed: u64| {
        let mut conversation = Conversation::new(SKILL_ID, "en-US", seed);
        match hear(&talk.skill, &mut conversation, "open fact box", talk.now) {
            Ok(Turn::Requests(mut requests)) => requests.remove(0).request,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(first(1), first(1));
    for pointer in [
        "/session/sessionId",
        "/request/requestId",
        "/session/user/userId",
        "/context/System/device/deviceId",
    ] {
        assert_ne!(first(1).pointer(pointer), first(2).pointer(pointer), "{pointer}");
    }
}

#[test]
fn ids_are_unique_within_a_conversation_and_the_user_stays() {
    let mut talk = talk();
    let mut ids = std::collections::BTreeSet::new();
    for _ in 0..50 {
        let request = talk.request("ask fact box for a fact").request;
        assert!(ids.insert(request["request"]["requestId"].to_string()));
        assert!(ids.insert(request["session"]["sessionId"].to_string()));
        assert_eq!(request["session"]["user"]["userId"], talk.conversation.user_id());
        talk.answer(&json!({"version": "1.0", "response": {"shouldEndSession": true}})).unwrap();
    }
}
