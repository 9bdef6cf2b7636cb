//! Templates.

use super::variants;
use std::ops::Range;

/// Literal JQL with places for values and parts that may be left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
    /// Of the values, in order.
    ranges: Vec<Range<usize>>,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// JQL as it is sent.
    Text(String),
    /// A value.
    Value {
        /// Variable and fields; never empty.
        path: Vec<String>,
        /// What it stands for.
        place: Place,
    },
    /// Left out where a value in it is absent.
    Optional(Vec<Part>),
}

/// What a value stands for in a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// One value: `status = {status}`, `status IN ({a}, {b})`, `membersOf({group})`.
    Value,
    /// A whole list: `status IN {statuses}`.
    List,
    /// Words to look for: `text ~ {words}`.
    Search,
    /// A field that each site numbers by itself: `{points} > 3`, `ORDER BY {points}`.
    Field,
}

/// A place for a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder<'a> {
    /// Variable and fields; never empty.
    pub path: &'a [String],
    /// Its bytes in the template, braces and filters included.
    pub range: Range<usize>,
    /// It stands in a part that may be left out.
    pub optional: bool,
    /// What it stands for.
    pub place: Place,
}

/// Something that is wrong in a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateError {
    /// The bytes in the template that it is about; empty where something is missing.
    pub at: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Template {
    /// Reads a template, and checks that it is JQL with and without the parts that may be left out.
    pub fn parse(text: &str) -> Result<Self, Vec<TemplateError>> {
        let read = variants::read(text)?;
        Ok(Self { parts: read.parts, ranges: read.ranges })
    }

    /// Its pieces in order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The places for values, in order.
    pub fn placeholders(&self) -> impl Iterator<Item = Placeholder<'_>> {
        let mut found = Vec::new();
        collect(&self.parts, false, &mut found);
        found.into_iter().zip(&self.ranges).map(|((path, place, optional), range)| Placeholder {
            path,
            range: range.clone(),
            optional,
            place,
        })
    }
}

fn collect<'a>(parts: &'a [Part], optional: bool, found: &mut Vec<(&'a [String], Place, bool)>) {
    for part in parts {
        match part {
            Part::Text(_) => {}
            Part::Value { path, place } => found.push((path, *place, optional)),
            Part::Optional(parts) => collect(parts, true, found),
        }
    }
}
