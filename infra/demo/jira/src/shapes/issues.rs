//! Issues, their fields, and the ways on from them.

use super::{Selection, Shapes, Window, time};
use crate::world::{Custom, Issue, IssueType, Named, SprintState, Transition};
use serde_json::{Map, Value, json};

impl Shapes<'_> {
    /// An issue with some of its fields. `agile` is the older API, which writes texts as wiki text in both products.
    pub(crate) fn issue(&self, issue: &Issue, selection: &Selection, agile: bool) -> Value {
        let id = self.world.issue_id(issue);
        let rich = self.is_cloud() && !agile;
        let base = if agile {
            format!("{}/rest/agile/1.0/issue/{id}", self.home())
        } else {
            self.api(&format!("issue/{id}"))
        };
        let mut fields = self.all_fields();
        fields.retain(|field| selection.has(&field.id));
        let fields: Map<String, Value> = fields
            .into_iter()
            .map(|field| match field.custom {
                Some((custom, _)) => (field.id, self.custom(custom, issue)),
                None => (field.id.clone(), self.field(&field.id, issue, rich)),
            })
            .collect();
        json!({
            "expand": "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations",
            "id": id.to_string(),
            "self": base,
            "key": issue.key,
            "fields": fields,
        })
    }

    fn field(&self, field: &str, issue: &Issue, rich: bool) -> Value {
        let world = self.world;
        let named = |table: &[Named], name: &str| table.iter().find(|it| it.name == name).cloned();
        match field {
            "summary" => json!(issue.summary),
            "issuetype" => {
                let kind = world.types.iter().find(|it| it.name == issue.kind);
                kind.map_or(Value::Null, |it| self.issue_type(it))
            }
            "project" => {
                let project = world.projects.iter().find(|project| project.key == issue.project());
                project.map_or(Value::Null, |project| {
                    let mut shape = self.project(project, false);
                    if let Some(shape) = shape.as_object_mut() {
                        shape.retain(|name, _| {
                            !matches!(name.as_str(), "expand" | "style" | "isPrivate" | "archived")
                        });
                    }
                    shape
                })
            }
            "status" => world.status(&issue.status).map_or(Value::Null, |status| self.status(status)),
            "priority" => {
                named(&world.priorities, &issue.priority).map_or(Value::Null, |it| self.priority(&it))
            }
            "resolution" => {
                let resolution = issue.resolution.as_deref().and_then(|it| named(&world.resolutions, it));
                resolution.map_or(Value::Null, |it| {
                    json!({"self": self.api(&format!("resolution/{}", it.id)), "id": it.id, "description": "", "name": it.name})
                })
            }
            "resolutiondate" => json!(issue.resolved.map(time)),
            "assignee" => issue.assignee.as_deref().map_or(Value::Null, |assignee| self.user(assignee)),
            "reporter" => self.user(&issue.reporter),
            "labels" => json!(issue.labels),
            "created" => json!(time(issue.created)),
            "updated" => json!(time(issue.updated)),
            "duedate" => json!(issue.due.map(|due| due.to_string())),
            "description" => issue.description.as_ref().map_or(Value::Null, |text| self.text(text, rich)),
            "comment" => self.comments(issue, &Window::ALL, rich),
            _ => Value::Null,
        }
    }

    fn custom(&self, custom: Custom, issue: &Issue) -> Value {
        match custom {
            Custom::Points => json!(issue.points),
            Custom::CostCentre => json!(issue.cost_centre),
            Custom::Sprint if !issue.sprints.is_empty() => {
                let sprints = issue.sprints.iter().filter_map(|id| self.world.sprint(*id));
                sprints.map(|sprint| self.sprint_field(sprint)).collect()
            }
            Custom::Flagged if issue.flagged => {
                json!([{"self": self.api("customFieldOption/10019"), "value": "Impediment", "id": "10019"}])
            }
            Custom::Sprint | Custom::Flagged => Value::Null,
        }
    }

    /// An issue that was only just made.
    pub(crate) fn made(&self, issue: &Issue) -> Value {
        let id = self.world.issue_id(issue);
        json!({"id": id.to_string(), "key": issue.key, "self": self.api(&format!("issue/{id}"))})
    }

    fn priority(&self, it: &Named) -> Value {
        let icon = format!("{}/images/icons/priorities/{}.svg", self.home(), it.name.to_lowercase());
        json!({"self": self.api(&format!("priority/{}", it.id)), "iconUrl": icon, "name": it.name, "id": it.id})
    }

    /// All priorities, the most urgent first.
    pub(crate) fn priorities(&self) -> Value {
        self.world.priorities.iter().map(|it| self.priority(it)).collect()
    }

    pub(crate) fn issue_type(&self, kind: &IssueType) -> Value {
        json!({
            "self": self.api(&format!("issuetype/{}", kind.id)),
            "id": kind.id,
            "description": "",
            "iconUrl": format!("{}/images/icons/issuetypes/{}.svg", self.home(), kind.name.to_lowercase()),
            "name": kind.name,
            "subtask": kind.subtask,
        })
    }

    pub(crate) fn transitions(&self, ways: &[&Transition]) -> Value {
        let ways = ways.iter().map(|way| {
            let mut shape = json!({
                "id": way.id,
                "name": way.name,
                "to": self.world.status(&way.to).map(|status| self.status(status)),
            });
            if self.is_cloud() {
                shape["hasScreen"] = json!(false);
                shape["isGlobal"] = json!(way.from.is_empty());
                shape["isInitial"] = json!(false);
                shape["isAvailable"] = json!(true);
                shape["isConditional"] = json!(false);
                shape["isLooped"] = json!(false);
            }
            shape
        });
        json!({"expand": "transitions", "transitions": ways.collect::<Vec<_>>()})
    }

    /// The sprint fields that only the agile API has.
    pub(crate) fn add_agile_fields(&self, issue: &Issue, shape: &mut Value) {
        let sprints = issue.sprints.iter().filter_map(|id| self.world.sprint(*id));
        let (closed, open): (Vec<_>, Vec<_>) =
            sprints.partition(|sprint| sprint.state == SprintState::Closed);
        shape["fields"]["sprint"] = open.last().map_or(Value::Null, |sprint| self.sprint(sprint));
        shape["fields"]["closedSprints"] = closed.iter().map(|sprint| self.sprint(sprint)).collect();
        shape["fields"]["flagged"] = json!(issue.flagged);
    }
}
