//! Who has an issue.

use super::{Writer, done};
use crate::{
    request::Reply,
    world::{Right, Setting},
};
use serde_json::Value;

pub(super) fn assign(writer: &mut Writer<'_>, key: &str) -> Result<Reply, Reply> {
    let key = writer.allowed(key, Right::Assign, "You do not have permission to assign issues.")?;
    let body = writer.request.json()?;
    let (own, other) = if writer.is_cloud() { ("accountId", "name") } else { ("name", "accountId") };
    if body.get(other).is_some() || body.get("key").is_some() {
        return Err(Reply::wrong([format!("'{own}' must be the only user identifying field.")]));
    }
    let assignee = match body.get(own) {
        Some(Value::Null) => None,
        // Whoever the project has for it: its lead, here.
        Some(Value::String(name)) if name == "-1" => {
            let project = writer.issue(&key)?.project();
            writer.world.project(project, writer.viewer).map(|project| project.lead.clone())
        }
        Some(Value::String(name)) => Some(assignable(writer, &key, name)?),
        _ => return Err(Reply::wrong([format!("'{own}' is missing.")])),
    };
    writer.world.edit(&key, &writer.by, vec![Setting::Assignee(assignee)]);
    Ok(done())
}

/// The username of someone who can be assigned the issue.
fn assignable(writer: &Writer<'_>, key: &str, name: &str) -> Result<String, Reply> {
    let wrong = |what: String| Reply::fields([("assignee".to_owned(), what)]);
    let user = writer.world.user_called(name, writer.viewer);
    let user = user.ok_or_else(|| wrong(format!("User '{name}' does not exist.")))?;
    let project = writer.world.project(writer.issue(key)?.project(), writer.viewer);
    let can = project.is_some_and(|it| writer.world.assignable(it).any(|it| it.username == user.username));
    if can {
        Ok(user.username.clone())
    } else {
        Err(wrong(format!("User '{name}' cannot be assigned issues.")))
    }
}
