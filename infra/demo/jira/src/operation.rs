//! Which operation of the API a method and a path mean, in both products.

use crate::request::Reply;

/// What is asked of Jira. Names in it are keys or ids, as they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Operation {
    ServerInfo,
    Myself,
    /// Data Center's search; on Cloud it was removed.
    Search,
    /// Cloud's.
    SearchJql,
    Count,
    Fields,
    Projects,
    Project(String),
    Issue(String),
    Comments(String),
    Transitions(String),
    Move(String),
    Boards,
    Board(String),
    BoardConfiguration(String),
    Sprints(String),
    Sprint(String),
    SprintIssues(String),
}

/// Parts of the real API that are not here, as they are called in the answer.
const ELSEWHERE: &[(&str, &str)] = &[
    ("assignable", "users to assign"),
    ("attachment", "attachments"),
    ("attachments", "attachments"),
    ("backlog", "the backlog of a board"),
    ("bulk", "many things at once"),
    ("bulkfetch", "many things at once"),
    ("changelog", "the change log of its own; ask an issue with `expand=changelog`"),
    ("comment", "writing of comments"),
    ("component", "components"),
    ("createmeta", "what an issue can be created with"),
    ("dashboard", "dashboards"),
    ("editmeta", "what can be edited"),
    ("epic", "epics"),
    ("estimation", "estimations"),
    ("field", "changes of fields"),
    ("filter", "saved filters"),
    ("group", "groups"),
    ("issue", "creating, changing and removing of issues"),
    ("issueLink", "links between issues"),
    ("issueLinkType", "links between issues"),
    ("issuetype", "issue types on their own"),
    ("jql", "help with JQL"),
    ("label", "labels on their own"),
    ("mypermissions", "permissions on their own"),
    ("myself", "changes of oneself"),
    ("permissions", "permissions on their own"),
    ("priority", "priorities on their own"),
    ("project", "this about projects"),
    ("resolution", "resolutions on their own"),
    ("role", "roles"),
    ("sprint", "changes of sprints"),
    ("status", "statuses on their own"),
    ("statuscategory", "status categories on their own"),
    ("user", "users on their own"),
    ("users", "users on their own"),
    ("version", "versions"),
    ("votes", "votes"),
    ("watchers", "watchers"),
    ("worklog", "work logs"),
    ("workflow", "workflows on their own"),
    ("board", "this about boards"),
];

/// The operation below `/rest`: of the platform at `version`, or of the agile API. Otherwise 501 for what Jira can and
/// this demo can't, and 404 for what is nowhere.
pub(crate) fn find(method: &str, path: &[&str], version: &str) -> Result<Operation, Reply> {
    use Operation::{
        Comments, Count, Fields, Issue, Move, Myself, Project, Projects, Search, SearchJql, ServerInfo,
        Transitions,
    };
    let cloud = version == "3";
    let rest = match path {
        // Data Center calls its newest version so, too; and Cloud answers as version 2 only what is asked nowhere here.
        ["rest", "api", asked, rest @ ..] if *asked == version || (*asked == "latest" && !cloud) => rest,
        ["rest", "api", "2", "search", ..] if cloud => &["search"],
        ["rest", "api", "2", ..] if cloud => {
            return Err(Reply::error(501, ["This demo of Cloud speaks version 3 of the API only."]));
        }
        ["rest", "agile", "1.0", rest @ ..] => return agile(method, rest),
        _ => return Err(nowhere()),
    };
    let owned = |text: &str| text.to_owned();
    Ok(match (method, rest) {
        ("GET", ["serverInfo"]) => ServerInfo,
        ("GET", ["myself"]) => Myself,
        ("GET" | "POST", ["search"]) => Search,
        ("GET" | "POST", ["search", "jql"]) if cloud => SearchJql,
        ("POST", ["search", "approximate-count"]) if cloud => Count,
        ("GET", ["field"]) => Fields,
        ("GET", ["project", "search"]) if cloud => Projects,
        ("GET", ["project"]) => Projects,
        ("GET", ["project", project]) => Project(owned(project)),
        ("GET", ["issue", issue]) if *issue != "createmeta" => Issue(owned(issue)),
        ("GET", ["issue", issue, "comment"]) => Comments(owned(issue)),
        ("GET", ["issue", issue, "transitions"]) => Transitions(owned(issue)),
        ("POST", ["issue", issue, "transitions"]) => Move(owned(issue)),
        (_, rest) => return Err(missing(rest)),
    })
}

fn agile(method: &str, rest: &[&str]) -> Result<Operation, Reply> {
    use Operation::{Board, BoardConfiguration, Boards, Sprint, SprintIssues, Sprints};
    let owned = |text: &str| text.to_owned();
    Ok(match (method, rest) {
        ("GET", ["board"]) => Boards,
        ("GET", ["board", board]) => Board(owned(board)),
        ("GET", ["board", board, "configuration"]) => BoardConfiguration(owned(board)),
        ("GET", ["board", board, "sprint"]) => Sprints(owned(board)),
        ("GET", ["sprint", sprint]) => Sprint(owned(sprint)),
        ("GET", ["sprint", sprint, "issue"]) => SprintIssues(owned(sprint)),
        (_, rest) => return Err(missing(rest)),
    })
}

/// The last part of the path that has a name here says what is missing.
fn missing(rest: &[&str]) -> Reply {
    let known = |part: &&str| ELSEWHERE.iter().find(|(name, _)| name == part).map(|(_, what)| *what);
    let first = rest.first().and_then(known);
    match first.and(rest.iter().rev().find_map(known)) {
        Some(what) => Reply::error(501, [format!("This demo does not do this: {what}.")]),
        None => nowhere(),
    }
}

fn nowhere() -> Reply {
    Reply::error(404, ["There is nothing at this address."])
}
