//! The formats of contracts, against what others wrote: documents that lie beside the repository in `shared`, and the
//! demo's own reading of JQL.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use sayso_formats::{
    adf,
    jql::{Binder, Place, Query, Template},
    wiki,
};
use sayso_tests::root;
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// A folder or file of `shared`; none, with a word about it, where it is absent.
fn shared(name: &str) -> Option<PathBuf> {
    let path = root().join("../shared").join(name);
    let there = path.exists();
    if !there {
        println!("skipped: there is no ../shared/{name}");
    }
    there.then_some(path)
}

/// Every JSON document in the folder, and below it.
fn documents(folder: &Path) -> Vec<Value> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(documents(&path));
        } else if path.extension().is_some_and(|it| it == "json") {
            // Some are recorded as they were sent, which is not always JSON.
            found.extend(serde_json::from_slice::<Value>(&fs::read(&path).unwrap()).ok());
        }
    }
    found
}

/// Visits every value with the key that it has; examples are often JSON within a text.
fn visit(value: &Value, key: &str, visitor: &mut impl FnMut(&str, &Value)) {
    visitor(key, value);
    match value {
        Value::Array(items) => items.iter().for_each(|item| visit(item, key, visitor)),
        Value::Object(members) => members.iter().for_each(|(key, value)| visit(value, key, visitor)),
        Value::String(text) if text.starts_with(['{', '[']) => {
            if let Ok(value) = serde_json::from_str::<Value>(text) {
                visit(&value, key, visitor);
            }
        }
        _ => {}
    }
}

#[test]
fn official_queries_are_read() {
    let Some(folder) = shared("openapi") else { return };
    let mut queries = BTreeSet::new();
    for document in documents(&folder) {
        visit(&document, "", &mut |key, value| {
            if let (true, Some(text)) = (["jql", "query", "queries"].contains(&key), value.as_str()) {
                // The documents that are examples themselves are visited, too.
                queries.extend((!text.starts_with(['{', '['])).then(|| text.to_owned()));
            }
        });
    }
    assert!(queries.len() > 10, "{queries:?}");
    // Examples of errors, and of other fields that are called `query`.
    let refused = ["invalid query", "query", "summary in test"];
    for query in queries {
        let read = Template::parse(&query);
        assert_eq!(read.is_err(), refused.contains(&query.as_str()), "{query}: {read:?}");
    }
}

#[test]
fn documents_of_others_have_a_text() {
    let mut count = 0;
    for folder in ["openapi", "jira-recorded"].into_iter().filter_map(shared) {
        for document in documents(&folder) {
            visit(&document, "", &mut |_, value| {
                if value["type"] != "doc" || !value["content"].is_array() {
                    return;
                }
                count += 1;
                let text = adf::to_text(value);
                let has_words = value["content"].to_string().contains("\"text\":\"");
                assert_eq!(text.is_empty(), !has_words, "{value}");
                assert!(!text.contains("://") && !text.contains('\n'), "{text}");
            });
        }
    }
    println!("{count} documents");
}

#[test]
fn marked_up_texts_of_others_are_spoken() {
    let mut count = 0;
    for document in ["openapi", "jira-recorded"].into_iter().filter_map(shared).flat_map(|it| documents(&it))
    {
        visit(&document, "", &mut |key, value| {
            if let (true, Some(markup)) = (["description", "body", "comment"].contains(&key), value.as_str())
            {
                count += 1;
                let text = wiki::to_text(markup);
                assert!(!text.contains("://") && !text.contains('\n'), "{markup}\n{text}");
                assert_eq!(text.is_empty(), !markup.contains(char::is_alphanumeric), "{markup}");
            }
        });
    }
    println!("{count} texts");
}

#[test]
fn written_documents_are_valid() {
    let Some(path) = shared("openapi/adf-schema-v1-full.json") else { return };
    let schema = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for text in
        ["", "one", "one\ntwo\n\nthree\r\n\r\n\r\nfour\tfive", " \u{7} ", "\u{2028}a\u{2029}b", "\"<&>😀\""]
    {
        let document = adf::from_text(text);
        let errors: Vec<_> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{text:?}: {errors:?}");
    }
    assert!(
        !validator.is_valid(&serde_json::json!({"type": "doc", "version": 1, "content": [{"type": "text"}]}))
    );
}

