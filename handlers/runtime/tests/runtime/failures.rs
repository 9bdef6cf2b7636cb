//! What the user hears when something fails, and what the log keeps.

use crate::{
    conversation::HAMMER,
    service::{Conduct, Service},
    shed::Shed,
    user::User,
};
use serde_json::json;

async fn heard(conduct: Conduct) -> (String, Vec<serde_json::Value>) {
    let service = Service::always(conduct).await;
    let mut user = User::of(&service.url);
    let speech = user.says("ListTools").await.speech;
    (speech, user.logged("call_failed"))
}

#[tokio::test]
async fn each_failure_has_its_sentence() {
    let gone = Conduct::Answer(404, vec![("x-reason", "long gone".to_owned())], String::new());
    let cases = [
        (gone, "That is gone.", "status", json!(404)),
        (Conduct::status(404), "The shed is closed.", "status", json!(404)),
        (Conduct::status(302), "The shed is closed.", "status", json!(302)),
        (Conduct::Hang, "The shed is closed.", "timeout", json!(null)),
        (Conduct::HangUp, "The shed is closed.", "unreachable", json!(null)),
        (Conduct::Tear, "The shed is closed.", "malformed", json!(null)),
        (Conduct::Flood, "The shed is closed.", "malformed", json!(null)),
        (Conduct::json(&json!({"items": "secret"})), "The shed is closed.", "malformed", json!(null)),
    ];
    for (conduct, sentence, class, status) in cases {
        let what = format!("{conduct:?}");
        let (speech, logged) = heard(conduct).await;
        assert_eq!(speech, sentence, "{what}");
        let last = logged.last().unwrap();
        assert_eq!((&last["class"], &last["status"]), (&json!(class), &status), "{what}");
        assert!(!last.to_string().contains("secret"), "{last}");
    }
}

#[tokio::test]
async fn what_is_no_http_is_no_answer() {
    let (speech, logged) = heard(Conduct::Babble).await;
    assert_eq!(speech, "The shed is closed.");
    assert_eq!(logged.len(), 1);
}

#[tokio::test]
async fn nobody_there_is_unreachable() {
    let mut user = User::alone();
    assert_eq!(user.says("ListTools").await.speech, "The shed is closed.");
    assert_eq!(user.logged("call_failed")[0]["class"], "unreachable");
}

#[tokio::test]
async fn a_lost_link_ends_with_a_card() {
    let service = Service::always(Conduct::status(401)).await;
    let mut user = User::of(&service.url);
    user.launch().await;
    let heard = user.says("ListTools").await;
    assert_eq!((heard.speech.as_str(), heard.ended), ("Please link your account.", true));
    assert_eq!(heard.response["response"]["card"], json!({"type": "LinkAccount"}));
}

/// A success with one header more.
fn fine(reason: &str) -> Conduct {
    let body = json!({"items": [{"id": "a", "name": "a"}]});
    Conduct::Answer(200, vec![("x-reason", reason.to_owned())], body.to_string())
}

#[tokio::test]
async fn a_header_can_say_that_a_success_is_none() {
    let (speech, logged) = heard(fine("AUTHENTICATED_DENIED_X")).await;
    assert_eq!(speech, "That is not for you.");
    assert_eq!((&logged[0]["class"], &logged[0]["status"]), (&json!("status"), &json!(200)));
    let (speech, logged) = heard(fine("ok")).await;
    assert_eq!((speech.as_str(), logged.len()), ("Only a.", 0), "only what the rule says");
    let service = Service::always(fine("Gone")).await;
    let heard = User::of(&service.url).says("ListTools").await;
    assert_eq!((heard.speech.as_str(), heard.ended), ("Please link your account.", true));
    assert_eq!(heard.response["response"]["card"], json!({"type": "LinkAccount"}));
}

#[tokio::test]
async fn a_write_that_a_header_refuses_was_not_made() {
    let service = Service::start(|request, _| match request.line.as_str() {
        "GET /tools/hammer/shelves" => Conduct::json(&crate::conversation::shelves()),
        _ => fine("denied"),
    })
    .await;
    let mut user = User::of(&service.url);
    user.says_with("MoveTool", &[HAMMER, ("shelf", "shelf b", "")]).await;
    assert_eq!(user.says("AMAZON.YesIntent").await.speech, "That is not for you. Anything else?");
    assert_eq!(
        service.lines(),
        ["GET /tools/hammer/shelves", "POST /tools/hammer/moves"],
        "nothing to verify"
    );
}

#[tokio::test]
async fn a_panic_becomes_an_apology_and_changes_nothing() {
    let mut user = User::alone();
    user.launch().await;
    let heard = user.says("Panic").await;
    assert_eq!(heard.speech, "Sorry, that went wrong. Anything else?");
    assert_eq!(user.attributes()["sayso"].get("memory"), Some(&json!({"last_tool": null})));
    assert_eq!(user.logged("failed").len(), 1);
    assert!(!user.harness.logged().concat().contains("secret"));
    assert!(user.says("Today").await.speech.starts_with("It is"));
}

#[tokio::test]
async fn a_request_ends_within_its_budget() {
    let mut user = User::<Shed<400>>::of_skill("http://127.0.0.1:9");
    assert_eq!(user.says("Hang").await.speech, "That takes too long.");
    assert_eq!(user.logged("failed").len(), 1);
}

#[tokio::test]
async fn a_write_does_not_start_without_the_time_to_verify_it() {
    let service = crate::conversation::shed().await;
    // One call of 400 ms fits, a write with its verification (800 ms) does not.
    let mut user = User::<Shed<900>>::of_skill(&service.url);
    user.says_with("MoveTool", &[HAMMER, ("shelf", "shelf b", "")]).await;
    assert_eq!(user.says("AMAZON.YesIntent").await.speech, "That takes too long. Anything else?");
    assert_eq!(service.lines(), ["GET /tools/hammer/shelves"]);
}

#[tokio::test]
async fn the_log_keeps_no_token_and_nothing_that_was_said() {
    let service = Service::always(Conduct::status(500)).await;
    let mut user = User::of(&service.url);
    user.launch().await;
    user.says_with("Echo", &[("text", "canary-word", "")]).await;
    user.says("ListTools").await;
    let log = user.harness.logged().join("\n");
    assert!(!log.contains("canary"), "{log}");
    let invoked = user.logged("invoked");
    assert_eq!(invoked.len(), 3);
    assert_eq!(
        (&invoked[1]["request_type"], &invoked[1]["intent"]),
        (&json!("IntentRequest"), &json!("Echo"))
    );
}
