//! For people: as rustc shows them.

use crate::{
    diagnostic::{Diagnostic, Diagnostics, Label, Severity},
    syntax::Sources,
};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::{borrow::Cow, ops::Range};

/// A stretch of source longer than this is not shown, only named: it is one long line, or half a file.
const LONGEST_SHOWN: usize = 16 * 1024;

/// Every diagnostic, in order, an empty line after each.
pub fn human(diagnostics: &Diagnostics, sources: &Sources, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for diagnostic in diagnostics.iter() {
        out.push_str(&renderer.render(&report(diagnostic, sources)));
        out.push_str("\n\n");
    }
    if diagnostics.left_out() > 0 {
        let more = format!("{} more are not shown", diagnostics.left_out());
        out.push_str(&renderer.render(&[Group::with_title(Level::NOTE.primary_title(more))]));
        out.push_str("\n\n");
    }
    out
}

fn report<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<Group<'a>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(visible(&diagnostic.message)).id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    for shown in stretches(&diagnostic.labels, sources) {
        group = match shown {
            Shown::Source { name, text, line, annotations } => {
                group.element(Snippet::source(text).path(name).line_start(line as usize).annotations(
                    annotations.into_iter().map(|(primary, range, text)| {
                        let kind = if primary { AnnotationKind::Primary } else { AnnotationKind::Context };
                        kind.span(range).label((!text.is_empty()).then_some(text))
                    }),
                ))
            }
            Shown::Place { name, line, column, text } => {
                let group = group.element(Origin::path(name).line(line).char_column(column));
                if text.is_empty() { group } else { group.element(Level::NOTE.message(text)) }
            }
        };
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(visible(help)));
    }
    vec![group]
}

/// What is shown of the source for one or more labels.
enum Shown<'a> {
    /// Some lines, with annotations: whether primary, bytes of `text`, label.
    Source {
        name: Cow<'a, str>,
        text: Cow<'a, str>,
        line: u32,
        annotations: Vec<(bool, Range<usize>, Cow<'a, str>)>,
    },
    /// The place alone.
    Place { name: Cow<'a, str>, line: usize, column: usize, text: Cow<'a, str> },
}

/// The lines to show: one stretch per file, in the order of the labels.
fn stretches<'a>(labels: &'a [Label], sources: &'a Sources) -> Vec<Shown<'a>> {
    let mut files: Vec<u16> = Vec::new();
    for label in labels {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    files.into_iter().flat_map(|file| stretch(file, labels, sources)).collect()
}

fn stretch<'a>(file: u16, labels: &'a [Label], sources: &'a Sources) -> Vec<Shown<'a>> {
    let text = sources.text(file);
    let own: Vec<(bool, Range<usize>, &Label)> = labels
        .iter()
        .enumerate()
        .filter(|(_, label)| label.span.file == file)
        .map(|(index, label)| (index == 0, clamp(label.span.start, label.span.end, text), label))
        .collect();
    let first = own.iter().map(|(_, range, _)| range.start).min().unwrap_or(0);
    let last = own.iter().map(|(_, range, _)| range.end).max().unwrap_or(0);
    let before = text.get(..first).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let end = text.get(last..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| last + at);
    // The carriage return of a line break is no part of the line.
    let end = if end > last && text.get(..end).is_some_and(|it| it.ends_with('\r')) { end - 1 } else { end };
    let name = visible(sources.name(file));
    match text.get(start..end) {
        Some(lines) if lines.len() <= LONGEST_SHOWN => {
            let (line, _) = sources.position(file, u32::try_from(start).unwrap_or(u32::MAX));
            let annotations = own
                .into_iter()
                .map(|(primary, range, label)| {
                    (primary, range.start - start..range.end - start, visible(&label.text))
                })
                .collect();
            vec![Shown::Source { name, text: same_length(lines), line, annotations }]
        }
        _ => own
            .into_iter()
            .map(|(_, _, label)| {
                let (line, column) = sources.line_column(label.span);
                let text = visible(&label.text);
                Shown::Place { name: name.clone(), line: line as usize, column: column as usize, text }
            })
            .collect(),
    }
}

/// A range within `text` that begins and ends between characters.
fn clamp(start: u32, end: u32, text: &str) -> Range<usize> {
    let start = text.floor_char_boundary(start as usize);
    let end = text.ceil_char_boundary((end as usize).min(text.len()));
    start..end.max(start)
}

/// `text` with everything that could steer a terminal spelt out.
fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(steers) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if steers(character) {
            out.extend(character.escape_default());
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
}

/// `text` without the control characters that the renderer does not replace itself (U+0080 to U+009F), which some
/// terminals obey. Their stand-in has the same length, so that places stay right.
fn same_length(text: &str) -> Cow<'_, str> {
    let obeyed = |character: char| matches!(character, '\u{80}'..='\u{9F}');
    if text.contains(obeyed) { Cow::Owned(text.replace(obeyed, "\u{BF}")) } else { Cow::Borrowed(text) }
}

/// Whether a terminal may do more than show `character`: control characters but line breaks, text direction, line
/// separators.
fn steers(character: char) -> bool {
    (character.is_control() && character != '\n')
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