/// What a Jira answers to a query.
async fn ask(client: &reqwest::Client, base: &str, query: &Query) -> (u16, Value) {
    let body = json!({"jql": query.as_str()}).to_string();
    let request = client.post(format!("{base}/rest/api/2/search"));
    let request = request.bearer_auth("demo-pat-ada").header("Content-Type", "application/json").body(body);
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap())
}

/// The demo, with a provider whose every token is Ada's; its base URL.
async fn demo() -> String {
    const SITE: &str = "11111111-2222-4333-8444-555555555555";
    let token = json!({
        "account_id": "557058:ada00000-0000-4000-8000-000000001815", "name": "", "email": "", "expires_in": 60,
        "scopes": ["read:jira-work"], "sites": [SITE],
    });
    let check = axum::routing::get(|| async move { axum::Json(token) });
    let mut bases = Vec::new();
    for router in [Some(axum::Router::new().route("/check", check)), None] {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let router = router.unwrap_or_else(|| demo_jira::app(bases.first().cloned()).unwrap());
        bases.push(format!("http://{}", listener.local_addr().unwrap()));
        tokio::spawn(async move { axum::serve(listener, router).await });
    }
    bases.remove(1)
}

#[tokio::test]
async fn a_description_sounds_alike_from_both_products() {
    let (base, client) = (demo().await, reqwest::Client::new());
    let get = async |path: &str| {
        let request = client.get(format!("{base}{path}")).bearer_auth("demo-pat-ada");
        let answer = request.send().await.unwrap().bytes().await.unwrap();
        serde_json::from_slice::<Value>(&answer).unwrap()
    };
    let all = get("/rest/api/2/search?maxResults=500&fields=summary").await;
    let (mut compared, mut lists) = (0, 0);
    for issue in all["issues"].as_array().unwrap() {
        let path = format!("issue/{}?fields=description", issue["key"].as_str().unwrap());
        let server = get(&format!("/rest/api/2/{path}")).await;
        let cloud = get(&format!("/ex/jira/11111111-2222-4333-8444-555555555555/rest/api/3/{path}")).await;
        let Some(markup) = server["fields"]["description"].as_str() else { continue };
        // What a document calls by name, markup calls by account.
        if !markup.contains("[~") {
            let document = &cloud["fields"]["description"];
            assert_eq!(wiki::to_text(markup), adf::to_text(document), "{markup}\n{document}");
            compared += 1;
            lists += usize::from(markup.contains("\n* "));
        }
    }
    assert!(compared > 10 && lists > 0, "{compared}, {lists}");
}

#[tokio::test]
async fn another_reader_sees_the_value_that_was_bound() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, demo_jira::app(None).unwrap()).await });
    let client = reqwest::Client::new();
    let pieces = [
        "\"",
        "'",
        "\\",
        "\\u0022",
        "\n",
        "\r\n",
        "\t",
        "\u{7}",
        "\u{85}",
        "\u{2028}",
        "\u{ffff}",
        "😀",
        "x",
        " ",
        " OR 1 = 1",
        ") AND (",
        "EMPTY",
        "{x}",
        "[y]",
        "currentUser()",
        "-- ",
        "*",
    ];
    for value in pieces.iter().flat_map(|a| pieces.iter().map(move |b| format!("!{a}{b}"))) {
        let query = Binder::new().jql("assignee = ").value(Place::Value, &value).finish().unwrap();
        let (status, answer) = ask(&client, &base, &query).await;
        // It answers with what it read.
        let unknown = format!("The value '{value}' does not exist for the field 'assignee'.");
        assert_eq!((status, &answer["errorMessages"][0]), (400, &json!(unknown)), "{query}");

        let searched =
            Binder::new().jql("text ~ ").value(Place::Search, &format!("cat{value}")).finish().unwrap();
        assert_eq!(ask(&client, &base, &searched).await.0, 200, "{searched}");
    }
}
