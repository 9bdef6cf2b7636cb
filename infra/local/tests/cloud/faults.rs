//! Injected faults, as the SDKs meet them.

use crate::{
    project::{Project, Running},
    sdk::{code, dynamodb, kms},
};
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::json;
use std::time::Duration;

const TABLE: &str = "one-local-main";

async fn put(client: &aws_sdk_dynamodb::Client, pk: &str) -> Result<(), String> {
    let text = |value: &str| AttributeValue::S(value.to_owned());
    let put = client.put_item().table_name(TABLE).item("pk", text(pk)).item("sk", text("a"));
    put.send().await.map(drop).map_err(|it| code(&it))
}

#[tokio::test]
async fn each_kind_of_fault_does_what_it_says() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    let client = dynamodb(&running.cloud.aws_endpoint(), running.cloud.operator());
    let inject = async |kind: &str| {
        let fault = json!({ "service": "dynamodb", "action": "PutItem", "kind": kind, "times": 1 });
        assert_eq!(running.control("/api/faults", &json!({ "faults": [fault] })).await.0, 200);
    };
    let count = async || client.scan().table_name(TABLE).send().await.unwrap().count;

    inject("throttle").await;
    assert_eq!(put(&client, "a").await, Err("ProvisionedThroughputExceededException".to_owned()));
    inject("internal").await;
    assert_eq!(put(&client, "a").await, Err("InternalServerError".to_owned()));
    inject("reset").await;
    assert_eq!(put(&client, "a").await, Err("connection".to_owned()));
    assert_eq!(count().await, 0, "none of these was served");
    inject("lost_reply").await;
    assert_eq!(put(&client, "a").await, Err("connection".to_owned()));
    assert_eq!(count().await, 1, "served, and the answer lost");
    assert_eq!(put(&client, "b").await, Ok(()), "each was used up");

    inject("hang").await;
    let hanging = tokio::time::timeout(Duration::from_millis(300), put(&client, "c")).await;
    assert!(hanging.is_err(), "no answer");
    assert_eq!(count().await, 2);
}

#[tokio::test]
async fn a_list_of_faults_is_replaced_as_a_whole() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    let client = kms(&running.cloud.aws_endpoint(), running.cloud.operator());
    let describe = async || {
        let reply = client.describe_key().key_id("alias/one-local-records").send().await;
        reply.map(drop).map_err(|it| code(&it))
    };
    let all = json!({ "faults": [{ "service": "kms", "kind": "throttle" }] });
    assert_eq!(running.control("/api/faults", &all).await, (200, all.clone()));
    for _ in 0..3 {
        assert_eq!(describe().await, Err("ThrottlingException".to_owned()), "always");
    }
    assert_eq!(running.control("/api/faults", &json!({ "faults": [] })).await.0, 200);
    assert_eq!(describe().await, Ok(()));
    let unknown = json!({ "faults": [{ "service": "sqs", "kind": "throttle" }] });
    assert_eq!(running.control("/api/faults", &unknown).await.0, 400);
}
