//! Faults, the clock, the log and the reset.

use crate::visitor::Visitor;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const TARGET: &str = "/forecast?language=en&city=Berlin";

#[tokio::test]
async fn faults_come_as_often_as_asked_and_the_log_tells_what_was_asked() {
    let visitor = Visitor::arrive().await;
    let token = visitor.own(&[]).await;
    let faults = json!([
        { "path_prefix": "/forecast", "kind": "status", "status": 429, "headers": { "Retry-After": "1" }, "times": 2 },
        { "method": "GET", "path_prefix": "/forecast", "kind": "slow", "milliseconds": 200 },
        { "path_prefix": "/cities", "kind": "status", "status": 200, "body": "<h1>Sorry</h1>" },
    ]);
    assert_eq!(visitor.post("/faults", &faults).await.0, 204);
    for _ in 0..2 {
        let later = visitor.get(&token, TARGET).await;
        assert_eq!((later.status, later.headers["retry-after"].to_str().unwrap()), (429, "1"));
    }
    let began = Instant::now();
    assert_eq!(visitor.get(&token, TARGET).await.status, 200);
    assert!(began.elapsed() >= Duration::from_millis(200));
    let page = visitor.get(&token, "/cities?language=en").await;
    assert_eq!((page.status, page.body), (200, json!("<h1>Sorry</h1>")));
    assert_eq!(visitor.get("x", "/me").await.status, 401);
    let entry = |path: &str, query: &str, status: u16| json!({ "method": "GET", "path": path, "query": query, "status": status });
    let forecast = |status| entry("/forecast", "language=en&city=Berlin", status);
    let log = visitor.ask("", "/log").await.body;
    let last = [entry("/cities", "language=en", 200), entry("/me", "", 401)];
    assert_eq!(log, json!([forecast(429), forecast(429), forecast(200), last[0], last[1]]));
    assert_eq!(visitor.post("/reset", &Value::Null).await.0, 204);
    assert_eq!(visitor.ask("", "/log").await.body, json!([]));
}

#[tokio::test]
async fn an_answer_is_lost() {
    let visitor = Visitor::arrive().await;
    visitor.post("/faults", &json!([{ "kind": "lost_reply" }])).await;
    let lost = visitor.client.get(format!("{}{TARGET}", visitor.base)).send().await;
    assert!(lost.unwrap_err().is_request());
}

#[tokio::test]
async fn an_answer_is_torn_and_what_is_left_is_told() {
    let visitor = Visitor::arrive().await;
    let token = visitor.own(&[]).await;
    let later = json!({ "method": "POST", "kind": "lost_reply" });
    visitor.post("/faults", &json!([later, { "kind": "torn_reply" }, later])).await;
    assert_eq!(visitor.ask("", "/faults").await.body, json!([0, 1, 2]));
    let torn =
        visitor.client.get(format!("{}{TARGET}", visitor.base)).bearer_auth(&token).send().await.unwrap();
    assert_eq!(torn.status(), 200);
    assert!(torn.bytes().await.is_err(), "half of it came");
    assert_eq!(visitor.ask("", "/faults").await.body, json!([0, 2]));
    assert_eq!(visitor.get(&token, TARGET).await.status, 200);
    visitor.post("/reset", &Value::Null).await;
    assert_eq!(visitor.ask("", "/faults").await.body, json!([]));
}

#[tokio::test]
async fn it_is_later_until_it_is_reset() {
    let visitor = Visitor::arrive().await;
    let token = visitor.own(&[]).await;
    let today = async || {
        let token = visitor.own(&[]).await;
        visitor.get(&token, TARGET).await.body["forecast"]["day"].clone()
    };
    assert_eq!(today().await, "2026-03-02");
    // The provider's clock is another one.
    let day = json!({ "advance_seconds": 86_400 });
    assert_eq!(visitor.post("/clock", &day).await.0, 204);
    assert_eq!(visitor.get(&token, TARGET).await.status, 401, "a token of yesterday");
    visitor.client.post(format!("{}/clock", visitor.provider)).json(&day).send().await.unwrap();
    assert_eq!(today().await, "2026-03-03");
    assert_eq!(visitor.post("/reset", &Value::Null).await.0, 204);
    assert_eq!(visitor.get(&token, TARGET).await.body["forecast"]["day"], "2026-03-02");
}

#[tokio::test]
async fn what_is_not_understood_is_refused() {
    let visitor = Visitor::arrive().await;
    for (path, odd) in [
        ("/faults", json!({ "kind": "status" })),
        ("/faults", json!([{ "kind": "explode" }])),
        ("/faults", json!([{ "kind": "status", "colour": "red" }])),
        ("/faults", json!([{ "kind": "status", "status": 7 }])),
        ("/faults", json!([{ "kind": "status", "headers": { "a": "b\r\nc: d" } }])),
        ("/clock", json!({ "advance_seconds": -1 })),
        ("/clock", json!({ "advance": 1 })),
    ] {
        let (status, text) = visitor.post(path, &odd).await;
        assert!(status == 400 && text.contains("message"), "{odd}: {text}");
    }
}
