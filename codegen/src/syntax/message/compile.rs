//! From [`Message`] to the words document.

use super::{Case, Message, Part};
use sayso_schemas::{
    span::{Span, Spanned},
    words,
};

/// A message as the runtime reads it. Line breaks and the space around them become one space; space at the ends goes.
pub fn compile(message: &Message) -> Vec<words::Part> {
    let mut parts = pieces(&message.parts);
    if let Some(words::Part::Text(text)) = parts.first_mut() {
        *text = text.trim_start().to_owned();
    }
    if let Some(words::Part::Text(text)) = parts.last_mut() {
        *text = text.trim_end().to_owned();
    }
    parts.retain(|part| !matches!(part, words::Part::Text(text) if text.is_empty()));
    parts
}

fn pieces(parts: &[Part]) -> Vec<words::Part> {
    parts.iter().map(piece).collect()
}

fn piece(part: &Part) -> words::Part {
    let owned = |path: &[Spanned<String>]| path.iter().map(|name| name.value.clone()).collect();
    match part {
        Part::Text { text, .. } => words::Part::Text(one_line(text)),
        Part::Tag { verbatim, .. } => words::Part::Tag(verbatim.clone()),
        Part::Value(value) => words::Part::Value {
            path: owned(&value.path),
            dates: value.dates.iter().map(|filter| filter.value).collect(),
            except: value.except.iter().map(|other| owned(&other.path)).collect(),
            filter: value.filter.as_ref().map(|filter| filter.value),
            default: value.default.as_ref().map(|text| text.value.clone()),
        },
        Part::Plural(plural) => words::Part::Plural {
            path: owned(&plural.path),
            exact: plural.exact.iter().map(|(number, case)| (*number, pieces(&case.parts))).collect(),
            cases: plural.cases.iter().map(|(name, case)| (name.clone(), pieces(&case.parts))).collect(),
        },
        Part::Number { .. } => words::Part::Number,
        Part::Optional { parts, .. } => words::Part::Optional(pieces(parts)),
    }
}

/// Each line break, with the space around it, as one space.
fn one_line(text: &str) -> String {
    let mut lines = text.split(['\n', '\r']);
    let mut joined = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        joined.truncate(joined.trim_end().len());
        joined.push(' ');
        joined.push_str(line.trim_start());
    }
    joined
}

/// The variables that a message uses, fields included (`["fact", "text"]`), each with its place, in order.
pub fn variables(message: &Message) -> Vec<(Vec<&str>, Span)> {
    let mut found = Vec::new();
    collect(&message.parts, &mut found);
    found
}

fn collect<'a>(parts: &'a [Part], found: &mut Vec<(Vec<&'a str>, Span)>) {
    for part in parts {
        match part {
            Part::Value(value) => {
                found.push((names(&value.path), value.span));
                found.extend(value.except.iter().map(|other| (names(&other.path), other.span)));
            }
            Part::Plural(plural) => {
                found.push((names(&plural.path), plural.span));
                let cases = plural.exact.values().chain(plural.cases.values());
                cases.for_each(|Case { parts, .. }| collect(parts, found));
            }
            Part::Optional { parts, .. } => collect(parts, found),
            Part::Text { .. } | Part::Tag { .. } | Part::Number { .. } => {}
        }
    }
}

fn names(path: &[Spanned<String>]) -> Vec<&str> {
    path.iter().map(|name| name.value.as_str()).collect()
}
