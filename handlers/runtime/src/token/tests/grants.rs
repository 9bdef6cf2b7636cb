//! `POST /oauth/token`.

use super::{Here, error, post, read, text};
use crate::{store::Hash, token::server::Route};
use futures_util::{StreamExt, future::join_all, stream};
use http::StatusCode;
use sayso_local::aws::{FaultKind, Service};
use serde_json::{Value, json};
use tokio::time::{Duration, Instant};

#[tokio::test]
async fn tokens_are_given_as_oauth_says_and_kept_as_hashes() {
    let here = Here::start().await;
    let code = here.code().await;
    let first = here.post(&code).await;
    let (_, tokens) = read(&first);
    let refresh = format!("grant_type=refresh_token&refresh_token={}", text(&tokens, "refresh_token"));
    let second = here.post(&refresh).await;
    for response in [first, second] {
        let (status, tokens) = read(&response);
        assert_eq!(status, 200, "{tokens}");
        assert_eq!(tokens["expires_in"], json!(3600));
        assert_eq!((&tokens["token_type"], &tokens["scope"]), (&json!("Bearer"), &json!("skill")));
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(response.headers()["pragma"], "no-cache");
        assert_eq!(response.headers()["content-type"], "application/json");
        for name in ["access_token", "refresh_token"] {
            let token = text(&tokens, name);
            assert_eq!(token.len(), 43);
            assert!(!here.cloud.table_holds(token) && !here.logged().contains(token));
            assert!(here.cloud.table_holds(&Hash::of(token).to_string()));
        }
    }
    assert_eq!(here.cloud.denied(), 0);
}

#[tokio::test]
async fn of_a_hundred_redemptions_one_succeeds_and_the_others_end_it() {
    let here = Here::start().await;
    let code = here.code().await;
    // So many at once that they race, and so few that a busy machine answers all of them in time.
    let posts = stream::iter(0..100).map(|_| here.post(&code)).buffered(20);
    let outcomes: Vec<_> = posts.collect().await;
    let given: Vec<Value> = outcomes.iter().map(read).filter(|it| it.0 == 200).map(|it| it.1).collect();
    assert_eq!(given.len(), 1);
    for (status, body) in outcomes.iter().map(read).filter(|it| it.0 != 200) {
        assert_eq!((status, body), (StatusCode::BAD_REQUEST, error("invalid_grant")));
    }
    assert_eq!(here.family(&given[0]).await, None);
    assert!(here.logged().contains(r#"{"event":"security","what":"code_replayed","link":"link"}"#));
    assert_eq!(here.cloud.denied(), 0);
}

#[tokio::test]
async fn refreshes_at_once_all_get_the_same_tokens() {
    let here = Here::start().await;
    let tokens = here.linked().await;
    let outcomes = join_all((0..20).map(|_| here.refresh(text(&tokens, "refresh_token")))).await;
    for (status, given) in &outcomes {
        assert_eq!((*status, given), (StatusCode::OK, &outcomes[0].1), "{}", here.logged());
    }
    assert_eq!(here.refresh(text(&outcomes[0].1, "refresh_token")).await.0, 200);
    assert_eq!(here.cloud.denied(), 0);
}

#[tokio::test]
async fn a_lost_reply_unlinks_nobody_a_stolen_token_does() {
    let here = Here::start().await;
    let first = here.linked().await;
    let first = text(&first, "refresh_token");
    let (_, lost) = here.refresh(first).await;
    here.cloud.pass(59);
    let (_, again) = here.refresh(first).await;
    assert_eq!((&again["refresh_token"], &again["expires_in"]), (&lost["refresh_token"], &json!(3541)));
    here.cloud.pass(3600);
    let (status, second) = here.refresh(first).await;
    assert_eq!(status, 200);
    assert_ne!(second["refresh_token"], lost["refresh_token"]);
    assert_eq!(
        here.refresh(text(&lost, "refresh_token")).await,
        (StatusCode::BAD_REQUEST, error("invalid_grant"))
    );
    assert!(here.family(&second).await.is_some());
    here.present(&second).await;
    here.cloud.pass(61);
    assert_eq!(here.refresh(first).await, (StatusCode::BAD_REQUEST, error("invalid_grant")));
    assert_eq!(here.family(&second).await, None);
    assert_eq!(here.refresh(text(&second, "refresh_token")).await.0, 400);
    assert!(here.logged().contains("refresh_token_replayed"));
    assert_eq!(here.cloud.denied(), 0);
}

#[tokio::test]
async fn whatever_the_store_does_the_answer_comes_in_time_and_nobody_is_unlinked() {
    let here = Here::start().await;
    let tokens = here.linked().await;
    let mut token = text(&tokens, "refresh_token").to_owned();
    for action in ["GetItem", "TransactWriteItems"] {
        for kind in [
            FaultKind::Throttle,
            FaultKind::Internal,
            FaultKind::Reset,
            FaultKind::LostReply,
            FaultKind::Hang,
        ] {
            // Once: the client sees nothing of it.
            here.cloud.fault(Service::DynamoDb, action, kind, Some(1));
            let (status, next) = here.refresh(&token).await;
            assert_eq!(status, 200, "{action} {kind:?}");
            text(&next, "refresh_token").clone_into(&mut token);
            // For ever: it is told to come back.
            here.cloud.fault(Service::DynamoDb, action, kind, None);
            let began = Instant::now();
            let response = here.post(&format!("grant_type=refresh_token&refresh_token={token}")).await;
            assert!(began.elapsed() < Duration::from_secs(4), "{action} {kind:?}: {:?}", began.elapsed());
            let unavailable = (StatusCode::SERVICE_UNAVAILABLE, error("temporarily_unavailable"));
            assert_eq!(read(&response), unavailable, "{action} {kind:?}");
            assert_eq!(response.headers()["retry-after"], "1");
            here.cloud.no_faults();
            let (status, next) = here.refresh(&token).await;
            assert_eq!(status, 200, "{action} {kind:?}");
            text(&next, "refresh_token").clone_into(&mut token);
        }
    }
}

#[tokio::test]
async fn a_lost_answer_to_a_redemption_is_resolved() {
    let here = Here::start().await;
    for kind in [FaultKind::LostReply, FaultKind::Reset, FaultKind::Throttle] {
        let code = here.code().await;
        here.cloud.fault(Service::DynamoDb, "TransactWriteItems", kind, Some(1));
        let (status, tokens) = read(&here.post(&code).await);
        assert_eq!(status, 200, "{kind:?}");
        assert!(here.family(&tokens).await.is_some());
    }
}

#[tokio::test]
async fn other_grants_and_clients_are_refused() {
    let here = Here::start().await;
    for grant in
        ["password", "client_credentials", "implicit", "urn:ietf:params:oauth:grant-type:device_code"]
    {
        let answer = read(&here.post(&format!("grant_type={grant}")).await);
        assert_eq!(answer, (StatusCode::BAD_REQUEST, error("unsupported_grant_type")));
    }
    for body in ["", "grant_type=", "grant_type=refresh_token", "grant_type=authorization_code&code=1"] {
        assert_eq!(read(&here.post(body).await).1["error"], "invalid_request", "{body}");
    }
    let answer = here.send(post(Route::Token, "grant_type=refresh_token&refresh_token=1")).await;
    assert_eq!(read(&answer), (StatusCode::UNAUTHORIZED, error("invalid_client")));
    assert!(answer.headers()["www-authenticate"].to_str().unwrap().starts_with("Basic"));
}
