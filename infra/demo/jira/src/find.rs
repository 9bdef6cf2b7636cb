//! Searches, in pages.

use crate::{
    answer::{no_sprint, nothing},
    jql::Search,
    operation::Operation,
    request::{Reply, Request, split},
    shapes::{Selection, Shapes},
    world::{Issue, Viewer, World},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// What a search asks for, whether it came in a query or in a body.
struct Asked {
    jql: String,
    fields: Vec<String>,
    most: Option<usize>,
    start: usize,
    token: Option<String>,
}

impl Asked {
    fn read(request: &Request) -> Result<Self, Reply> {
        if request.method == "GET" {
            let most =
                request.parameter("maxResults").map(|_| request.number("maxResults", 0)).transpose()?;
            return Ok(Self {
                jql: request.parameter("jql").unwrap_or_default().to_owned(),
                fields: request.list("fields"),
                most,
                start: request.number("startAt", 0)?,
                token: request.parameter("nextPageToken").map(str::to_owned),
            });
        }
        let body = request.json()?;
        let text = |name: &str| body[name].as_str().map(str::to_owned);
        let number = |name: &str| match &body[name] {
            Value::Null => Ok(None),
            number => number
                .as_u64()
                .and_then(|number| usize::try_from(number).ok())
                .map(Some)
                .ok_or_else(|| Reply::wrong([format!("'{name}' is no number that can be used here.")])),
        };
        let fields = body["fields"].as_array().into_iter().flatten().filter_map(Value::as_str);
        Ok(Self {
            jql: text("jql").unwrap_or_default(),
            fields: fields.flat_map(split).collect(),
            most: number("maxResults")?,
            start: number("startAt")?.unwrap_or_default(),
            token: text("nextPageToken"),
        })
    }
}

pub(crate) fn answer(
    operation: &Operation,
    request: &Request,
    world: &World,
    viewer: &Viewer,
) -> Result<Reply, Reply> {
    let asked = Asked::read(request)?;
    let search = Search::read(&asked.jql, world, viewer).map_err(Reply::wrong)?;
    let shapes = Shapes { world, viewer };
    if matches!(operation, Operation::SearchJql | Operation::Count) && !search.is_bounded() {
        return Err(Reply::wrong([
            "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.",
        ]));
    }
    let found = search.run(world, viewer);
    match operation {
        Operation::Count => Ok(Reply::ok(json!({"count": found.len()}))),
        Operation::SearchJql => by_token(&asked, &found, shapes),
        Operation::SprintIssues(id) => {
            if id.parse::<u64>().is_err() {
                return Err(nothing());
            }
            let id = world.sprint_of(id, viewer).ok_or_else(no_sprint)?.id;
            let mut within: Vec<&Issue> =
                found.into_iter().filter(|issue| issue.sprints.contains(&id)).collect();
            if asked.jql.is_empty() {
                within.sort_by_key(|issue| world.issues.iter().position(|other| other.key == issue.key));
            }
            Ok(by_number(&asked, &within, shapes, true))
        }
        _ => Ok(by_number(&asked, &found, shapes, false)),
    }
}

/// A page that begins at a number: Data Center, and the agile API.
fn by_number(asked: &Asked, found: &[&Issue], shapes: Shapes<'_>, agile: bool) -> Reply {
    let most = asked.most.unwrap_or(50).min(1000);
    let selection = Selection::new(&asked.fields, "*navigable");
    let issues = found.iter().skip(asked.start).take(most).map(|issue| {
        let mut shape = shapes.issue(issue, &selection, agile);
        if agile {
            shapes.add_agile_fields(issue, &mut shape);
        }
        shape
    });
    Reply::ok(json!({
        "expand": "schema,names",
        "startAt": asked.start,
        "maxResults": most,
        "total": found.len(),
        "issues": issues.collect::<Vec<_>>(),
    }))
}

/// A page that begins where a token says: Cloud. A token lists what was seen before, so that nothing is skipped or told
/// twice where issues change between two pages.
fn by_token(asked: &Asked, found: &[&Issue], shapes: Shapes<'_>) -> Result<Reply, Reply> {
    let world = shapes.world;
    let mut seen = match &asked.token {
        None => Vec::new(),
        Some(token) => read_token(token, &asked.jql)
            .ok_or_else(|| Reply::wrong(["The provided next page token is invalid or has expired."]))?,
    };
    let most = asked.most.unwrap_or(50).min(5000);
    if most == 0 {
        return Err(Reply::wrong(["'maxResults' must be at least 1."]));
    }
    let left: Vec<&&Issue> = found.iter().filter(|issue| !seen.contains(&world.issue_id(issue))).collect();
    let (page, after) = left.split_at(most.min(left.len()));
    let selection = Selection::new(&asked.fields, "id");
    let issues = page.iter().map(|issue| {
        let id = world.issue_id(issue).to_string();
        match asked.fields.as_slice() {
            [] => json!({"id": id}),
            [only] if only == "id" => json!({"id": id}),
            _ => shapes.issue(issue, &selection, false),
        }
    });
    let mut body = json!({"issues": issues.collect::<Vec<_>>(), "isLast": after.is_empty()});
    if !after.is_empty() {
        seen.extend(page.iter().map(|issue| world.issue_id(issue)));
        body["nextPageToken"] = json!(token(&seen, &asked.jql));
    }
    Ok(Reply::ok(body))
}

fn token(seen: &[u32], jql: &str) -> String {
    let bytes = seal(jql).to_be_bytes().into_iter().chain(seen.iter().flat_map(|id| id.to_be_bytes()));
    URL_SAFE_NO_PAD.encode(bytes.collect::<Vec<u8>>())
}

/// The issues of a token, where it belongs to the query.
fn read_token(token: &str, jql: &str) -> Option<Vec<u32>> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let mut numbers = bytes.chunks(4).map(|chunk| Some(u32::from_be_bytes(chunk.try_into().ok()?)));
    (numbers.next()?? == seal(jql)).then_some(())?;
    numbers.collect()
}

/// FNV-1a of the query.
fn seal(jql: &str) -> u32 {
    jql.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
