//! Whoever has the lease dies, before or after the provider was asked: nobody is stranded, what was sent is sent once,
//! and what the provider then says is passed on.

use crate::{
    cloud::{Cloud, Folder},
    gate::Side,
    proxy::{Alexa, Outside, SKILL, TOKEN, befall, reach},
};
use serde_json::json;
use std::sync::Arc;

/// Alexa waits 4.5 s; of that the function has 3.5 s, and a busy machine some.
const BUDGET: u64 = 4300;

/// An account that is linked at a provider with a leeway, in seconds.
async fn linked(leeway: u64) -> (Arc<Folder>, Outside, Cloud, Alexa) {
    let folder = Folder::new(&[SKILL]);
    let outside = Outside::start(&folder);
    outside.tell("/habits", json!({"leeway": leeway})).await;
    let cloud = outside.cloud(&folder).await;
    let alexa = Alexa::link(&cloud, &outside).await;
    (folder, outside, cloud, alexa)
}

#[tokio::test]
async fn who_dies_before_the_provider_is_asked_strands_nobody() {
    for leeway in [600, 0] {
        let (_folder, outside, cloud, mut alexa) = linked(leeway).await;
        befall(
            &cloud,
            json!({"service": "dynamodb", "action": "PutItem", "kind": "crash_after", "times": 1}),
        )
        .await;
        assert!(alexa.ask(&cloud).await.status >= 500, "it is dead");
        assert_eq!(outside.refreshed().await, 0);
        // As long as the lease is held nobody asks, and everybody is told so in time.
        let answer = alexa.ask(&cloud).await;
        assert_eq!((answer.status, answer.json()), (503, json!({"error": "temporarily_unavailable"})));
        let answered = cloud.logged("token_answered", 2);
        assert_eq!(answered[1]["error"], "temporarily_unavailable", "{answered:?}");
        assert!(answered[1]["ms"].as_u64().unwrap() < BUDGET, "{answered:?}");
        assert_eq!(outside.refreshed().await, 0);
        cloud.aws().pass(SKILL, 6).await;
        let answer = alexa.ask(&cloud).await;
        alexa.take(&answer);
        assert!(outside.takes(&alexa.access).await);
        assert_eq!(outside.refreshed().await, 1, "it is asked once");
    }
}

#[tokio::test]
async fn who_dies_after_the_provider_was_asked_leaves_the_next_to_its_word() {
    for leeway in [600, 0] {
        for side in [Side::Before, Side::After] {
            let (folder, outside, cloud, mut alexa) = linked(leeway).await;
            let reached = outside.gate.shut(&format!("POST {TOKEN}"), "", side);
            alexa.begin(&cloud);
            reach(reached).await;
            cloud.kill();
            let cloud = Cloud::on(&folder);
            let before = outside.refreshed().await;
            assert_eq!(before, u64::from(side == Side::After));
            cloud.aws().pass(SKILL, 6).await;
            let answer = alexa.ask(&cloud).await;
            assert_eq!(
                outside.refreshed().await,
                before + 1,
                "one request of Alexa's is one to the provider"
            );
            if leeway == 0 && side == Side::After {
                assert_eq!((answer.status, &answer.json()["error"]), (400, &json!("invalid_grant")));
            } else {
                alexa.take(&answer);
                assert!(outside.takes(&alexa.access).await);
            }
        }
    }
}

#[tokio::test]
async fn who_dies_with_the_answer_leaves_it_to_the_next() {
    for (leeway, kind) in [(600, "crash_before"), (600, "crash_after"), (0, "crash_after")] {
        let (_folder, outside, cloud, mut alexa) = linked(leeway).await;
        let fault = json!({"service": "dynamodb", "action": "PutItem", "after": 1, "kind": kind, "times": 1});
        befall(&cloud, fault).await;
        assert!(alexa.ask(&cloud).await.status >= 500, "it is dead");
        assert_eq!(outside.refreshed().await, 1);
        alexa.refresh(&cloud).await;
        assert!(outside.takes(&alexa.access).await);
        // What was kept is told again; else the provider is asked once more.
        assert_eq!(outside.refreshed().await, if kind == "crash_after" { 1 } else { 2 });
        alexa.refresh(&cloud).await;
        assert!(outside.takes(&alexa.access).await, "it is linked as before");
    }
}
