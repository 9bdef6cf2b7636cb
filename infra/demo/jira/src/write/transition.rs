//! Moves along the workflow.

use super::done;
use crate::{
    answer::no_issue,
    request::{Reply, Request},
    world::{Product, Refused, Viewer, World},
};
use serde_json::Value;

pub(super) fn go(key: &str, request: &Request, world: &mut World, viewer: &Viewer) -> Result<Reply, Reply> {
    if world.issue(key, viewer).is_none() {
        return Err(no_issue());
    }
    let body = request.json()?;
    for part in ["fields", "update", "historyMetadata", "properties"] {
        if body[part].as_object().is_some_and(|part| !part.is_empty()) {
            return Err(Reply::error(501, [format!("This demo does not change '{part}' in a transition.")]));
        }
    }
    let id = match &body["transition"]["id"] {
        Value::String(id) => id.clone(),
        Value::Number(id) => id.to_string(),
        _ => return Err(Reply::wrong(["Missing 'transition' identifier"])),
    };
    if id.is_empty() || !id.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(Reply::wrong(["'transition' identifier must be an integer"]));
    }
    match world.go(key, &id, viewer) {
        Ok(()) => Ok(done()),
        Err(Refused::NoIssue) => Err(no_issue()),
        Err(Refused::NoWay) if viewer.product == Product::Server => Err(Reply::wrong([format!(
            "The transition '{id}' can't be made from where the issue {key} is now, or not by you. Somebody may have \
             changed the issue recently."
        )])),
        Err(Refused::NoWay) => {
            Err(Reply::wrong([format!("Transition id '{id}' is not valid for this issue.")]))
        }
    }
}
