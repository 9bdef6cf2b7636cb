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
    /// Those that a search finds, in pages: Cloud's.
    ProjectSearch,
    /// All at once.
    Projects,
    Project(String),
    Issue(String),
    Comments(String),
    Transitions(String),
    Move(String),
    AddComment(String),
    Worklogs(String),
    AddWorklog(String),
    Assign(String),
    Edit(String),
    EditMeta(String),
    Create,
    /// What an issue of a project can be.
    IssueTypes(String),
    /// Data Center has no other way to all priorities; on Cloud it goes on for those who know it.
    Priorities,
    /// Cloud's, for administrators.
    PrioritySearch,
    Assignable,
    /// Cloud's until 2024, Data Center's until 9.
    CreateMeta,
    Boards,
    Board(String),
    BoardConfiguration(String),
    Sprints(String),
    Sprint(String),
    SprintIssues(String),
    MoveToSprint(String),
    MoveToBacklog,
}

impl Operation {
    /// The issue that it writes to.
    pub(crate) fn written(&self) -> Option<&str> {
        match self {
            Self::Move(issue)
            | Self::AddComment(issue)
            | Self::AddWorklog(issue)
            | Self::Assign(issue)
            | Self::Edit(issue) => Some(issue),
            _ => None,
        }
    }

    /// Whether it changes anything.
    pub(crate) fn writes(&self) -> bool {
        self.written().is_some() || matches!(self, Self::Create | Self::MoveToSprint(_) | Self::MoveToBacklog)
    }
}

/// Parts of the real API that are not here, as they are called in the answer.
const ELSEWHERE: &[(&str, &str)] = &[
    ("attachment", "attachments"),
    ("attachments", "attachments"),
    ("backlog", "the backlog of a board"),
    ("bulk", "many things at once"),
    ("bulkfetch", "many things at once"),
    ("changelog", "the change log of its own; ask an issue with `expand=changelog`"),
    ("comment", "changes of comments"),
    ("component", "components"),
    ("createmeta", "the fields that a new issue can have"),
    ("dashboard", "dashboards"),
    ("epic", "epics"),
    ("estimation", "estimations"),
    ("field", "changes of fields"),
    ("filter", "saved filters"),
    ("group", "groups"),
    ("issue", "removing of issues"),
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
    ("worklog", "changes of work logs"),
    ("workflow", "workflows on their own"),
    ("board", "this about boards"),
];

/// The operation below `/rest`: of the platform at `version`, or of the agile API. Otherwise 501 for what Jira can and
/// this demo can't, and 404 for what is nowhere.
pub(crate) fn find(method: &str, path: &[&str], version: &str) -> Result<Operation, Reply> {
    use Operation::{
        AddComment, AddWorklog, Assign, Assignable, Comments, Count, Create, CreateMeta, Edit, EditMeta,
        Fields, Issue, IssueTypes, Move, Myself, Priorities, PrioritySearch, Project, ProjectSearch,
        Projects, Search, SearchJql, ServerInfo, Transitions, Worklogs,
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
        ("GET", ["project", "search"]) if cloud => ProjectSearch,
        ("GET", ["project"]) => Projects,
        ("GET", ["project", project]) => Project(owned(project)),
        ("GET", ["priority"]) => Priorities,
        ("GET", ["priority", "search"]) if cloud => PrioritySearch,
        ("GET", ["user", "assignable", "search"]) => Assignable,
        ("POST", ["issue"]) => Create,
        ("GET", ["issue", "createmeta"]) => CreateMeta,
        ("GET", ["issue", "createmeta", project, "issuetypes"]) => IssueTypes(owned(project)),
        ("GET", ["issue", issue]) => Issue(owned(issue)),
        ("PUT", ["issue", issue]) => Edit(owned(issue)),
        ("GET", ["issue", issue, "editmeta"]) => EditMeta(owned(issue)),
        ("PUT", ["issue", issue, "assignee"]) => Assign(owned(issue)),
        ("GET", ["issue", issue, "comment"]) => Comments(owned(issue)),
        ("POST", ["issue", issue, "comment"]) => AddComment(owned(issue)),
        ("GET", ["issue", issue, "worklog"]) => Worklogs(owned(issue)),
        ("POST", ["issue", issue, "worklog"]) => AddWorklog(owned(issue)),
        ("GET", ["issue", issue, "transitions"]) => Transitions(owned(issue)),
        ("POST", ["issue", issue, "transitions"]) => Move(owned(issue)),
        (_, rest) => return Err(missing(rest)),
    })
}

fn agile(method: &str, rest: &[&str]) -> Result<Operation, Reply> {
    use Operation::{
        Board, BoardConfiguration, Boards, MoveToBacklog, MoveToSprint, Sprint, SprintIssues, Sprints,
    };
    let owned = |text: &str| text.to_owned();
    Ok(match (method, rest) {
        ("GET", ["board"]) => Boards,
        ("GET", ["board", board]) => Board(owned(board)),
        ("GET", ["board", board, "configuration"]) => BoardConfiguration(owned(board)),
        ("GET", ["board", board, "sprint"]) => Sprints(owned(board)),
        ("GET", ["sprint", sprint]) => Sprint(owned(sprint)),
        ("GET", ["sprint", sprint, "issue"]) => SprintIssues(owned(sprint)),
        ("POST", ["sprint", sprint, "issue"]) => MoveToSprint(owned(sprint)),
        ("POST", ["backlog", "issue"]) => MoveToBacklog,
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
