//! Faults, the clock, the log and the reset.

use crate::visitor::{Pair, Visitor, json_of};
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

async fn set(visitor: &Visitor, faults: Value) {
    assert_eq!(visitor.post("/faults", &faults).await.status(), StatusCode::NO_CONTENT);
}

async fn log(visitor: &Visitor) -> Value {
    json_of(visitor.client.get(format!("{}/log", visitor.base)).send().await.unwrap()).await.1
}

#[tokio::test]
async fn an_answer_is_lost_after_the_tokens_rotated() {
    let visitor = Visitor::arrive().await;
    let first = visitor.tokens().await;
    set(&visitor, json!([{ "method": "POST", "path_prefix": "/oauth/token", "kind": "lost_reply" }])).await;
    let body = json!({
         "grant_type": "refresh_token", "refresh_token": first.refresh,
         "client_id": crate::visitor::CLIENT, "client_secret": crate::visitor::SECRET,
    });
    let lost = visitor.client.post(format!("{}/oauth/token", visitor.base)).json(&body).send().await;
    assert!(lost.unwrap_err().is_request());
    assert!(!visitor.works(&first.access).await, "they did rotate");
    let second = Pair::of(&visitor.refresh(&first.refresh).await.1);
    assert!(visitor.works(&second.access).await);
    assert_eq!(
        log(&visitor).await,
        json!({ "token": { "authorization_code": 1, "refresh_token": 2, "other": 0 }, "faults_met": 1 })
    );
}

#[tokio::test]
async fn other_answers_come_in_the_place_of_tokens() {
    let visitor = Visitor::arrive().await;
    let tokens = visitor.tokens().await;
    set(
        &visitor,
        json!([
            { "path_prefix": "/oauth/token", "kind": "status" },
            { "path_prefix": "/oauth/token", "kind": "status", "status": 429, "headers": { "Retry-After": "2" },
              "body": { "a": 1 } },
            { "path_prefix": "/oauth/token", "kind": "status", "status": 200, "body": "<h1>Sorry</h1>", "times": 2 },
            { "method": "DELETE", "kind": "status" },
        ]),
    )
    .await;
    let post = async || visitor.post("/oauth/token", &json!({})).await;
    let broken = post().await;
    assert_eq!((broken.status().as_u16(), broken.text().await.unwrap()), (500, String::new()));
    let busy = post().await;
    assert_eq!((busy.status().as_u16(), busy.headers()["retry-after"].to_str().unwrap()), (429, "2"));
    assert_eq!(busy.json::<Value>().await.unwrap(), json!({ "a": 1 }));
    post().await;
    let html = post().await;
    assert_eq!(
        (html.status().as_u16(), html.headers()["content-type"].to_str().unwrap()),
        (200, "text/html; charset=utf-8")
    );
    assert_eq!(visitor.refresh(&tokens.refresh).await.0, StatusCode::OK, "none of them was served");
    assert_eq!(
        log(&visitor).await,
        json!({ "token": { "authorization_code": 1, "refresh_token": 1, "other": 0 }, "faults_met": 4 })
    );
    assert!(visitor.works(&Pair::of(&visitor.refresh(&tokens.refresh).await.1).access).await);
}

#[tokio::test]
async fn an_answer_takes_its_time() {
    let visitor = Visitor::arrive().await;
    set(&visitor, json!([{ "path_prefix": "/check", "kind": "slow", "milliseconds": 300 }])).await;
    let began = Instant::now();
    assert!(!visitor.works("nobody").await);
    assert!(began.elapsed() >= Duration::from_millis(300));
}

#[tokio::test]
async fn faults_that_are_none_are_refused() {
    let visitor = Visitor::arrive().await;
    for odd in [
        json!({ "kind": "status" }),
        json!([{ "kind": "explode" }]),
        json!([{ "kind": "status", "colour": "red" }]),
        json!([{ "kind": "status", "status": 7 }]),
        json!([{ "kind": "status", "headers": { "a b": "c" } }]),
        json!([{ "kind": "status", "headers": { "a": "b\r\nc: d" } }]),
    ] {
        let (status, problem) = json_of(visitor.post("/faults", &odd).await).await;
        assert!(status.is_client_error() && problem["message"].is_string(), "{odd}");
    }
    let odd = visitor.post("/clock", &json!({ "advance_seconds": -1 })).await;
    assert_eq!(odd.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_reset_forgets_everything() {
    let visitor = Visitor::arrive().await;
    let (code, tokens) = (visitor.code(&[]).await, visitor.tokens().await);
    set(&visitor, json!([{ "path_prefix": "/check", "kind": "status" }])).await;
    visitor.pass(10).await;
    assert_eq!(visitor.post("/reset", &Value::Null).await.status(), StatusCode::NO_CONTENT);
    assert!(!visitor.works(&tokens.access).await);
    assert_eq!(visitor.redeem(&code).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(visitor.refresh(&tokens.refresh).await.0, StatusCode::FORBIDDEN);
    assert_eq!(
        log(&visitor).await,
        json!({ "token": { "authorization_code": 1, "refresh_token": 1, "other": 0 }, "faults_met": 0 })
    );
}
