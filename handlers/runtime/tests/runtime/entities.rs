//! Values of dynamic types.

use crate::{
    conversation::{HAMMER, shelves},
    service::{Conduct, Service},
    shed::Shed,
    user::User,
};
use serde_json::json;

type Dynamic = Shed<7_000, true>;
const UPDATE: &str = "Dialog.UpdateDynamicEntities";

async fn service() -> Service {
    Service::start(|request, _| match request.line.as_str() {
        "GET /kinds" => Conduct::json(&json!([{"id": "k1", "name": "Kind one"}])),
        _ => Conduct::json(&shelves()),
    })
    .await
}

#[tokio::test]
async fn values_are_sent_once_per_session() {
    let service = service().await;
    let mut user = User::<Dynamic>::of_skill(&service.url);
    let launch = user.launch().await;
    let types = &launch.directive(UPDATE).unwrap()["types"];
    assert_eq!(*types, json!([{"name": "Kind", "values": [{"id": "k1", "name": {"value": "Kind one"}}]}]));
    assert!(user.says("Today").await.directive(UPDATE).is_none());
    assert_eq!(service.lines(), ["GET /kinds"]);
}

#[tokio::test]
async fn a_session_that_ends_at_once_needs_none() {
    let service = service().await;
    let mut user = User::<Dynamic>::of_skill(&service.url);
    assert!(user.says("Today").await.ended);
    assert_eq!(service.lines(), [] as [&str; 0]);
}

#[tokio::test]
async fn the_options_of_a_question_give_way_to_them_afterwards() {
    let service = service().await;
    let mut user = User::<Dynamic>::of_skill(&service.url);
    user.launch().await;
    let which = user.says_with("MoveTool", &[HAMMER]).await;
    assert_eq!(which.directive(UPDATE).unwrap()["types"][0]["name"], "SaysoOption");
    let sure = user.says_with("SaysoPickIntent", &[("ordinal", "1", "")]).await;
    assert_eq!(sure.directive(UPDATE).unwrap()["types"][0]["name"], "Kind");
}

#[tokio::test]
async fn without_values_the_skill_still_answers() {
    let service = Service::always(Conduct::status(500)).await;
    let mut user = User::<Dynamic>::of_skill(&service.url);
    let launch = user.launch().await;
    assert_eq!(launch.speech, "Welcome to the shed.");
    assert!(launch.directive(UPDATE).is_none());
    assert_eq!(user.logged("failed").len(), 1);
}
