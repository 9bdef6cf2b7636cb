//! What clients of real providers have to live with.

use crate::visitor::{Pair, REDIRECT, Visitor, json_of};
use demo_idp::Habits;
use reqwest::StatusCode;
use serde_json::{Value, json};

async fn set(visitor: &Visitor, habits: Value) {
    assert_eq!(visitor.post("/habits", &habits).await.status(), StatusCode::NO_CONTENT, "{habits}");
}

/// A reply for a code, and one for the refresh token of it.
async fn replies(visitor: &Visitor, path: &str) -> (Value, Value) {
    let (status, first) = visitor.redeem_openid(path, &visitor.code_openid(&[]).await).await;
    assert_eq!(status, StatusCode::OK, "{first}");
    let (status, second) = visitor.refresh_openid(path, &Pair::of(&first).refresh).await;
    assert_eq!(status, StatusCode::OK, "{second}");
    (first, second)
}

#[tokio::test]
async fn the_first_edition_forgets_how_long_refreshed_tokens_live() {
    let visitor = Visitor::connect(Habits::default()).await;
    let (redeemed, refreshed) = replies(&visitor, "/v1/token").await;
    assert_eq!((&redeemed["expires_in"], refreshed.get("expires_in")), (&json!(3600), None));
    let (redeemed, refreshed) = replies(&visitor, "/token").await;
    assert_eq!((&redeemed["expires_in"], &refreshed["expires_in"]), (&json!(3600), &json!(3600)));
}

#[tokio::test]
async fn how_long_tokens_live_is_said_in_every_odd_way() {
    let visitor = Visitor::connect(Habits::default().expires_in("refresh_token=zero").unwrap()).await;
    for path in ["/token", "/v1/token"] {
        for (how, expected) in [
            ("sound", Some(json!(3600))),
            ("omitted", None),
            ("null", Some(Value::Null)),
            ("string", Some(json!("3600"))),
            ("zero", Some(json!(0))),
            ("negative", Some(json!(-5))),
            ("float", Some(json!(3599.5))),
            ("huge", Some(json!(1e30))),
        ] {
            set(&visitor, json!({ "expires_in": { "authorization_code": how, "refresh_token": how } })).await;
            let (redeemed, refreshed) = replies(&visitor, path).await;
            for reply in [&redeemed, &refreshed] {
                assert_eq!(reply.get("expires_in").cloned(), expected, "{how} {reply}");
                assert_eq!(reply["token_type"], "Bearer");
            }
        }
    }
    visitor.post("/reset", &Value::Null).await;
    let (redeemed, refreshed) = replies(&visitor, "/token").await;
    assert_eq!((&redeemed["expires_in"], &refreshed["expires_in"]), (&json!(3600), &json!(0)));
}

#[tokio::test]
async fn a_refresh_token_is_replaced_or_is_not_and_the_old_one_has_its_leeway() {
    let visitor = Visitor::connect(Habits::default()).await;
    let redeem = async || Pair::of(&visitor.redeem_openid("/token", &visitor.code_openid(&[]).await).await.1);
    let first = redeem().await;
    let second = Pair::of(&visitor.refresh_openid("/token", &first.refresh).await.1);
    assert_ne!(first.refresh, second.refresh);
    assert_eq!(
        visitor.refresh_openid("/token", &first.refresh).await.0,
        StatusCode::OK,
        "its reply was lost"
    );
    visitor.pass(601).await;
    let (status, refusal) = visitor.refresh_openid("/token", &first.refresh).await;
    assert_eq!((status, &refusal["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_grant")));
    assert_eq!(visitor.refresh_openid("/token", &second.refresh).await.0, StatusCode::BAD_REQUEST, "theft");

    set(&visitor, json!({ "leeway": 0 })).await;
    let first = redeem().await;
    assert_eq!(visitor.refresh_openid("/token", &first.refresh).await.0, StatusCode::OK);
    assert_eq!(visitor.refresh_openid("/token", &first.refresh).await.0, StatusCode::BAD_REQUEST);

    set(&visitor, json!({ "rotates": false })).await;
    let first = redeem().await;
    for _ in 0..3 {
        let (status, reply) = visitor.refresh_openid("/token", &first.refresh).await;
        assert_eq!((status, reply.get("refresh_token")), (StatusCode::OK, None));
    }
    visitor.pass(90 * 24 * 60 * 60).await;
    assert_eq!(visitor.refresh_openid("/token", &first.refresh).await.0, StatusCode::BAD_REQUEST, "too old");
}

#[tokio::test]
async fn tokens_live_as_long_as_they_are_told_to() {
    let visitor = Visitor::connect(Habits::default()).await;
    set(&visitor, json!({ "lifetime": 300 })).await;
    let (_, reply) = visitor.redeem_openid("/token", &visitor.code_openid(&[]).await).await;
    assert_eq!(reply["expires_in"], 300);
    let access = reply["access_token"].as_str().unwrap();
    let active = async || visitor.connect_post("/introspect", &[("token", access)]).await.1["active"].clone();
    visitor.pass(290).await;
    assert_eq!(active().await, true);
    visitor.pass(10).await;
    assert_eq!(active().await, false);
}

#[tokio::test]
async fn habits_that_are_none_are_refused_and_faults_befall_these_endpoints_too() {
    let visitor = Visitor::connect(Habits::default()).await;
    for odd in [
        json!({ "expires_in": { "password": "omitted" } }),
        json!({ "expires_in": { "refresh_token": "sometimes" } }),
        json!({ "manners": "bad" }),
        json!({ "lifetime": -1 }),
    ] {
        let (status, problem) = json_of(visitor.post("/habits", &odd).await).await;
        assert!(status == StatusCode::BAD_REQUEST && problem["message"].is_string(), "{odd}");
    }
    let faults = json!([{ "path_prefix": "/connect/token", "kind": "status", "status": 429 }]);
    visitor.post("/faults", &faults).await;
    let fields = [("grant_type", "authorization_code"), ("redirect_uri", REDIRECT)];
    assert_eq!(visitor.post_form("/connect/token", &fields).await.status(), StatusCode::TOO_MANY_REQUESTS);
}
