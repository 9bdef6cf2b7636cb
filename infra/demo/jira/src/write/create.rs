//! New issues.

use super::{Writer, settings::Reader};
use crate::{
    request::Reply,
    shapes::Shapes,
    world::{NewIssue, Project, Right, Setting},
};
use serde_json::{Value, json};

pub(super) fn create(writer: &mut Writer<'_>) -> Result<Reply, Reply> {
    let body = writer.body(&["fields", "update", "historyMetadata", "properties", "transition"])?;
    for part in ["update", "historyMetadata", "properties", "transition"] {
        if body.get(part).is_some() {
            return Err(Reply::error(501, [format!("This demo does not take '{part}' with a new issue.")]));
        }
    }
    let new = read(writer, &body["fields"])?;
    let key = writer.world.create(new, &writer.by);
    let shapes = Shapes { world: writer.world, viewer: writer.viewer };
    Ok(Reply::json(201, shapes.made(writer.issue(&key)?)))
}

/// The new issue, or everything that is wrong with it.
fn read(writer: &Writer<'_>, fields: &Value) -> Result<NewIssue, Reply> {
    let project = project(writer, &fields["project"])?;
    let reader = Reader { world: writer.world, viewer: writer.viewer, project };
    let mut wrong: Vec<(String, String)> = Vec::new();
    let mut settings = Vec::new();
    let kind = reader.kind(&fields["issuetype"]).map_err(|what| wrong.push(("issuetype".to_owned(), what)));
    let mut summary = reader.read("summary", &fields["summary"]);
    let given = fields.as_object().into_iter().flatten();
    for (field, value) in
        given.filter(|(name, _)| !["project", "issuetype", "summary", "parent"].contains(&name.as_str()))
    {
        match reader.read(field, value) {
            Ok(setting) => settings.push(setting),
            Err(what) => wrong.push((field.clone(), what)),
        }
    }
    if let Err(what) = &mut summary {
        wrong.push(("summary".to_owned(), std::mem::take(what)));
    }
    wrong.extend(missing(writer, project, fields));
    let subtask = writer.world.types.iter().any(|it| it.subtask && kind.as_ref() == Ok(&it.name));
    let parent = fields["parent"]["key"].as_str().or(fields["parent"]["id"].as_str());
    if subtask && parent.is_none_or(|parent| writer.issue(parent).is_err()) {
        let what = "Issue type is a sub-task but parent issue key or id not specified.";
        wrong.push(("parent".to_owned(), what.to_owned()));
    }
    match (kind, summary) {
        (Ok(kind), Ok(Setting::Summary(summary))) if wrong.is_empty() => {
            Ok(NewIssue { project: project.key.clone(), kind, summary, settings })
        }
        _ => Err(Reply::fields(wrong)),
    }
}

/// A project in which the viewer may make issues. Where it is wrong, Jira looks at nothing else.
fn project<'a>(writer: &'a Writer<'_>, value: &Value) -> Result<&'a Project, Reply> {
    let wrong = |what: &str| Reply::fields([("project".to_owned(), what.to_owned())]);
    let named = value["key"].as_str().or(value["id"].as_str());
    let found = named.and_then(|it| writer.world.project(it, writer.viewer));
    let project = found.ok_or_else(|| {
        wrong(if writer.is_cloud() {
            "Specify a valid project ID or key"
        } else {
            "valid project is required"
        })
    })?;
    if writer.world.allows(Right::Create, &project.key, writer.viewer) {
        return Ok(project);
    }
    Err(wrong("You cannot create issues in this project."))
}

/// What the project demands, and was not sent.
fn missing(writer: &Writer<'_>, project: &Project, fields: &Value) -> Vec<(String, String)> {
    let custom = writer.world.custom_fields(writer.viewer);
    let demanded = project.requires.iter().filter_map(|it| custom.get(*it));
    let left_out = demanded.filter(|field| {
        let value = &fields[field.id()];
        value.is_null() || *value == json!("")
    });
    left_out.map(|field| (field.id(), format!("{} is required.", field.name))).collect()
}
