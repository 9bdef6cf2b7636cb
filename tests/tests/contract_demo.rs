//! The demo of Jira against the contract of the skill: every answer that the skill can get from it is one that the
//! contract describes, from both products, also where it says no.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use axum::{Json, Router, http::HeaderMap, http::StatusCode, routing::get};
use reqwest::{Client, Method};
use sayso_codegen::{
    diagnostic::Diagnostics,
    syntax::{
        Sources,
        contract::{self, Contract, Operation},
        parse, read,
    },
};
use sayso_tests::root;
use serde_json::{Value, json};
use std::{collections::BTreeSet, fs};
use tokio::net::TcpListener;

const SITES: [&str; 2] = ["11111111-2222-4333-8444-555555555555", "66666666-7777-4888-8999-000000000000"];
/// What the skill sends to ask for the fields that it reads.
const FIELDS: &str = "summary,status,assignee,priority,duedate,description";
const BLOCKED: &str = "sprint in openSprints() AND status = Blocked ORDER BY priority DESC, key ASC";
const MINE: &str = "assignee = currentUser() AND statusCategory != Done ORDER BY priority DESC, key ASC";
const ALL: &str = "ORDER BY key ASC";
const NONE: &str = "assignee = currentUser() AND statusCategory = Done AND project = LAB";

/// A request by operation: where in its path, with which query, with which body.
struct Asked {
    operation: &'static str,
    issue: &'static str,
    query: Vec<(&'static str, String)>,
    body: Option<Value>,
}

impl Asked {
    fn new(operation: &'static str, issue: &'static str, query: &[(&'static str, &str)]) -> Self {
        let query = query.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Self { operation, issue, query, body: None }
    }

    fn moves(operation: &'static str, issue: &'static str, way: &str) -> Self {
        Self { body: Some(json!({"transition": {"id": way}})), ..Self::new(operation, issue, &[]) }
    }
}

/// The demo, the contract, and what was seen.
struct Trial {
    base: String,
    client: Client,
    contract: Contract,
    document: Value,
    /// Operations with the statuses that were seen.
    seen: BTreeSet<(String, u16)>,
    wrong: Vec<String>,
}

async fn listen(app: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    base
}

/// The provider: `Bearer ada` has all scopes and sites, `Bearer grace` may read one, anybody else is nobody.
async fn check(headers: HeaderMap) -> Result<Json<Value>, StatusCode> {
    let (account, scopes, sites) = match headers["authorization"].to_str().unwrap() {
        "Bearer ada" => (
            "557058:ada00000-0000-4000-8000-000000001815",
            json!(["read:jira-work", "write:jira-work", "read:jira-user", "offline_access"]),
            json!(SITES),
        ),
        "Bearer grace" => (
            "557058:grace000-0000-4000-8000-000000001906",
            json!(["read:jira-work", "write:jira-work"]),
            json!([SITES[0]]),
        ),
        _ => return Err(StatusCode::UNAUTHORIZED),
    };
    Ok(Json(json!({
        "account_id": account, "name": "", "email": "", "scopes": scopes, "sites": sites, "expires_in": 60,
    })))
}

impl Trial {
    async fn begin() -> Self {
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let bytes = fs::read(root().join("schemas/jira/jira.openapi.yaml")).unwrap();
        let file = sources.add("contract", bytes).unwrap();
        let contract = contract::load(&sources, file, &mut diagnostics).unwrap();
        let document = read(&parse(&sources, file, &mut diagnostics).unwrap()).unwrap();
        let provider = listen(Router::new().route("/check", get(check))).await;
        Self {
            base: listen(demo_jira::app(Some(provider)).unwrap()).await,
            client: Client::builder().no_proxy().build().unwrap(),
            contract,
            document,
            seen: BTreeSet::new(),
            wrong: Vec::new(),
        }
    }

    /// The schema of an operation's answer of a status; nothing where it has no body.
    fn schema(&self, operation: &Operation, status: u16) -> Option<jsonschema::Validator> {
        let method = operation.method.to_lowercase();
        let responses = &self.document["paths"][&operation.path][&method]["responses"];
        let response = responses.get(status.to_string()).unwrap_or(&responses["default"]);
        let response = match response["$ref"].as_str() {
            Some(reference) => self.document.pointer(reference.strip_prefix('#').unwrap()).unwrap(),
            None => response,
        };
        let schema = response["content"].get("application/json")?.get("schema")?;
        let whole = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "allOf": [schema],
            "components": self.document["components"],
        });
        Some(jsonschema::validator_for(&whole).unwrap())
    }

