//! What the backend says: answers as long as Jira's own, most of which nobody looks at.

use serde_json::{Value, json};

/// What a search, an issue and a move are about.
pub const KEY: &str = "OPS-42";
/// The summary of that issue.
pub const SUMMARY: &str = "Renew the certificates";
/// The name of its project.
pub const PROJECT: &str = "Operations";

/// Whole HTTP responses.
#[derive(Debug)]
pub struct Answers {
    search: Vec<u8>,
    issue: Vec<u8>,
    transitions: Vec<u8>,
    projects: Vec<u8>,
    unknown: Vec<u8>,
}

/// A response.
pub enum Known<'a> {
    /// That everybody gets.
    Same(&'a [u8]),
    /// For one person.
    Own(Vec<u8>),
}

impl Default for Answers {
    fn default() -> Self {
        let issues: Vec<Value> = (0..10).map(|n| issue(&format!("OPS-{}", 42 + n), &json!({}))).collect();
        let details = json!({
            "priority": { "self": link("priority/2"), "iconUrl": link("icons/high.svg"), "name": "High", "id": "2" },
            "duedate": "2026-03-13",
            "description": document(),
        });
        Self {
            search: response(200, &json!({ "isLast": true, "issues": issues })),
            issue: response(200, &issue(KEY, &details)),
            transitions: response(200, &json!({ "expand": "transitions", "transitions": transitions() })),
            projects: response(200, &projects()),
            unknown: response(404, &json!({ "errorMessages": ["there is no such thing"], "errors": {} })),
        }
    }
}

impl Answers {
    /// The answer to whom asks for a path.
    pub fn to(&self, (path, person): (&str, &str)) -> Known<'_> {
        Known::Same(match path {
            "/oauth/token" => return Known::Own(tokens(person)),
            "/oauth/token/accessible-resources" => return Known::Own(sites(person)),
            "/rest/api/3/myself" => return Known::Own(myself(person)),
            "/rest/api/3/search/jql" => &self.search,
            "/rest/api/3/project/search" => &self.projects,
            "/rest/api/3/issue/OPS-42" => &self.issue,
            "/rest/api/3/issue/OPS-42/transitions" => &self.transitions,
            _ => &self.unknown,
        })
    }
}

fn response(status: u16, body: &Value) -> Vec<u8> {
    let body = body.to_string();
    format!(
        "HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nCache-Control: no-store\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Tokens that live longer than the benchmark.
fn tokens(person: &str) -> Vec<u8> {
    let (access, refresh) = (format!("access-{person}"), format!("refresh-{person}"));
    let life = 24 * 60 * 60;
    response(
        200,
        &json!({ "access_token": access, "refresh_token": refresh, "expires_in": life, "token_type": "Bearer" }),
    )
}

fn sites(person: &str) -> Vec<u8> {
    let (id, name) = (format!("site-{person}"), format!("Site {person}"));
    let scopes = ["read:jira-work", "write:jira-work"];
    response(
        200,
        &json!([{ "id": id, "url": link(""), "name": name, "scopes": scopes, "avatarUrl": link("") }]),
    )
}

fn myself(person: &str) -> Vec<u8> {
    let mut person_of = self::person();
    person_of["accountId"] = json!(format!("account-{person}"));
    response(200, &person_of)
}

fn link(path: &str) -> String {
    format!("https://northwind.atlassian.example/rest/api/3/{path}")
}

fn person() -> Value {
    let id = "5b10a2844c20165700ede21g";
    let sizes = ["48x48", "24x24", "16x16", "32x32"].map(|size| (size.to_owned(), json!(link("avatar/ada"))));
    json!({
        "self": link(&format!("user?accountId={id}")),
        "accountId": id,
        "avatarUrls": serde_json::Map::from_iter(sizes),
        "displayName": "Ada Lovelace",
        "active": true,
        "timeZone": "Europe/London",
        "accountType": "atlassian",
    })
}

fn status(id: &str, name: &str) -> Value {
    json!({
        "self": link(&format!("status/{id}")),
        "description": "",
        "iconUrl": link("icons/status.png"),
        "name": name,
        "id": id,
        "statusCategory": {
            "self": link("statuscategory/4"), "id": 4, "key": "indeterminate", "colorName": "yellow",
            "name": "In Progress",
        },
    })
}

/// An issue with the fields that a search asks for, and `more`.
fn issue(key: &str, more: &Value) -> Value {
    let mut fields =
        json!({ "summary": SUMMARY, "status": status("3", "In Progress"), "assignee": person() });
    for (name, value) in more.as_object().into_iter().flatten() {
        fields[name] = value.clone();
    }
    json!({ "expand": "renderedFields,names,schema", "id": "10042", "self": link("issue/10042"), "key": key, "fields": fields })
}

/// A description of three short paragraphs.
fn document() -> Value {
    let paragraph =
        |text: &str| json!({ "type": "paragraph", "content": [{ "type": "text", "text": text }] });
    let content = [
        paragraph("The certificates of the gateway end on the fifteenth."),
        paragraph("Renew them, and tell the people who pinned the old ones."),
        paragraph("Last year it took a day."),
    ];
    json!({ "type": "doc", "version": 1, "content": content })
}

fn transitions() -> Vec<Value> {
    let ways =
        [("11", "1", "To Do"), ("21", "3", "In Progress"), ("31", "5", "In Review"), ("41", "6", "Done")];
    let way = |(id, status_id, name): (&str, &str, &str)| {
        json!({
            "id": id, "name": name, "to": status(status_id, name), "hasScreen": false, "isGlobal": true,
            "isInitial": false, "isAvailable": true, "isConditional": false, "isLooped": false,
        })
    };
    ways.map(way).to_vec()
}

fn projects() -> Value {
    let project = |(id, key, name): (&str, &str, &str)| {
        json!({
            "expand": "description,lead,issueTypes,url,projectKeys", "self": link(&format!("project/{id}")), "id": id,
            "key": key, "name": name, "projectTypeKey": "software", "simplified": false, "style": "classic",
            "isPrivate": false,
        })
    };
    let values = [("1", "OPS", PROJECT), ("2", "WEB", "Website"), ("3", "PAY", "Payments")].map(project);
    json!({ "self": link("project/search"), "maxResults": 50, "startAt": 0, "total": 3, "isLast": true, "values": values })
}
