//! People who can be assigned issues.

use crate::{
    answer::no_issue,
    request::{Reply, Request},
    shapes::Shapes,
    world::{Product, User},
};
use serde_json::Value;

/// Those whom a part of their name finds. Cloud calls that part `query`, Data Center `username`.
pub(crate) fn assignable(request: &Request, shapes: Shapes<'_>) -> Result<Value, Reply> {
    let Shapes { world, viewer } = shapes;
    let cloud = viewer.product != Product::Server;
    if cloud && request.parameter("username").is_some() {
        return Err(Reply::wrong(["The query parameter 'username' is not supported in GDPR strict mode."]));
    }
    let project = match (request.parameter("issueKey"), request.parameter("project")) {
        (Some(issue), _) => {
            let issue = world.issue(issue, viewer).ok_or_else(no_issue)?;
            world.project(issue.project(), viewer)
        }
        (None, Some(project)) => world.project(project, viewer),
        (None, None) => return Err(Reply::wrong(["Either 'project' or 'issueKey' must be given."])),
    };
    let project = project.ok_or_else(|| Reply::error(404, ["No project could be found with that key."]))?;
    let part = request.parameter(if cloud { "query" } else { "username" }).unwrap_or_default().to_lowercase();
    let (start, most) = (request.number("startAt", 0)?, request.number("maxResults", 50)?.min(1000));
    let mut found: Vec<&User> =
        world.assignable(project).filter(|user| is_called(user, &part, cloud)).collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found.into_iter().skip(start).take(most).map(|user| shapes.user(&user.username)).collect())
}

/// Whether a part of a name, in lower case, begins one of someone's names or the address.
fn is_called(user: &User, part: &str, cloud: bool) -> bool {
    let name = user.name.to_lowercase();
    let begins = name.match_indices(' ').map(|(at, blank)| at + blank.len()).chain([0]);
    begins.filter_map(|at| name.get(at..)).any(|rest| rest.starts_with(part))
        || user.email.to_lowercase().starts_with(part)
        || (!cloud && user.username.starts_with(part))
}
