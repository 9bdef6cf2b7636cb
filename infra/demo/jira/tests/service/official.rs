//! The replies of Cloud against Atlassian's own documents, where they are at hand.

use super::{BLOCKED, Jira};
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

/// The schema of an operation's 200.
fn validator(document: &Value, path: &str, method: &str) -> jsonschema::Validator {
    let content =
        &document["paths"][path][method]["responses"]["200"]["content"]["application/json"]["schema"];
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
        ("post", "/rest/api/3/issue/{issueIdOrKey}/transitions"),
        ("get", "/rest/agile/1.0/board"),
        ("get", "/rest/agile/1.0/board/{boardId}"),
        ("get", "/rest/agile/1.0/board/{boardId}/configuration"),
        ("get", "/rest/agile/1.0/board/{boardId}/sprint"),
        ("get", "/rest/agile/1.0/sprint/{sprintId}"),
        ("get", "/rest/agile/1.0/sprint/{sprintId}/issue"),
    ];
    for (method, path) in asked {
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
        let request = if path.ends_with("/jql") { format!("{request}?{BLOCKED}") } else { request };
        let ask = async |scopes: &[&str]| {
            let token = format!("ada offline_access {}", scopes.join(" "));
            match method {
                "get" => jira.cloud(&token, &request).await.status,
                _ => jira.cloud_post(&token, &request, json!({"transition": {"id": "61"}})).await.status,
            }
        };
        for without in &scopes {
            let fewer: Vec<&str> = scopes.iter().filter(|scope| scope != &without).copied().collect();
            assert_eq!(ask(&fewer).await, 401, "{request} without {without}");
        }
        let status = ask(&scopes).await;
        assert!([200, 204].contains(&status), "{request} with {scopes:?}: {status}");
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
