//! Lists, their pages, and "next".

use crate::{
    service::{Conduct, Service},
    user::User,
};
use serde_json::{Value, json};

fn page(names: &[&str], next: Option<&str>) -> Value {
    let items: Vec<Value> = names.iter().map(|name| json!({"id": name, "name": name})).collect();
    json!({"items": items, "next": next})
}

async fn pages(first: Value, second: Value) -> Service {
    Service::start(move |request, _| {
        Conduct::json(if request.line == "GET /tools" { &first } else { &second })
    })
    .await
}

#[tokio::test]
async fn a_list_is_read_in_parts_across_pages() {
    let service = pages(page(&["a", "b", "c"], Some("p 2")), page(&["d"], None)).await;
    let mut user = User::of(&service.url);
    let first = user.says("ListTools").await;
    assert_eq!((first.speech.as_str(), first.ended), ("3 tools. a. b. More?", false));
    assert_eq!(first.reprompt(), Some("More?"));
    assert_eq!(user.says("AMAZON.YesIntent").await.speech, "c. More?");
    assert_eq!(service.lines(), ["GET /tools"]);
    assert_eq!(user.says("AMAZON.NextIntent").await.speech, "d. Anything else?");
    assert_eq!(service.lines(), ["GET /tools", "GET /tools?page=p%202"]);
    assert_eq!(user.says("AMAZON.NextIntent").await.speech, "That was all. Anything else?");
    assert_eq!(user.says("AMAZON.PreviousIntent").await.speech, "c. d. Anything else?");
    assert_eq!(service.lines().len(), 2);
}

#[tokio::test]
async fn no_to_more_leaves_the_list_in_focus() {
    let service = pages(page(&["a", "b", "c"], None), Value::Null).await;
    let mut user = User::of(&service.url);
    user.says("ListTools").await;
    let no = user.says("AMAZON.NoIntent").await;
    assert_eq!((no.speech.as_str(), no.ended), ("Anything else?", false));
    user.says("Today").await;
    assert_eq!(user.says("AMAZON.NextIntent").await.speech, "c. Anything else?");
}

#[tokio::test]
async fn one_and_none_have_sentences_of_their_own() {
    let service = pages(page(&["a"], None), Value::Null).await;
    let heard = User::of(&service.url).says("ListTools").await;
    assert_eq!((heard.speech.as_str(), heard.ended), ("Only a.", true));
    let service = pages(page(&[], None), Value::Null).await;
    assert_eq!(User::of(&service.url).says("ListTools").await.speech, "No tools.");
}

#[tokio::test]
async fn one_element_of_many_pages_is_not_the_only_one() {
    let service = pages(page(&["a"], Some("2")), page(&[], None)).await;
    let mut user = User::of(&service.url);
    assert_eq!(user.says("ListTools").await.speech, "1 tools. a. More?");
    assert_eq!(user.says("AMAZON.YesIntent").await.speech, "That was all. Anything else?");
}

/// A service with `total` tools, two on a page.
async fn counting(total: u32) -> Service {
    Service::start(move |request, _| {
        let start: u32 = request.line.strip_prefix("GET /numbered?start=").unwrap().parse().unwrap();
        let items: Vec<Value> = (start..total.min(start + 2))
            .map(|n| json!({"id": n.to_string(), "name": format!("n{n}")}))
            .collect();
        Conduct::json(&json!({"items": items, "total": total}))
    })
    .await
}

#[tokio::test]
async fn pages_are_counted_where_the_service_counts() {
    let service = counting(5).await;
    let mut user = User::of(&service.url);
    assert_eq!(user.says("CountTools").await.speech, "2 tools. n0. n1. More?");
    assert_eq!(user.says("AMAZON.YesIntent").await.speech, "n2. n3. More?");
    assert_eq!(user.says("AMAZON.NextIntent").await.speech, "n4. Anything else?");
    assert_eq!(user.says("AMAZON.NextIntent").await.speech, "That was all. Anything else?");
    let pages = [0, 2, 4].map(|start| format!("GET /numbered?start={start}"));
    assert_eq!(service.lines(), pages, "none is asked for after the last element");
}

#[tokio::test]
async fn a_full_last_page_is_the_last() {
    let service = counting(2).await;
    assert_eq!(User::of(&service.url).says("CountTools").await.speech, "2 tools. n0. n1.");
    assert_eq!(service.lines().len(), 1);
    let service = counting(0).await;
    assert_eq!(User::of(&service.url).says("CountTools").await.speech, "No tools.");
}
