//! Revocation, introspection and metadata.

use super::{Here, error, read, text};
use crate::{
    store::{Hash, Key},
    token::{
        AccessToken,
        server::{Grant, Route},
        shaky::ISSUER,
        tests::soon,
    },
};
use http::{Request, StatusCode};
use sayso_local::aws::{FaultKind, Service};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const DAY: i64 = 86400;

#[derive(Debug, Deserialize)]
struct Named {
    #[serde(default)]
    ids: BTreeSet<String>,
    expires: i64,
}

impl Here {
    /// The families that are named with the link.
    async fn named(&self) -> Named {
        self.cloud.operator().within(soon()).get(&Key::families("link")).await.unwrap().unwrap()
    }

    async fn family_id(&self, tokens: &Value) -> String {
        let access = Key::access(&Hash::of(text(tokens, "access_token")));
        self.cloud.operator().within(soon()).get::<AccessToken>(&access).await.unwrap().unwrap().family
    }

    async fn revoke(&self, token: &str) -> (StatusCode, Value) {
        read(&self.post_to(Route::Revoke, &format!("token={token}")).await)
    }
}

#[tokio::test]
async fn families_are_named_with_their_link_until_the_last_one_expires() {
    let here = Here::start().await;
    let start = here.cloud.operator().now();
    let one = here.linked().await;
    let one = here.family_id(&one).await;
    assert_eq!(here.named().await.ids, BTreeSet::from([one.clone()]));
    assert_eq!(here.named().await.expires, start + 365 * DAY);
    here.cloud.pass(DAY);
    let other = here.linked().await;
    let id = here.family_id(&other).await;
    assert_eq!(here.named().await.ids, BTreeSet::from([one.clone(), id]));
    assert_eq!(here.named().await.expires, start + 366 * DAY);
    // It was to be kept longer, when lifetimes were longer.
    let longer = crate::store::Write::update(Key::families("link")).set("expires", &(start + 500 * DAY));
    here.cloud.operator().within(soon()).write(longer).await.unwrap();
    let third = here.linked().await;
    assert_eq!(here.named().await.expires, start + 500 * DAY);
    assert_eq!(here.named().await.ids.len(), 3);
    for tokens in [&other, &third] {
        assert_eq!(here.revoke(text(tokens, "refresh_token")).await.0, 200);
    }
    assert_eq!(here.named().await.ids, BTreeSet::from([one]));
    assert_eq!(here.cloud.denied(), 0);
}

#[tokio::test]
async fn a_revoked_token_is_worth_nothing() {
    let here = Here::start().await;
    let first = here.linked().await;
    let (_, second) = here.refresh(text(&first, "refresh_token")).await;
    let done = (StatusCode::OK, json!({}));
    // An access token alone.
    assert_eq!(here.revoke(text(&second, "access_token")).await, done);
    assert_eq!(here.introspect(text(&second, "access_token")).await, json!({ "active": false }));
    assert_eq!(here.introspect(text(&first, "access_token")).await["active"], json!(true));
    // The token that was rotated, which takes all with it.
    assert_eq!(here.revoke(text(&first, "refresh_token")).await, done);
    for token in
        ["access_token", "refresh_token"].map(|name| [text(&first, name), text(&second, name)]).concat()
    {
        assert_eq!(here.introspect(token).await, json!({ "active": false }));
        assert_eq!(here.revoke(token).await, done);
    }
    let again = here.refresh(text(&second, "refresh_token")).await;
    assert_eq!(again, (StatusCode::BAD_REQUEST, error("invalid_grant")));
    assert_eq!(here.revoke("unknown").await, done);
    let unlinked = r#"{"event":"unlinked","link":"link","by":"client","whole":false}"#;
    assert_eq!(here.logged().matches(unlinked).count(), 1);
    assert_eq!(here.cloud.denied(), 0);
}

#[tokio::test]
async fn introspection_tells_the_client_what_a_token_is_worth() {
    let here = Here::start().await;
    let tokens = here.linked().await;
    let now = here.cloud.operator().now();
    let access = json!({
        "active": true, "scope": "skill", "client_id": "alexa", "token_type": "Bearer", "exp": now + 3600,
        "sub": "link", "iss": ISSUER,
    });
    assert_eq!(here.introspect(text(&tokens, "access_token")).await, access);
    let refresh = json!({
        "active": true, "scope": "skill", "client_id": "alexa", "exp": now + 90 * DAY, "sub": "link", "iss": ISSUER,
    });
    assert_eq!(here.introspect(text(&tokens, "refresh_token")).await, refresh);
    here.cloud.pass(3600);
    assert_eq!(here.introspect(text(&tokens, "access_token")).await, json!({ "active": false }));
    assert_eq!(here.introspect("unknown").await, json!({ "active": false }));
    // An account that is linked no longer.
    let operator = here.cloud.operator();
    operator.within(soon()).write(crate::store::Write::delete(Key::link("link"))).await.unwrap();
    assert_eq!(here.introspect(text(&tokens, "refresh_token")).await, json!({ "active": false }));
    assert_eq!(here.cloud.denied(), 0);
}

