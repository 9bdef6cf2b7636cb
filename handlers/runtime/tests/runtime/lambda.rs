//! The program that Lambda runs, in a process of its own behind a Runtime API.

use crate::{
    service::{Conduct, Service},
    shed::Shed,
    user::User,
    words::{english, write},
};
use serde_json::{Value, json};
use std::{
    env,
    path::Path,
    process::{ExitCode, Output, Stdio},
    sync::Mutex,
    time::{Duration, SystemTime},
};
use tempfile::TempDir;
use tokio::{process::Command, sync::mpsc};

/// Not a test: the program that the tests below start.
#[test]
#[ignore = "started by the other tests of this module"]
fn program() -> ExitCode {
    sayso_runtime::main::<Shed>()
}

fn command(root: &Path, api: &str) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args(["--exact", "lambda::program", "--ignored", "--nocapture"])
        .env_clear()
        .env("AWS_LAMBDA_RUNTIME_API", api)
        .env("AWS_LAMBDA_FUNCTION_NAME", "shed-test-skill")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .env("LAMBDA_TASK_ROOT", root)
        .env("SAYSO_SKILL_ID", sayso_runtime::testing::SKILL_ID)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

fn root() -> TempDir {
    let root = TempDir::new().unwrap();
    std::fs::create_dir(root.path().join("words")).unwrap();
    write(&root.path().join("words"), &english());
    root
}

/// A Runtime API that hands out `events` one after the other, and passes on what is posted.
async fn runtime_api(events: Vec<Value>) -> (Service, mpsc::UnboundedReceiver<(String, Value)>) {
    let (post, posted) = mpsc::unbounded_channel();
    let events = Mutex::new((1..).zip(events).collect::<Vec<(u32, Value)>>().into_iter());
    let service = Service::start(move |request, _| {
        if let Some(path) = request.line.strip_prefix("POST /2018-06-01/runtime/invocation/") {
            post.send((path.to_owned(), serde_json::from_str(&request.body).unwrap())).unwrap();
            return Conduct::Answer(202, vec![], String::new());
        }
        let Some((number, event)) = events.lock().unwrap().next() else { return Conduct::Hang };
        let deadline = SystemTime::now() + Duration::from_secs(5);
        let deadline = deadline.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis();
        let headers = vec![
            ("lambda-runtime-aws-request-id", number.to_string()),
            ("lambda-runtime-deadline-ms", deadline.to_string()),
            ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:x".to_owned()),
        ];
        Conduct::Answer(200, headers, event.to_string())
    })
    .await;
    (service, posted)
}

#[tokio::test]
async fn events_are_answered_and_foreign_ones_refused() {
    let ours = User::alone().event(&json!({"type": "LaunchRequest"}));
    let mut foreign = ours.clone();
    foreign["session"]["application"]["applicationId"] = json!("amzn1.ask.skill.other");
    let events = vec![ours.clone(), foreign, json!("nonsense"), ours];
    let (api, mut posted) = runtime_api(events).await;
    let root = root();
    let _program = command(root.path(), api.url.trim_start_matches("http://")).spawn().unwrap();
    let mut next =
        async || tokio::time::timeout(Duration::from_secs(30), posted.recv()).await.unwrap().unwrap();
    for number in [1, 4] {
        if number == 4 {
            for refused in ["2/error", "3/error"] {
                let (path, body) = next().await;
                assert_eq!((path.as_str(), &body["errorType"]), (refused, &json!("Rejected")), "{body}");
            }
        }
        let (path, body) = next().await;
        assert_eq!(path, format!("{number}/response"));
        let speech = body.pointer("/response/outputSpeech/ssml");
        assert_eq!(speech, Some(&json!("<speak>Welcome to the shed.</speak>")));
    }
}

#[tokio::test]
async fn a_panic_is_logged_by_its_place_alone() {
    let event = User::alone().event(&json!({"type": "IntentRequest", "intent": {"name": "Panic"}}));
    let (api, mut posted) = runtime_api(vec![event]).await;
    let root = root();
    let mut program = command(root.path(), api.url.trim_start_matches("http://")).spawn().unwrap();
    let (path, body) = posted.recv().await.unwrap();
    assert_eq!(path, "1/response", "{body}");
    program.start_kill().unwrap();
    let log = String::from_utf8(program.wait_with_output().await.unwrap().stderr).unwrap();
    let panicked = log.lines().find(|line| line.contains("panicked")).unwrap();
    assert!(panicked.contains("shed.rs:"), "{panicked}");
    assert!(!log.contains("secret"), "{log}");
}

async fn ended(command: &mut Command) -> (bool, String) {
    let Output { status, stderr, .. } = command.output().await.unwrap();
    (status.success(), String::from_utf8(stderr).unwrap())
}

#[tokio::test]
async fn a_program_that_cannot_start_says_why_and_ends() {
    let root = root();
    let empty = TempDir::new().unwrap();
    let without_words = command(empty.path(), "127.0.0.1:9");
    let mut without_lambda = command(root.path(), "");
    without_lambda.env_remove("AWS_LAMBDA_RUNTIME_API");
    let mut without_function = command(root.path(), "127.0.0.1:9");
    without_function.env("SAYSO_FUNCTION", "page");
    for (mut command, reason) in [
        (without_words, "words files belong beside `bootstrap`"),
        (without_lambda, "`AWS_LAMBDA_RUNTIME_API` is not set"),
        (without_function, "`SAYSO_FUNCTION` is `page`"),
    ] {
        let (success, stderr) = ended(&mut command).await;
        assert!(!success);
        let line = stderr.lines().find(|line| line.contains("start_failed")).unwrap_or(&stderr);
        let line: Value = serde_json::from_str(line).unwrap();
        assert!(line["reason"].as_str().unwrap().contains(reason), "{line}");
    }
}
