//! Secrets Manager, by the official SDK.

use crate::{
    project::{Project, Running},
    sdk::{DENIED, Outcome, code, function, secrets},
};
use aws_sdk_secretsmanager::Client;
use serde_json::json;

async fn get(client: &Client, id: &str) -> Outcome<String> {
    let found = client.get_secret_value().secret_id(id).send().await;
    found.map(|found| found.secret_string.unwrap()).map_err(|error| code(&error))
}

#[tokio::test]
async fn a_function_reads_what_its_plan_grants_and_changes_nothing() {
    let project = Project::new();
    let running = Running::start(&project, &["linked", "two"]).await;
    let endpoint = running.cloud.aws_endpoint();
    let of = |skill, name| secrets(&endpoint, &function(&running, skill, name));
    let operator = secrets(&endpoint, running.cloud.operator());
    operator.create_secret().name("other-client").secret_string("s3cret").send().await.unwrap();

    let made = get(&of("linked", "skill"), "linked-local-identity").await.unwrap();
    assert_eq!(made.len(), 43, "256 bits");
    assert_eq!(get(&of("linked", "link"), "other-client").await.as_deref(), Ok("s3cret"));
    let arn = operator.describe_secret().secret_id("other-client").send().await.unwrap().arn.unwrap();
    assert_eq!(get(&of("linked", "link"), &arn).await.as_deref(), Ok("s3cret"));

    let denied = Err(DENIED.to_owned());
    assert_eq!(get(&of("linked", "link"), "linked-local-identity").await, denied);
    assert_eq!(get(&of("linked", "token"), "linked-local-alexa-client").await, denied);
    assert_eq!(get(&of("two", "skill"), "other-client").await, denied);
    assert_eq!(get(&of("two", "skill"), "nothing").await, denied, "what is there can't be probed");
    let put =
        of("linked", "link").put_secret_value().secret_id("other-client").secret_string("x").send().await;
    assert_eq!(put.map(drop).map_err(|error| code(&error)), Err(DENIED.to_owned()));
}

#[tokio::test]
async fn a_secret_has_its_current_and_its_previous_value() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    let client = secrets(&running.cloud.aws_endpoint(), running.cloud.operator());
    assert_eq!(get(&client, "a").await, Err("ResourceNotFoundException".to_owned()));
    client.create_secret().name("a").secret_string("first").send().await.unwrap();
    let twice = client.create_secret().name("a").secret_string("x").send().await;
    assert_eq!(twice.map(|_| ()).map_err(|error| code(&error)), Err("ResourceExistsException".to_owned()));
    let token = "7f3b3f0a-3a4e-4a3e-9c7b-0f6f3d1e2c4b";
    for _ in 0..2 {
        let put =
            client.put_secret_value().secret_id("a").secret_string("second").client_request_token(token);
        assert_eq!(put.send().await.unwrap().version_id.as_deref(), Some(token));
    }
    assert_eq!(get(&client, "a").await.as_deref(), Ok("second"));
    let previous =
        client.get_secret_value().secret_id("a").version_stage("AWSPREVIOUS").send().await.unwrap();
    assert_eq!(previous.secret_string.as_deref(), Some("first"));
}

#[tokio::test]
async fn what_is_deleted_can_be_restored_for_a_while() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    let client = secrets(&running.cloud.aws_endpoint(), running.cloud.operator());
    client.create_secret().name("a").secret_string("b").send().await.unwrap();
    let soon = client.delete_secret().secret_id("a").recovery_window_in_days(6).send().await;
    assert_eq!(soon.map(drop).map_err(|error| code(&error)), Err("InvalidParameterException".to_owned()));
    client.delete_secret().secret_id("a").recovery_window_in_days(7).send().await.unwrap();
    assert_eq!(get(&client, "a").await, Err("InvalidRequestException".to_owned()));
    let twice = client.create_secret().name("a").secret_string("x").send().await;
    assert_eq!(twice.map(drop).map_err(|error| code(&error)), Err("ResourceExistsException".to_owned()));
    client.restore_secret().secret_id("a").send().await.unwrap();
    assert_eq!(get(&client, "a").await.as_deref(), Ok("b"));
}

#[tokio::test]
async fn faults_meet_it_too() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    let client = secrets(&running.cloud.aws_endpoint(), running.cloud.operator());
    client.create_secret().name("a").secret_string("b").send().await.unwrap();
    let fault =
        json!({ "service": "secretsmanager", "action": "GetSecretValue", "kind": "internal", "times": 1 });
    running.control("/api/faults", &json!({ "faults": [fault] })).await;
    assert_eq!(get(&client, "a").await, Err("InternalServiceError".to_owned()));
    assert_eq!(get(&client, "a").await.as_deref(), Ok("b"));
}
