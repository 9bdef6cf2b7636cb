//! What is in the world, as the API writes it. Shapes only; who may see what was decided before.

pub(crate) mod adf;
mod fields;
mod issues;
mod notes;

pub(crate) use fields::Selection;
pub(crate) use notes::Window;

use crate::world::{
    Board, BoardKind, Category, Product, Project, Sprint, SprintState, Status, User, Viewer, World,
};
use jiff::civil::DateTime;
use serde_json::{Value, json};

/// Where Data Center believes to be.
const SERVER: &str = "https://jira.corp.example";

/// Writes things for one viewer.
#[derive(Clone, Copy)]
pub(crate) struct Shapes<'a> {
    pub(crate) world: &'a World,
    pub(crate) viewer: &'a Viewer,
}

impl<'a> Shapes<'a> {
    /// The address people open in a browser; no port of this demo, so that answers are the same on each run.
    pub(crate) fn home(&self) -> &'a str {
        match &self.viewer.product {
            Product::Server => SERVER,
            Product::Cloud { site } => {
                self.world.sites.iter().find(|it| it.id == *site).map_or(SERVER, |site| &site.url)
            }
        }
    }

    pub(crate) fn is_cloud(&self) -> bool {
        self.viewer.product != Product::Server
    }

    /// An address of the platform API.
    fn api(&self, path: &str) -> String {
        format!("{}/rest/api/{}/{path}", self.home(), if self.is_cloud() { "3" } else { "2" })
    }

    fn avatars(&self, path: &str) -> Value {
        let sizes = ["16x16", "24x24", "32x32", "48x48"];
        sizes
            .iter()
            .map(|size| ((*size).to_owned(), json!(format!("{}/{path}{size}", self.home()))))
            .collect()
    }

    pub(crate) fn user(&self, username: &str) -> Value {
        let Some(user) = self.world.user(username) else { return Value::Null };
        let User { username, account_id, name, email, .. } = user;
        let mut shape = json!({
            "emailAddress": email,
            "avatarUrls": self.avatars(&format!("avatars/{username}/")),
            "displayName": name,
            "active": !user.inactive,
            "timeZone": "Etc/UTC",
        });
        if self.is_cloud() {
            shape["self"] = json!(self.api(&format!("user?accountId={}", account_id.replace(':', "%3A"))));
            shape["accountId"] = json!(account_id);
            shape["accountType"] = json!("atlassian");
        } else {
            shape["self"] = json!(self.api(&format!("user?username={username}")));
            shape["name"] = json!(username);
            shape["key"] = json!(format!("JIRAUSER-{username}"));
        }
        shape
    }

    pub(crate) fn myself(&self, username: &str) -> Value {
        let mut shape = self.user(username);
        shape["locale"] = json!("en_US");
        shape["groups"] = json!({"size": 1, "items": []});
        shape["applicationRoles"] = json!({"size": 1, "items": []});
        shape["expand"] = json!("groups,applicationRoles");
        shape
    }

    pub(crate) fn project(&self, project: &Project, whole: bool) -> Value {
        let mut shape = json!({
            "expand": "description,lead,issueTypes,url,projectKeys,permissions,insight",
            "self": self.api(&format!("project/{}", project.id)),
            "id": project.id,
            "key": project.key,
            "name": project.name,
            "avatarUrls": self.avatars(&format!("projectavatar/{}/", project.id)),
            "projectTypeKey": "software",
        });
        if self.is_cloud() {
            shape["simplified"] = json!(false);
            shape["style"] = json!("classic");
            shape["isPrivate"] = json!(false);
        } else {
            shape["archived"] = json!(false);
        }
        if whole {
            shape["description"] = json!(project.description);
            shape["lead"] = self.user(&project.lead);
        }
        shape
    }

    pub(crate) fn category(&self, category: Category) -> Value {
        json!({
            "self": self.api(&format!("statuscategory/{}", category.id())),
            "id": category.id(),
            "key": category.key(),
            "colorName": category.color(),
            "name": category.name(),
        })
    }

    pub(crate) fn status(&self, status: &Status) -> Value {
        json!({
            "self": self.api(&format!("status/{}", status.id)),
            "description": "",
            "iconUrl": format!("{}/images/icons/statuses/{}.png", self.home(), status.category.key()),
            "name": status.name,
            "id": status.id,
            "statusCategory": self.category(status.category),
        })
    }

    pub(crate) fn board(&self, board: &Board) -> Value {
        let project = self.world.projects.iter().find(|project| project.key == board.project);
        json!({
            "id": board.id,
            "self": format!("{}/rest/agile/1.0/board/{}", self.home(), board.id),
            "name": board.name,
            "type": board.kind.name(),
            "location": project.map(|project| json!({
                "projectId": project.id.parse::<u64>().unwrap_or_default(),
                "displayName": format!("{} ({})", project.name, project.key),
                "projectName": project.name,
                "projectKey": project.key,
                "projectTypeKey": "software",
                "avatarURI": format!("{}/projectavatar/{}", self.home(), project.id),
                "name": format!("{} ({})", project.name, project.key),
            })),
        })
    }

    pub(crate) fn board_configuration(&self, board: &Board) -> Value {
        let columns = self.world.statuses.iter().map(|status| {
            let own = json!({"id": status.id, "self": self.api(&format!("status/{}", status.id))});
            json!({"name": status.name, "statuses": [own]})
        });
        let mut shape = json!({
            "id": board.id,
            "name": board.name,
            "type": board.kind.name(),
            "self": format!("{}/rest/agile/1.0/board/{}/configuration", self.home(), board.id),
            "columnConfig": {"columns": columns.collect::<Vec<_>>(), "constraintType": "none"},
        });
        let points = self.world.custom_fields(self.viewer).points.as_ref().filter(|_| board.points);
        match (board.kind, points) {
            // A kanban board estimates nothing.
            (BoardKind::Kanban, _) => {}
            (BoardKind::Scrum | BoardKind::Simple, None) => {
                shape["estimation"] = json!({"type": "issueCount"});
            }
            (BoardKind::Scrum | BoardKind::Simple, Some(points)) => {
                let field = json!({"fieldId": points.id(), "displayName": points.name});
                shape["estimation"] = json!({"type": "field", "field": field});
            }
        }
        shape
    }

    pub(crate) fn sprint(&self, sprint: &Sprint) -> Value {
        let mut shape = json!({
            "id": sprint.id,
            "self": format!("{}/rest/agile/1.0/sprint/{}", self.home(), sprint.id),
            "state": sprint.state.name(),
            "name": sprint.name,
            "originBoardId": sprint.board,
            "goal": sprint.goal,
        });
        let dates = [("startDate", sprint.start), ("endDate", sprint.end), ("completeDate", sprint.complete)];
        for (name, at) in dates {
            if let Some(at) = at {
                shape[name] = json!(format!("{}Z", at.strftime("%Y-%m-%dT%H:%M:%S.000")));
            }
        }
        shape
    }

    /// A sprint in a field of an issue: an object on Cloud; on Data Center a Java object as it prints itself.
    pub(crate) fn sprint_field(&self, sprint: &Sprint) -> Value {
        let Sprint { id, name, board, state, goal, .. } = sprint;
        let date = |at: Option<DateTime>| at.map(|at| format!("{}Z", at.strftime("%Y-%m-%dT%H:%M:%S.000")));
        if self.is_cloud() {
            let mut shape =
                json!({"id": id, "name": name, "state": state.name(), "boardId": board, "goal": goal});
            let dates =
                [("startDate", sprint.start), ("endDate", sprint.end), ("completeDate", sprint.complete)];
            for (name, at) in dates {
                if let Some(at) = date(at) {
                    shape[name] = json!(at);
                }
            }
            return shape;
        }
        let printed = |at: Option<DateTime>| date(at).unwrap_or_else(|| "<null>".to_owned());
        json!(format!(
            "com.atlassian.greenhopper.service.sprint.Sprint@{id:x}[id={id},rapidViewId={board},state={},name={name},\
             startDate={},endDate={},completeDate={},activatedDate={},sequence={id},goal={goal},autoStartStop=false]",
            state.name().to_uppercase(),
            printed(sprint.start),
            printed(sprint.end),
            printed(sprint.complete),
            printed(if sprint.state == SprintState::Future { None } else { sprint.start }),
        ))
    }
}

/// A time as issues have it.
pub(crate) fn time(at: DateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.000+0000").to_string()
}
