//! Fields that are sent with an edit or with a new issue.

use super::{WrongText, text};
use crate::world::{Custom, Product, Project, Right, Setting, SprintState, Viewer, World};
use serde_json::Value;

/// What reads the fields of an issue of a project.
pub(super) struct Reader<'a> {
    pub(super) world: &'a World,
    pub(super) viewer: &'a Viewer,
    pub(super) project: &'a Project,
}

/// What is said of a field that is not on the screen of the issue, as well as of one that there is nowhere.
pub(super) fn not_on_the_screen(field: &str) -> String {
    format!("Field '{field}' cannot be set. It is not on the appropriate screen, or unknown.")
}

impl Reader<'_> {
    /// A field and its value, or what is wrong with it.
    pub(super) fn read(&self, field: &str, value: &Value) -> Result<Setting, String> {
        if let Some(custom) = self.custom(field) {
            return self.custom_value(custom, value);
        }
        match field {
            "summary" => summary(value).map(Setting::Summary),
            "description" => self.description(value),
            "issuetype" => self.kind(value).map(Setting::Kind),
            "priority" => self.priority(value),
            "assignee" => self.assignee(value),
            "reporter" => match self.user(value)? {
                Some(username) => Ok(Setting::Reporter(username)),
                None => Err("Reporter is required.".to_owned()),
            },
            "labels" => labels(value).map(Setting::Labels),
            "duedate" => match value {
                Value::Null => Ok(Setting::Due(None)),
                _ => value
                    .as_str()
                    .and_then(|it| it.parse().ok())
                    .map(|due| Setting::Due(Some(due)))
                    .ok_or_else(|| "Error parsing date string: it is written as \"yyyy-MM-dd\"".to_owned()),
            },
            _ => Err(not_on_the_screen(field)),
        }
    }

    fn custom(&self, id: &str) -> Option<Custom> {
        let fields = self.world.custom_fields(self.viewer);
        fields.all().find(|(_, field)| field.id() == id).map(|(custom, _)| custom)
    }

    fn custom_value(&self, custom: Custom, value: &Value) -> Result<Setting, String> {
        match (custom, value) {
            (Custom::Points, Value::Null) => Ok(Setting::Points(None)),
            (Custom::Points, _) => {
                let points = value.as_f64().ok_or_else(|| "Operation value must be a number".to_owned())?;
                Ok(Setting::Points(Some(points)))
            }
            (Custom::CostCentre, Value::Null) => Ok(Setting::CostCentre(None)),
            (Custom::CostCentre, Value::String(text)) => Ok(Setting::CostCentre(Some(text.clone()))),
            (Custom::CostCentre, _) => Err("Operation value must be a string".to_owned()),
            (Custom::Flagged, Value::Null) => Ok(Setting::Flagged(false)),
            (Custom::Flagged, Value::Array(options)) => {
                let known = |it: &Value| it["value"] == "Impediment" || it["id"] == "10019";
                let known = options.iter().all(known);
                known
                    .then_some(Setting::Flagged(!options.is_empty()))
                    .ok_or_else(|| "Option value is not valid".to_owned())
            }
            (Custom::Flagged, _) => Err("data was not an array".to_owned()),
            (Custom::Sprint, _) => self.sprint(value),
        }
    }

    fn sprint(&self, value: &Value) -> Result<Setting, String> {
        if !self.world.allows(Right::Schedule, &self.project.key, self.viewer) {
            return Err("You do not have permission to schedule issues.".to_owned());
        }
        if value.is_null() {
            return Ok(Setting::Sprint(None));
        }
        let id = value
            .as_u64()
            .map(|id| id.to_string())
            .ok_or_else(|| "Number value expected as the Sprint id.".to_owned())?;
        let sprint = self.world.sprint_of(&id, self.viewer);
        let open = sprint.filter(|sprint| sprint.state != SprintState::Closed);
        open.map(|sprint| Setting::Sprint(Some(sprint.id))).ok_or_else(|| "Sprint is not valid.".to_owned())
    }

    fn description(&self, value: &Value) -> Result<Setting, String> {
        if value.is_null() {
            return Ok(Setting::Description(None));
        }
        let read = text(value, self.viewer.product != Product::Server);
        let text = read.map_err(|wrong| match wrong {
            WrongText::Wrong(message) => message,
            WrongText::Unsupported(node) => format!("This demo does not take a '{node}' in a text."),
        })?;
        Ok(Setting::Description(Some(text).filter(|it| !it.text.is_empty())))
    }

    /// A type of the project.
    pub(super) fn kind(&self, value: &Value) -> Result<String, String> {
        let named = |it: &&crate::world::IssueType| {
            value["id"] == it.id.as_str() || value["name"] == it.name.as_str()
        };
        let found = self.world.types_of(self.project).into_iter().find(named);
        found.map(|it| it.name.clone()).ok_or_else(|| match value {
            Value::Object(it) if it.contains_key("id") || it.contains_key("name") => {
                "The issue type selected is invalid.".to_owned()
            }
            _ => "Specify an issue type".to_owned(),
        })
    }

    fn priority(&self, value: &Value) -> Result<Setting, String> {
        let named =
            |it: &&crate::world::Named| value["id"] == it.id.as_str() || value["name"] == it.name.as_str();
        let found = self.world.priorities.iter().find(named);
        let said = value["name"].as_str().or(value["id"].as_str()).unwrap_or_default();
        let found = found.ok_or_else(|| match said {
            "" => "Specify the Priority (name or id) in the string format".to_owned(),
            said => format!("Priority '{said}' is invalid."),
        })?;
        Ok(Setting::Priority(found.name.clone()))
    }

    fn assignee(&self, value: &Value) -> Result<Setting, String> {
        if !self.world.allows(Right::Assign, &self.project.key, self.viewer) {
            return Err("You do not have permission to assign issues.".to_owned());
        }
        let Some(username) = self.user(value)? else { return Ok(Setting::Assignee(None)) };
        if self.world.assignable(self.project).any(|it| it.username == username) {
            return Ok(Setting::Assignee(Some(username)));
        }
        Err(format!("User '{username}' cannot be assigned issues."))
    }

    /// The username of a user as the product writes one; nothing where nobody is meant.
    fn user(&self, value: &Value) -> Result<Option<String>, String> {
        let own = if self.viewer.product == Product::Server { "name" } else { "accountId" };
        let name = match value {
            Value::Null => return Ok(None),
            Value::Object(user) => match user.get(own) {
                Some(Value::Null) => return Ok(None),
                name => name.and_then(Value::as_str),
            },
            _ => None,
        };
        let name = name.ok_or_else(|| format!("Specify a user by '{own}'."))?;
        let user = self.world.user_called(name, self.viewer);
        user.map(|user| Some(user.username.clone())).ok_or_else(|| format!("User '{name}' does not exist."))
    }
}

fn summary(value: &Value) -> Result<String, String> {
    let text = value.as_str().map(str::trim).unwrap_or_default();
    if text.is_empty() {
        return Err("You must specify a summary of the issue.".to_owned());
    }
    if text.contains(['\n', '\r']) {
        return Err("The summary is invalid because it contains newline characters.".to_owned());
    }
    if text.chars().count() > 255 {
        return Err("Summary can't exceed 255 characters.".to_owned());
    }
    Ok(text.to_owned())
}

/// Labels have no blanks.
fn labels(value: &Value) -> Result<Vec<String>, String> {
    let list = value.as_array().ok_or_else(|| "data was not an array".to_owned())?;
    let label = |it: &Value| {
        it.as_str().filter(|it| !it.is_empty() && !it.contains(char::is_whitespace)).map(str::to_owned)
    };
    let labels: Option<Vec<String>> = list.iter().map(label).collect();
    labels.ok_or_else(|| "The label contains spaces which is invalid.".to_owned())
}
