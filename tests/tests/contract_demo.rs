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

/// A request by operation: at which site of Cloud, or of Data Center; what is in its path; with which query, with which
/// body.
struct Asked {
    operation: String,
    cloud: bool,
    places: Vec<(&'static str, &'static str)>,
    query: Vec<(&'static str, String)>,
    body: Option<Value>,
}

impl Asked {
    fn new(operation: &str, issue: &'static str, query: &[(&'static str, &str)]) -> Self {
        Self::at(operation, &[("{issueIdOrKey}", issue)], query)
    }

    fn at(operation: &str, places: &[(&'static str, &'static str)], query: &[(&'static str, &str)]) -> Self {
        let query = query.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let cloud = operation.starts_with("cloud");
        Self { operation: operation.to_owned(), cloud, places: places.to_vec(), query, body: None }
    }

    fn with(self, body: Value) -> Self {
        Self { body: Some(body), ..self }
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
    /// Operations with the statuses that were seen, of Cloud or not.
    seen: BTreeSet<(String, bool, u16)>,
    wrong: Vec<String>,
}

async fn listen(app: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    base
}

/// The provider: `Bearer ada` has all scopes of the platform and all sites, `Bearer agile` is Ada with those of boards and
/// sprints, `Bearer grace` may read one site, anybody else is nobody.
async fn check(headers: HeaderMap) -> Result<Json<Value>, StatusCode> {
    let (account, scopes, sites) = match headers["authorization"].to_str().unwrap() {
        "Bearer ada" => (
            "557058:ada00000-0000-4000-8000-000000001815",
            json!(["read:jira-work", "write:jira-work", "read:jira-user", "offline_access"]),
            json!(SITES),
        ),
        "Bearer agile" => (
            "557058:ada00000-0000-4000-8000-000000001815",
            json!([
                "read:board-scope:jira-software",
                "read:board-scope.admin:jira-software",
                "write:board-scope:jira-software",
                "read:project:jira",
                "read:sprint:jira-software",
                "write:sprint:jira-software",
                "read:issue-details:jira",
                "read:jql:jira",
            ]),
            json!([SITES[0]]),
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
        Some(self.validator(response["content"].get("application/json")?.get("schema")?))
    }

    /// The schema of an operation's body.
    fn sent(&self, operation: &Operation) -> jsonschema::Validator {
        let body = &self.document["paths"][&operation.path][operation.method.to_lowercase()]["requestBody"];
        let body = match body["$ref"].as_str() {
            Some(reference) => self.document.pointer(reference.strip_prefix('#').unwrap()).unwrap(),
            None => body,
        };
        self.validator(&body["content"]["application/json"]["schema"])
    }

    fn validator(&self, schema: &Value) -> jsonschema::Validator {
        let whole = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "allOf": [schema],
            "components": self.document["components"],
        });
        jsonschema::validator_for(&whole).unwrap()
    }

    /// Asks, and holds the answer against the contract.
    async fn ask(&mut self, asked: &Asked, site: &str, authorization: &str) -> Value {
        let operation = self.contract.operations[&asked.operation].clone();
        let prefix = if asked.cloud { format!("/ex/jira/{site}") } else { String::new() };
        let path =
            asked.places.iter().fold(operation.path.clone(), |path, (name, it)| path.replace(name, it));
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
        let at = format!(
            "{} {:?} {:?} as `{authorization}`: {status}",
            asked.operation, asked.places, asked.query
        );
        self.seen.insert((asked.operation.clone(), asked.cloud, status));
        // What is accepted is also what the contract lets the skill send.
        if let (Some(body), 200..300) = (&asked.body, status) {
            let validator = self.sent(&operation);
            let errors = validator.iter_errors(body);
            self.wrong.extend(errors.map(|error| format!("{at}: sent {}: {error}", error.instance_path())));
        }
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

/// What the intents of a Scrum Master ask of the platform of a product: each once well, and once so that it is refused.
fn wishes(product: &str) -> Vec<Asked> {
    let cloud = product == "cloud";
    let text = |text: &str| {
        let node = json!({"type": "text", "text": text});
        let document =
            json!({"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [node]}]});
        if cloud { document } else { json!(text) }
    };
    let person = if cloud {
        json!({"accountId": "557058:akim0000-0000-4000-8000-000000002004"})
    } else {
        json!({"name": "akim"})
    };
    let part = if cloud { "query" } else { "username" };
    let flagged = if cloud { "customfield_10021" } else { "customfield_10102" };
    let id = |name: &str| format!("{product}{name}");
    let of = |name: &str, issue: &'static str| Asked::new(&id(name), issue, &[]);
    let project = |key: &'static str| {
        Asked::at(&id("IssueTypes"), &[("{projectIdOrKey}", key)], &[("maxResults", "50")])
    };
    let new = |project: &str| {
        let fields = json!({
            "project": {"key": project}, "issuetype": {"id": "10004"}, "summary": "The lift stops",
            "description": text("Twice today."), "priority": {"id": "2"}, "assignee": person,
        });
        Asked::at(&id("Create"), &[], &[]).with(json!({ "fields": fields }))
    };
    let mut wishes = vec![
        Asked::at(&id("Fields"), &[], &[]),
        project("OPS"),
        project("NONE"),
        new("OPS"),
        new("PAY"),
        Asked::at(&id("AssignableUsers"), &[], &[(part, "anna"), ("issueKey", "OPS-42")]),
        Asked::at(&id("AssignableUsers"), &[], &[(part, "anna"), ("project", "WEB"), ("maxResults", "5")]),
        Asked::at(&id("AssignableUsers"), &[], &[(part, "anna")]),
        Asked::new(&id("Comments"), "OPS-42", &[("orderBy", "-created"), ("maxResults", "3")]),
        Asked::new(&id("Comments"), "OPS-42", &[("orderBy", "author")]),
        of("AddComment", "OPS-42").with(json!({"body": text("It works again.")})),
        of("AddComment", "OPS-42").with(json!({"body": text("")})),
        of("AddWorklog", "OPS-42").with(json!({"timeSpent": "1d", "comment": text("Looked")})),
        of("AddWorklog", "OPS-42").with(json!({"timeSpent": "3h 30m"})),
        of("AddWorklog", "OPS-42").with(json!({"timeSpent": "long"})),
        of("Assign", "OPS-47").with(person.clone()),
        of("Assign", "OPS-47").with(json!({if cloud { "accountId" } else { "name" }: null})),
        of("Assign", "OPS-47").with(json!({if cloud { "accountId" } else { "name" }: "nobody"})),
        of("Edit", "OPS-47").with(json!({"fields": {"priority": {"id": "1"}, "duedate": null}})),
        of("Edit", "OPS-47").with(json!({"fields": {flagged: [{"value": "Impediment"}]}})),
        of("Edit", "OPS-47").with(json!({"fields": {"priority": {"id": "99"}}})),
    ];
    for issue in ["OPS-42", "WEB-15", "OPS-900"] {
        wishes.extend([of("Comments", issue), of("Worklogs", issue), of("Priorities", issue)]);
    }
    if cloud {
        wishes.push(Asked::at("cloudCount", &[], &[]).with(json!({"jql": BLOCKED})));
        wishes.push(Asked::at("cloudCount", &[], &[]).with(json!({"jql": "no (query"})));
    } else {
        wishes.push(Asked::at("serverSearch", &[], &[("jql", BLOCKED), ("maxResults", "0")]));
    }
    wishes
}

/// What they ask of boards and sprints.
fn boards_and_sprints(cloud: bool) -> Vec<Asked> {
    let board = |operation: &str, id| Asked::at(operation, &[("{boardId}", id)], &[]);
    let sprint = |operation: &str, id| Asked::at(operation, &[("{sprintId}", id)], &[]);
    let points = if cloud { "customfield_10016" } else { "customfield_10106" };
    let fields = format!("{FIELDS},resolutiondate,{points}").replace(",description", "");
    let within =
        [("jql", "statusCategory != Done ORDER BY key"), ("fields", fields.as_str()), ("maxResults", "3")];
    let issues = json!({"issues": ["OPS-38"]});
    let mut asked = vec![
        Asked::at("boards", &[], &[("projectKeyOrId", "WEB"), ("type", "scrum"), ("maxResults", "5")]),
        Asked::at("boards", &[], &[]),
        Asked::at("boards", &[], &[("projectKeyOrId", "NONE")]),
        Asked::at("sprints", &[("{boardId}", "1")], &[("state", "closed"), ("startAt", "1")]),
        Asked::at("sprintIssues", &[("{sprintId}", "13")], &within),
        Asked::at("sprintIssues", &[("{sprintId}", "12")], &[("fields", fields.as_str())]),
        sprint("moveToSprint", "13").with(issues.clone()),
        sprint("moveToSprint", "12").with(issues.clone()),
        Asked::at("moveToBacklog", &[], &[]).with(issues),
        Asked::at("moveToBacklog", &[], &[]).with(json!({"issues": ["OPS-900"]})),
    ];
    for id in ["1", "2", "3", "4", "99", "none"] {
        asked.extend([board("boardConfiguration", id), board("sprints", id)]);
    }
    for id in ["9", "13", "14", "99", "none"] {
        asked.extend([sprint("sprint", id), sprint("sprintIssues", id)]);
    }
    asked.into_iter().map(|asked| Asked { cloud, ..asked }).collect()
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
        ["", "Bearer nobody", "Bearer grace", "Bearer ada", "Bearer agile"],
        ["", "Bearer nobody", "Basic YWRhOndyb25n", "Bearer demo-pat-ada", "Bearer demo-pat-grace"],
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
            let cloud = *page == "nextPageToken";
            for asked in
                wishes(if cloud { "cloud" } else { "server" }).iter().chain(&boards_and_sprints(cloud))
            {
                trial.ask(asked, SITES[0], person).await;
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

    // It means something only if each operation was seen to succeed, and to be refused where it can be. Those of boards and
    // sprints are those of both products.
    for id in trial.contract.operations.keys() {
        let shared = ["cloud", "server", "listSites"].iter().all(|product| !id.starts_with(product));
        let products = if shared { vec![true, false] } else { vec![id.starts_with("cloud")] };
        for cloud in products {
            let seen =
                trial.seen.iter().filter(|(operation, product, _)| (operation, *product) == (id, cloud));
            let statuses: Vec<u16> = seen.map(|(_, _, status)| *status).collect();
            assert!(statuses.iter().any(|it| *it < 300), "{id} never succeeded, cloud {cloud}: {statuses:?}");
            assert!(
                statuses.iter().any(|it| *it >= 400),
                "{id} was never refused, cloud {cloud}: {statuses:?}"
            );
        }
    }
}
