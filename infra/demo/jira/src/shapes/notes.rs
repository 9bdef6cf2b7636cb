//! What hangs on an issue: comments, work, and what was changed.

use super::{Shapes, adf, time};
use crate::{
    durations,
    world::{Comment, Issue, Text, Worklog},
};
use jiff::civil::DateTime;
use serde_json::{Value, json};

impl Shapes<'_> {
    pub(super) fn text(&self, text: &Text, rich: bool) -> Value {
        if rich { adf::document(text, self.world) } else { json!(adf::wiki(text)) }
    }

    /// The comment at a place among those of an issue. Ids of comments are unique over all issues.
    pub(crate) fn comment(&self, issue: &Issue, at: usize, comment: &Comment, rich: bool) -> Value {
        let id = self.world.issue_id(issue);
        let own = u64::from(id) * 100 + at as u64;
        let by = self.user(&comment.by);
        json!({
            "self": self.api(&format!("issue/{id}/comment/{own}")),
            "id": own.to_string(),
            "author": by,
            "body": self.text(&comment.text, rich),
            "updateAuthor": by,
            "created": time(comment.at),
            "updated": time(comment.at),
        })
    }

    /// A page of the comments of an issue, the oldest first or the newest.
    pub(crate) fn comments(&self, issue: &Issue, window: &Window, rich: bool) -> Value {
        let total = issue.comments.len();
        let mut places: Vec<(usize, &Comment)> = issue.comments.iter().enumerate().collect();
        if window.newest_first {
            places.reverse();
        }
        let page = places.into_iter().skip(window.start).take(window.most);
        let page: Vec<Value> = page.map(|(at, comment)| self.comment(issue, at, comment, rich)).collect();
        let most = window.most.min(total.max(1));
        json!({"comments": page, "maxResults": most, "total": total, "startAt": window.start})
    }

    /// The work at a place among that of an issue.
    pub(crate) fn worklog(&self, issue: &Issue, at: usize, worklog: &Worklog, rich: bool) -> Value {
        let id = self.world.issue_id(issue);
        let own = u64::from(id) * 100 + at as u64;
        let by = self.user(&worklog.by);
        let mut shape = json!({
            "self": self.api(&format!("issue/{id}/worklog/{own}")),
            "id": own.to_string(),
            "issueId": id.to_string(),
            "author": by,
            "updateAuthor": by,
            "created": time(worklog.at),
            "updated": time(worklog.at),
            "started": time(worklog.started),
            "timeSpent": durations::write(worklog.seconds),
            "timeSpentSeconds": worklog.seconds,
        });
        match &worklog.text {
            Some(text) => shape["comment"] = self.text(text, rich),
            // Data Center writes an empty text where there is none.
            None if !rich => shape["comment"] = json!(""),
            None => {}
        }
        shape
    }

    /// A page of the work on an issue, in the order in which it was written down.
    pub(crate) fn worklogs(&self, issue: &Issue, window: &Window, rich: bool) -> Value {
        let total = issue.worklogs.len();
        let page = issue.worklogs.iter().enumerate().skip(window.start).take(window.most);
        let page: Vec<Value> = page.map(|(at, worklog)| self.worklog(issue, at, worklog, rich)).collect();
        json!({"startAt": window.start, "maxResults": window.most.min(total), "total": total, "worklogs": page})
    }

    /// The changes of an issue, the newest first.
    pub(crate) fn changelog(&self, issue: &Issue) -> Value {
        let id = |name: &str| self.world.status(name).map(|status| status.id.clone());
        let mut changes: Vec<(DateTime, &str, Value)> = Vec::new();
        for change in &issue.history {
            let item = json!({
                "field": "status",
                "fieldtype": "jira",
                "fieldId": "status",
                "from": id(&change.from),
                "fromString": change.from,
                "to": id(&change.to),
                "toString": change.to,
            });
            changes.push((change.at, &change.by, item));
        }
        for edit in &issue.edits {
            let item = json!({
                "field": edit.field,
                "fieldtype": "jira",
                "from": null,
                "fromString": edit.from,
                "to": null,
                "toString": edit.to,
            });
            changes.push((edit.at, &edit.by, item));
        }
        changes.sort_by_key(|(at, ..)| *at);
        let total = changes.len();
        let histories = changes.iter().enumerate().rev().map(|(at, (when, by, item))| {
            json!({
                "id": (u64::from(self.world.issue_id(issue)) * 100 + at as u64).to_string(),
                "author": self.user(by),
                "created": time(*when),
                "items": [item],
            })
        });
        json!({"startAt": 0, "maxResults": total, "total": total, "histories": histories.collect::<Vec<_>>()})
    }
}

/// Which part of a list is asked for.
pub(crate) struct Window {
    pub(crate) start: usize,
    pub(crate) most: usize,
    pub(crate) newest_first: bool,
}

impl Window {
    /// Everything, the oldest first.
    pub(crate) const ALL: Self = Self { start: 0, most: usize::MAX, newest_first: false };
}
