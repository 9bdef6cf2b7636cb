//! Workflow commands, which GitHub Actions shows beside the lines of a pull request.
//!
//! Syntax and escapes: GitHub Docs, "Workflow commands for GitHub Actions"; `actions/toolkit`, `command.ts`.

use super::Place;
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    syntax::Sources,
};
use std::fmt::Write as _;

/// Every diagnostic as one workflow command per line, in order.
pub fn github(diagnostics: &Diagnostics, sources: &Sources) -> String {
    diagnostics.iter().fold(String::new(), |mut out, diagnostic| {
        command(&mut out, diagnostic, sources);
        out
    })
}

fn command(out: &mut String, diagnostic: &Diagnostic, sources: &Sources) {
    // Writing to a string cannot fail.
    let _ = write!(out, "::{} ", diagnostic.severity);
    if let Some(at) = Place::primary(diagnostic, sources) {
        let _ = write!(out, "file={},line={},endLine={},", property(at.file), at.line, at.end_line);
        // GitHub takes columns of one line only; its last one is inclusive.
        if at.line == at.end_line {
            let _ = write!(out, "col={},endColumn={},", at.column, at.end_column.max(at.column + 1) - 1);
        }
    }
    let mut text = diagnostic.message.clone();
    for label in diagnostic.labels.iter().filter(|label| !label.text.is_empty()) {
        let (line, column) = sources.line_column(label.span);
        let _ = write!(text, "\n{}:{line}:{column}: {}", sources.name(label.span.file), label.text);
    }
    if let Some(help) = &diagnostic.help {
        let _ = write!(text, "\nhelp: {help}");
    }
    let _ = writeln!(out, "title={}::{}", property(diagnostic.code.as_str()), data(&text));
}

/// Escapes the text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
