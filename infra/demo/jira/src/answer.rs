//! Answers to operations, for who may ask.

use crate::{
    find,
    operation::Operation,
    people,
    request::{Content, Reply, Request},
    shapes::{Selection, Shapes, Window},
    world::{Board, BoardKind, Issue, Project, Right, Sprint, Viewer, World},
    write,
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
        operation if operation.writes() => write::answer(operation, request, world, viewer),
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
    let board = |id: &str| match id.parse::<u64>() {
        Ok(_) => world.boards_of(viewer).find(|it| it.id.to_string() == id).ok_or_else(no_board),
        Err(_) => Err(nothing()),
    };
    let project = |key: &str| {
        let project = world.project(key, viewer);
        project.ok_or_else(|| Reply::error(404, [format!("No project could be found with key '{key}'.")]))
    };
    Ok(Reply::ok(match operation {
        Operation::ServerInfo => server_info(shapes),
        Operation::Myself => match &viewer.username {
            Some(username) => shapes.myself(username),
            None => return Err(not_logged_in()),
        },
        Operation::Fields => shapes.fields(),
        Operation::ProjectSearch => return projects(request, shapes),
        Operation::Projects => {
            let mut projects: Vec<_> = world.projects_of(viewer).collect();
            projects.sort_by(|a, b| a.key.cmp(&b.key));
            projects.into_iter().map(|project| shapes.project(project, false)).collect()
        }
        Operation::Project(key) => shapes.project(project(key)?, true),
        Operation::Issue(key) => {
            let issue = issue(key)?;
            let selection = Selection::new(&request.list("fields"), "*all");
            let mut shape = shapes.issue(issue, &selection, false);
            if request.list("expand").iter().any(|it| it == "changelog") {
                shape["changelog"] = shapes.changelog(issue);
            }
            shape
        }
        Operation::Comments(key) => comments(issue(key)?, request, shapes)?,
        Operation::Worklogs(key) => {
            let (start, most) = (request.number("startAt", 0)?, request.number("maxResults", 5000)?);
            shapes.worklogs(issue(key)?, &Window { start, most, newest_first: false }, shapes.is_cloud())
        }
        Operation::EditMeta(key) => {
            let may = world.allows(Right::Edit, issue(key)?.project(), viewer);
            if may { shapes.edit_meta(&EDITABLE) } else { json!({"fields": {}}) }
        }
        Operation::IssueTypes(key) => issue_types(project(key)?, request, shapes)?,
        Operation::Priorities => shapes.priorities(),
        Operation::PrioritySearch => {
            let priorities = shapes.priorities().as_array().cloned().unwrap_or_default();
            page(request, priorities)?
        }
        Operation::Assignable => people::assignable(request, shapes)?,
        // Data Center takes it for the key of an issue.
        Operation::CreateMeta => return Err(no_issue()),
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
            if id.parse::<u64>().is_err() {
                return Err(nothing());
            }
            shapes.sprint(world.sprint_of(id, viewer).ok_or_else(no_sprint)?)
        }
        _ => return Err(Reply::error(500, ["This operation is answered elsewhere."])),
    }))
}

/// The fields on the screen on which an issue is edited; custom ones are all there.
const EDITABLE: [&str; 7] =
    ["summary", "issuetype", "description", "priority", "assignee", "labels", "duedate"];

/// A page of the comments of an issue, in the order in which they were made or against it.
fn comments(issue: &Issue, request: &Request, shapes: Shapes<'_>) -> Result<Value, Reply> {
    let (start, most) = (request.number("startAt", 0)?, request.number("maxResults", 100)?);
    let newest_first = match request.parameter("orderBy").unwrap_or("created") {
        "created" | "+created" => false,
        "-created" => true,
        other => return Err(Reply::wrong([format!("Comments can't be ordered by '{other}'.")])),
    };
    Ok(shapes.comments(issue, &Window { start, most, newest_first }, shapes.is_cloud()))
}

/// What a new issue of a project can be; nothing for who may make none.
fn issue_types(project: &Project, request: &Request, shapes: Shapes<'_>) -> Result<Value, Reply> {
    let most = request.number("maxResults", 50)?;
    if most > 200 {
        return Err(Reply::wrong(["Parameter 'maxResults' must not exceed the limit '200'"]));
    }
    let mut types = shapes.world.types_of(project);
    types.retain(|_| shapes.world.allows(Right::Create, &project.key, shapes.viewer));
    let total = types.len();
    let start = request.number("startAt", 0)?;
    let page: Vec<Value> = types.into_iter().skip(start).take(most).map(|it| shapes.issue_type(it)).collect();
    let last = start + page.len() >= total;
    // The same page has another name for its list in each product.
    Ok(if shapes.is_cloud() {
        json!({"maxResults": most, "startAt": start, "total": total, "issueTypes": page})
    } else {
        json!({"maxResults": most, "startAt": start, "total": total, "isLast": last, "values": page})
    })
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

/// A page of projects, by key where nothing else is asked for.
fn projects(request: &Request, shapes: Shapes<'_>) -> Result<Reply, Reply> {
    let mut projects: Vec<_> = shapes.world.projects_of(shapes.viewer).collect();
    projects.sort_by(|a, b| a.key.cmp(&b.key));
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
    let kinds = request.list("type");
    boards.retain(|board| kinds.is_empty() || kinds.iter().any(|kind| kind == board.kind.name()));
    if let Some(name) = request.parameter("name") {
        boards.retain(|board| board.name.to_lowercase().contains(&name.to_lowercase()));
    }
    page(request, boards.into_iter().map(|board| shapes.board(board)).collect())
}

fn sprints(board: &Board, request: &Request, shapes: Shapes<'_>) -> Result<Value, Reply> {
    let own = || shapes.world.sprints.iter().filter(|sprint| sprint.board == board.id);
    let has_sprints = match board.kind {
        BoardKind::Scrum => true,
        BoardKind::Kanban => false,
        BoardKind::Simple => own().next().is_some(),
    };
    if !has_sprints {
        return Err(Reply::wrong(["The board does not support sprints"]));
    }
    let states = request.list("state");
    let asked = own().filter(|sprint| {
        states.is_empty() || states.iter().any(|state| state.eq_ignore_ascii_case(sprint.state.name()))
    });
    let mut asked: Vec<&Sprint> = asked.collect();
    asked.sort_by_key(|sprint| sprint.state);
    page(request, asked.into_iter().map(|sprint| shapes.sprint(sprint)).collect())
}

/// A page of the agile API.
fn page(request: &Request, values: Vec<Value>) -> Result<Value, Reply> {
    let (start, most) = (request.number("startAt", 0)?, request.number("maxResults", 50)?.clamp(1, 50));
    let total = values.len();
    let page: Vec<Value> = values.into_iter().skip(start).take(most).collect();
    let last = start + page.len() >= total;
    Ok(json!({"maxResults": most, "startAt": start, "total": total, "isLast": last, "values": page}))
}

pub(crate) fn no_issue() -> Reply {
    Reply::error(404, ["Issue does not exist or you do not have permission to see it."])
}

/// Where a number has to stand and there is none, the API finds no resource, and says nothing.
pub(crate) fn nothing() -> Reply {
    Reply { status: 404, headers: Vec::new(), body: Content::Nothing }
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
