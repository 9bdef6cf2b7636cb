//! What is in the demo's Jira, and who may see it. One world serves both products.

mod change;
mod view;

pub(crate) use change::Refused;
pub(crate) use view::{Product, Viewer};

use jiff::{
    ToSpan as _,
    civil::{Date, DateTime},
};
use serde::Deserialize;

/// Everything there is. Names (of a status, a priority, a user…) refer to entries of the tables here.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct World {
    /// The time in the world, UTC. It stands still, but for a minute per change.
    pub(crate) now: DateTime,
    pub(crate) sites: Vec<Site>,
    pub(crate) users: Vec<User>,
    pub(crate) statuses: Vec<Status>,
    /// The most urgent first.
    pub(crate) priorities: Vec<Named>,
    pub(crate) types: Vec<Named>,
    pub(crate) resolutions: Vec<Named>,
    pub(crate) projects: Vec<Project>,
    pub(crate) workflows: Vec<Workflow>,
    pub(crate) boards: Vec<Board>,
    pub(crate) sprints: Vec<Sprint>,
    /// In the order of their rank.
    pub(crate) issues: Vec<Issue>,
}

/// A Cloud site. Data Center serves the projects of the first one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Site {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) url: String,
}

/// A person; one without a password can't log in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct User {
    pub(crate) username: String,
    pub(crate) account_id: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) password: Option<String>,
    /// A personal access token of Data Center.
    pub(crate) token: Option<String>,
}

/// A status.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Status {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) category: Category,
}

/// A status category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Category {
    New,
    Indeterminate,
    Done,
}

impl Category {
    pub(crate) const ALL: [Self; 3] = [Self::New, Self::Indeterminate, Self::Done];

    pub(crate) fn id(self) -> u32 {
        match self {
            Self::New => 2,
            Self::Indeterminate => 4,
            Self::Done => 3,
        }
    }

    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Indeterminate => "indeterminate",
            Self::Done => "done",
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::New => "To Do",
            Self::Indeterminate => "In Progress",
            Self::Done => "Done",
        }
    }

    pub(crate) fn color(self) -> &'static str {
        match self {
            Self::New => "blue-gray",
            Self::Indeterminate => "yellow",
            Self::Done => "green",
        }
    }
}

/// A priority, an issue type or a resolution.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Named {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// A project, and what whom is allowed in it (by username).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Project {
    pub(crate) id: String,
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) lead: String,
    pub(crate) site: String,
    pub(crate) workflow: String,
    /// Seen without a log-in, on Data Center.
    #[serde(default)]
    pub(crate) public: bool,
    pub(crate) browse: Vec<String>,
    pub(crate) transition: Vec<String>,
}

/// Which ways lead from status to status.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Workflow {
    pub(crate) name: String,
    pub(crate) transitions: Vec<Transition>,
}

/// A way to a status.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Transition {
    pub(crate) id: String,
    pub(crate) name: String,
    /// From where; from everywhere where there is nothing.
    #[serde(default)]
    pub(crate) from: Vec<String>,
    pub(crate) to: String,
    /// Why an issue is closed that goes this way.
    pub(crate) resolution: Option<String>,
}

/// A board of a project.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Board {
    pub(crate) id: u32,
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: BoardKind,
    pub(crate) project: String,
}

/// What a board is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum BoardKind {
    Scrum,
    Kanban,
}

/// A sprint of a board.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sprint {
    pub(crate) id: u32,
    pub(crate) name: String,
    pub(crate) board: u32,
    pub(crate) state: SprintState,
    pub(crate) goal: String,
    pub(crate) start: Option<DateTime>,
    pub(crate) end: Option<DateTime>,
    pub(crate) complete: Option<DateTime>,
}

/// Whether a sprint is over, runs or is to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SprintState {
    Closed,
    Active,
    Future,
}

impl SprintState {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Active => "active",
            Self::Future => "future",
        }
    }
}

/// An issue.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Issue {
    pub(crate) key: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) summary: String,
    pub(crate) description: Option<String>,
    pub(crate) status: String,
    pub(crate) priority: String,
    pub(crate) resolution: Option<String>,
    pub(crate) resolved: Option<DateTime>,
    pub(crate) assignee: Option<String>,
    pub(crate) reporter: String,
    #[serde(default)]
    pub(crate) labels: Vec<String>,
    /// All it was in, the last one last.
    #[serde(default)]
    pub(crate) sprints: Vec<u32>,
    /// Story points.
    pub(crate) points: Option<f64>,
    /// Flagged as an impediment.
    #[serde(default)]
    pub(crate) flagged: bool,
    pub(crate) created: DateTime,
    pub(crate) updated: DateTime,
    pub(crate) due: Option<Date>,
    #[serde(default)]
    pub(crate) comments: Vec<Comment>,
    /// The oldest first.
    #[serde(default)]
    pub(crate) history: Vec<Change>,
}

