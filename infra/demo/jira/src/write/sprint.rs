//! Issues into sprints, and out of them.

use super::{Writer, done};
use crate::{
    answer::{no_sprint, nothing},
    request::Reply,
    world::{Right, SprintState},
};
use serde_json::Value;

/// So many at once.
const MOST: usize = 50;

pub(super) fn into_sprint(writer: &mut Writer<'_>, id: &str) -> Result<Reply, Reply> {
    if id.parse::<u64>().is_err() {
        return Err(nothing());
    }
    let sprint = writer.world.sprint_of(id, writer.viewer).ok_or_else(no_sprint)?;
    if sprint.state == SprintState::Closed {
        return Err(Reply::wrong(["Issues can only be moved to open or active sprints"]));
    }
    let id = sprint.id;
    schedule(writer, Some(id))
}

pub(super) fn into_backlog(writer: &mut Writer<'_>) -> Result<Reply, Reply> {
    schedule(writer, None)
}

/// Moves all of them or none.
fn schedule(writer: &mut Writer<'_>, sprint: Option<u32>) -> Result<Reply, Reply> {
    let body = writer.body(&["issues", "rankBeforeIssue", "rankAfterIssue", "rankCustomFieldId"])?;
    let named: Option<Vec<&str>> =
        body["issues"].as_array().and_then(|list| list.iter().map(Value::as_str).collect());
    let named =
        named.filter(|it| !it.is_empty()).ok_or_else(|| Reply::wrong(["issues: must not be empty"]))?;
    if named.len() > MOST {
        return Err(Reply::wrong([format!("The maximum number of issues that can be moved is {MOST}.")]));
    }
    let mut keys = Vec::new();
    for name in named {
        let unknown = || {
            Reply::wrong([format!("Issue '{name}' does not exist or you do not have permission to see it.")])
        };
        let issue = writer.world.issue(name, writer.viewer).ok_or_else(unknown)?;
        if !writer.world.allows(Right::Schedule, issue.project(), writer.viewer) {
            return Err(Reply::error(
                403,
                [format!("You do not have permission to schedule {}.", issue.key)],
            ));
        }
        keys.push(issue.key.clone());
    }
    for key in keys {
        writer.world.schedule(&key, &writer.by, sprint);
    }
    Ok(done())
}
