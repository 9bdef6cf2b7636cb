//! Answers to operations, for who may ask.

use crate::{
    find,
    operation::Operation,
    request::{Content, Reply, Request},
    shapes::{Selection, Shapes},
    world::{Board, BoardKind, Product, Refused, Viewer, World},
};
use serde_json::{Value, json};

/// Does it.
pub(crate) fn answer(
    operation: &Operation,
    request: &Request,
    world: &mut World,
    viewer: &Viewer,
) -> Result<Reply, Reply> {
    match operation {
        Operation::Move(issue) => move_issue(issue, request, world, viewer),
        Operation::Search | Operation::SearchJql | Operation::Count | Operation::SprintIssues(_) => {
            find::answer(operation, request, world, viewer)
        }
        _ => tell(operation, request, Shapes { world, viewer }),
    }
}

/// What is there on its own.
fn tell(operation: &Operation, request: &Request, shapes: Shapes<'_>) -> Result<Reply, Reply> {
    let Shapes { world, viewer } = shapes;
    let issue = |key: &str| world.issue(key, viewer).ok_or_else(no_issue);
    let board = |id: &str| world.boards_of(viewer).find(|it| it.id.to_string() == id).ok_or_else(no_board);
    Ok(Reply::ok(match operation {
        Operation::ServerInfo => server_info(shapes),
        Operation::Myself => match &viewer.username {
            Some(username) => shapes.myself(username),
            None => return Err(not_logged_in()),
        },
        Operation::Fields => shapes.fields(),
        Operation::Projects => return projects(request, shapes),
        Operation::Project(key) => {
            let project = world.project(key, viewer);
            let project = project
                .ok_or_else(|| Reply::error(404, [format!("No project could be found with key '{key}'.")]))?;
            shapes.project(project, true)
        }
        Operation::Issue(key) => {
            let issue = issue(key)?;
            let selection = Selection::new(&request.list("fields"), "*all");
            let mut shape = shapes.issue(issue, &selection, false);
            if request.list("expand").iter().any(|it| it == "changelog") {
                shape["changelog"] = shapes.changelog(issue);
            }
            shape
        }
        Operation::Comments(key) => {
            let (start, most) = (request.number("startAt", 0)?, request.number("maxResults", 100)?);
            shapes.comments(issue(key)?, start, most, shapes.is_cloud())
        }
        Operation::Transitions(key) => {
            let mut ways = world.ways(issue(key)?, viewer);
            if let Some(id) = request.parameter("transitionId") {
                ways.retain(|way| way.id == id);
            }
            shapes.transitions(&ways)
        }
        Operation::Boards => boards(request, shapes)?,
        Operation::Board(id) => shapes.board(board(id)?),
        Operation::BoardConfiguration(id) => shapes.board_configuration(board(id)?),
        Operation::Sprints(id) => sprints(board(id)?, request, shapes)?,
        Operation::Sprint(id) => {
            let sprint = world.sprints.iter().find(|sprint| sprint.id.to_string() == *id);
            let seen = sprint.filter(|sprint| world.boards_of(viewer).any(|board| board.id == sprint.board));
            shapes.sprint(seen.ok_or_else(no_sprint)?)
        }
        _ => return Err(Reply::error(500, ["This operation is answered elsewhere."])),
    }))
}

fn server_info(shapes: Shapes<'_>) -> Value {
    let cloud = shapes.is_cloud();
    let mut info = json!({
        "baseUrl": shapes.home(),
        "version": if cloud { "1001.0.0-SNAPSHOT" } else { "10.3.2" },
        "versionNumbers": if cloud { [1001, 0, 0] } else { [10, 3, 2] },
        "deploymentType": if cloud { "Cloud" } else { "Server" },
        "buildNumber": if cloud { 100_250 } else { 10_030_002 },
        "buildDate": "2026-02-02T00:00:00.000+0000",
        "serverTime": crate::shapes::time(shapes.world.now),
        "scmInfo": "0000000000000000000000000000000000000000",
        "serverTitle": "Demo Jira",
    });
    if cloud {
        info["displayUrl"] = json!(shapes.home());
    }
    info
}