    /// Asks, and holds the answer against the contract.
    async fn ask(&mut self, asked: &Asked, site: &str, authorization: &str) -> Value {
        let operation = self.contract.operations[asked.operation].clone();
        let prefix =
            if asked.operation.starts_with("cloud") { format!("/ex/jira/{site}") } else { String::new() };
        let path = operation.path.replace("{issueIdOrKey}", asked.issue);
        let method = Method::from_bytes(operation.method.to_uppercase().as_bytes()).unwrap();
        let mut request =
            self.client.request(method, format!("{}{prefix}{path}", self.base)).query(&asked.query);
        if !authorization.is_empty() {
            request = request.header("authorization", authorization);
        }
        let request = asked.body.iter().fold(request, reqwest::RequestBuilder::json);
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let is_json = answer
            .headers()
            .get("content-type")
            .is_some_and(|it| it.to_str().unwrap().starts_with("application/json"));
        let text = answer.text().await.unwrap();
        let at =
            format!("{} {} {:?} as `{authorization}`: {status}", asked.operation, asked.issue, asked.query);
        self.seen.insert((asked.operation.to_owned(), status));
        match self.schema(&operation, status) {
            // "Some of these answers are no JSON, or empty."
            _ if status >= 400 && !is_json => Value::Null,
            None if text.is_empty() => Value::Null,
            None => {
                self.wrong.push(format!("{at}: a body, of which the contract knows nothing"));
                Value::Null
            }
            Some(validator) => {
                let body: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{at}: {error}"));
                let errors = validator.iter_errors(&body);
                self.wrong.extend(errors.map(|error| format!("{at}: {}: {error}", error.instance_path())));
                body
            }
        }
    }
}

/// What the skill asks of a product (`cloud`, `server`), with whatever differs between them.
fn questions(operations: &[&'static str; 4], page: &'static str) -> Vec<Asked> {
    let [myself, search, issue, transitions] = *operations;
    let mut asked = vec![Asked::new(myself, "", &[])];
    for query in [BLOCKED, MINE, ALL, NONE, "no (query"] {
        asked.push(Asked::new(search, "", &[("jql", query), ("maxResults", "3"), ("fields", FIELDS)]));
    }
    asked.push(Asked::new(search, "", &[("jql", BLOCKED), (page, "nonsense"), ("fields", FIELDS)]));
    for key in ["OPS-42", "OPS-47", "WEB-15", "PAY-6", "OPS-900", "not an issue"] {
        asked.push(Asked::new(issue, key, &[("fields", FIELDS)]));
        asked.push(Asked::new(transitions, key, &[]));
    }
    asked
}

#[tokio::test]
async fn every_answer_is_one_that_the_contract_describes() {
    let mut trial = Trial::begin().await;
    let products = [
        (
            ["cloudMyself", "cloudSearch", "cloudIssue", "cloudTransitions"],
            "nextPageToken",
            "cloudTransition",
        ),
        (["serverMyself", "serverSearch", "serverIssue", "serverTransitions"], "startAt", "serverTransition"),
    ];
    // As nobody, wrongly, in part, and with all rights.
    let people = [
        ["", "Bearer nobody", "Bearer grace", "Bearer ada"],
        ["", "Bearer nobody", "Basic YWRhOndyb25n", "Bearer demo-pat-ada"],
    ];
    for ((operations, page, moves), people) in products.iter().zip(people) {
        for person in people {
            for asked in questions(operations, page) {
                trial.ask(&asked, SITES[0], person).await;
            }
            let projects = if *page == "startAt" { "serverProjects" } else { "cloudProjects" };
            trial.ask(&Asked::new(projects, "", &[]), SITES[0], person).await;
            trial.ask(&Asked::new("listSites", "", &[]), SITES[0], person).await;
            // A way that is not there, an issue that is not there, and one that is.
            for (issue, way) in [("OPS-42", "999"), ("OPS-900", "31")] {
                trial.ask(&Asked::moves(moves, issue, way), SITES[0], person).await;
            }
            let ways = trial.ask(&Asked::new(operations[3], "OPS-44", &[]), SITES[0], person).await;
            if let Some(way) = ways["transitions"][0]["id"].as_str() {
                trial.ask(&Asked::moves(moves, "OPS-44", way), SITES[0], person).await;
            }
        }
    }
    // The other site, page by page, to the end.
    let mut next = None;
    loop {
        let mut asked =
            Asked::new("cloudSearch", "", &[("jql", ALL), ("maxResults", "2"), ("fields", FIELDS)]);
        asked.query.extend(next.map(|token: String| ("nextPageToken", token)));
        let page = trial.ask(&asked, SITES[1], "Bearer ada").await;
        next = page["nextPageToken"].as_str().map(str::to_owned);
        if next.is_none() {
            break;
        }
    }
    assert!(trial.wrong.is_empty(), "{}", trial.wrong.join("\n"));

    // It means something only if each operation was seen to succeed, and to be refused where it can be.
    let statuses = |id: &str| -> Vec<u16> {
        trial.seen.iter().filter(|(operation, _)| operation == id).map(|(_, status)| *status).collect()
    };
    for id in trial.contract.operations.keys() {
        assert!(statuses(id).iter().any(|status| *status < 300), "{id} never succeeded: {:?}", statuses(id));
        assert!(
            statuses(id).iter().any(|status| *status >= 400),
            "{id} was never refused: {:?}",
            statuses(id)
        );
    }
}