impl Issue {
    /// The key of its project.
    pub(crate) fn project(&self) -> &str {
        self.key.split_once('-').map_or("", |(project, _)| project)
    }

    /// Its number within the project.
    pub(crate) fn number(&self) -> u32 {
        self.key.split_once('-').and_then(|(_, number)| number.parse().ok()).unwrap_or_default()
    }
}

/// A comment of an issue.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Comment {
    pub(crate) by: String,
    pub(crate) at: DateTime,
    pub(crate) text: String,
}

/// A change of a status.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    pub(crate) at: DateTime,
    pub(crate) by: String,
    pub(crate) from: String,
    pub(crate) to: String,
}

impl World {
    /// The world as it is written in `world.json`.
    pub(crate) fn read() -> Result<Self, serde_json::Error> {
        serde_json::from_str(include_str!("world.json"))
    }

    /// A change takes a minute; gives the time of the change.
    fn tick(&mut self) -> DateTime {
        self.now = self.now.saturating_add(1.minute());
        self.now
    }

    pub(crate) fn user(&self, username: &str) -> Option<&User> {
        self.users.iter().find(|user| user.username == username)
    }

    pub(crate) fn status(&self, name: &str) -> Option<&Status> {
        self.statuses.iter().find(|status| status.name == name)
    }

    /// How urgent a priority is; more is more.
    pub(crate) fn urgency(&self, priority: &str) -> Option<f64> {
        let at = self.priorities.iter().rev().position(|it| it.name == priority)?;
        u32::try_from(at).ok().map(f64::from)
    }

    pub(crate) fn sprint(&self, id: u32) -> Option<&Sprint> {
        self.sprints.iter().find(|sprint| sprint.id == id)
    }

    /// The id of an issue: unlike its number, unique over all projects.
    pub(crate) fn issue_id(&self, issue: &Issue) -> u32 {
        let project = self.projects.iter().position(|project| project.key == issue.project());
        let project = project.and_then(|at| u32::try_from(at).ok()).unwrap_or_default();
        10_000 + 1_000 * project + issue.number()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use std::collections::BTreeSet;

    /// Fails unless each of `names` is one of `known`.
    fn assert_known<'a>(names: impl IntoIterator<Item = &'a String>, known: &BTreeSet<&str>) {
        for name in names {
            assert!(known.contains(name.as_str()), "{name} is none of {known:?}");
        }
    }

    #[test]
    fn all_names_refer_to_something() {
        let world = World::read().unwrap();
        let users = world.users.iter().map(|it| it.username.as_str()).collect();
        let statuses = world.statuses.iter().map(|it| it.name.as_str()).collect();
        let projects: BTreeSet<&str> = world.projects.iter().map(|it| it.key.as_str()).collect();
        let named =
            |table: &[Named], name: &String| assert!(table.iter().any(|it| it.name == *name), "{name}");
        for project in &world.projects {
            assert_known(project.browse.iter().chain(&project.transition).chain([&project.lead]), &users);
            assert!(world.workflows.iter().any(|it| it.name == project.workflow));
            assert!(world.sites.iter().any(|it| it.id == project.site));
        }
        for way in world.workflows.iter().flat_map(|it| &it.transitions) {
            assert_known(way.from.iter().chain([&way.to]), &statuses);
        }
        assert_known(world.boards.iter().map(|it| &it.project), &projects);
        assert!(world.sprints.iter().all(|it| world.boards.iter().any(|board| board.id == it.board)));
        let mut keys = BTreeSet::new();
        for issue in &world.issues {
            assert!(keys.insert(&issue.key), "{} is there twice", issue.key);
            assert!(projects.contains(issue.project()) && issue.number() > 0, "{}", issue.key);
            assert_known(issue.assignee.iter().chain([&issue.reporter]), &users);
            assert_known(issue.comments.iter().map(|it| &it.by), &users);
            named(&world.types, &issue.kind);
            named(&world.priorities, &issue.priority);
            issue.resolution.iter().for_each(|it| named(&world.resolutions, it));
            assert!(issue.sprints.iter().all(|id| world.sprint(*id).is_some()), "{}", issue.key);
            // The past leads to the present.
            let done = world.status(&issue.status).unwrap().category == Category::Done;
            assert_eq!((done, done), (issue.resolution.is_some(), issue.resolved.is_some()), "{}", issue.key);
            assert_eq!(
                issue.history.last().map_or(&issue.status, |it| &it.to),
                &issue.status,
                "{}",
                issue.key
            );
            assert!(issue.history.windows(2).all(|pair| pair[0].to == pair[1].from), "{}", issue.key);
            let times = issue.history.iter().map(|it| it.at).chain(issue.comments.iter().map(|it| it.at));
            let last = times.max().unwrap_or(issue.created);
            assert!(
                issue.created <= last && last <= issue.updated && issue.updated <= world.now,
                "{}",
                issue.key
            );
        }
    }
}
