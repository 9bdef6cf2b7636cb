//! Changes: what is sent is checked as Jira does it, and then done.

mod assign;
mod comment;
mod create;
mod edit;
mod settings;
mod sprint;
mod transition;
mod worklog;

use crate::{
    answer::{no_issue, not_logged_in},
    documents::{self, Odd},
    operation::Operation,
    request::{Content, Reply, Request},
    world::{Issue, Product, Right, Text, Viewer, World},
};
use serde_json::{Map, Value, json};

/// The longest text that a field takes.
const LONGEST: usize = 32_767;

/// Who changes what.
struct Writer<'a> {
    world: &'a mut World,
    viewer: &'a Viewer,
    request: &'a Request,
    /// The viewer's username.
    by: String,
}

/// Does it.
pub(crate) fn answer(
    operation: &Operation,
    request: &Request,
    world: &mut World,
    viewer: &Viewer,
) -> Result<Reply, Reply> {
    if !request.is_json {
        return Err(Reply { status: 415, headers: Vec::new(), body: Content::Nothing });
    }
    if let Operation::Move(issue) = operation {
        return transition::go(issue, request, world, viewer);
    }
    let by = viewer.username.clone().ok_or_else(not_logged_in)?;
    let mut writer = Writer { world, viewer, request, by };
    match operation {
        Operation::AddComment(issue) => comment::add(&mut writer, issue),
        Operation::AddWorklog(issue) => worklog::add(&mut writer, issue),
        Operation::Assign(issue) => assign::assign(&mut writer, issue),
        Operation::Edit(issue) => edit::edit(&mut writer, issue),
        Operation::Create => create::create(&mut writer),
        Operation::MoveToSprint(sprint) => sprint::into_sprint(&mut writer, sprint),
        Operation::MoveToBacklog => sprint::into_backlog(&mut writer),
        _ => Err(Reply::error(500, ["This operation is answered elsewhere."])),
    }
}

/// Done, without a word.
fn done() -> Reply {
    Reply { status: 204, headers: Vec::new(), body: Content::Nothing }
}

impl Writer<'_> {
    fn is_cloud(&self) -> bool {
        self.viewer.product != Product::Server
    }

    /// An issue that the viewer sees.
    fn issue(&self, key: &str) -> Result<&Issue, Reply> {
        self.world.issue(key, self.viewer).ok_or_else(no_issue)
    }

    /// The key of an issue in whose project the viewer may do something.
    fn allowed(&self, key: &str, right: Right, refused: &str) -> Result<String, Reply> {
        let issue = self.issue(key)?;
        if self.world.allows(right, issue.project(), self.viewer) {
            return Ok(issue.key.clone());
        }
        Err(Reply::error(403, [refused]))
    }

    /// The body, which has no other members than these.
    fn body(&self, members: &[&str]) -> Result<Value, Reply> {
        let body = self.request.json()?;
        let odd = body.as_object().and_then(|it| it.keys().find(|name| !members.contains(&name.as_str())));
        match odd {
            Some(odd) => Err(Reply::wrong([format!("Unrecognized field \"{odd}\"")])),
            None => Ok(body),
        }
    }

    /// A text that is sent: a document on Cloud, wiki text on Data Center. `field` is called wrong where it is neither.
    fn text(&self, value: &Value, field: &str) -> Result<Text, Reply> {
        text(value, self.is_cloud()).map_err(|wrong| match wrong {
            WrongText::Wrong(message) => Reply::fields([(field.to_owned(), message)]),
            WrongText::Unsupported(node) => {
                Reply::error(501, [format!("This demo does not take a '{node}' in a text.")])
            }
        })
    }
}

/// Why a text is not taken.
enum WrongText {
    Wrong(String),
    Unsupported(String),
}

fn text(value: &Value, cloud: bool) -> Result<Text, WrongText> {
    let read = if cloud {
        documents::read(value).map_err(|odd| match odd {
            Odd::Invalid(why) => {
                WrongText::Wrong(format!("The text is not valid: it must be an Atlassian Document; {why}."))
            }
            Odd::Unsupported(node) => WrongText::Unsupported(node),
        })?
    } else {
        let text =
            value.as_str().ok_or_else(|| WrongText::Wrong("Operation value must be a string".to_owned()))?;
        text.replace("\r\n", "\n")
    };
    if read.chars().count() > LONGEST {
        return Err(WrongText::Wrong(format!(
            "The entered text is too long. It exceeds the allowed limit of {LONGEST} characters."
        )));
    }
    Ok(Text::literal(read))
}

impl Reply {
    /// 400 with what is wrong, by field.
    fn fields(wrong: impl IntoIterator<Item = (String, String)>) -> Self {
        let wrong: Map<String, Value> = wrong.into_iter().map(|(field, what)| (field, what.into())).collect();
        Self::json(400, json!({"errorMessages": [], "errors": wrong}))
    }
}
