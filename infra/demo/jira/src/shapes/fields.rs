//! Fields of issues: which there are, and which are asked for.

use super::Shapes;
use crate::world::Custom;
use serde_json::{Value, json};

/// A field that every Jira has.
struct System {
    id: &'static str,
    name: &'static str,
    /// Its type in the schema.
    kind: &'static str,
    /// What a list consists of.
    items: Option<&'static str>,
    /// What JQL calls it.
    clauses: &'static [&'static str],
}

const fn system(
    id: &'static str,
    name: &'static str,
    kind: &'static str,
    clauses: &'static [&'static str],
) -> System {
    System { id, name, kind, items: None, clauses }
}

const SYSTEM: [System; 15] = [
    system("summary", "Summary", "string", &["summary"]),
    system("issuetype", "Issue Type", "issuetype", &["issuetype", "type"]),
    system("project", "Project", "project", &["project"]),
    system("status", "Status", "status", &["status"]),
    system("priority", "Priority", "priority", &["priority"]),
    system("resolution", "Resolution", "resolution", &["resolution"]),
    system("resolutiondate", "Resolved", "datetime", &["resolutiondate", "resolved"]),
    system("assignee", "Assignee", "user", &["assignee"]),
    system("reporter", "Reporter", "user", &["reporter"]),
    System { items: Some("string"), ..system("labels", "Labels", "array", &["labels"]) },
    system("created", "Created", "datetime", &["created", "createdDate"]),
    system("updated", "Updated", "datetime", &["updated", "updatedDate"]),
    system("duedate", "Due date", "date", &["due", "duedate"]),
    system("description", "Description", "string", &["description"]),
    system("comment", "Comment", "comments-page", &["comment"]),
];

/// A field of the viewer's Jira.
pub(super) struct Field {
    pub(super) id: String,
    pub(super) name: String,
    kind: &'static str,
    items: Option<&'static str>,
    clauses: Vec<String>,
    /// What it is, where it is a custom one, with its number.
    pub(super) custom: Option<(Custom, u32)>,
}

impl Field {
    /// What the schema says of it.
    fn schema(&self, shapes: &Shapes<'_>) -> Value {
        let mut schema = json!({"type": self.kind});
        if let Some(items) = self.items {
            schema["items"] = json!(items);
        }
        match self.custom {
            Some((custom, number)) => {
                schema["custom"] = json!(plugin(custom, shapes.is_cloud()));
                schema["customId"] = json!(number);
            }
            None => schema["system"] = json!(self.id),
        }
        schema
    }
}

/// What makes a custom field what it is. Story points are an ordinary number but in Cloud's own estimates.
fn plugin(custom: Custom, cloud: bool) -> &'static str {
    match custom {
        Custom::Points if cloud => "com.pyxis.greenhopper.jira:jsw-story-points",
        Custom::Points => "com.atlassian.jira.plugin.system.customfieldtypes:float",
        Custom::Sprint => "com.pyxis.greenhopper.jira:gh-sprint",
        Custom::Flagged => "com.atlassian.jira.plugin.system.customfieldtypes:multicheckboxes",
        Custom::CostCentre => "com.atlassian.jira.plugin.system.customfieldtypes:textfield",
    }
}

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

    pub(super) fn has(&self, field: &str) -> bool {
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
    /// The fields that there are here.
    pub(super) fn all_fields(&self) -> Vec<Field> {
        let system = SYSTEM.iter().map(|it| Field {
            id: it.id.to_owned(),
            name: it.name.to_owned(),
            kind: it.kind,
            items: it.items,
            clauses: it.clauses.iter().map(|it| (*it).to_owned()).collect(),
            custom: None,
        });
        let custom = self.world.custom_fields(self.viewer).all().map(|(custom, field)| {
            let (kind, items) = match custom {
                Custom::Points => ("number", None),
                Custom::Sprint => ("array", Some("json")),
                Custom::Flagged => ("array", Some("option")),
                Custom::CostCentre => ("string", None),
            };
            Field {
                id: field.id(),
                name: field.name.clone(),
                kind,
                items,
                clauses: vec![field.clause(), field.name.clone()],
                custom: Some((custom, field.number)),
            }
        });
        system.chain(custom).collect()
    }

    pub(crate) fn fields(&self) -> Value {
        let fields = self.all_fields();
        let shown = fields.iter().map(|field| {
            let mut shape = json!({
                "id": field.id,
                "name": field.name,
                "custom": field.custom.is_some(),
                "orderable": true,
                "navigable": field.id != "comment",
                "searchable": true,
                "clauseNames": field.clauses,
                "schema": field.schema(self),
            });
            if self.is_cloud() {
                shape["key"] = json!(field.id);
            }
            shape
        });
        shown.collect()
    }

    /// What the field of an issue is for the one who wants to edit it.
    pub(crate) fn edit_meta(&self, names: &[&str]) -> Value {
        let fields = self.all_fields();
        let editable =
            fields.iter().filter(|field| field.custom.is_some() || names.contains(&field.id.as_str()));
        let shown = editable.map(|field| {
            let mut shape = json!({
                "required": field.id == "summary",
                "schema": field.schema(self),
                "name": field.name,
                "key": field.id,
                "operations": ["set"],
            });
            if field.id == "priority" {
                shape["allowedValues"] = self.priorities();
            }
            (field.id.clone(), shape)
        });
        json!({"fields": shown.collect::<serde_json::Map<String, Value>>()})
    }
}
