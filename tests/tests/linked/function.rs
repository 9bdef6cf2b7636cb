//! A skill's function before a Lambda of ours, which may hand it any request. It may read all that an operator may:
//! what it refuses, it refuses by itself.

use crate::{cloud::Cloud, programs::program};
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderName, StatusCode},
    routing::{get, post},
};
use serde_json::Value;
use std::{
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::{net::TcpListener, sync::mpsc};

struct Lambda {
    event: Mutex<Option<String>>,
    answers: mpsc::UnboundedSender<String>,
}

/// A request with another access token. The one that it had is not shown to tests.
pub fn with_token(request: &Value, token: &str) -> Value {
    let mut request = request.clone();
    for place in ["/context/System/user/accessToken", "/session/user/accessToken"] {
        *request.pointer_mut(place).unwrap() = Value::from(token);
    }
    request
}

/// Has one request answered by the function `skill` of a skill.
pub async fn invoke(cloud: &Cloud, skill: &str, event: &Value) -> Value {
    let application = event["context"]["System"]["application"]["applicationId"].as_str().unwrap();
    invoke_as(cloud, skill, Some(application), event).await
}

/// The same, where the function takes itself for the skill `application`.
pub async fn invoke_as(cloud: &Cloud, skill: &str, application: Option<&str>, event: &Value) -> Value {
    let (answers, mut answered) = mpsc::unbounded_channel();
    let lambda = Arc::new(Lambda { event: Mutex::new(Some(event.to_string())), answers });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let api = Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next))
        .route("/2018-06-01/runtime/invocation/1/response", post(answer))
        .route("/2018-06-01/runtime/invocation/1/error", post(answer))
        .with_state(lambda);
    let server = tokio::spawn(async move { axum::serve(listener, api).await });
    let (aws, run) = (cloud.aws(), cloud.folder.state().join("run").join(skill));
    let root = std::fs::read_dir(run).unwrap().next().unwrap().unwrap().path();
    let mut command = Command::new(program(&format!("{skill}-skill")));
    command.env_clear().stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let members = cloud.demo("workshop").await;
    let mut function = command
        .envs([
            ("AWS_LAMBDA_RUNTIME_API", address.to_string().as_str()),
            ("AWS_LAMBDA_FUNCTION_NAME", "skill"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", &aws.access_key_id),
            ("AWS_SECRET_ACCESS_KEY", &aws.secret_access_key),
            ("AWS_ENDPOINT_URL_DYNAMODB", &aws.endpoint),
            ("AWS_ENDPOINT_URL_KMS", &aws.endpoint),
            ("AWS_ENDPOINT_URL_SECRETS_MANAGER", &aws.endpoint),
            ("LAMBDA_TASK_ROOT", root.to_str().unwrap()),
            ("SAYSO_FUNCTION", "skill"),
            ("SAYSO_TABLE", &format!("{skill}-local-data")),
            ("SAYSO_KEY", &format!("alias/{skill}-local-records")),
            ("SAYSO_SERVICE_JIRA", &cloud.demo("jira").await),
            ("SAYSO_SERVICE_WORKSHOP", &members),
            ("SAYSO_SERVICE_MEMBERS", &members),
            ("SAYSO_PROVIDER_ATLASSIAN_AUTHORIZE", "http://127.0.0.1:9/authorize"),
            ("SAYSO_PROVIDER_ATLASSIAN_TOKEN", "http://127.0.0.1:9/token"),
            ("SAYSO_PROVIDER_ATLASSIAN_CLIENT_ID", "nobody"),
            ("SAYSO_PROVIDER_ATLASSIAN_SECRET", "jira-local-atlassian"),
        ])
        .envs(application.map(|id| ("SAYSO_SKILL_ID", id)))
        .spawn()
        .unwrap();
    let answer = answered.recv().await.unwrap();
    function.kill().unwrap();
    function.wait().unwrap();
    server.abort();
    serde_json::from_str(&answer).unwrap()
}

/// The request, and then none any more.
async fn next(State(lambda): State<Arc<Lambda>>) -> (HeaderMap, String) {
    let event = lambda.event.lock().unwrap().take();
    let Some(event) = event else { return std::future::pending().await };
    let deadline = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + Duration::from_secs(7);
    let headers = [
        ("lambda-runtime-aws-request-id", "1".to_owned()),
        ("lambda-runtime-deadline-ms", deadline.as_millis().to_string()),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:us-east-1:0:function:skill".to_owned()),
    ];
    let headers = headers.map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()));
    (headers.into_iter().collect(), event)
}

async fn answer(State(lambda): State<Arc<Lambda>>, body: String) -> StatusCode {
    lambda.answers.send(body).unwrap();
    StatusCode::ACCEPTED
}
