//! Other worlds, for `--scenario FILE`: what is in the built-in one, but for what is left out, and more. Some are in the
//! folder `scenarios`.
//!
//! ```json
//! {
//!   "leave_out": ["PAY", "WEB"],
//!   "users": [],
//!   "projects": [
//!     {"key": "BIG", "name": "Big", "site": "Northwind", "issues": 400, "types": ["Story", "Bug"],
//!      "requires": ["cost_centre"], "rights": {"browse": ["ada", "grace"], "create": ["ada"]},
//!      "boards": [{"name": "Big board", "type": "scrum", "points": true, "closed_sprints": 5, "active": true,
//!                  "future_sprints": 1}]}
//!   ],
//!   "issues": []
//! }
//! ```
//!
//! Every key may be left out, but for those of a project that have no default: `key` and `name`. `leave_out` names
//! projects, `["*"]` all of them. Users and issues are written as in `world/world.json`. Rights are `browse`,
//! `transition`, `edit`, `assign`, `be_assigned`, `comment`, `log_work`, `create` and `schedule`; those that are left out
//! belong to who may browse. The numbers of issues go up to 999 in each project.

use crate::world::{Issue, NewProject, User, World};
use serde::Deserialize;

/// What differs from the built-in world.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    #[serde(default)]
    leave_out: Vec<String>,
    #[serde(default)]
    users: Vec<User>,
    #[serde(default)]
    projects: Vec<NewProject>,
    #[serde(default)]
    issues: Vec<Issue>,
}

/// The world of a scenario. Fails where it can't be read, or refers to what is not there.
pub(crate) fn read(text: &str) -> Result<World, String> {
    let scenario: Scenario = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut world = World::read().map_err(|error| error.to_string())?;
    leave_out(&mut world, &scenario.leave_out)?;
    world.users.extend(scenario.users);
    for project in &scenario.projects {
        world.grow(project)?;
    }
    world.issues.extend(scenario.issues);
    world.check()?;
    Ok(world)
}

/// Takes projects away with all that is in them.
fn leave_out(world: &mut World, keys: &[String]) -> Result<(), String> {
    let all = keys.iter().any(|key| key == "*");
    if let Some(odd) = keys.iter().find(|key| *key != "*" && !world.projects.iter().any(|it| it.key == **key))
    {
        return Err(format!("`leave_out`: there is no project `{odd}`"));
    }
    let stays = |key: &str| !all && !keys.iter().any(|it| it == key);
    world.projects.retain(|it| stays(&it.key));
    world.boards.retain(|it| stays(&it.project));
    world.sprints.retain(|sprint| world.boards.iter().any(|it| it.id == sprint.board));
    world.issues.retain(|it| stays(it.project()));
    Ok(())
}
