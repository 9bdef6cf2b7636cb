//! Lambda: environments, failures, concurrency, reloads.

use crate::project::{Project, Running, one};
use sayso_local::events::Event;
use serde_json::{Value, json};
use std::{
    fs,
    time::{Duration, SystemTime},
};
use tokio::{io::AsyncWriteExt, net::TcpListener, net::TcpStream, time::timeout};

const FAILED: &str = "Internal Server Error";

fn function(status: &Value, name: &str) -> Value {
    let mut functions =
        status["skills"].as_array().unwrap().iter().flat_map(|skill| skill["functions"].as_array().unwrap());
    functions.find(|function| function["name"] == name).cloned().unwrap()
}

#[tokio::test]
async fn an_environment_is_kept_warm_and_told_what_lambda_tells() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    let first = running.get("/raw/process").await;
    assert_eq!(first.0, 200);
    assert_eq!(running.get("/raw/process").await, first, "the same process");
    assert_eq!(running.get("/raw/text").await, (200, json!("hello")), "an inferred response");

    let (_, context) = running.get("/raw/context").await;
    assert_eq!(context["arn"], "arn:aws:lambda:us-east-1:000000000000:function:one-local-raw");
    assert!(context["trace"].as_str().unwrap().starts_with("Root=1-"));
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis();
    let left = u128::from(context["deadline"].as_u64().unwrap()).saturating_sub(now);
    assert!((1..=7000).contains(&left), "{left} ms are left of 7000");
    assert!(running.saw(|event| matches!(event, Event::FunctionLog { function, line, .. }
        if function == "raw" && line == "starting raw")));
}

#[tokio::test]
async fn a_time_out_ends_the_environment_and_the_next_one_works() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    let before = running.get("/hasty/process").await;
    assert_eq!(running.get("/hasty/hang").await, (500, json!({ "message": FAILED })));
    assert!(running.saw(
        |event| matches!(event, Event::Invoked { error: Some(error), .. } if error == "Sandbox.Timedout")
    ));
    let after = running.get("/hasty/process").await;
    assert_eq!(after.0, 200);
    assert_ne!(after, before, "another process");
}

#[tokio::test]
async fn a_crash_is_an_error_and_a_reported_error_is_not_a_crash() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    let before = running.get("/raw/process").await;
    assert_eq!(running.get("/raw/error").await, (500, json!({ "message": FAILED })));
    assert_eq!(running.get("/raw/process").await, before, "it only said no");
    assert_eq!(running.get("/raw/crash").await, (500, json!({ "message": FAILED })));
    assert!(running.saw(
        |event| matches!(event, Event::Invoked { error: Some(error), .. } if error == "Runtime.ExitError")
    ));
    let after = running.get("/raw/process").await;
    assert_eq!(after.0, 200);
    assert_ne!(after, before, "another process");
}

#[tokio::test]
async fn a_function_that_never_starts_says_so() {
    let project = Project::new();
    let running = Running::start(&project, &["two"]).await;
    let broken = function(&running.status().await, "broken");
    assert_eq!((&broken["state"], &broken["environments"]), (&json!("failed"), &json!(0)));
    assert!(broken["error"].as_str().unwrap().contains("exit status 101"), "{broken}");
    assert_eq!(function(&running.status().await, "skill")["state"], "ready");
    let request = running.request("GET", "two.localhost", "/broken");
    assert_eq!(request.send().await.unwrap().status(), 500);
}

/// Where functions come and wait until they are dismissed.
struct Meeting(TcpListener);

impl Meeting {
    async fn start() -> (Self, Project) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let project = Project::new();
        project.write("one", &one(&listener.local_addr().unwrap().to_string()));
        (Self(listener), project)
    }

    async fn arrival(&self) -> TcpStream {
        timeout(Duration::from_secs(20), self.0.accept()).await.expect("a function comes").unwrap().0
    }
}

async fn dismiss(mut function: TcpStream) {
    function.write_u8(1).await.unwrap();
}

#[tokio::test]
async fn four_run_at_once_and_the_fifth_waits() {
    let (meeting, project) = Meeting::start().await;
    let running = Running::start(&project, &["one"]).await;
    let five = futures_util::future::join_all((0..5).map(|_| running.get("/raw/meet")));
    let lead = async {
        let mut waiting = Vec::new();
        for _ in 0..4 {
            waiting.push(meeting.arrival().await);
        }
        assert_eq!(function(&running.status().await, "raw")["environments"], 4);
        let fifth = tokio::select! {
            biased;
            _ = meeting.arrival() => panic!("a fifth one runs while four do"),
            () = dismiss(waiting.pop().unwrap()) => meeting.arrival().await,
        };
        waiting.push(fifth);
        for function in waiting {
            dismiss(function).await;
        }
    };
    let (answers, ()) = tokio::join!(five, lead);
    assert!(answers.iter().all(|(status, _)| *status == 200), "{answers:?}");
    assert_eq!(function(&running.status().await, "raw")["environments"], 4, "they are kept");
}

#[tokio::test]
async fn a_reload_serves_new_invocations_anew_and_lets_running_ones_finish() {
    let (meeting, project) = Meeting::start().await;
    let running = Running::start(&project, &["one"]).await;
    let old = running.get("/raw/meet");
    let lead = async {
        let old = meeting.arrival().await;
        fs::write(project.generated("one").join("words/en-US.json"), "second words").unwrap();
        let (status, reloaded) = running.control("/api/skills/one/reload", &json!({})).await;
        assert_eq!((status, &reloaded["generation"]), (200, &json!(2)));
        let (_, shown) = running.get("/web").await;
        assert_eq!(shown["words"], "second words");
        let new = async {
            let (answer, ()) =
                tokio::join!(running.get("/raw/meet"), async { dismiss(meeting.arrival().await).await });
            answer
        };
        assert_eq!(new.await, (200, json!({ "generation": "2", "folder": true })));
        dismiss(old).await;
    };
    let (answer, ()) = tokio::join!(old, lead);
    assert_eq!(answer, (200, json!({ "generation": "1", "folder": true })), "the old files were still there");
    assert!(running.saw(|event| matches!(event, Event::Restarted { generation: 2, .. })));
}

#[tokio::test]
async fn files_that_cannot_be_run_leave_the_old_ones_running() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    fs::write(project.generated("one").join("plan.json"), "{").unwrap();
    let (status, body) = running.control("/api/skills/one/reload", &json!({})).await;
    assert_eq!(status, 500);
    assert_eq!(body["error"]["help"], "run `sayso generate`");
    assert_eq!(running.get("/raw/text").await.0, 200);
}

#[tokio::test]
async fn what_is_missing_at_the_start_is_named() {
    let project = Project::new();
    let mut plan = one("http://127.0.0.1:9");
    plan["binary"] = json!("no-such-program");
    project.write("one", &plan);
    let problem = Running::try_start(&project, &["one"]).await.err().unwrap();
    assert_eq!(problem.help, "build it: `cargo build --bin no-such-program`");

    plan["binary"] = json!("local-echo-function");
    plan["stages"]["local"]["services"] = json!({ "meeting": { "demo": "no-such" } });
    project.write("one", &plan);
    let problem = Running::try_start(&project, &["one"]).await.err().unwrap();
    assert_eq!(problem.help, "build it: `cargo build -p demo-no-such`");
}
