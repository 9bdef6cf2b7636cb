//! The program, as `sayso deploy` runs it, beside the embedded cloud's Secrets Manager.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use sayso_local::{
    aws::{Aws, Credentials, Fault, FaultKind, Service},
    events::Events,
    state::State,
};
use std::{fmt::Write, os::unix::fs::PermissionsExt, process::Output, process::Stdio, sync::Arc};
use tempfile::TempDir;
use tokio::{io::AsyncWriteExt, process::Command, task::JoinSet};

const NAME: &str = "shop-dev-client";

struct Cloud {
    aws: Arc<Aws>,
    folder: TempDir,
    _servers: JoinSet<()>,
}

/// What came of a run.
struct Told {
    code: Option<i32>,
    report: serde_json::Value,
    error: String,
}

impl Cloud {
    async fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let mut servers = JoinSet::new();
        let state = State::open(folder.path()).unwrap();
        let aws = Aws::start(&state, Events::to(|_| {}), &mut servers).await.unwrap();
        Self { aws, folder, _servers: servers }
    }

    async fn output(&self, as_whom: &Credentials, arguments: &[&str], stdin: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sayso-client-secret"));
        command.env_clear().args(arguments).env("SAYSO_CLIENT_SECRET", NAME).env("AWS_REGION", "us-east-1");
        command.env("AWS_ENDPOINT_URL_SECRETS_MANAGER", self.aws.endpoint());
        command.env("AWS_ACCESS_KEY_ID", &as_whom.access_key_id);
        command.env("AWS_SECRET_ACCESS_KEY", &as_whom.secret_access_key);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(stdin.as_bytes()).await.unwrap();
        child.wait_with_output().await.unwrap()
    }

    async fn run(&self, arguments: &[&str], stdin: &str) -> Told {
        let output = self.output(self.aws.root(), arguments, stdin).await;
        Told {
            code: output.status.code(),
            report: serde_json::from_slice(&output.stdout).unwrap_or_default(),
            error: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The request as Alexa would get it.
    async fn completed(&self, file: &str) -> (Told, serde_json::Value) {
        let path = self.folder.path().join(file);
        let request = r#"{"accountLinkingRequest":{"clientId":"alexa"}}"#;
        let told = self.run(&["complete", path.to_str().unwrap()], request).await;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        (told, serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
    }
}

fn hash(of: &serde_json::Value) -> String {
    let secret = of["accountLinkingRequest"]["clientSecret"].as_str().unwrap();
    assert_eq!(secret.len(), 43, "256 bits");
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, secret.as_bytes());
    digest.as_ref().iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

#[tokio::test]
async fn a_stage_has_one_secret_and_shows_its_hash_alone() {
    let cloud = Cloud::start().await;
    let first = cloud.run(&["ensure"], "").await;
    assert_eq!((first.code, first.error.as_str()), (Some(0), ""));
    assert_eq!(first.report["made"], true);
    let again = cloud.run(&["ensure"], "").await;
    assert_eq!(again.report["made"], false);
    assert_eq!(again.report["sha256"], first.report["sha256"]);

    let (told, request) = cloud.completed("request.json").await;
    assert_eq!(first.report["sha256"], serde_json::json!([hash(&request)]));
    let secret = request["accountLinkingRequest"]["clientSecret"].as_str().unwrap();
    assert!(!told.report.to_string().contains(secret) && !told.error.contains(secret));
    assert_eq!(request["accountLinkingRequest"]["clientId"], "alexa");
}

#[tokio::test]
async fn a_rotation_leaves_two_that_are_accepted() {
    let cloud = Cloud::start().await;
    cloud.run(&["ensure"], "").await;
    let (_, old) = cloud.completed("old.json").await;
    let rotated = cloud.run(&["rotate"], "").await;
    let (_, new) = cloud.completed("new.json").await;
    assert_eq!(rotated.report["sha256"], serde_json::json!([hash(&new), hash(&old)]));
    assert!(rotated.report["previous_until"].is_u64());
    assert_eq!(cloud.run(&["ensure"], "").await.report["sha256"], rotated.report["sha256"]);
}

#[tokio::test]
async fn the_first_rotation_of_all_makes_one() {
    let cloud = Cloud::start().await;
    let rotated = cloud.run(&["rotate"], "").await;
    assert_eq!(rotated.report["sha256"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_stage_that_comes_back_gets_its_secret_back() {
    let cloud = Cloud::start().await;
    assert_eq!(cloud.run(&["retire"], "").await.report["made"], false, "there is none");
    let first = cloud.run(&["ensure"], "").await;
    assert_eq!(cloud.run(&["retire"], "").await.report["made"], true);
    let told = cloud.run(&["complete", "never-written.json"], r#"{"accountLinkingRequest":{}}"#).await;
    assert_eq!(told.code, Some(2));
    assert!(told.error.contains("about to be deleted"), "{}", told.error);
    let back = cloud.run(&["ensure"], "").await;
    assert_eq!(back.report["sha256"], first.report["sha256"]);
}

#[tokio::test]
async fn what_goes_wrong_is_told_in_a_sentence() {
    let cloud = Cloud::start().await;
    let told = cloud.run(&["complete", "never-written.json"], r#"{"accountLinkingRequest":{}}"#).await;
    assert_eq!(told.error, "error: there is no such secret; deploy the stage first\n");

    let stranger = cloud.output(&Credentials::random(), &["ensure"], "").await;
    let error = String::from_utf8(stranger.stderr).unwrap();
    assert_eq!(stranger.status.code(), Some(2));
    assert!(error.starts_with("error: Secrets Manager refused `GetSecretValue` ("), "{error}");

    let fault: Fault = serde_json::from_value(serde_json::json!({
        "service": Service::SecretsManager, "action": "CreateSecret", "kind": FaultKind::Internal, "times": 9
    }))
    .unwrap();
    cloud.aws.inject(vec![fault]);
    let told = cloud.run(&["ensure"], "").await;
    assert!(told.error.contains("refused `CreateSecret` (InternalServiceError)"), "{}", told.error);
}
