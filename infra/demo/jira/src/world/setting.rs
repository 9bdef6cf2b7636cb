//! Fields of an issue with what they are set to.

use super::{Edit, Issue, Text, World};
use jiff::civil::{Date, DateTime};

/// A field and its new value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Setting {
    Summary(String),
    Description(Option<Text>),
    Kind(String),
    Priority(String),
    Assignee(Option<String>),
    Reporter(String),
    Labels(Vec<String>),
    Due(Option<Date>),
    Points(Option<f64>),
    Flagged(bool),
    CostCentre(Option<String>),
    /// One that is open or to come; none is the backlog.
    Sprint(Option<u32>),
}

/// A new issue.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NewIssue {
    pub(crate) project: String,
    pub(crate) kind: String,
    pub(crate) summary: String,
    pub(crate) settings: Vec<Setting>,
}

impl Issue {
    /// Remembers that a field was changed, if it was.
    pub(super) fn note(
        &mut self,
        at: DateTime,
        by: &str,
        field: &str,
        from: Option<String>,
        to: Option<String>,
    ) {
        if from != to {
            self.edits.push(Edit { at, by: by.to_owned(), field: field.to_owned(), from, to });
        }
    }

    /// Sets a field; gives what people call it, what it was and what it is.
    fn set(&mut self, setting: Setting) -> (&'static str, Option<String>, Option<String>) {
        match setting {
            Setting::Summary(value) => named("summary", put(&mut self.summary, value)),
            Setting::Kind(value) => named("issuetype", put(&mut self.kind, value)),
            Setting::Priority(value) => named("priority", put(&mut self.priority, value)),
            Setting::Reporter(value) => named("reporter", put(&mut self.reporter, value)),
            Setting::Assignee(value) => maybe("assignee", put(&mut self.assignee, value)),
            Setting::CostCentre(value) => maybe("Cost centre", put(&mut self.cost_centre, value)),
            Setting::Due(value) => maybe("duedate", put(&mut self.due, value)),
            Setting::Points(value) => maybe("Story Points", put(&mut self.points, value)),
            Setting::Description(value) => {
                let (from, to) = put(&mut self.description, value);
                maybe("description", (from.map(|it| it.text), to.map(|it| it.text)))
            }
            Setting::Labels(value) => {
                let joined = |labels: Vec<String>| Some(labels.join(" ")).filter(|it| !it.is_empty());
                let (from, to) = put(&mut self.labels, value);
                ("labels", joined(from), joined(to))
            }
            Setting::Flagged(value) => {
                let shown = |flagged: bool| flagged.then_some("Impediment");
                let (from, to) = put(&mut self.flagged, value);
                maybe("Flagged", (shown(from), shown(to)))
            }
            // `World::schedule` does it, which knows what is closed.
            Setting::Sprint(_) => ("Sprint", None, None),
        }
    }
}

/// Puts a value into a place; gives what was there, and what is.
fn put<T: Clone>(place: &mut T, value: T) -> (T, T) {
    (std::mem::replace(place, value.clone()), value)
}

fn named(
    field: &'static str,
    (from, to): (String, String),
) -> (&'static str, Option<String>, Option<String>) {
    (field, Some(from), Some(to))
}

fn maybe<T: ToString>(
    field: &'static str,
    (from, to): (Option<T>, Option<T>),
) -> (&'static str, Option<String>, Option<String>) {
    (field, from.map(|it| it.to_string()), to.map(|it| it.to_string()))
}

impl World {
    /// Changes an issue.
    pub(crate) fn edit(&mut self, key: &str, by: &str, settings: Vec<Setting>) {
        let (sprints, settings): (Vec<_>, Vec<_>) =
            settings.into_iter().partition(|it| matches!(it, Setting::Sprint(_)));
        for setting in sprints {
            if let Setting::Sprint(sprint) = setting {
                self.schedule(key, by, sprint);
            }
        }
        if settings.is_empty() {
            return;
        }
        if let Some((issue, at)) = self.changed(key) {
            for setting in settings {
                let (field, from, to) = issue.set(setting);
                issue.note(at, by, field, from, to);
            }
        }
    }

    /// Makes an issue, and gives its key.
    pub(crate) fn create(&mut self, new: NewIssue, by: &str) -> String {
        let at = self.tick();
        let numbers = self.issues.iter().filter(|it| it.project() == new.project).map(Issue::number);
        let key = format!("{}-{}", new.project, numbers.max().unwrap_or_default() + 1);
        let middle = self.priorities.get(self.priorities.len() / 2).map(|it| it.name.clone());
        let status = self.statuses.first().map(|it| it.name.clone());
        let mut issue = Issue::new(&key, new.kind, new.summary, by, at);
        issue.priority = middle.unwrap_or_default();
        issue.status = status.unwrap_or_default();
        let mut sprint = None;
        for setting in new.settings {
            match setting {
                Setting::Sprint(id) => sprint = id,
                setting => _ = issue.set(setting),
            }
        }
        issue.sprints.extend(sprint);
        // The last rank.
        self.issues.push(issue);
        key
    }
}
