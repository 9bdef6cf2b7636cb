//! What is in the demo's Jira, and who may see it. One world serves both products.

mod change;
mod check;
mod fields;
mod grow;
mod issue;
mod project;
mod setting;
mod tables;
mod text;
mod view;

pub(crate) use change::Refused;
pub(crate) use fields::{Custom, CustomFields};
pub(crate) use grow::NewProject;
pub(crate) use issue::{Change, Comment, Edit, Issue, Worklog};
pub(crate) use project::{Board, BoardKind, Project, Right, Sprint, SprintState};
pub(crate) use setting::{NewIssue, Setting};
pub(crate) use tables::{Category, IssueType, Named, Site, Status, Transition, User, Workflow};
pub(crate) use text::Text;
pub(crate) use view::{Product, Viewer};

use jiff::{ToSpan as _, civil::DateTime};
use serde::Deserialize;

/// Everything there is. Names (of a status, a priority, a user…) refer to entries of the tables here.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct World {
    /// The time in the world, UTC. It stands still, but for a minute per change.
    pub(crate) now: DateTime,
    pub(crate) sites: Vec<Site>,
    /// The custom fields of Data Center; those of Cloud are its sites'.
    pub(crate) server_fields: CustomFields,
    pub(crate) users: Vec<User>,
    pub(crate) statuses: Vec<Status>,
    /// The most urgent first.
    pub(crate) priorities: Vec<Named>,
    pub(crate) types: Vec<IssueType>,
    pub(crate) resolutions: Vec<Named>,
    pub(crate) projects: Vec<Project>,
    pub(crate) workflows: Vec<Workflow>,
    pub(crate) boards: Vec<Board>,
    pub(crate) sprints: Vec<Sprint>,
    /// In the order of their rank.
    pub(crate) issues: Vec<Issue>,
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
    use super::World;

    #[test]
    fn all_names_refer_to_something() {
        World::read().unwrap().check().unwrap();
    }

    #[test]
    fn what_refers_to_nothing_is_found() {
        let broken = |change: &dyn Fn(&mut World)| {
            let mut world = World::read().unwrap();
            change(&mut world);
            world.check().unwrap_err()
        };
        let issue = |change: fn(&mut super::Issue)| broken(&|world| world.issues.iter_mut().for_each(change));
        assert_eq!(issue(|it| it.priority = "Urgent".to_owned()), "OPS-42: there is no priority `Urgent`");
        assert_eq!(issue(|it| it.sprints = vec![99]), "OPS-42: there is no sprint `99`");
        assert_eq!(issue(|it| it.reporter = "eve".to_owned()), "OPS-42: there is no user `eve`");
        assert!(issue(|it| it.resolved = None).contains("done"));
        assert!(issue(|it| it.key = "OPS-1".to_owned()).contains("twice"));
        let of = broken(&|world| world.projects[0].workflow = "none".to_owned());
        assert_eq!(of, "OPS: there is no workflow `none`");
    }
}
