//! One JSON object per line, for editors and scripts.

use super::Place;
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    syntax::Sources,
};
use serde::Serialize;

/// The fields are stable; new ones may be added. Lines and columns count from 1, columns in characters; ends are
/// exclusive. Without a place, `file` and the numbers are null.
#[derive(Serialize)]
struct Record<'a> {
    code: &'a str,
    severity: String,
    message: &'a str,
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
    labels: Vec<Labelled<'a>>,
    help: Option<&'a str>,
}

#[derive(Serialize)]
struct Labelled<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    text: &'a str,
}

/// Every diagnostic as one line of JSON, in order.
pub fn json(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics.iter() {
        // Texts and numbers alone cannot fail to be written.
        out.push_str(&serde_json::to_string(&record(diagnostic, sources)).unwrap_or_default());
        out.push('\n');
    }
    out
}

fn record<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Record<'a> {
    let place = Place::primary(diagnostic, sources);
    let labels = diagnostic.labels.iter().map(|label| {
        let Place { file, line, column, end_line, end_column } = Place::of(label, sources);
        Labelled { file, line, column, end_line, end_column, text: &label.text }
    });
    Record {
        code: diagnostic.code.as_str(),
        severity: diagnostic.severity.to_string(),
        message: &diagnostic.message,
        file: place.as_ref().map(|at| at.file),
        line: place.as_ref().map(|at| at.line),
        column: place.as_ref().map(|at| at.column),
        end_line: place.as_ref().map(|at| at.end_line),
        end_column: place.as_ref().map(|at| at.end_column),
        labels: labels.collect(),
        help: diagnostic.help.as_deref(),
    }
}
