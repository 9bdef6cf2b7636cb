//! Issues, their fields, and the ways on from them.

use super::{Shapes, adf, time};
use crate::world::{Comment, Issue, Named, SprintState, Transition};
use serde_json::{Map, Value, json};

/// The custom field of story points.
pub(crate) const POINTS: &str = "customfield_10016";
const SPRINT: &str = "customfield_10020";
const FLAGGED: &str = "customfield_10021";

/// A field of issues.
struct Field {
    id: &'static str,
    name: &'static str,
    /// Its type in the schema.
    kind: &'static str,
    /// What a list consists of.
    items: Option<&'static str>,
    /// What JQL calls it.
    clauses: &'static [&'static str],
}

const fn field(
    id: &'static str,
    name: &'static str,
    kind: &'static str,
    clauses: &'static [&'static str],
) -> Field {
    Field { id, name, kind, items: None, clauses }
}

const FIELDS: [Field; 18] = [
    field("summary", "Summary", "string", &["summary"]),
    field("issuetype", "Issue Type", "issuetype", &["issuetype", "type"]),
    field("project", "Project", "project", &["project"]),
    field("status", "Status", "status", &["status"]),
    field("priority", "Priority", "priority", &["priority"]),
    field("resolution", "Resolution", "resolution", &["resolution"]),
    field("resolutiondate", "Resolved", "datetime", &["resolutiondate", "resolved"]),
    field("assignee", "Assignee", "user", &["assignee"]),
    field("reporter", "Reporter", "user", &["reporter"]),
    Field { items: Some("string"), ..field("labels", "Labels", "array", &["labels"]) },
    field("created", "Created", "datetime", &["created", "createdDate"]),
    field("updated", "Updated", "datetime", &["updated", "updatedDate"]),
    field("duedate", "Due date", "date", &["due", "duedate"]),
    field("description", "Description", "string", &["description"]),
    field("comment", "Comment", "comments-page", &["comment"]),
    field(POINTS, "Story Points", "number", &["cf[10016]", "Story Points"]),
    Field { items: Some("json"), ..field(SPRINT, "Sprint", "array", &["cf[10020]", "Sprint"]) },
    Field { items: Some("option"), ..field(FLAGGED, "Flagged", "array", &["cf[10021]", "Flagged"]) },
];

/// Which fields of an issue are asked for.
#[derive(Debug, Clone)]
pub(crate) struct Selection {
    fields: Vec<String>,
}

impl Selection {
    /// The fields of a request; `otherwise` where it names none or only takes some away.
    pub(crate) fn new(asked: &[String], otherwise: &str) -> Self {
        let mut fields = asked.to_vec();
        if fields.iter().all(|field| field.starts_with('-')) {
            fields.insert(0, otherwise.to_owned());
        }
        Self { fields }
    }

    fn has(&self, field: &str) -> bool {
        let mut has = false;
        for asked in &self.fields {
            match asked.as_str() {
                "*all" => has = true,
                "*navigable" => has |= field != "comment",
                asked if asked.strip_prefix('-') == Some(field) => has = false,
                asked => has |= asked == field,
            }
        }
        has
    }
}

