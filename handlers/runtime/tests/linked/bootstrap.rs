//! The program that Lambda runs as the function `link`, in a process of its own behind a Runtime API.

use crate::{
    browser::{CHALLENGE, REDIRECT, World},
    service::{Conduct, Service},
    shop::Shop,
};
use serde_json::{Value, json};
use std::{
    env,
    process::{ExitCode, Stdio},
    sync::Mutex,
    time::{Duration, SystemTime},
};
use tokio::{process::Command, sync::mpsc, time::timeout};

/// Not a test: the program that the test below starts.
#[test]
#[ignore = "started by the other test of this module"]
fn program() -> ExitCode {
    sayso_runtime::main::<Shop>()
}

/// A request as the HTTP API hands it on (payload version 2.0).
fn event(world: &World, query: &str) -> Value {
    json!({
        "version": "2.0", "routeKey": "GET /oauth/authorize",
        "rawPath": "/oauth/authorize", "rawQueryString": query,
        "headers": {"x-origin-verify": world.cloud.origin_secret(), "host": "a b", "x-forwarded-for": "203.0.113.7"},
        "requestContext": {"stage": "$default", "http": {"method": "GET", "path": "/", "sourceIp": "130.176.1.2"}},
        "isBase64Encoded": false,
    })
}

/// Hands out `events`, and passes on what is posted.
async fn runtime_api(events: Vec<Value>) -> (Service, mpsc::UnboundedReceiver<(String, Value)>) {
    let (post, posted) = mpsc::unbounded_channel();
    let events = Mutex::new(events.into_iter());
    let service = Service::start(move |request, _| {
        if let Some(path) = request.line.strip_prefix("POST /2018-06-01/runtime/invocation/") {
            post.send((path.to_owned(), serde_json::from_str(&request.body).unwrap())).unwrap();
            return Conduct::Answer(202, vec![], String::new());
        }
        let Some(event) = events.lock().unwrap().next() else { return Conduct::Hang };
        let deadline = SystemTime::now() + Duration::from_secs(9);
        let deadline = deadline.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis();
        let headers = vec![
            ("lambda-runtime-aws-request-id", "1".to_owned()),
            ("lambda-runtime-deadline-ms", deadline.to_string()),
            ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:x".to_owned()),
        ];
        Conduct::Answer(200, headers, event.to_string())
    })
    .await;
    (service, posted)
}

#[tokio::test]
async fn whatever_an_address_holds_it_is_answered() {
    let world = World::start().await;
    let good = |state: &str| {
        format!(
            "response_type=code&client_id=alexa&redirect_uri={REDIRECT}&state={state}&scope=shop\
             &code_challenge={CHALLENGE}&code_challenge_method=S256"
        )
    };
    let wrong = format!("{}&scope=shop", good("a b%zz#\"<>ü"));
    let queries = [
        ("a=%zz".to_owned(), 400),
        ("a=b c&\u{0}=\r\n".to_owned(), 400),
        ("#".to_owned(), 400),
        ("ü=ü&client_id=\u{2028}".to_owned(), 400),
        ("x".repeat(70_000), 400),
        (wrong, 303),
        (good("a b%zz#\"<>ü"), 303),
        // What is given twice is seen, although the API joins it elsewhere.
        (format!("{}&client_id=alexa", good("s")), 400),
    ];
    let events = queries.iter().map(|(query, _)| event(&world, query)).collect();
    let (api, mut posted) = runtime_api(events).await;
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args(["--exact", "bootstrap::program", "--ignored", "--nocapture"])
        .env_clear()
        .envs(world.environment("link"))
        .env("AWS_LAMBDA_RUNTIME_API", api.url.trim_start_matches("http://"))
        .env("AWS_LAMBDA_FUNCTION_NAME", "shop-test-link")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .stdout(Stdio::null())
        .kill_on_drop(true);
    let _program = command.spawn().unwrap();
    for (query, status) in &queries {
        let (path, answer) = timeout(Duration::from_mins(1), posted.recv()).await.unwrap().unwrap();
        assert_eq!(path, "1/response", "{query}: {answer}");
        assert_eq!(answer["statusCode"], *status, "{query}: {answer}");
        let location = answer["headers"]["location"].as_str().unwrap_or_default();
        if location.starts_with(REDIRECT) {
            assert!(location.contains("&state=a%20b%zz%23%22%3C%3E%C3%BC&iss="), "{location}");
        }
    }
    assert_eq!(world.cloud.items("tx#").await.len(), 1);
}
