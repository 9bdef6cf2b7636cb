//! The replies of Cloud against Atlassian's own documents, where they are at hand.

use super::{BLOCKED, Jira, document as text};
use reqwest::Method;
use serde_json::{Map, Value, json};
use std::{fs, path::Path};

const FOLDER: &str = "../shared/openapi";
const PLATFORM: &str = "jira-cloud-platform-v3.2026-03.json";
const AGILE: &str = "jira-cloud-software-agile1.0.2025-10.json";
const ADF: &str = "adf-schema-v1-full.json";

/// A document of Atlassian's; nothing where it is not there.
fn document(name: &str) -> Option<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let text = fs::read_to_string(root.join(FOLDER).join(name)).ok()?;
    Some(serde_json::from_str(&text).unwrap())
}

/// OpenAPI 3.0's dialect as JSON Schema: `nullable` is a type, and what only documents goes.
fn plain(schema: &Value) -> Value {
    match schema {
        Value::Array(list) => list.iter().map(plain).collect(),
        Value::Object(map) => {
            let mut kept: Map<String, Value> = map
                .iter()
                .filter(|(name, _)| {
                    !matches!(name.as_str(), "example" | "discriminator" | "xml" | "externalDocs")
                })
                .map(|(name, value)| (name.clone(), plain(value)))
                .collect();
            // Jira writes `+0000`, also in the examples of these documents; a `date-time` has `+00:00`.
            if kept.get("format") == Some(&json!("date-time")) {
                kept.remove("format");
            }
            if kept.remove("nullable") == Some(json!(true)) {
                return json!({"anyOf": [kept, {"type": "null"}]});
            }
            Value::Object(kept)
        }
        other => other.clone(),
    }
}

/// The schema of an operation's success with a body.
fn validator(document: &Value, path: &str, method: &str) -> jsonschema::Validator {
    let responses = &document["paths"][path][method]["responses"];
    let success = if responses.get("201").is_some() { "201" } else { "200" };
    let content = &responses[success]["content"]["application/json"]["schema"];
    assert!(content.is_object(), "{method} {path} is not in the document");
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "allOf": [plain(content)],
        "components": plain(&document["components"]),
    });
    jsonschema::validator_for(&schema).unwrap()
}

fn assert_valid(validator: &jsonschema::Validator, body: &Value, what: &str) {
    let wrong: Vec<String> =
        validator.iter_errors(body).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{what}:\n{}\n{body:#}", wrong.join("\n"));
}

#[tokio::test]
async fn replies_are_what_the_documents_say() {
    let (Some(platform), Some(agile)) = (document(PLATFORM), document(AGILE)) else {
        eprintln!("skipped: {FOLDER} is not there");
        return;
    };
    let jira = Jira::open().await;
    let every_field = format!("/rest/api/3/search/jql?{BLOCKED}&fields=*all&maxResults=3");
    let asked = [
        ("/rest/api/3/myself", "/rest/api/3/myself"),
        ("/rest/api/3/serverInfo", "/rest/api/3/serverInfo"),
        ("/rest/api/3/field", "/rest/api/3/field"),
        ("/rest/api/3/project/search", "/rest/api/3/project/search"),
        ("/rest/api/3/project/search", "/rest/api/3/project/search?maxResults=1"),
        ("/rest/api/3/project/{projectIdOrKey}", "/rest/api/3/project/OPS"),
        ("/rest/api/3/search/jql", &every_field),
        ("/rest/api/3/search/jql", "/rest/api/3/search/jql?jql=project%3DWEB"),
        ("/rest/api/3/issue/{issueIdOrKey}", "/rest/api/3/issue/OPS-42?expand=changelog"),
        ("/rest/api/3/issue/{issueIdOrKey}", "/rest/api/3/issue/OPS-47"),
        ("/rest/api/3/issue/{issueIdOrKey}/comment", "/rest/api/3/issue/OPS-42/comment"),
        ("/rest/api/3/issue/{issueIdOrKey}/transitions", "/rest/api/3/issue/OPS-42/transitions"),
        ("/rest/api/3/issue/{issueIdOrKey}/transitions", "/rest/api/3/issue/PAY-6/transitions"),
        ("/rest/api/3/issue/{issueIdOrKey}/comment", "/rest/api/3/issue/OPS-42/comment?orderBy=-created"),
        ("/rest/api/3/issue/{issueIdOrKey}/worklog", "/rest/api/3/issue/OPS-42/worklog"),
        ("/rest/api/3/issue/{issueIdOrKey}/editmeta", "/rest/api/3/issue/OPS-42/editmeta"),
        (
            "/rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes",
            "/rest/api/3/issue/createmeta/OPS/issuetypes",
        ),
        ("/rest/api/3/user/assignable/search", "/rest/api/3/user/assignable/search?project=OPS&query=anna"),
        ("/rest/api/3/priority", "/rest/api/3/priority"),
    ];
    for (path, request) in asked {
        let answer = jira.cloud("ada", request).await;
        assert_eq!(answer.status, 200, "{request}");
        assert_valid(&validator(&platform, path, "get"), &answer.json(), request);
    }
    let asked = [
        ("/rest/agile/1.0/board", "/rest/agile/1.0/board"),
        ("/rest/agile/1.0/board/{boardId}", "/rest/agile/1.0/board/1"),
        ("/rest/agile/1.0/board/{boardId}/configuration", "/rest/agile/1.0/board/1/configuration"),
    ];
    for (path, request) in asked {
        let answer = jira.cloud("ada-agile", request).await;
        assert_eq!(answer.status, 200, "{request}");
        assert_valid(&validator(&agile, path, "get"), &answer.json(), request);
    }
    let errors = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$ref": "#/components/schemas/ErrorCollection",
        "components": plain(&platform["components"]),
    });
    let errors = jsonschema::validator_for(&errors).unwrap();
    for request in [
        "/rest/api/3/issue/OPS-999",
        "/rest/api/3/search/jql?jql=x",
        "/rest/api/3/user",
        "/rest/api/3/search",
    ] {
        assert_valid(&errors, &jira.cloud("ada", request).await.json(), request);
    }
}

