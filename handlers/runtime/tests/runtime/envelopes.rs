//! Alexa's envelopes: read without loss, answered whatever they are.

use crate::{conversation, user::User};
use jsonschema::Validator;
use sayso_runtime::alexa::{RequestEnvelope, ResponseEnvelope};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A folder beside the project, where it is at hand.
fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(folder);
    if !path.exists() {
        println!("skipped: `{}` is absent", path.display());
    }
    path.exists().then_some(path)
}

fn recorded(folder: &str) -> Vec<(PathBuf, Value)> {
    let Some(folder) = shared(folder) else { return Vec::new() };
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| (path.clone(), serde_json::from_slice(&fs::read(path).unwrap()).unwrap())).collect()
}

pub fn by_hand() -> Vec<Value> {
    let user = User::alone();
    let mut events: Vec<Value> = [
        json!({"type": "LaunchRequest", "shouldLinkResultBeReturned": false}),
        json!({"type": "IntentRequest", "dialogState": "STARTED", "intent": {"name": "X", "confirmationStatus": "NONE",
            "slots": {"a": {"name": "a", "value": "b", "confirmationStatus": "NONE", "source": "USER", "slotValue": {
                "type": "List", "values": [{"type": "Simple", "value": "b"}]}}}}}),
        json!({"type": "SessionEndedRequest", "reason": "ERROR",
            "error": {"type": "INVALID_RESPONSE", "message": "canary-word"}}),
        json!({"type": "CanFulfillIntentRequest", "intent": {"name": "X", "slots": {}}}),
        json!({"type": "System.ExceptionEncountered", "cause": {"requestId": "r"}, "error": {"type": "INTERNAL"}}),
        json!({"type": "Connections.Response", "status": {"code": "200"}, "name": "Buy", "payload": {"a": [1.5]}}),
        json!({"type": "AlexaSkillEvent.SkillEnabled", "eventCreationTime": "2026-03-01T00:00:00Z"}),
        json!({"type": "AlexaSkillEvent.SkillAccountLinked", "body": {"accessToken": "canary-token"}}),
        json!({"type": "AlexaSkillEvent.SkillDisabled",
            "body": {"userInformationPersistenceStatus": "NOT_PERSISTED", "extra": true}}),
        json!({"type": "AlexaSkillEvent.SkillPermissionChanged",
            "body": {"acceptedPermissions": [{"scope": "alexa::x"}]}}),
        json!({"type": "Alexa.Presentation.APL.UserEvent", "arguments": ["x"], "token": "t"}),
        json!({"type": "Display.ElementSelected", "token": "t"}),
        json!({"type": "Something.New", "timestamp": 1_499_000_000_000_u64, "deep": {"a": {"b": [null, 1e300]}}}),
    ]
    .into_iter()
    .map(|request| user.event(&request))
    .collect();
    if let Some(event) = events.get_mut(6) {
        event.as_object_mut().unwrap().remove("session");
    }
    events
}

#[test]
fn requests_are_read_without_loss() {
    let recorded =
        recorded("alexa-corpus/requests").into_iter().map(|(path, event)| (format!("{path:?}"), event));
    let by_hand = by_hand().into_iter().map(|event| (event["request"]["type"].to_string(), event));
    for (name, event) in recorded.chain(by_hand) {
        let envelope: RequestEnvelope = serde_json::from_str(&event.to_string()).unwrap();
        assert_eq!(serde_json::to_value(&envelope).unwrap(), event, "{name}");
    }
}

#[test]
fn secrets_are_not_printed() {
    for event in by_hand() {
        let envelope: RequestEnvelope = serde_json::from_value(event).unwrap();
        let printed = format!("{envelope:?}");
        assert!(!printed.contains("canary"), "{printed}");
    }
}

#[tokio::test]
async fn every_request_has_a_valid_answer() {
    let user = User::alone();
    for event in by_hand() {
        let response = user.harness.invoke(&event).await.unwrap();
        let kind = event["request"]["type"].as_str().unwrap();
        match kind {
            "LaunchRequest" | "IntentRequest" => {
                assert!(response["response"]["outputSpeech"].is_object(), "{kind}");
            }
            "CanFulfillIntentRequest" => {
                assert_eq!(response["response"], json!({"canFulfillIntent": {"canFulfill": "NO"}}));
            }
            _ => assert_eq!(response, json!({"version": "1.0", "response": {}}), "{kind}"),
        }
    }
    let reported = user.logged("alexa_reported");
    assert_eq!(reported[0]["error_type"], "INVALID_RESPONSE");
    assert_eq!(reported.len(), 2);
    assert!(!user.harness.logged().concat().contains("canary"));
}

#[tokio::test]
async fn recorded_requests_are_answered_by_their_own_skill() {
    for (path, mut event) in recorded("alexa-corpus/requests") {
        let ours = json!({"applicationId": sayso_runtime::testing::SKILL_ID});
        for pointer in ["/session/application", "/context/System/application"] {
            if let Some(application) = event.pointer_mut(pointer) {
                *application = ours.clone();
            }
        }
        let response = User::alone().harness.invoke(&event).await;
        assert!(response.is_ok(), "{path:?}: {response:?}");
    }
}

fn schema() -> Option<Validator> {
    let path = shared("alexa-schemas/ts-AlexaResponse.schema.json")?;
    let schema: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    Some(jsonschema::validator_for(&schema).unwrap())
}

#[tokio::test]
async fn responses_are_as_alexa_wants_them() {
    let Some(schema) = schema() else { return };
    let service = conversation::shed().await;
    let mut user = User::of(&service.url);
    let mut responses = vec![user.launch().await.response];
    responses.push(user.says("MoveTool").await.response);
    responses.push(user.says_with("MoveTool", &[conversation::HAMMER]).await.response);
    responses.push(user.says_with("SaysoPickIntent", &[("ordinal", "1", "")]).await.response);
    responses.push(user.says("AMAZON.YesIntent").await.response);
    responses.push(user.says("AMAZON.StopIntent").await.response);
    responses.push(serde_json::to_value(ResponseEnvelope::empty()).unwrap());
    for request in ["CanFulfillIntentRequest", "SessionEndedRequest"] {
        responses.push(user.harness.invoke(&user.event(&json!({"type": request}))).await.unwrap());
    }
    for response in responses {
        let errors: Vec<String> = schema.iter_errors(&response).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?} in {response}");
    }
}
