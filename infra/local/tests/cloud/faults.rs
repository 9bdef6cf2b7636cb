//! Injected faults, as the SDKs meet them.

use crate::{
    project::{Project, Running, answer},
    sdk::{DENIED, code, dynamodb, function, kms},
};
use aws_sdk_dynamodb::types::{AttributeValue, Get, TransactGetItem};
use axum::body::Bytes;
use sayso_local::events::Event;
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

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

/// What the service answers to a request as it is on the wire: its checksum and body; an error where there is none.
async fn wire(
    running: &Running,
    target: &str,
    body: &Value,
) -> Result<(String, usize, Bytes), reqwest::Error> {
    let id = &running.cloud.operator().access_key_id;
    let request = running
        .http
        .post(running.cloud.aws_endpoint())
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-target", target)
        .header("x-amz-date", "20260301T000000Z")
        .header(
            "authorization",
            format!("AWS4-HMAC-SHA256 Credential={id}/a/b/c/d, SignedHeaders=host, Signature=0"),
        );
    let response = request.body(body.to_string()).send().await?;
    let checksum = response.headers().get("x-amz-crc32").map_or("", |it| it.to_str().unwrap()).to_owned();
    let length = response.headers()["content-length"].to_str().unwrap().parse().unwrap();
    Ok((checksum, length, response.bytes().await?))
}

#[tokio::test]
async fn an_answer_can_be_torn_or_altered_on_its_way() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    let operator = running.cloud.operator();
    let client = dynamodb(&running.cloud.aws_endpoint(), operator);
    put(&client, "link#1").await.unwrap();
    let target = "DynamoDB_20120810.GetItem";
    let key = json!({ "pk": { "S": "link#1" }, "sk": { "S": "a" } });
    let get = json!({ "TableName": TABLE, "Key": key, "ProjectionExpression": "pk" });
    let (checksum, _, whole) = wire(&running, target, &get).await.unwrap();

    running.inject(&json!([{ "service": "dynamodb", "kind": "torn_reply", "times": 2 }])).await;
    let torn = wire(&running, target, &get).await.unwrap_err();
    assert!(torn.is_body() || torn.is_decode(), "the head came, and not all of the body: {torn:?}");
    assert_eq!(put(&client, "link#2").await, Err("connection".to_owned()));
    assert_eq!(client.scan().table_name(TABLE).send().await.unwrap().count, 2, "it was served");

    running.inject(&json!([{ "service": "dynamodb", "kind": "wrong_checksum", "times": 1 }])).await;
    let (same, _, altered) = wire(&running, target, &get).await.unwrap();
    assert_eq!(same, checksum, "of what it was");
    let differ = whole.iter().zip(&altered).filter(|(a, b)| a != b).count();
    assert_eq!((altered.len(), differ), (whole.len(), 1), "{altered:?}");
    assert!(serde_json::from_slice::<Value>(&altered).is_ok(), "only the checksum tells");
    assert_eq!(wire(&running, target, &get).await.unwrap().2, whole, "it was the answer alone");

    running.inject(&json!([{ "service": "kms", "kind": "wrong_checksum", "times": 1 }])).await;
    let describe = json!({ "KeyId": "alias/one-local-records" });
    let (_, _, altered) = wire(&running, "TrentService.DescribeKey", &describe).await.unwrap();
    assert!(serde_json::from_slice::<Value>(&altered).is_err(), "{altered:?}");
}

#[tokio::test]
async fn an_answer_can_be_late_though_it_is_served_at_once() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    let client = dynamodb(&running.cloud.aws_endpoint(), running.cloud.operator());
    running
        .inject(&json!([{ "service": "dynamodb", "action": "PutItem", "kind": { "delay": 3_600_000 } }]))
        .await;
    let served = async { while client.scan().table_name(TABLE).send().await.unwrap().count == 0 {} };
    tokio::select! {
        answered = put(&client, "a") => panic!("answered: {answered:?}"),
        () = served => {}
    }
    running.inject(&json!([{ "service": "dynamodb", "action": "PutItem", "kind": { "delay": 50 } }])).await;
    let begun = Instant::now();
    assert_eq!(put(&client, "b").await, Ok(()));
    assert!(begun.elapsed() >= Duration::from_millis(50));
}

