//! The program: how it starts, stops, and what survives its death.

use crate::{
    project::{Project, bin_dir},
    sdk::{dynamodb, kms, secrets},
};
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_kms::primitives::Blob;
use sayso_local::aws::Credentials;
use serde_json::Value;
use std::process::Stdio;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

const TABLE: &str = "one-local-main";

struct Program {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    endpoint: String,
    operator: Credentials,
    ready: Value,
}

fn command(project: &Project) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sayso-local"));
    command
        .arg("--root")
        .arg(project.root())
        .arg("--state")
        .arg(project.state())
        .arg("--bin-dir")
        .arg(bin_dir());
    command.args(["--skill", "one"]).stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
    command
}

async fn start(project: &Project) -> Program {
    let mut child = command(project).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next_line().await.unwrap().expect("it says that it is ready");
    let ready: Value = serde_json::from_str(&first).unwrap();
    let text = |name: &str| ready["ready"]["aws"][name].as_str().unwrap().to_owned();
    let operator =
        Credentials { access_key_id: text("access_key_id"), secret_access_key: text("secret_access_key") };
    Program { child, lines, endpoint: text("endpoint"), operator, ready }
}

#[tokio::test]
async fn it_is_ready_first_and_stops_when_its_input_is_closed() {
    let project = Project::new();
    let mut program = start(&project).await;
    let port = program.ready["ready"]["port"].as_u64().unwrap();
    let skills = serde_json::json!([{ "name": "one", "origin": format!("http://one.localhost:{port}") }]);
    assert_eq!(program.ready["ready"]["skills"], skills);
    drop(program.child.stdin.take());
    assert!(program.child.wait().await.unwrap().success());
    while let Some(line) = program.lines.next_line().await.unwrap() {
        let event: Value = serde_json::from_str(&line).unwrap();
        assert!(event["event"].is_string(), "{line}");
    }
}

#[tokio::test]
async fn tables_keys_and_secrets_survive_a_kill() {
    let project = Project::new();
    let mut program = start(&project).await;
    let text = |value: &str| AttributeValue::S(value.to_owned());
    let tables = dynamodb(&program.endpoint, &program.operator);
    tables.put_item().table_name(TABLE).item("pk", text("a")).item("sk", text("b")).send().await.unwrap();
    let keys = kms(&program.endpoint, &program.operator);
    let sealed = keys.encrypt().key_id("alias/one-local-records").plaintext(Blob::new("secret"));
    let sealed = sealed.send().await.unwrap().ciphertext_blob.unwrap();
    keys.rotate_key_on_demand().key_id("alias/one-local-records").send().await.unwrap();
    let store = secrets(&program.endpoint, &program.operator);
    store.create_secret().name("other-client").secret_string("s3cret").send().await.unwrap();
    program.child.kill().await.unwrap();

    let program = start(&project).await;
    let tables = dynamodb(&program.endpoint, &program.operator);
    let found =
        tables.get_item().table_name(TABLE).key("pk", text("a")).key("sk", text("b")).send().await.unwrap();
    assert!(found.item.is_some());
    let keys = kms(&program.endpoint, &program.operator);
    let opened = keys.decrypt().ciphertext_blob(sealed).send().await.unwrap();
    assert_eq!(opened.plaintext.unwrap().as_ref(), b"secret");
    let store = secrets(&program.endpoint, &program.operator);
    let found = store.get_secret_value().secret_id("other-client").send().await.unwrap();
    assert_eq!(found.secret_string.as_deref(), Some("s3cret"));
}

#[tokio::test]
async fn a_second_one_on_the_same_state_is_refused() {
    let project = Project::new();
    let _first = start(&project).await;
    let mut second = command(&project).stderr(Stdio::piped()).spawn().unwrap();
    // It would stop for a closed input, in order.
    let _stdin = second.stdin.take();
    let ended = second.wait_with_output().await.unwrap();
    assert_eq!(ended.status.code(), Some(2));
    assert!(
        String::from_utf8(ended.stderr).unwrap().contains("another embedded cloud uses the state folder")
    );
    assert!(ended.stdout.is_empty());
}
