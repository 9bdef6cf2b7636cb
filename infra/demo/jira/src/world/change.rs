//! What can be done with issues. Whether the viewer may do it was decided before, but for transitions, which depend on
//! who looks.

use super::{Category, Change, Comment, Issue, Right, SprintState, Text, Transition, Viewer, Worklog, World};
use jiff::civil::DateTime;

/// Why an issue was not moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refused {
    /// There is no such issue, or the viewer may not see it.
    NoIssue,
    /// No such way leads on from where the issue is, or the viewer may not go it.
    NoWay,
}

impl World {
    /// The ways on from where the issue is; none where the viewer may not move it.
    pub(crate) fn ways<'a>(&'a self, issue: &'a Issue, viewer: &Viewer) -> Vec<&'a Transition> {
        let Some(project) = self.project(issue.project(), viewer) else { return Vec::new() };
        if !self.allows(Right::Transition, issue.project(), viewer) {
            return Vec::new();
        }
        let workflow = self.workflows.iter().find(|workflow| workflow.name == project.workflow);
        let ways = workflow.map(|workflow| workflow.transitions.as_slice()).unwrap_or_default();
        ways.iter().filter(|way| way.from.is_empty() || way.from.contains(&issue.status)).collect()
    }

    /// Moves an issue the way `id`. A way to a done status resolves the issue and takes its flag; any other opens it.
    pub(crate) fn go(&mut self, key_or_id: &str, id: &str, viewer: &Viewer) -> Result<(), Refused> {
        let issue = self.issue(key_or_id, viewer).ok_or(Refused::NoIssue)?;
        let way = self.ways(issue, viewer).into_iter().find(|way| way.id == id).ok_or(Refused::NoWay)?;
        let (key, way) = (issue.key.clone(), way.clone());
        let by = viewer.username.clone().ok_or(Refused::NoWay)?;
        let done = self.status(&way.to).is_some_and(|status| status.category == Category::Done);
        let (issue, at) = self.changed(&key).ok_or(Refused::NoIssue)?;
        let from = std::mem::replace(&mut issue.status, way.to.clone());
        issue.history.push(Change { at, by, from, to: way.to });
        issue.resolved = done.then_some(at);
        issue.resolution = done.then(|| way.resolution.unwrap_or_else(|| "Done".to_owned()));
        issue.flagged &= !done;
        Ok(())
    }

    /// An issue to change, and when it is changed.
    pub(super) fn changed(&mut self, key: &str) -> Option<(&mut Issue, DateTime)> {
        let at = self.tick();
        let issue = self.issues.iter_mut().find(|issue| issue.key == key)?;
        issue.updated = at;
        Some((issue, at))
    }

    /// Adds a comment, and gives its place among those of the issue.
    pub(crate) fn comment(&mut self, key: &str, by: &str, text: Text) -> Option<usize> {
        let (issue, at) = self.changed(key)?;
        issue.comments.push(Comment { by: by.to_owned(), at, text });
        Some(issue.comments.len() - 1)
    }

    /// Writes work down, and gives its place among that of the issue. Without a start, it began so long ago as it took.
    pub(crate) fn log_work(
        &mut self,
        key: &str,
        by: &str,
        seconds: u32,
        started: Option<DateTime>,
        text: Option<Text>,
    ) -> Option<usize> {
        let (issue, at) = self.changed(key)?;
        let started = started.unwrap_or(at);
        issue.worklogs.push(Worklog { by: by.to_owned(), at, started, seconds, text });
        Some(issue.worklogs.len() - 1)
    }

    /// Moves an issue into a sprint, or into the backlog. The closed ones that it was in stay with it.
    pub(crate) fn schedule(&mut self, key: &str, by: &str, sprint: Option<u32>) {
        let closed: Vec<u32> =
            self.sprints.iter().filter(|it| it.state == SprintState::Closed).map(|it| it.id).collect();
        let names = |world: &Self, ids: &[u32]| {
            let named = ids.iter().filter_map(|id| world.sprint(*id)).map(|it| it.name.clone());
            Some(named.collect::<Vec<_>>().join(", ")).filter(|names| !names.is_empty())
        };
        let Some(before) = self.issues.iter().find(|it| it.key == key).map(|it| it.sprints.clone()) else {
            return;
        };
        let mut after = before.clone();
        after.retain(|id| closed.contains(id));
        after.extend(sprint);
        let (from, to) = (names(self, &before), names(self, &after));
        if let Some((issue, at)) = self.changed(key) {
            issue.sprints = after;
            issue.note(at, by, "Sprint", from, to);
        }
    }
}