/// What a change of each kind sends.
fn changes() -> [(&'static str, &'static str, Value); 9] {
    let fields =
        json!({"project": {"key": "OPS"}, "issuetype": {"id": "10004"}, "summary": "The lift stops"});
    [
        ("post", "/rest/api/3/issue", json!({ "fields": fields })),
        ("put", "/rest/api/3/issue/{issueIdOrKey}", json!({"fields": {"priority": {"id": "2"}}})),
        ("put", "/rest/api/3/issue/{issueIdOrKey}/assignee", json!({"accountId": null})),
        ("post", "/rest/api/3/issue/{issueIdOrKey}/comment", json!({"body": text("It works again.")})),
        (
            "post",
            "/rest/api/3/issue/{issueIdOrKey}/worklog",
            json!({"timeSpent": "1d", "comment": text("Looked")}),
        ),
        ("post", "/rest/api/3/issue/{issueIdOrKey}/transitions", json!({"transition": {"id": "61"}})),
        ("post", "/rest/api/3/search/approximate-count", json!({"jql": "project = OPS"})),
        ("post", "/rest/agile/1.0/sprint/{sprintId}/issue", json!({"issues": ["OPS-38"]})),
        ("post", "/rest/agile/1.0/backlog/issue", json!({"issues": ["OPS-38"]})),
    ]
}

#[tokio::test]
async fn what_is_made_is_what_the_document_says() {
    let Some(platform) = document(PLATFORM) else {
        eprintln!("skipped: {FOLDER} is not there");
        return;
    };
    let jira = Jira::open().await;
    for (_, path, body) in changes().into_iter().filter(|(method, ..)| *method == "post") {
        let answer = jira.cloud_post("ada", &path.replace("{issueIdOrKey}", "WEB-15"), body).await;
        // The others need scopes of their own, or answer nothing.
        if !path.contains("agile") && answer.status != 204 {
            assert!([200, 201].contains(&answer.status), "{path}: {}", answer.text);
            assert_valid(&validator(&platform, path, "post"), &answer.json(), path);
        }
    }
    let adf = jsonschema::validator_for(&document(ADF).unwrap()).unwrap();
    let comments = jira.cloud("ada", "/rest/api/3/issue/WEB-15/comment").await.json();
    assert_valid(&adf, &comments["comments"][0]["body"], "the comment that was made");
}

/// What the demo takes as a document is one, and what it refuses is none.
#[tokio::test]
async fn documents_are_judged_as_the_format_has_it() {
    let Some(schema) = document(ADF) else {
        eprintln!("skipped: {FOLDER} is not there");
        return;
    };
    let validator = jsonschema::validator_for(&schema).unwrap();
    let doc = |content: Value| json!({"type": "doc", "version": 1, "content": content});
    let words = json!({"type": "text", "text": "words"});
    let paragraph = json!({"type": "paragraph", "content": [words]});
    let item = json!({"type": "listItem", "content": [paragraph]});
    let cases = [
        (doc(json!([paragraph])), true),
        (doc(json!([{"type": "heading", "attrs": {"level": 1}, "content": [words]}])), true),
        (doc(json!([{"type": "orderedList", "content": [item, item]}])), true),
        (doc(json!([{"type": "codeBlock", "content": [words]}, {"type": "rule"}])), true),
        (doc(json!([{"type": "panel", "attrs": {"panelType": "note"}, "content": [paragraph]}])), true),
        (doc(json!([{"type": "blockquote", "content": [paragraph]}])), true),
        (doc(json!([{"type": "heading", "attrs": {"level": 7}, "content": [words]}])), false),
        (doc(json!([{"type": "bulletList", "content": []}])), false),
        (doc(json!([{"type": "bulletList", "content": [paragraph]}])), false),
        (doc(json!([{"type": "panel", "content": [paragraph]}])), false),
        (doc(json!([words])), false),
        (doc(json!([{"type": "paragraph", "content": [{"type": "text", "text": ""}]}])), false),
        (doc(json!([{"type": "paragraph", "content": [paragraph]}])), false),
        (doc(json!([{"type": "paragraph", "text": "words"}])), false),
        (json!({"type": "doc", "content": [paragraph]}), false),
        (json!({"type": "doc", "version": 2, "content": [paragraph]}), false),
        (json!("words"), false),
    ];
    let jira = Jira::open().await;
    for (at, (body, good)) in cases.into_iter().enumerate() {
        assert_eq!(validator.is_valid(&body), good, "the format: {body}");
        // Issues take turns, so that none is written to too often.
        let path = format!("/rest/api/3/issue/OPS-4{}/comment", at % 8 + 1);
        let status = jira.cloud_post("ada", &path, json!({ "body": body })).await.status;
        assert_eq!(status, if good { 201 } else { 400 }, "the demo: {body}");
    }
}

