//! Conversations through the control API.

use crate::project::{Project, Running};
use serde_json::{Value, json};

async fn say(running: &Running, body: &Value) -> (u16, Value) {
    running.control("/api/skills/one/turns", body).await
}

#[tokio::test]
async fn a_conversation_goes_through_the_skills_own_function() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    let (status, first) =
        say(&running, &json!({ "utterance": "open echo box", "now": "2026-03-01T12:00:00Z" })).await;
    assert_eq!(status, 200, "{first}");
    assert_eq!((&first["speech"], &first["ended"]), (&json!("Welcome."), &json!(false)));
    assert_eq!(first["request"]["request"]["type"], "LaunchRequest");
    assert_eq!(first["request"]["request"]["timestamp"], "2026-03-01T12:00:00Z");
    assert_eq!(first["request"]["session"]["application"]["applicationId"], "amzn1.ask.skill.local-one");
    assert_eq!(first["response"]["response"]["shouldEndSession"], false);

    let (status, second) =
        say(&running, &json!({ "conversation": first["conversation"], "utterance": "well done" })).await;
    assert_eq!(status, 200, "{second}");
    assert_eq!(second["heard"], json!({ "intent": "PraiseIntent", "slots": {} }));
    assert_eq!((&second["speech"], &second["ended"]), (&json!("PraiseIntent it is."), &json!(true)));
    assert_eq!(second["request"]["session"]["sessionId"], first["request"]["session"]["sessionId"]);
}

#[tokio::test]
async fn what_goes_wrong_is_an_error_with_help() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    let open = json!({ "conversation": "c", "utterance": "open echo box" });
    assert_eq!(say(&running, &open).await.0, 200);
    for (body, status) in [
        (json!({ "utterance": "open echo box", "locale": "fr-FR" }), 400),
        (json!({ "conversation": "c", "utterance": "well done", "locale": "de-DE" }), 409),
        (json!({ "conversation": "c", "utterance": "purple monkey dishwasher" }), 400),
        (json!({ "conversation": "c", "utterance": "well done", "now": "today" }), 400),
        (json!({ "conversation": "c", "utterance": "well done", "zone": "Mars/Olympus" }), 400),
        (json!({ "conversation": "c" }), 400),
        (json!({ "conversation": "c", "utterance": "sing a song" }), 502),
        (json!({ "conversation": "d", "utterance": "ask echo box to fall over" }), 502),
    ] {
        let (answered, answer) = say(&running, &body).await;
        assert_eq!(answered, status, "{body}: {answer}");
        assert!(!answer["error"]["message"].as_str().unwrap().is_empty(), "{body}");
        assert!(!answer["error"]["help"].as_str().unwrap().is_empty(), "{body}");
    }
    let path = "/alexa/v2/devices/x/settings/System.timeZone";
    let stranger = running.request("GET", "localhost", path).bearer_auth("t").send().await.unwrap();
    assert_eq!(
        stranger.status(),
        401,
        "a device tells its zone to the token of a request that is being answered"
    );
    let (status, _) = running.control("/api/skills/none/turns", &json!({ "utterance": "x" })).await;
    assert_eq!(status, 404);
    assert_eq!(say(&running, &open).await.0, 200, "it goes on after a failure");
}
