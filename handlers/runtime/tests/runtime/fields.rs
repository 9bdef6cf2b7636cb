//! Fields that each site numbers by itself.

use crate::{
    service::{Conduct, Service},
    user::User,
};
use serde_json::{Value, json};

/// A shed whose marks are `marks`, and whose only weight is called `mark_3`.
async fn shed(marks: Conduct) -> Service {
    Service::start(move |request, _| match request.line.as_str() {
        "GET /marks" => marks.clone(),
        "GET /weights" | "GET /weights?show=mark_3" => Conduct::json(&json!({"mark_3": 7, "mark_4": null})),
        _ => Conduct::json(&json!({"items": []})),
    })
    .await
}

fn marks(name: &str) -> Conduct {
    Conduct::json(&json!([{"id": "mark_4", "name": "Size"}, {"id": "mark_3", "name": name}]))
}

fn asked(service: &Service) -> usize {
    service.lines().iter().filter(|line| *line == "GET /marks").count()
}

#[tokio::test]
async fn a_field_is_found_once_for_a_whole_session() {
    let service = shed(marks("weight")).await;
    let mut user = User::of(&service.url);
    user.launch().await;
    for _ in 0..2 {
        assert_eq!(user.says("Weigh").await.speech, "You said [Some(7.0), Some(7.0)]. Anything else?");
    }
    assert_eq!(asked(&service), 1, "{:?}", service.lines());
    let known = json!({"account": "", "services": {"shed": {"weight": "mark_3"}}});
    assert_eq!(user.attributes()["sayso"]["fields"], known);
}

#[tokio::test]
async fn what_the_session_knows_of_another_account_is_not_believed() {
    let service = shed(marks("weight")).await;
    let mut user = User::of(&service.url);
    user.launch().await;
    user.says("Weigh").await;
    user.attributes()["sayso"]["fields"] =
        json!({"account": "x", "services": {"shed": {"weight": "mark_9"}}});
    assert_eq!(user.says("Weigh").await.speech, "You said [Some(7.0), Some(7.0)]. Anything else?");
    assert_eq!(asked(&service), 2);
    // A newer skill has a field more.
    user.attributes()["sayso"]["fields"] = json!({"account": "", "services": {"shed": {}}});
    user.says("Weigh").await;
    assert_eq!(asked(&service), 3);
}

#[tokio::test]
async fn a_site_without_the_field_has_no_value_and_is_not_asked_again() {
    let service = shed(marks("Colour")).await;
    let mut user = User::of(&service.url);
    user.launch().await;
    for _ in 0..2 {
        assert_eq!(user.says("Weigh").await.speech, "You said [None, None]. Anything else?");
    }
    assert_eq!(asked(&service), 1);
    assert!(service.lines().contains(&"GET /weights".to_owned()), "what is not there is not asked for");
}

#[tokio::test]
async fn fields_that_cannot_be_found_fail_what_needs_them_at_once() {
    let service = shed(Conduct::status(500)).await;
    let mut user = User::of(&service.url);
    user.launch().await;
    assert_eq!(user.says("Weigh").await.speech, "The shed is closed. Anything else?");
    assert_eq!((asked(&service), user.logged("call_failed").len()), (1, 1), "one failure for all that ask");
    assert_eq!(user.attributes()["sayso"].get("fields"), None);
    user.says("Weigh").await;
    assert_eq!(asked(&service), 2, "the next request asks again");
}

#[tokio::test]
async fn a_failure_is_not_held_up_by_fields() {
    let service = Service::start(|request, _| match request.line.as_str() {
        "GET /marks" => Conduct::Hang,
        _ => Conduct::Answer(404, vec![("x-reason", "gone".to_owned())], Value::Null.to_string()),
    })
    .await;
    let mut user = User::of(&service.url);
    assert_eq!(user.says("Weigh").await.speech, "That is gone.");
    // Had it waited for the fields, their time would have run out.
    let failed = user.logged("call_failed");
    assert_eq!(failed.len(), 1, "{failed:?}");
}
