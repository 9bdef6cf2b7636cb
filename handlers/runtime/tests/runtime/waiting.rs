//! What a user hears who waits long.

use crate::{
    service::{Conduct, Service},
    shed::Shed,
    user::User,
};
use sayso_runtime::Clock;
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Instant};

/// Long enough for the wait to be one, and no longer.
type Slow = Shed<2_900>;

/// A user whose Alexa has her API at `url`, as the skill was told.
fn user(url: &str) -> User<Slow> {
    let environment = [("SAYSO_SERVICE_SHED", "http://127.0.0.1:9"), ("SAYSO_ALEXA_API", url)];
    let environment: BTreeMap<_, _> =
        environment.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let mut user = User::with(environment, Clock::System);
    user.alexa = Some(url.to_owned());
    user
}

async fn alexa() -> Service {
    Service::always(Conduct::Answer(204, vec![], String::new())).await
}

#[tokio::test]
async fn a_long_wait_is_told_once_with_the_token_of_the_request() {
    let alexa = alexa().await;
    let mut user = user(&alexa.url);
    assert_eq!(user.says("Hang").await.speech, "That takes too long.");
    let received = alexa.received();
    assert_eq!(alexa.lines(), ["POST /v1/directives"]);
    assert!(received[0].headers.contains("authorization: bearer canary-token"), "{}", received[0].headers);
    let body: Value = serde_json::from_str(&received[0].body).unwrap();
    let directive =
        json!({"type": "VoicePlayer.Speak", "speech": "<speak>Still looking &amp; listening.</speak>"});
    assert_eq!(body, json!({"header": {"requestId": "request"}, "directive": directive}));
    assert!(!user.harness.logged().concat().contains("canary"));
}

#[tokio::test]
async fn a_wait_is_told_in_the_locale() {
    let alexa = alexa().await;
    let mut user = user(&alexa.url);
    user.locale = "de-DE";
    user.says("Hang").await;
    assert!(alexa.received()[0].body.contains("<speak>Ich suche noch.</speak>"));
}

#[tokio::test]
async fn a_quick_answer_is_all_that_is_said() {
    let alexa = alexa().await;
    let mut user = user(&alexa.url);
    assert_eq!(user.says("ListTools").await.speech, "The shed is closed.");
    assert_eq!(alexa.received().len(), 0);
}

#[tokio::test]
async fn no_answer_waits_for_alexa() {
    let alexa = Service::always(Conduct::Hang).await;
    let mut user = user(&alexa.url);
    let begun = Instant::now();
    assert_eq!(user.says("Hang").await.speech, "That takes too long.");
    // Who waits for Alexa, too, waits 1.5 s from when the wait is long.
    assert!(begun.elapsed().as_millis() < 4_000, "{:?}", begun.elapsed());
    assert_eq!(alexa.received().len(), 1);
}

#[tokio::test]
async fn a_refusal_of_alexa_changes_nothing_and_is_logged() {
    let alexa = Service::always(Conduct::status(403)).await;
    let mut user = user(&alexa.url);
    assert_eq!(user.says("Hang").await.speech, "That takes too long.");
    assert_eq!(alexa.received().len(), 1, "it is told once");
    assert_eq!(
        user.logged("wait_untold"),
        [json!({"event": "wait_untold", "class": "status", "status": 403})]
    );
}

#[tokio::test]
async fn the_token_goes_to_no_host_that_only_the_event_names() {
    let (alexa, other) = (alexa().await, alexa().await);
    let below = format!("{}/alexa", alexa.url);
    let strangers = [other.url.as_str(), "https://api.amazonalexa.com.evil.example", &below];
    let asking = strangers.map(|stranger| {
        let mut user = user(&alexa.url);
        user.alexa = Some(stranger.to_owned());
        async move {
            assert_eq!(user.says("Hang").await.speech, "That takes too long.");
            assert_eq!(user.logged("wait_untold")[0]["class"], "unknown_endpoint", "{stranger}");
        }
    });
    futures_util::future::join_all(asking).await;
    assert_eq!(alexa.received().len() + other.received().len(), 0);
}
