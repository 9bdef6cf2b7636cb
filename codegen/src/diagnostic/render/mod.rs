//! Diagnostics as text: for people, for programs, for GitHub.

mod github;
mod human;
mod json;
#[cfg(test)]
mod tests;

pub use github::github;
pub use human::human;
pub use json::json;

use super::{Diagnostic, Label};
use crate::syntax::Sources;

/// A label's place in lines and columns, both from 1, columns in characters; the end is exclusive.
struct Place<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

impl<'a> Place<'a> {
    fn of(label: &Label, sources: &'a Sources) -> Self {
        let (line, column) = sources.position(label.span.file, label.span.start);
        let (end_line, end_column) = sources.position(label.span.file, label.span.end);
        Self { file: sources.name(label.span.file), line, column, end_line, end_column }
    }

    fn primary(diagnostic: &Diagnostic, sources: &'a Sources) -> Option<Self> {
        diagnostic.labels.first().map(|label| Self::of(label, sources))
    }
}
