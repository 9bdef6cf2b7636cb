//! Whether a world hangs together.

use super::{Category, Issue, Project, Right, World};
use std::collections::BTreeSet;

/// Fails unless a name is one of those that there are.
fn known(at: &str, what: &str, name: &str, found: bool) -> Result<(), String> {
    if found { Ok(()) } else { Err(format!("{at}: there is no {what} `{name}`")) }
}

impl World {
    /// Whether every name refers to something, and the past of each issue leads to its present. Fails with the first
    /// that does not.
    pub(crate) fn check(&self) -> Result<(), String> {
        self.projects.iter().try_for_each(|project| self.check_project(project))?;
        for way in self.workflows.iter().flat_map(|it| &it.transitions) {
            for status in way.from.iter().chain([&way.to]) {
                known("a workflow", "status", status, self.status(status).is_some())?;
            }
        }
        for board in &self.boards {
            let found = self.projects.iter().any(|it| it.key == board.project);
            known(&board.name, "project", &board.project, found)?;
        }
        for sprint in &self.sprints {
            let found = self.boards.iter().any(|it| it.id == sprint.board);
            known(&sprint.name, "board", &sprint.board.to_string(), found)?;
        }
        let mut keys = BTreeSet::new();
        for issue in &self.issues {
            if !keys.insert(&issue.key) {
                return Err(format!("{} is there twice", issue.key));
            }
            self.check_issue(issue)?;
            self.check_past(issue)?;
        }
        Ok(())
    }

    fn check_project(&self, project: &Project) -> Result<(), String> {
        let key = &project.key;
        if !project.rights.contains_key(&Right::Browse) {
            return Err(format!("{key}: who may `browse` it?"));
        }
        for name in project.rights.values().flatten().chain([&project.lead]) {
            known(key, "user", name, self.user(name).is_some())?;
        }
        for name in &project.types {
            known(key, "type", name, self.types.iter().any(|it| it.name == *name))?;
        }
        known(
            key,
            "workflow",
            &project.workflow,
            self.workflows.iter().any(|it| it.name == project.workflow),
        )?;
        known(key, "site", &project.site, self.sites.iter().any(|it| it.id == project.site))
    }

    fn check_issue(&self, issue: &Issue) -> Result<(), String> {
        let key = &issue.key;
        known(key, "project", issue.project(), self.projects.iter().any(|it| it.key == issue.project()))?;
        if !(1..1000).contains(&issue.number()) {
            return Err(format!("{key}: a number is from 1 to 999"));
        }
        let people = issue.assignee.iter().chain([&issue.reporter]);
        let authors = issue.comments.iter().map(|it| &it.by).chain(issue.worklogs.iter().map(|it| &it.by));
        for name in people.chain(authors) {
            known(key, "user", name, self.user(name).is_some())?;
        }
        known(key, "status", &issue.status, self.status(&issue.status).is_some())?;
        known(key, "type", &issue.kind, self.types.iter().any(|it| it.name == issue.kind))?;
        known(key, "priority", &issue.priority, self.urgency(&issue.priority).is_some())?;
        if let Some(name) = &issue.resolution {
            known(key, "resolution", name, self.resolutions.iter().any(|it| it.name == *name))?;
        }
        for id in &issue.sprints {
            known(key, "sprint", &id.to_string(), self.sprint(*id).is_some())?;
        }
        Ok(())
    }

    fn check_past(&self, issue: &Issue) -> Result<(), String> {
        let key = &issue.key;
        let done = self.status(&issue.status).is_some_and(|it| it.category == Category::Done);
        if (done, done) != (issue.resolution.is_some(), issue.resolved.is_some()) {
            return Err(format!("{key}: what is done has a resolution and its time, and nothing else has"));
        }
        let leads = issue.history.last().is_none_or(|it| it.to == issue.status);
        let steps =
            issue.history.iter().zip(issue.history.iter().skip(1)).all(|(one, next)| one.to == next.from);
        if !leads || !steps {
            return Err(format!("{key}: its history does not lead to its status"));
        }
        let times = issue.history.iter().map(|it| it.at).chain(issue.comments.iter().map(|it| it.at));
        let last = times.chain(issue.worklogs.iter().map(|it| it.at)).max().unwrap_or(issue.created);
        if !(issue.created <= last && last <= issue.updated && issue.updated <= self.now) {
            return Err(format!("{key}: its times are out of order"));
        }
        Ok(())
    }
}
