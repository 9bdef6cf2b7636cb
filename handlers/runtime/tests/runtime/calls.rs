//! Calls: attempts, waits, and writes whose answer was lost.

use crate::{
    conversation::{HAMMER, shelves},
    service::{Conduct, Service},
    user::User,
};
use serde_json::json;

fn tools() -> Conduct {
    Conduct::json(&json!({"items": [{"id": "a", "name": "a"}]}))
}

async fn after_first(first: Conduct) -> (String, usize) {
    let service = Service::start(move |_, before| if before == 0 { first.clone() } else { tools() }).await;
    let speech = User::of(&service.url).says("ListTools").await.speech;
    (speech, service.received().len())
}

fn throttle(retry_after: &str) -> Conduct {
    Conduct::Answer(429, vec![("retry-after", retry_after.to_owned())], String::new())
}

#[tokio::test]
async fn a_read_is_repeated_when_the_connection_was_lost() {
    assert_eq!(after_first(Conduct::HangUp).await, ("Only a.".to_owned(), 2));
}

#[tokio::test]
async fn a_read_is_not_repeated_once_an_answer_began() {
    assert_eq!(after_first(Conduct::Tear).await, ("The shed is closed.".to_owned(), 1));
    assert_eq!(after_first(Conduct::status(500)).await, ("The shed is closed.".to_owned(), 1));
}

#[tokio::test]
async fn a_throttled_read_waits_as_asked_but_not_longer_than_declared() {
    assert_eq!(after_first(throttle("0")).await, ("Only a.".to_owned(), 2));
    assert_eq!(after_first(throttle("2")).await, ("The shed is busy.".to_owned(), 1));
    assert_eq!(after_first(throttle("nonsense")).await, ("The shed is busy.".to_owned(), 1));
}

#[tokio::test]
async fn a_read_that_stays_throttled_waits_once() {
    let service = Service::always(throttle("0")).await;
    assert_eq!(User::of(&service.url).says("ListTools").await.speech, "The shed is busy.");
    assert_eq!(service.received().len(), 2);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let other = Service::always(tools()).await;
    let location = vec![("location", format!("{}/tools", other.url))];
    let service = Service::always(Conduct::Answer(302, location, String::new())).await;
    assert_eq!(User::of(&service.url).says("ListTools").await.speech, "The shed is closed.");
    assert_eq!(other.received().len(), 0);
}

#[tokio::test]
async fn a_call_says_what_it_sends_and_takes() {
    let service = crate::conversation::shed().await;
    let mut user = User::of(&service.url);
    user.says_with("MoveTool", &[HAMMER, ("shelf", "shelf b", "")]).await;
    user.says("AMAZON.YesIntent").await;
    let received = service.received();
    assert!(received[0].headers.contains("accept: application/json"), "{}", received[0].headers);
    assert!(received[1].headers.contains("content-type: application/json"), "{}", received[1].headers);
    assert!(!received.iter().any(|request| request.headers.contains("canary")));
}

#[tokio::test]
async fn calls_for_each_element_run_at_once_and_keep_their_order() {
    let service = Service::start(|request, _| match request.line.as_str() {
        "GET /tools/hammer/shelves" => Conduct::json(&json!({"items": [{"id": "h", "name": "H"}]})),
        _ => Conduct::json(&json!({"items": [{"id": "s", "name": "S"}]})),
    })
    .await;
    assert_eq!(User::of(&service.url).says("Each").await.speech, "No such shelf, only H and S.");
}

/// Confirms a move; `conduct` is of the write, `place` is where the tool is found afterwards.
async fn moved(conduct: Conduct, place: &'static str) -> (String, Vec<String>) {
    let service = Service::start(move |request, _| match request.line.as_str() {
        "GET /tools/hammer/shelves" => Conduct::json(&shelves()),
        "GET /tools/hammer/place" => Conduct::json(&json!({"id": place, "name": ""})),
        _ => conduct.clone(),
    })
    .await;
    let mut user = User::of(&service.url);
    user.says_with("MoveTool", &[HAMMER, ("shelf", "shelf b", "")]).await;
    let speech = user.says("AMAZON.YesIntent").await.speech;
    (speech, service.lines().split_off(1))
}

#[tokio::test]
async fn a_write_whose_answer_was_lost_is_verified_and_never_repeated() {
    let write = "POST /tools/hammer/moves";
    let verify = "GET /tools/hammer/place";
    for lost in [Conduct::Hang, Conduct::HangUp, Conduct::Babble, Conduct::status(502)] {
        let what = format!("{lost:?}");
        let (speech, lines) = moved(lost.clone(), "b").await;
        assert_eq!(speech, "Moved the hammer to Shelf B. Anything else?", "{what}");
        assert_eq!(lines, [write, verify], "{what}");
        // What was too slow may still be done.
        let unmade = match lost {
            Conduct::Hang => "Nobody knows whether that was done. Anything else?",
            _ => "The shed is closed. Anything else?",
        };
        let (speech, lines) = moved(lost, "a").await;
        assert_eq!(speech, unmade, "{what}");
        assert_eq!(lines, [write, verify], "{what}");
    }
    assert_eq!(
        moved(Conduct::status(504), "a").await.0,
        "Nobody knows whether that was done. Anything else?"
    );
}

#[tokio::test]
async fn a_write_whose_answer_and_verification_were_lost_is_said_to_be_unknown() {
    for lost in [Conduct::HangUp, Conduct::status(503)] {
        let what = format!("{lost:?}");
        let service = Service::start(move |request, _| match request.line.as_str() {
            "GET /tools/hammer/shelves" => Conduct::json(&crate::conversation::shelves()),
            _ => lost.clone(),
        })
        .await;
        let mut user = User::of(&service.url);
        user.says_with("MoveTool", &[HAMMER, ("shelf", "shelf b", "")]).await;
        let speech = user.says("AMAZON.YesIntent").await.speech;
        assert_eq!(speech, "Nobody knows whether that was done. Anything else?", "{what}");
        assert_eq!(service.lines().iter().filter(|line| line.starts_with("POST")).count(), 1, "{what}");
    }
}

#[tokio::test]
async fn a_write_that_was_refused_is_not_verified() {
    for conduct in [Conduct::status(409), throttle("0")] {
        let (_, lines) = moved(conduct, "b").await;
        assert_eq!(lines, ["POST /tools/hammer/moves"]);
    }
}

#[tokio::test]
async fn the_body_of_a_write_does_not_matter() {
    let (speech, lines) = moved(Conduct::Tear, "a").await;
    assert_eq!(speech, "Moved the hammer to Shelf B. Anything else?");
    assert_eq!(lines.len(), 1);
}
