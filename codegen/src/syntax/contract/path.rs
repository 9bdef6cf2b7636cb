//! Following a dotted path through a schema: `fields.status.name`.

use super::schema::{Kind, Property, Schema};
use crate::diagnostic::{Code, Diagnostic, nearest};
use sayso_schemas::span::Span;
use std::ops::Range;

/// Whether a value is there in every answer that keeps to the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Required all the way, and nowhere null.
    Always,
    /// Something on the way, or the value itself, may be left out or null.
    Sometimes,
}

/// One step of a path that leads somewhere.
#[derive(Debug, Clone)]
pub struct Step {
    /// The property.
    pub name: String,
    /// What it holds.
    pub schema: Schema,
    /// It may be missing or null.
    pub optional: bool,
}

/// A dotted path leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotThere {
    /// The longest part of the path that the contract knows; empty for the value itself.
    pub at: String,
    /// The step that failed.
    pub step: String,
    /// Bytes of the step within the path.
    pub range: Range<usize>,
    /// Where the contract describes what is at [`at`](Self::at).
    pub span: Span,
    /// Why the step failed.
    pub why: Why,
}

/// Why a step of a path failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The object has other properties.
    Unknown {
        /// The one whose name is most alike.
        nearest: Option<String>,
        /// All of them, as the contract orders them.
        known: Vec<String>,
    },
    /// There is a list here, whose elements are to be taken first.
    List,
    /// There is a single value here, of the kind that is named.
    Single(&'static str),
    /// The contract does not type what is here.
    Untyped,
    /// The step is empty: two dots side by side, or one at an end.
    Empty,
}

impl Schema {
    /// The schema at `dotted` (`fields.status.name`; `.` for this one), and whether a value is always there.
    pub fn at(&self, dotted: &str) -> Result<(Schema, Presence), Box<NotThere>> {
        let steps = self.steps(dotted)?;
        let always = !self.nullable() && steps.iter().all(|step| !step.optional);
        let presence = if always { Presence::Always } else { Presence::Sometimes };
        Ok((steps.into_iter().next_back().map_or_else(|| self.clone(), |step| step.schema), presence))
    }

    /// Every step of `dotted` in order; none for `.`, which is this schema itself.
    pub fn steps(&self, dotted: &str) -> Result<Vec<Step>, Box<NotThere>> {
        let mut steps: Vec<Step> = Vec::new();
        if dotted == "." {
            return Ok(steps);
        }
        let mut start = 0;
        for name in dotted.split('.') {
            let range = start..start + name.len();
            let here = steps.last().map_or(self, |step| &step.schema);
            let property = here.property(name).map_err(|why| {
                Box::new(NotThere {
                    at: dotted.get(..start.saturating_sub(1)).unwrap_or_default().to_owned(),
                    step: name.to_owned(),
                    range: range.clone(),
                    span: here.span(),
                    why,
                })
            })?;
            let optional = !property.required || property.schema.nullable() || property.schema.write_only();
            steps.push(Step { name: name.to_owned(), schema: property.schema, optional });
            start = range.end + 1;
        }
        Ok(steps)
    }

    fn property(&self, name: &str) -> Result<Property, Why> {
        if name.is_empty() {
            return Err(Why::Empty);
        }
        let object = match self.kind() {
            Kind::Object(object) => object,
            Kind::Array(_) => return Err(Why::List),
            Kind::Any => return Err(Why::Untyped),
            single => return Err(Why::Single(single.name())),
        };
        if let Some(property) = object.get(name) {
            return Ok(property);
        }
        let rest = object.rest().filter(|rest| !matches!(rest.kind(), Kind::Any));
        match rest {
            Some(schema) => Ok(Property { schema, required: false, span: None }),
            // An open object with a misspelt name is likelier than one with two names so alike.
            None => match nearest(name, object.names()) {
                None if object.open() => Err(Why::Untyped),
                found => Err(Why::Unknown {
                    nearest: found.map(str::to_owned),
                    known: object.names().map(str::to_owned).collect(),
                }),
            },
        }
    }
}

/// The most property names that a help line lists.
const LISTED: usize = 12;

impl NotThere {
    /// The diagnostic for a path that stands at `path` in a spec.
    pub fn diagnostic(&self, path: Span) -> Diagnostic {
        let step = &self.step;
        let here = if self.at.is_empty() { "the answer".to_owned() } else { format!("`{}`", self.at) };
        let (code, message, label, help) = match &self.why {
            Why::Unknown { nearest, known } => (
                Code::UNKNOWN_FIELD,
                format!("{here} has no `{step}` in the contract"),
                "described here",
                match nearest {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => list(known, "it"),
                },
            ),
            Why::List => (
                Code::PATH_THROUGH_LIST,
                format!("{here} is a list, so a path can't go on to `{step}`"),
                "a list",
                format!(
                    "take its elements: `{{list: {}, max: 10, of: {{{step}: {step}}}}}`",
                    if self.at.is_empty() { "." } else { &self.at }
                ),
            ),
            Why::Single(kind) => (
                Code::PATH_INTO_VALUE,
                format!("{here} is {kind}, so there is no `{step}` in it"),
                "a single value",
                format!("end the path at `{}`", self.at),
            ),
            Why::Untyped => (
                Code::UNTYPED_FIELD,
                format!("the contract does not say what `{step}` of {here} is"),
                "nothing is said here about what it holds",
                format!("describe `{step}` in the contract: under `properties`, with its `type`"),
            ),
            Why::Empty => (
                Code::UNKNOWN_FIELD,
                "a step of the path is empty".to_owned(),
                "described here",
                "write names with one dot between them (`fields.status.name`), or `.` for the whole answer"
                    .to_owned(),
            ),
        };
        Diagnostic::error(code, message)
            .at(path.within(self.range.clone()), "not in the contract")
            .at(self.span, label)
            .help(help)
    }
}

/// `it has …` with the first few names.
pub(super) fn list(known: &[String], what: &str) -> String {
    if known.is_empty() {
        return format!("{what} declares nothing; describe it in the contract");
    }
    let names: Vec<_> = known.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    let more = match known.len().saturating_sub(LISTED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{what} has {}{more}", names.join(", "))
}
