//! More in a world: projects with boards, sprints and issues, as many as are asked for, and the same on each run.

use super::{Board, BoardKind, Custom, Issue, Project, Right, Sprint, SprintState, World};
use jiff::{ToSpan as _, civil::DateTime};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A project to be added.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewProject {
    key: String,
    name: String,
    /// The name of a site; the first one where it is left out.
    site: Option<String>,
    /// Who may do what; everybody everything where it is left out.
    rights: Option<BTreeMap<Right, Vec<String>>>,
    #[serde(default)]
    types: Vec<String>,
    #[serde(default)]
    requires: Vec<Custom>,
    #[serde(default)]
    boards: Vec<NewBoard>,
    /// How many issues it has, up to 999.
    #[serde(default)]
    issues: u32,
}

/// A board to be added.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewBoard {
    name: String,
    #[serde(rename = "type")]
    kind: BoardKind,
    #[serde(default)]
    points: bool,
    /// Of two weeks each, with eight issues that were done.
    #[serde(default)]
    closed_sprints: u32,
    /// With twelve issues, some of them done.
    #[serde(default)]
    active: bool,
    /// Empty.
    #[serde(default)]
    future_sprints: u32,
}

const DOINGS: [&str; 6] = ["Clean up", "Describe", "Measure", "Repair", "Replace", "Test"];
const THINGS: [&str; 7] = ["search", "export", "login page", "report", "mailer", "archive", "timetable"];
/// How many issues a sprint begins with.
const IN_CLOSED: u32 = 8;
const IN_ACTIVE: u32 = 12;

impl World {
    /// Adds a project with all that is in it.
    pub(crate) fn grow(&mut self, new: &NewProject) -> Result<(), String> {
        let site = match &new.site {
            None => self.sites.first(),
            Some(name) => self.sites.iter().find(|it| it.name == *name),
        };
        let site = site.ok_or_else(|| format!("{}: there is no site `{:?}`", new.key, new.site))?.id.clone();
        if self.projects.iter().any(|it| it.key == new.key) {
            return Err(format!("there is a project `{}` already; see `leave_out`", new.key));
        }
        let everybody: Vec<String> = self.users.iter().map(|it| it.username.clone()).collect();
        let lead = everybody.first().cloned().unwrap_or_default();
        let ids = self.projects.iter().filter_map(|it| it.id.parse::<u32>().ok());
        let id = ids.max().unwrap_or(9_999) + 1;
        self.projects.push(Project {
            id: id.to_string(),
            key: new.key.clone(),
            name: new.name.clone(),
            description: String::new(),
            lead,
            site,
            workflow: "open".to_owned(),
            public: false,
            rights: new.rights.clone().unwrap_or_else(|| BTreeMap::from([(Right::Browse, everybody)])),
            types: new.types.clone(),
            requires: new.requires.clone(),
        });
        let sprints: Vec<u32> =
            new.boards.iter().flat_map(|board| self.grow_board(&new.key, board)).collect();
        self.grow_issues(new, &sprints);
        Ok(())
    }

    /// Adds a board, and gives its sprints.
    fn grow_board(&mut self, project: &str, new: &NewBoard) -> Vec<u32> {
        let board = self.boards.iter().map(|it| it.id).max().unwrap_or_default() + 1;
        let NewBoard { name, kind, points, .. } = new;
        let (name, project) = (name.clone(), project.to_owned());
        self.boards.push(Board { id: board, name: name.clone(), kind: *kind, project, points: *points });
        let states = std::iter::repeat_n(SprintState::Closed, new.closed_sprints as usize)
            .chain(new.active.then_some(SprintState::Active))
            .chain(std::iter::repeat_n(SprintState::Future, new.future_sprints as usize));
        // The active one began a week ago.
        let closed = i32::try_from(new.closed_sprints).unwrap_or_default();
        let mut ids = Vec::new();
        for (at, state) in (1_i32..).zip(states) {
            let id = self.sprints.iter().map(|it| it.id).max().unwrap_or_default() + 1;
            let start = self.now.saturating_add(((at - 1 - closed) * 14 - 7).days());
            let end = start.saturating_add(14.days());
            let dated = state != SprintState::Future;
            self.sprints.push(Sprint {
                id,
                name: format!("{name} {at}"),
                board,
                state,
                goal: if dated { format!("Finish what {name} {at} began.") } else { String::new() },
                start: dated.then_some(start),
                end: dated.then_some(end),
                complete: (state == SprintState::Closed).then_some(end),
            });
            ids.push(id);
        }
        ids
    }

    /// Fills the sprints one after the other, then the backlog.
    fn grow_issues(&mut self, new: &NewProject, sprints: &[u32]) {
        let mut left = 1..=new.issues;
        for id in sprints {
            let Some(sprint) = self.sprint(*id).cloned() else { continue };
            let most = match sprint.state {
                SprintState::Closed => IN_CLOSED,
                SprintState::Active => IN_ACTIVE,
                SprintState::Future => 0,
            };
            for number in left.by_ref().take(most as usize) {
                self.grow_issue(new, number, Some(&sprint));
            }
        }
        for number in left {
            self.grow_issue(new, number, None);
        }
    }

    fn grow_issue(&mut self, new: &NewProject, number: u32, sprint: Option<&Sprint>) {
        let one =
            |list: Vec<String>| list.get(number as usize % list.len().max(1)).cloned().unwrap_or_default();
        let usual = ["Story", "Task", "Bug"].map(str::to_owned).to_vec();
        let kind = one(if new.types.is_empty() { usual } else { new.types.clone() });
        let people = one(self.users.iter().filter(|it| !it.inactive).map(|it| it.username.clone()).collect());
        let summary = format!(
            "{} the {}, part {number}",
            one(DOINGS.map(str::to_owned).to_vec()),
            one(THINGS.map(str::to_owned).to_vec())
        );
        let state = sprint.map(|it| it.state);
        let begin = sprint.and_then(|it| it.start).unwrap_or(self.now.saturating_add((-30).days()));
        let created: DateTime = begin.saturating_add((-1).days());
        let mut issue = Issue::new(&format!("{}-{number}", new.key), kind, summary, &people, created);
        // A third of what is in the sprint is done, a third is begun.
        let status = match (state, number % 3) {
            (Some(SprintState::Closed), _) | (Some(SprintState::Active), 0) => "Done",
            (Some(SprintState::Active), 1) => "In Progress",
            _ => "To Do",
        };
        status.clone_into(&mut issue.status);
        issue.priority = one(self.priorities.iter().map(|it| it.name.clone()).collect());
        issue.assignee = (!number.is_multiple_of(4)).then_some(people);
        issue.points = Some(f64::from([1, 2, 3, 5, 8].get(number as usize % 5).copied().unwrap_or(1)));
        issue.sprints.extend(sprint.map(|it| it.id));
        if status == "Done" {
            issue.resolution = Some("Done".to_owned());
            issue.resolved = Some(begin.saturating_add(3.days()));
            issue.updated = begin.saturating_add(3.days());
        }
        self.issues.push(issue);
    }
}