#[tokio::test]
async fn a_fault_meets_one_function_and_the_nth_of_its_requests() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    let endpoint = running.cloud.aws_endpoint();
    let skill = dynamodb(&endpoint, &function(&running, "one", "skill"));
    let link = dynamodb(&endpoint, &function(&running, "one", "link"));
    let denied = json!({ "service": "dynamodb", "skill": "one", "function": "skill", "prefix": "user#",
        "kind": "access_denied", "after": 1, "times": 1 });
    running.inject(&json!([denied])).await;
    assert_eq!(put(&link, "code#1").await, Ok(()));
    assert_eq!(put(&skill, "user#1").await, Ok(()), "the first passes");
    assert_eq!(put(&link, "code#1").await, Ok(()));
    assert_eq!(put(&skill, "user#1").await, Err(DENIED.to_owned()));
    assert_eq!(put(&skill, "user#1").await, Ok(()));
    assert!(!running.saw(|event| matches!(event, Event::AccessDenied { .. })), "no plan lacks anything");
    let unknown = json!({ "faults": [{ "service": "dynamodb", "kind": "throttle", "functon": "skill" }] });
    assert_eq!(
        running.control("/api/faults", &unknown).await.0,
        400,
        "a filter with a slip would fit everything"
    );
}

#[tokio::test]
async fn the_process_that_asks_can_be_killed_before_or_after_it_is_served() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    let client = dynamodb(&running.cloud.aws_endpoint(), running.cloud.operator());
    let count = async || client.scan().table_name(TABLE).send().await.unwrap().count;
    let process = async || running.get("/raw/process").await.1;
    let first = process().await;
    running
        .inject(&json!([{ "service": "dynamodb", "function": "raw", "kind": "crash_before", "times": 1 }]))
        .await;
    assert_eq!(running.get("/raw/put").await.0, 500);
    assert_eq!(count().await, 0, "it died before");
    let killed = |event: &Event| {
        matches!(event, Event::Invoked { function, error: Some(error), .. }
        if function == "raw" && error == "Runtime.ExitError")
    };
    assert!(running.saw(killed));

    let second = process().await;
    let fault =
        json!({ "service": "dynamodb", "function": "raw", "after": 1, "kind": "crash_after", "times": 1 });
    running.inject(&json!([fault])).await;
    assert_ne!(second, first, "another process");
    assert_eq!(running.get("/raw/put").await.0, 200, "the first request passes");
    assert_eq!(count().await, 1);
    client
        .delete_item()
        .table_name(TABLE)
        .key("pk", AttributeValue::S("raw#1".to_owned()))
        .key("sk", AttributeValue::S("a".to_owned()))
        .send()
        .await
        .unwrap();
    assert_eq!(running.get("/raw/put").await.0, 500);
    assert_eq!(count().await, 1, "it died after");
    assert_ne!(process().await, second);

    running
        .inject(&json!([{ "service": "dynamodb", "action": "PutItem", "kind": "crash_after", "times": 1 }]))
        .await;
    assert_eq!(
        put(&client, "b").await,
        Err("connection".to_owned()),
        "who is no function loses the connection"
    );
    assert_eq!(count().await, 2);
}

#[tokio::test]
async fn calls_are_listed_by_place_and_without_values() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    let endpoint = running.cloud.aws_endpoint();
    let calls = async || answer(running.request("GET", "localhost", "/api/calls")).await.1;
    assert_eq!(running.delete("/api/calls").await, (200, json!({})));
    assert_eq!(calls().await, json!([]));
    let skill = dynamodb(&endpoint, &function(&running, "one", "skill"));
    put(&skill, "user#s3cret").await.unwrap();
    assert_eq!(
        put(&skill, "code#s3cret").await,
        Err(DENIED.to_owned()),
        "what is not permitted is no place of a call"
    );
    running.inject(&json!([{ "service": "dynamodb", "kind": "throttle", "times": 1 }])).await;
    put(&skill, "user#s3cret").await.unwrap_err();
    let get = |pk: &str| {
        let key = HashMap::from(
            [("pk", pk), ("sk", "a")]
                .map(|(name, value)| (name.to_owned(), AttributeValue::S(value.to_owned()))),
        );
        let get = Get::builder().table_name(TABLE).set_key(Some(key)).build().unwrap();
        TransactGetItem::builder().get(get).build()
    };
    let both = skill.transact_get_items().transact_items(get("link#1")).transact_items(get("user#1"));
    both.send().await.unwrap();
    let root = kms(&endpoint, running.cloud.operator());
    root.describe_key().key_id("alias/one-local-records").send().await.unwrap();

    let put = json!({ "skill": "one", "function": "skill", "service": "dynamodb", "action": "PutItem", "keys": ["user#"] });
    let mut throttled = put.clone();
    throttled["fault"] = json!("throttle");
    let listed = calls().await;
    assert_eq!(
        listed,
        json!([
            put,
            throttled,
            { "skill": "one", "function": "skill", "service": "dynamodb", "action": "TransactGetItems", "keys": ["link#", "user#"] },
            { "skill": null, "function": null, "service": "kms", "action": "DescribeKey", "keys": [] },
        ])
    );
    assert_eq!(answer(running.request("DELETE", "localhost", "/api/calls")).await.0, 415);
}