impl Shapes<'_> {
    pub(crate) fn fields(&self) -> Value {
        let fields = FIELDS.iter().map(|Field { id, name, kind, items, clauses }| {
            let custom = id.starts_with("customfield_");
            let mut schema = json!({"type": kind});
            if let Some(items) = items {
                schema["items"] = json!(items);
            }
            match id.strip_prefix("customfield_").and_then(|number| number.parse::<u32>().ok()) {
                Some(number) => {
                    schema["custom"] =
                        json!(format!("com.example.fields:{}", name.to_lowercase().replace(' ', "-")));
                    schema["customId"] = json!(number);
                }
                None => schema["system"] = json!(id),
            }
            let mut field = json!({
                "id": id,
                "name": name,
                "custom": custom,
                "orderable": true,
                "navigable": *id != "comment",
                "searchable": true,
                "clauseNames": clauses,
                "schema": schema,
            });
            if self.is_cloud() {
                field["key"] = json!(id);
            }
            field
        });
        fields.collect()
    }

    /// An issue with some of its fields. `agile` is the older API, which writes texts as wiki text in both products.
    pub(crate) fn issue(&self, issue: &Issue, selection: &Selection, agile: bool) -> Value {
        let id = self.world.issue_id(issue);
        let rich = self.is_cloud() && !agile;
        let base = if agile {
            format!("{}/rest/agile/1.0/issue/{id}", self.home())
        } else {
            self.api(&format!("issue/{id}"))
        };
        let fields: Map<String, Value> = FIELDS
            .iter()
            .filter(|field| selection.has(field.id))
            .map(|field| (field.id.to_owned(), self.field(field.id, issue, rich)))
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
            "issuetype" => named(&world.types, &issue.kind).map_or(Value::Null, |it| self.issue_type(&it)),
            "project" => {
                let project = world.projects.iter().find(|project| project.key == issue.project());
                project.map_or(Value::Null, |project| {
                    let mut shape = self.project(project, false);
                    if let Some(shape) = shape.as_object_mut() {
                        shape.retain(|name, _| !matches!(name.as_str(), "expand" | "style" | "isPrivate" | "archived"));
                    }
                    shape
                })
            }
            "status" => world.status(&issue.status).map_or(Value::Null, |status| self.status(status)),
            "priority" => named(&world.priorities, &issue.priority).map_or(Value::Null, |it| {
                let icon = format!("{}/images/icons/priorities/{}.svg", self.home(), it.name.to_lowercase());
                json!({"self": self.api(&format!("priority/{}", it.id)), "iconUrl": icon, "name": it.name, "id": it.id})
            }),
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
            "description" => issue.description.as_deref().map_or(Value::Null, |text| self.text(text, rich)),
            "comment" => self.comments(issue, 0, usize::MAX, rich),
            POINTS => json!(issue.points),
            SPRINT if issue.sprints.is_empty() => Value::Null,
            SPRINT => {
                let sprints = issue.sprints.iter().filter_map(|id| world.sprint(*id));
                sprints.map(|sprint| self.sprint_field(sprint)).collect()
            }
            FLAGGED if issue.flagged => {
                json!([{"self": self.api("customFieldOption/10019"), "value": "Impediment", "id": "10019"}])
            }
            _ => Value::Null,
        }
    }

    fn issue_type(&self, kind: &Named) -> Value {
        json!({
            "self": self.api(&format!("issuetype/{}", kind.id)),
            "id": kind.id,
            "description": "",
            "iconUrl": format!("{}/images/icons/issuetypes/{}.svg", self.home(), kind.name.to_lowercase()),
            "name": kind.name,
            "subtask": false,
        })
    }

    fn text(&self, text: &str, rich: bool) -> Value {
        if rich { adf::document(text, self.world) } else { json!(adf::wiki(text)) }
    }

    /// A page of the comments of an issue.
    pub(crate) fn comments(&self, issue: &Issue, start: usize, most: usize, rich: bool) -> Value {
        let id = self.world.issue_id(issue);
        let comment = |(at, comment): (usize, &Comment)| {
            // Ids of comments are unique over all issues, too.
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
        };
        let total = issue.comments.len();
        let page = issue.comments.iter().enumerate().skip(start).take(most).map(comment);
        let most = most.min(total.max(1));
        json!({"comments": page.collect::<Vec<_>>(), "maxResults": most, "total": total, "startAt": start})
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

    /// The changes of an issue, the newest first.
    pub(crate) fn changelog(&self, issue: &Issue) -> Value {
        let id = |name: &str| self.world.status(name).map(|status| status.id.clone());
        let total = issue.history.len();
        let histories = issue.history.iter().enumerate().rev().map(|(at, change)| {
            json!({
                "id": (u64::from(self.world.issue_id(issue)) * 100 + at as u64).to_string(),
                "author": self.user(&change.by),
                "created": time(change.at),
                "items": [{
                    "field": "status",
                    "fieldtype": "jira",
                    "fieldId": "status",
                    "from": id(&change.from),
                    "fromString": change.from,
                    "to": id(&change.to),
                    "toString": change.to,
                }],
            })
        });
        json!({"startAt": 0, "maxResults": total, "total": total, "histories": histories.collect::<Vec<_>>()})
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