#[tokio::test]
async fn scopes_are_those_of_the_documents() {
    let (Some(platform), Some(agile)) = (document(PLATFORM), document(AGILE)) else {
        eprintln!("skipped: {FOLDER} is not there");
        return;
    };
    let jira = Jira::open().await;
    let asked = [
        ("get", "/rest/api/3/myself"),
        ("get", "/rest/api/3/field"),
        ("get", "/rest/api/3/project/search"),
        ("get", "/rest/api/3/project/{projectIdOrKey}"),
        ("get", "/rest/api/3/search/jql"),
        ("get", "/rest/api/3/issue/{issueIdOrKey}"),
        ("get", "/rest/api/3/issue/{issueIdOrKey}/comment"),
        ("get", "/rest/api/3/issue/{issueIdOrKey}/transitions"),
        ("get", "/rest/api/3/issue/{issueIdOrKey}/worklog"),
        ("get", "/rest/api/3/issue/{issueIdOrKey}/editmeta"),
        ("get", "/rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes"),
        ("get", "/rest/api/3/user/assignable/search"),
        ("get", "/rest/api/3/priority"),
        ("get", "/rest/api/3/priority/search"),
        ("get", "/rest/agile/1.0/board"),
        ("get", "/rest/agile/1.0/board/{boardId}"),
        ("get", "/rest/agile/1.0/board/{boardId}/configuration"),
        ("get", "/rest/agile/1.0/board/{boardId}/sprint"),
        ("get", "/rest/agile/1.0/sprint/{sprintId}"),
        ("get", "/rest/agile/1.0/sprint/{sprintId}/issue"),
    ];
    let asked = asked.map(|(method, path)| (method, path, Value::Null)).into_iter().chain(changes());
    for (method, path, body) in asked {
        let document = if path.contains("agile") { &agile } else { &platform };
        let ways = document["paths"][path][method]["security"].as_array().unwrap();
        let scopes: Vec<&str> = ways
            .iter()
            .find_map(|way| way["OAuth2"].as_array())
            .unwrap()
            .iter()
            .map(|scope| scope.as_str().unwrap())
            .collect();
        let request = path
            .replace("{projectIdOrKey}", "OPS")
            .replace("{issueIdOrKey}", "WEB-15")
            .replace("{boardId}", "1")
            .replace("{sprintId}", "13");
        let request = match path {
            path if path.ends_with("/jql") => format!("{request}?{BLOCKED}"),
            path if path.ends_with("/assignable/search") => format!("{request}?project=OPS"),
            _ => request,
        };
        let ask = async |scopes: &[&str]| {
            let token = format!("ada offline_access {}", scopes.join(" "));
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            jira.as_somebody(&token, method, &request, Some(body.clone()).filter(|it| !it.is_null()))
                .await
                .status
        };
        for without in &scopes {
            let fewer: Vec<&str> = scopes.iter().filter(|scope| scope != &without).copied().collect();
            assert_eq!(ask(&fewer).await, 401, "{request} without {without}");
        }
        let status = ask(&scopes).await;
        assert!([200, 201, 204].contains(&status), "{request} with {scopes:?}: {status}");
    }
}

#[tokio::test]
async fn each_text_is_a_document_of_atlassian() {
    let Some(schema) = document(ADF) else {
        eprintln!("skipped: {FOLDER} is not there");
        return;
    };
    let validator = jsonschema::validator_for(&schema).unwrap();
    let jira = Jira::open().await;
    let all =
        "/rest/api/3/search/jql?jql=project%20in%20(OPS,WEB,PAY)&fields=description,comment&maxResults=100";
    let found = jira.cloud("ada", all).await.json();
    let mut texts = 0;
    for issue in found["issues"].as_array().unwrap() {
        let fields = &issue["fields"];
        let comments =
            fields["comment"]["comments"].as_array().unwrap().iter().map(|comment| &comment["body"]);
        for text in comments.chain([&fields["description"]]).filter(|text| !text.is_null()) {
            assert_valid(&validator, text, issue["key"].as_str().unwrap());
            texts += 1;
        }
    }
    assert!(texts > 15, "{texts}");
}
