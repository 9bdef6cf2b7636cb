//! Changes of the fields of an issue.

use super::{
    Writer, done,
    settings::{Reader, not_on_the_screen},
};
use crate::{
    request::Reply,
    world::{Issue, Right, Setting},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(super) fn edit(writer: &mut Writer<'_>, key: &str) -> Result<Reply, Reply> {
    let issue = writer.issue(key)?;
    let key = issue.key.clone();
    let body = writer.body(&["fields", "update", "historyMetadata", "properties", "transition"])?;
    for part in ["historyMetadata", "properties", "transition"] {
        if body.get(part).is_some() {
            return Err(Reply::error(501, [format!("This demo does not change '{part}' in an edit.")]));
        }
    }
    let values = values(issue, &body)?;
    if values.is_empty() {
        return Err(Reply::wrong(["one of 'fields' or 'update' required"]));
    }
    let settings = settings(writer, issue, &values)?;
    writer.world.edit(&key, &writer.by, settings);
    Ok(done())
}

/// The new value of each field, whether it is set or worked out from the old one.
fn values(issue: &Issue, body: &Value) -> Result<BTreeMap<String, Value>, Reply> {
    let object = |name: &str| match &body[name] {
        Value::Null => Ok(Vec::new()),
        Value::Object(fields) => Ok(fields.iter().collect()),
        _ => Err(Reply::wrong([format!("'{name}' is not an object.")])),
    };
    let mut values = BTreeMap::new();
    for (field, value) in object("fields")? {
        values.insert(field.clone(), value.clone());
    }
    for (field, operations) in object("update")? {
        if values.contains_key(field) {
            let twice = "Field was given in both 'fields' and 'update'.".to_owned();
            return Err(Reply::fields([(field.clone(), twice)]));
        }
        let mut value = if field == "labels" { json!(issue.labels) } else { Value::Null };
        for operation in operations.as_array().into_iter().flatten() {
            update(field, &mut value, operation)?;
        }
        values.insert(field.clone(), value);
    }
    Ok(values)
}

/// Does `set`, and of labels `add` and `remove`.
fn update(field: &str, value: &mut Value, operation: &Value) -> Result<(), Reply> {
    if let Some(set) = operation.get("set") {
        *value = set.clone();
        return Ok(());
    }
    let list = value.as_array_mut().filter(|_| field == "labels");
    match (list, operation.get("add"), operation.get("remove")) {
        (Some(list), Some(label), None) => list.push(label.clone()),
        (Some(list), None, Some(label)) => list.retain(|it| it != label),
        _ => {
            return Err(Reply::error(501, [format!("This demo does not do this to '{field}': {operation}")]));
        }
    }
    Ok(())
}

/// All settings, or what is wrong with any of them.
fn settings(
    writer: &Writer<'_>,
    issue: &Issue,
    values: &BTreeMap<String, Value>,
) -> Result<Vec<Setting>, Reply> {
    let project = writer.world.project(issue.project(), writer.viewer);
    let project = project.ok_or_else(crate::answer::no_issue)?;
    let may = writer.world.allows(Right::Edit, &project.key, writer.viewer);
    let reader = Reader { world: writer.world, viewer: writer.viewer, project };
    let (mut settings, mut wrong) = (Vec::new(), Vec::new());
    for (field, value) in values {
        // Nothing is on the screen of who may not edit.
        let read = if may { reader.read(field, value) } else { Err(not_on_the_screen(field)) };
        match read {
            Ok(setting) => settings.push(setting),
            Err(what) => wrong.push((field.clone(), what)),
        }
    }
    if wrong.is_empty() { Ok(settings) } else { Err(Reply::fields(wrong)) }
}