/// Projects by key: a page on Cloud, all of them on Data Center.
fn projects(request: &Request, shapes: Shapes<'_>) -> Result<Reply, Reply> {
    let mut projects: Vec<_> = shapes.world.projects_of(shapes.viewer).collect();
    projects.sort_by(|a, b| a.key.cmp(&b.key));
    if !shapes.is_cloud() {
        return Ok(Reply::ok(projects.iter().map(|project| shapes.project(project, false)).collect()));
    }
    let (start, most) = (request.number("startAt", 0)?, request.number("maxResults", 50)?.clamp(1, 100));
    if let Some(part) = request.parameter("query") {
        let part = part.to_lowercase();
        projects.retain(|it| it.key.to_lowercase().contains(&part) || it.name.to_lowercase().contains(&part));
    }
    let keys = request.list("keys");
    projects.retain(|project| keys.is_empty() || keys.contains(&project.key));
    match request.parameter("orderBy").unwrap_or("key").trim_start_matches('+') {
        "key" => {}
        "-key" => projects.reverse(),
        "name" => projects.sort_by(|a, b| a.name.cmp(&b.name)),
        "-name" => projects.sort_by(|a, b| b.name.cmp(&a.name)),
        // Projects where something was done lately come first.
        "-lastIssueUpdatedDate" => {
            let last = |key: &str| {
                let issues = shapes.world.issues.iter().filter(|issue| issue.project() == key);
                issues.map(|issue| issue.updated).max()
            };
            projects.sort_by_key(|project| std::cmp::Reverse(last(&project.key)));
        }
        other => return Err(Reply::error(501, [format!("This demo does not order projects by '{other}'.")])),
    }
    let total = projects.len();
    let page: Vec<Value> =
        projects.iter().skip(start).take(most).map(|project| shapes.project(project, false)).collect();
    let after = start + page.len();
    let address =
        |start| format!("{}/rest/api/3/project/search?startAt={start}&maxResults={most}", shapes.home());
    let mut body = json!({
        "self": address(start),
        "maxResults": most,
        "startAt": start,
        "total": total,
        "isLast": after >= total,
        "values": page,
    });
    if after < total {
        body["nextPage"] = json!(address(after));
    }
    Ok(Reply::ok(body))
}

fn boards(request: &Request, shapes: Shapes<'_>) -> Result<Value, Reply> {
    let mut boards: Vec<&Board> = shapes.world.boards_of(shapes.viewer).collect();
    if let Some(project) = request.parameter("projectKeyOrId") {
        let project = shapes.world.project(project, shapes.viewer).ok_or_else(|| {
            Reply::wrong([format!("No project could be found with key or id '{project}'.")])
        })?;
        boards.retain(|board| board.project == project.key);
    }
    if let Some(kind) = request.parameter("type") {
        boards.retain(|board| match board.kind {
            BoardKind::Scrum => kind == "scrum",
            BoardKind::Kanban => kind == "kanban",
        });
    }
    if let Some(name) = request.parameter("name") {
        boards.retain(|board| board.name.to_lowercase().contains(&name.to_lowercase()));
    }
    page(request, boards.into_iter().map(|board| shapes.board(board)).collect())
}

fn sprints(board: &Board, request: &Request, shapes: Shapes<'_>) -> Result<Value, Reply> {
    if board.kind == BoardKind::Kanban {
        return Err(Reply::wrong(["The board does not support sprints"]));
    }
    let states = request.list("state");
    let sprints = shapes.world.sprints.iter().filter(|sprint| sprint.board == board.id);
    let asked = sprints.filter(|sprint| {
        states.is_empty() || states.iter().any(|state| state.eq_ignore_ascii_case(sprint.state.name()))
    });
    page(request, asked.map(|sprint| shapes.sprint(sprint)).collect())
}

/// A page of the agile API.
fn page(request: &Request, values: Vec<Value>) -> Result<Value, Reply> {
    let (start, most) = (request.number("startAt", 0)?, request.number("maxResults", 50)?.clamp(1, 50));
    let total = values.len();
    let page: Vec<Value> = values.into_iter().skip(start).take(most).collect();
    let last = start + page.len() >= total;
    Ok(json!({"maxResults": most, "startAt": start, "total": total, "isLast": last, "values": page}))
}

fn move_issue(key: &str, request: &Request, world: &mut World, viewer: &Viewer) -> Result<Reply, Reply> {
    if world.issue(key, viewer).is_none() {
        return Err(no_issue());
    }
    let body = request.json()?;
    for part in ["fields", "update", "historyMetadata", "properties"] {
        if body[part].as_object().is_some_and(|part| !part.is_empty()) {
            return Err(Reply::error(501, [format!("This demo does not change '{part}' in a transition.")]));
        }
    }
    let id = match &body["transition"]["id"] {
        Value::String(id) => id.clone(),
        Value::Number(id) => id.to_string(),
        _ => return Err(Reply::wrong(["Missing 'transition' identifier"])),
    };
    if id.is_empty() || !id.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(Reply::wrong(["'transition' identifier must be an integer"]));
    }
    match world.go(key, &id, viewer) {
        Ok(()) => Ok(Reply { status: 204, headers: Vec::new(), body: Content::Nothing }),
        Err(Refused::NoIssue) => Err(no_issue()),
        Err(Refused::NoWay) if viewer.product == Product::Server => Err(Reply::wrong([format!(
            "The transition '{id}' can't be made from where the issue {key} is now, or not by you. Somebody may have \
             changed the issue recently."
        )])),
        Err(Refused::NoWay) => {
            Err(Reply::wrong([format!("Transition id '{id}' is not valid for this issue.")]))
        }
    }
}

pub(crate) fn no_issue() -> Reply {
    Reply::error(404, ["Issue does not exist or you do not have permission to see it."])
}

fn no_board() -> Reply {
    Reply::error(
        404,
        [
            "The requested board cannot be viewed because it either does not exist or you do not have permission to view it.",
        ],
    )
}

pub(crate) fn no_sprint() -> Reply {
    Reply::error(404, ["Sprint does not exist"])
}

/// What an anonymous request gets where there is nothing for everybody.
pub(crate) fn not_logged_in() -> Reply {
    Reply::error(401, ["You are not authenticated. Authentication required to perform this operation."])
}
