//! What can be done with issues.

use super::{Category, Change, Issue, Transition, Viewer, World};

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
        if !viewer.username.as_ref().is_some_and(|username| project.transition.contains(username)) {
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
        let at = self.tick();
        let issue = self.issues.iter_mut().find(|issue| issue.key == key).ok_or(Refused::NoIssue)?;
        let from = std::mem::replace(&mut issue.status, way.to.clone());
        issue.history.push(Change { at, by, from, to: way.to });
        issue.updated = at;
        issue.resolved = done.then_some(at);
        issue.resolution = done.then(|| way.resolution.unwrap_or_else(|| "Done".to_owned()));
        issue.flagged &= !done;
        Ok(())
    }
}
