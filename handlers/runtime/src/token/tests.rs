//! The function against the embedded cloud: real rows, races, faults and a plan's permissions.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{AccessToken, Client, Code, Family, Token, memory};
use crate::{
    log::Log,
    store::{Hash, Key, Secret, When, Write, tests::cloud},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use cloud::{Cloud, soon};
use futures_util::{StreamExt, future::join_all, stream};
use http::{Request, Response, StatusCode};
use sayso_local::aws::{FaultKind, Service};
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::time::{Duration, Instant};

const SECRET: &str = "client-secret";

struct Here {
    cloud: Cloud,
    token: Token,
    log: Arc<Mutex<Vec<String>>>,
}

#[derive(Serialize)]
struct Link {
    method: &'static str,
}

impl Here {
    async fn start() -> Self {
        let cloud = Cloud::start().await;
        let log: Arc<Mutex<Vec<String>>> = Arc::default();
        let token = Token {
            client: Client::new("alexa".to_owned(), [*Hash::of(SECRET).as_bytes()]),
            lifetimes: memory::LIFETIMES,
            store: cloud.store("token"),
            log: Log::Memory(log.clone()),
        };
        let link = Write::put(Key::link("link"), &Link { method: "form" });
        cloud.store("link").within(soon()).write(link).await.unwrap();
        Self { cloud, token, log }
    }

    /// Puts a code as the function `link` does; the body that redeems it.
    async fn code(&self) -> String {
        let (code, verifier) = (Secret::token().unwrap(), Secret::token().unwrap());
        let store = self.cloud.store("link");
        let record = Code {
            link: "link".to_owned(),
            client: "alexa".to_owned(),
            redirect: "https://alexa.example/M1".to_owned(),
            challenge: URL_SAFE_NO_PAD.encode(verifier.hash().as_bytes()),
            scope: "skill".to_owned(),
            expires: store.now() + 60,
            used_by: None,
        };
        let put = Write::put(Key::code(&code.hash()), &record).when(When::new());
        store.within(soon()).write(put).await.unwrap();
        let (code, verifier) = (code.expose(), verifier.expose());
        let redirect = "https%3A%2F%2Falexa.example%2FM1";
        format!("grant_type=authorization_code&code={code}&redirect_uri={redirect}&code_verifier={verifier}")
    }

    async fn post(&self, body: &str) -> Response<String> {
        let body = format!("{body}&client_id=alexa&client_secret={SECRET}");
        let request =
            Request::post("/oauth/token").header("content-type", "application/x-www-form-urlencoded");
        self.token.handle(request.body(body).unwrap()).await
    }

    async fn refresh(&self, token: &str) -> (StatusCode, Value) {
        read(&self.post(&format!("grant_type=refresh_token&refresh_token={token}")).await)
    }

    async fn linked(&self) -> Value {
        let (status, tokens) = read(&self.post(&self.code().await).await);
        assert_eq!(status, 200, "{tokens}");
        tokens
    }

    async fn family(&self, tokens: &Value) -> Option<Family> {
        let operator = self.cloud.operator();
        let records = operator.within(soon());
        let access = Key::access(&Hash::of(text(tokens, "access_token")));
        let access: AccessToken = records.get(&access).await.unwrap()?;
        records.get(&Key::family(&access.family)).await.unwrap()
    }

    /// As the skill does when it is called with a token of the current generation.
    async fn present(&self, tokens: &Value) {
        let operator = self.cloud.operator();
        let records = operator.within(soon());
        let access = Key::access(&Hash::of(text(tokens, "access_token")));
        let access: AccessToken = records.get(&access).await.unwrap().unwrap();
        let family = Key::family(&access.family);
        records.write(Write::update(family).set("seen", &true).when(When::exists())).await.unwrap();
    }

    fn logged(&self) -> String {
        self.log.lock().unwrap().join("\n")
    }
}

fn read(response: &Response<String>) -> (StatusCode, Value) {
    (response.status(), serde_json::from_str(response.body()).unwrap())
}

fn text<'a>(tokens: &'a Value, name: &str) -> &'a str {
    tokens[name].as_str().unwrap()
}

fn error(code: &str) -> Value {
    json!({ "error": code })
}

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
        assert_eq!((*status, given), (StatusCode::OK, &outcomes[0].1));
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
    let request = Request::post("/oauth/token").header("content-type", "application/x-www-form-urlencoded");
    let body = "grant_type=refresh_token&refresh_token=1&client_id=alexa&client_secret=wrong";
    let answer = here.token.handle(request.body(body).unwrap()).await;
    assert_eq!(read(&answer), (StatusCode::UNAUTHORIZED, error("invalid_client")));
    assert!(answer.headers()["www-authenticate"].to_str().unwrap().starts_with("Basic"));
    assert!(here.logged().contains("client_authentication_failed") && !here.logged().contains("wrong"));
}