#[tokio::test]
async fn a_link_that_has_expired_is_none_although_its_row_is_there() {
    let here = Here::start().await;
    let (tokens, code) = (here.linked().await, here.code().await);
    let operator = here.cloud.operator();
    let expired = crate::store::Write::update(Key::link("link")).set("expires", &operator.now());
    operator.within(soon()).write(expired).await.unwrap();
    assert_eq!(here.introspect(text(&tokens, "refresh_token")).await, json!({ "active": false }));
    assert_eq!(read(&here.post(&code).await), (StatusCode::BAD_REQUEST, error("invalid_grant")));
    assert_eq!(here.refresh(text(&tokens, "refresh_token")).await.0, 400);
}

#[tokio::test]
async fn a_store_that_is_down_is_no_answer_about_a_token() {
    let here = Here::start().await;
    let tokens = here.linked().await;
    let token = text(&tokens, "refresh_token");
    let unavailable = (StatusCode::SERVICE_UNAVAILABLE, error("temporarily_unavailable"));
    for (route, action) in [
        (Route::Revoke, "GetItem"),
        (Route::Revoke, "DeleteItem"),
        (Route::Introspect, "GetItem"),
        (Route::Introspect, "TransactWriteItems"),
    ] {
        for kind in [FaultKind::Internal, FaultKind::Throttle, FaultKind::Reset] {
            here.cloud.fault(Service::DynamoDb, action, kind, None);
            let answer = here.post_to(route, &format!("token={token}")).await;
            assert_eq!(read(&answer), unavailable, "{route:?} {action} {kind:?}");
            assert_eq!(answer.headers()["retry-after"], "1");
            here.cloud.no_faults();
            assert_eq!(here.introspect(token).await["active"], json!(true));
        }
    }
    // Its family ends, though its name stays.
    here.cloud.fault(Service::DynamoDb, "UpdateItem", FaultKind::Internal, None);
    assert_eq!(here.revoke(token).await.0, 200);
    assert_eq!(here.introspect(token).await, json!({ "active": false }));
    assert_eq!(here.named().await.ids.len(), 1);
}

#[tokio::test]
async fn a_request_about_no_token_or_by_nobody_is_refused() {
    let here = Here::start().await;
    for route in [Route::Revoke, Route::Introspect] {
        for body in ["", "token=", "token_type_hint=access_token"] {
            assert_eq!(read(&here.post_to(route, body).await).1["error"], "invalid_request", "{body}");
        }
        let answer = here.send(super::post(route, "token=1")).await;
        assert_eq!(read(&answer), (StatusCode::UNAUTHORIZED, error("invalid_client")));
        let query = Request::post(format!("{}?token=1", route.path()));
        let query = query.header("content-type", "application/x-www-form-urlencoded");
        assert_eq!(here.send(query.body(String::new()).unwrap()).await.status(), 400);
    }
}

#[tokio::test]
async fn the_metadata_says_what_is_true() {
    let here = Here::start().await;
    let request = Request::get(Route::Metadata.path()).body(String::new()).unwrap();
    let (status, said) = read(&here.send(request).await);
    assert_eq!(status, 200);
    let clients = ["client_secret_basic", "client_secret_post"];
    let expected = json!({
        "issuer": ISSUER,
        "authorization_endpoint": format!("{ISSUER}/oauth/authorize"),
        "token_endpoint": format!("{ISSUER}{}", Route::Token.path()),
        "revocation_endpoint": format!("{ISSUER}{}", Route::Revoke.path()),
        "introspection_endpoint": format!("{ISSUER}{}", Route::Introspect.path()),
        "scopes_supported": ["skill"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": Grant::ALL.map(Grant::name),
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": clients,
        "revocation_endpoint_auth_methods_supported": clients,
        "introspection_endpoint_auth_methods_supported": clients,
        "authorization_response_iss_parameter_supported": true,
    });
    assert_eq!(said, expected);
}
