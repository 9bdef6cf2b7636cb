//! The proxy against the embedded cloud, before a token endpoint whose answers a test decides.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod sweep;

use super::{LEASE, Passing, TOLD_AGAIN};
use crate::{
    LinkKind, LinkMethod, Proxy, ProxyAuthentication, ProxyBody,
    account::tests::provider::{Provider, Step, tokens},
    calls::Service,
    config::Config,
    edge::Edge,
    log::Log,
    store::{
        Secret,
        tests::cloud::{Cloud, ORIGIN_SECRET, START, soon},
    },
    token::{Client, Token},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use http::{Request, Response, StatusCode};
use sayso_schemas::plan::ORIGIN_HEADER;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::{
    join,
    time::{Duration, Instant, sleep},
};

static SERVICE: Service = Service { name: "sky", variable: "SAYSO_SERVICE_SKY", linked: true, rules: &[] };

const PROXY: Proxy = Proxy {
    method: LinkMethod { name: "proxy", variant: None, service: &SERVICE, kind: LinkKind::Proxy },
    variable: "SAYSO_PROVIDER_PROXY",
    authentication: ProxyAuthentication::Basic,
    body: ProxyBody::Form,
    send: &[("audience", "https://sky.example/api")],
    headers: &[("x-tenant", "north")],
    forward: &["resource"],
    access: Duration::from_mins(15),
};
static BY_FORM: Proxy = PROXY;
static BY_JSON: Proxy = Proxy { authentication: ProxyAuthentication::Body, body: ProxyBody::Json, ..PROXY };

const REFRESH: &str = "grant_type=refresh_token&refresh_token=refresh-0123456789abcdef";
const CODE: &str = "grant_type=authorization_code&code=code-0123456789abcdef&redirect_uri=https%3A%2F%2Falexa.example%2Fback&code_verifier=verifier-1";

struct Here {
    cloud: Cloud,
    provider: Provider,
    log: Arc<Mutex<Vec<String>>>,
}

impl Here {
    async fn new() -> Self {
        let cloud = Cloud::start().await;
        cloud.aws.secrets().ensure("shop-local-proxy").unwrap();
        Self { cloud, provider: Provider::start().await, log: Arc::default() }
    }

    /// The function in a process of its own.
    fn process(&self, proxy: &'static Proxy) -> Token<Passing> {
        let variables = [
            ("LAMBDA_TASK_ROOT", "/var/task"),
            ("SAYSO_PROVIDER_PROXY_AUTHORIZE", "http://127.0.0.1:9/authorize"),
            ("SAYSO_PROVIDER_PROXY_TOKEN", &self.provider.url),
            ("SAYSO_PROVIDER_PROXY_CLIENT_ID", "us:north"),
            ("SAYSO_PROVIDER_PROXY_SECRET", "shop-local-proxy"),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let providers = Config::read("shop", variables).unwrap().providers;
        let client = Client::new("us:north".to_owned(), [*Secret::new("ours").hash().as_bytes()]);
        let log = Log::Memory(Arc::clone(&self.log));
        let passing = Passing::new(client, proxy, &providers, log.clone()).unwrap();
        Token::new(Edge::new(ORIGIN_SECRET.to_owned()), passing, self.cloud.operator(), log)
    }

    /// Sends what Alexa sends; an unknown path is none of the proxy's.
    async fn send(&self, to: &Token<Passing>, path: &str, body: &str) -> Response<String> {
        let request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("authorization", format!("Basic {}", STANDARD.encode("us%3Anorth:ours")))
            .header(ORIGIN_HEADER, self.cloud.origin_secret());
        to.handle(request.body(body.to_owned()).unwrap()).await
    }

    async fn ask(&self, to: &Token<Passing>, body: &str) -> (StatusCode, Value) {
        let response = self.send(to, "/oauth/token", body).await;
        (response.status(), serde_json::from_str(response.body()).unwrap())
    }

    async fn upstream_secret(&self) -> String {
        let store = self.cloud.operator();
        store.within(soon()).secret("shop-local-proxy").await.unwrap().expose().to_owned()
    }

    fn logged(&self) -> String {
        self.log.lock().unwrap().join("\n")
    }
}

#[tokio::test]
async fn both_grants_pass_with_what_is_named_and_nothing_else() {
    let here = Here::new().await;
    let token = here.process(&BY_FORM);
    for grant in [CODE, REFRESH] {
        let body = format!("{grant}&resource=r%201&evil=1&client_id=us%3Anorth&scope=weather");
        here.provider
            .then(Step::Answer(200, json!({"access_token": "a", "token_type": "Bearer"}).to_string()));
        let (status, given) = here.ask(&token, &body).await;
        assert_eq!(
            (status, given),
            (StatusCode::OK, json!({"access_token": "a", "token_type": "Bearer", "expires_in": 900}))
        );
    }
    assert_eq!(
        here.provider.seen(),
        [
            "audience=https%3A%2F%2Fsky.example%2Fapi&code=code-0123456789abcdef&code_verifier=verifier-1&grant_type=authorization_code&redirect_uri=https%3A%2F%2Falexa.example%2Fback&resource=r%201",
            "audience=https%3A%2F%2Fsky.example%2Fapi&grant_type=refresh_token&refresh_token=refresh-0123456789abcdef&resource=r%201&scope=weather",
        ]
    );
    let pair = format!("us%3Anorth:{}", here.upstream_secret().await);
    for head in here.provider.heads() {
        assert!(head.contains(&format!("Basic {}", STANDARD.encode(&pair))), "{head}");
        assert!(head.contains("x-tenant: north"), "{head}");
        assert!(!head.contains(&STANDARD.encode("us%3Anorth:ours")), "our own secret goes nowhere");
    }
}

#[tokio::test]
async fn a_provider_may_want_json_and_its_secret_in_the_body() {
    let here = Here::new().await;
    let token = here.process(&BY_JSON);
    let (status, _) = here.ask(&token, REFRESH).await;
    assert_eq!(status, StatusCode::OK);
    let seen: Value = serde_json::from_str(&here.provider.seen()[0]).unwrap();
    let secret = here.upstream_secret().await;
    assert_eq!(
        seen,
        json!({
            "grant_type": "refresh_token", "refresh_token": "refresh-0123456789abcdef", "client_id": "us:north",
            "client_secret": secret, "audience": "https://sky.example/api",
        })
    );
    assert!(!here.provider.heads()[0].to_lowercase().contains("authorization"));
}

#[tokio::test]
async fn two_processes_ask_once_and_both_are_told_the_same() {
    let here = Here::new().await;
    let (one, other) = (here.process(&BY_FORM), here.process(&BY_FORM));
    here.provider.then(Step::Slow(Duration::from_millis(400), tokens("once")));
    let (first, second) = join!(here.ask(&one, REFRESH), here.ask(&other, REFRESH));
    assert_eq!(first.0, StatusCode::OK);
    assert_eq!(first, second);
    assert_eq!(here.provider.seen().len(), 1);

    here.cloud.pass(30);
    let (_, later) = here.ask(&other, REFRESH).await;
    assert_eq!(later["access_token"], first.1["access_token"], "a retry gets the same answer");
    assert_eq!(later["expires_in"], json!(3570), "which has aged");
    assert_eq!(here.provider.seen().len(), 1);
    assert!(!here.cloud.table_holds("access-once"), "and which nobody else can read");

    here.cloud.pass(TOLD_AGAIN);
    let (_, anew) = here.ask(&one, REFRESH).await;
    assert_eq!(anew["access_token"], json!("access-new"));
    assert_eq!(here.provider.seen().len(), 2);
}

#[tokio::test]
async fn a_code_is_told_again_only_to_who_has_its_verifier() {
    let here = Here::new().await;
    let token = here.process(&BY_FORM);
    here.provider.then(Step::Answer(200, tokens("linked")));
    let (_, given) = here.ask(&token, CODE).await;
    assert_eq!(here.ask(&token, CODE).await.1, given);
    here.provider.then(Step::Answer(400, r#"{"error":"invalid_grant"}"#.to_owned()));
    let thief = CODE.replace("verifier-1", "verifier-2");
    let (status, refused) = here.ask(&token, &thief).await;
    assert_eq!((status, refused), (StatusCode::BAD_REQUEST, json!({"error": "invalid_grant"})));
}

#[tokio::test]
async fn whoever_dies_with_the_lease_strands_nobody() {
    let here = Here::new().await;
    let (dead, alive) = (here.process(&BY_FORM), here.process(&BY_FORM));
    here.provider.then(Step::Slow(Duration::from_mins(1), tokens("never")));
    let asked = tokio::time::timeout(Duration::from_millis(500), here.ask(&dead, REFRESH)).await;
    assert!(asked.is_err(), "it is gone in the middle of it");
    let began = Instant::now();
    let (status, told) = here.ask(&alive, REFRESH).await;
    assert_eq!(
        (status, told),
        (StatusCode::SERVICE_UNAVAILABLE, json!({"error": "temporarily_unavailable"}))
    );
    assert!(began.elapsed() < Duration::from_millis(3500));

    here.cloud.pass(LEASE + 2);
    let (status, told) = here.ask(&alive, REFRESH).await;
    assert_eq!((status, &told["access_token"]), (StatusCode::OK, &json!("access-new")));
    assert_eq!(here.provider.seen().len(), 2, "the next request asks once");
}

#[tokio::test]
async fn what_is_no_oauth_becomes_one_within_the_time() {
    let here = Here::new().await;
    let token = here.process(&BY_FORM);
    let unavailable = (StatusCode::SERVICE_UNAVAILABLE, json!({"error": "temporarily_unavailable"}));
    for step in [
        Step::Answer(200, "<html>Welcome</html>".to_owned()),
        Step::Answer(500, "<html>Oops</html>".to_owned()),
        Step::Answer(302, String::new()),
        Step::Vanish,
        Step::Torn("{\"access_token\":".to_owned()),
        Step::Slow(Duration::from_secs(30), tokens("late")),
    ] {
        let (before, began) = (here.provider.seen().len(), Instant::now());
        here.provider.then(step.clone());
        assert_eq!(here.ask(&token, REFRESH).await, unavailable, "{step:?}");
        assert!(began.elapsed() < Duration::from_millis(3500), "{step:?}");
        assert_eq!(here.provider.seen().len(), before + 1, "{step:?} is asked for once");
    }
    here.provider.then(Step::Answer(429, "slow down".to_owned()));
    assert_eq!(
        here.ask(&token, REFRESH).await,
        (StatusCode::TOO_MANY_REQUESTS, json!({"error": "temporarily_unavailable"}))
    );
    let (status, _) = here.ask(&token, REFRESH).await;
    assert_eq!(status, StatusCode::OK, "nobody is stranded by any of it");
}

#[tokio::test]
async fn an_error_is_the_providers_own() {
    let here = Here::new().await;
    let token = here.process(&BY_FORM);
    for (status, body) in [
        (400, json!({"error": "invalid_grant", "error_description": "gone"})),
        (403, json!({"error": "invalid_grant"})),
        (401, json!({"error": "invalid_client"})),
        (400, json!({"error": "consent_required", "suberror": "x"})),
        (503, json!({"error": "temporarily_unavailable"})),
    ] {
        here.provider.then(Step::Answer(status, body.to_string()));
        let (told, said) = here.ask(&token, REFRESH).await;
        assert_eq!((told.as_u16(), said), (status, body));
    }
    assert!(here.logged().contains("provider_refuses_our_client"));
    assert!(!here.logged().contains("gone"), "a log holds nothing that the provider said");
}

#[tokio::test]
async fn whoever_is_not_alexa_gets_nothing_and_the_provider_hears_nothing() {
    let here = Here::new().await;
    let token = here.process(&BY_FORM);
    let request = Request::post("/oauth/token")
        .header("content-type", "application/x-www-form-urlencoded")
        .header(ORIGIN_HEADER, here.cloud.origin_secret());
    let wrong = format!("{REFRESH}&client_id=us%3Anorth&client_secret={}", here.upstream_secret().await);
    let response = token.handle(request.body(wrong).unwrap()).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "the provider's own secret is not ours");
    for path in ["/oauth/revoke", "/oauth/introspect", "/.well-known/oauth-authorization-server", "/"] {
        assert_eq!(here.send(&token, path, REFRESH).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    for body in
        ["grant_type=password&username=a", "grant_type=client_credentials", "grant_type=refresh_token", "x=1"]
    {
        assert_eq!(here.ask(&token, body).await.0, StatusCode::BAD_REQUEST, "{body}");
    }
    assert_eq!(here.provider.seen(), [""; 0]);
}

#[tokio::test]
async fn a_life_is_counted_from_when_the_answer_came() {
    let here = Here::new().await;
    let token = here.process(&BY_FORM);
    let ends = URL_SAFE_NO_PAD.encode(json!({"exp": START + 500}).to_string());
    let answer =
        json!({"access_token": format!("e30.{ends}.c2ln"), "token_type": "Bearer", "expires_in": 3600});
    here.provider.then(Step::Slow(Duration::from_millis(600), answer.to_string()));
    let while_it_answers = async {
        sleep(Duration::from_millis(200)).await;
        here.cloud.pass(2);
    };
    let ((_, first), ()) = join!(here.ask(&token, REFRESH), while_it_answers);
    here.cloud.pass(10);
    let (_, again) = here.ask(&token, REFRESH).await;
    assert_eq!((&first["expires_in"], &again["expires_in"]), (&json!(498), &json!(488)));
    assert_eq!(here.provider.seen().len(), 1);
}

#[tokio::test]
async fn a_life_that_alexa_finds_too_short_is_told_and_noted() {
    let here = Here::new().await;
    let token = here.process(&BY_FORM);
    here.provider.then(Step::Answer(
        200,
        json!({"access_token": "a", "token_type": "b", "expires_in": "61"}).to_string(),
    ));
    assert_eq!(here.ask(&token, REFRESH).await.1["expires_in"], json!(61));
    assert!(here.logged().contains(r#"{"event":"short_life","seconds":61}"#), "{}", here.logged());
}

#[tokio::test]
async fn the_store_may_fail_and_nobody_is_unlinked() {
    use sayso_local::aws::{FaultKind, Service};
    let here = Here::new().await;
    let token = here.process(&BY_FORM);
    here.ask(&token, CODE).await.0.is_success().then_some(()).unwrap();
    here.cloud.fault(Service::DynamoDb, "GetItem", FaultKind::Internal, None);
    let (status, told) = here.ask(&token, REFRESH).await;
    assert_eq!(
        (status, told),
        (StatusCode::SERVICE_UNAVAILABLE, json!({"error": "temporarily_unavailable"}))
    );
    assert_eq!(here.provider.seen().len(), 1, "without a lease nobody is asked");
}
