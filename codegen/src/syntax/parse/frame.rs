//! Collections that are being read.

use super::{Cost, Key, Kind, Node};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use std::collections::HashMap;

/// A collection that is not closed yet.
pub(super) struct Frame {
    pub(super) open: Open,
    /// The number of its anchor; 0 without one.
    pub(super) anchor: usize,
    /// Its first byte.
    pub(super) start: usize,
    /// One past the last byte of what is in it so far.
    pub(super) end: usize,
    /// Written in braces or brackets.
    pub(super) flow: bool,
    /// How many levels are in it.
    pub(super) height: usize,
    /// What everything had cost before it.
    pub(super) before: Cost,
}

/// What a collection holds so far.
pub(super) enum Open {
    List(Vec<Node>),
    Map { entries: Vec<(Key, Node)>, next: Next },
}

/// What comes next in a mapping.
pub(super) enum Next {
    Key,
    Value(Key),
    /// The value of a key that was refused.
    Refused,
}

impl Open {
    pub(super) fn map() -> Self {
        Self::Map { entries: Vec::new(), next: Next::Key }
    }
}

/// Puts the next key or value into a mapping.
pub(super) fn put(
    entries: &mut Vec<(Key, Node)>,
    next: &mut Next,
    node: Node,
    diagnostics: &mut Diagnostics,
) {
    *next = match std::mem::replace(next, Next::Key) {
        Next::Key => match key(node) {
            Ok(key) => Next::Value(key),
            Err(refused) => {
                diagnostics.push(*refused);
                Next::Refused
            }
        },
        Next::Value(key) => {
            entries.push((key, node));
            Next::Key
        }
        Next::Refused => Next::Key,
    };
}

fn key(node: Node) -> Result<Key, Box<Diagnostic>> {
    let refuse = |code, message, help: &str| {
        Err(Box::new(Diagnostic::error(code, message).at(node.span, "").help(help)))
    };
    match node.kind {
        Kind::Scalar(scalar) if scalar.plain && scalar.text == "<<" => {
            refuse(Code::MERGE_KEY, "a mapping is merged into another", "write out what is meant")
        }
        Kind::Scalar(scalar) if scalar.plain && scalar.text.is_empty() => {
            refuse(Code::KEY_NOT_TEXT, "a value has no key", "write a key before the `:`")
        }
        Kind::Scalar(scalar) => Ok(Key { text: scalar.text, span: node.span }),
        Kind::Map(_) => refuse(
            Code::KEY_NOT_TEXT,
            "a key is a mapping, not a text",
            "a text that begins with `{` needs quotes: `\"{topic}\"`",
        ),
        Kind::List(_) => refuse(
            Code::KEY_NOT_TEXT,
            "a key is a list, not a text",
            "a text that begins with `[` needs quotes: `\"[please] stop\"`",
        ),
    }
}

/// Up to this many entries, comparing all with all is the quickest.
const FEW: usize = 12;

/// Reports keys that are there twice and keeps the first of each.
pub(super) fn without_duplicates(
    entries: Vec<(Key, Node)>,
    diagnostics: &mut Diagnostics,
) -> Vec<(Key, Node)> {
    let firsts = firsts(&entries);
    if firsts.iter().all(Option::is_none) {
        return entries;
    }
    for ((again, _), first) in entries.iter().zip(&firsts) {
        if let Some((first, _)) = first.and_then(|first| entries.get(first)) {
            diagnostics.push(
                Diagnostic::error(Code::DUPLICATE_KEY, format!("`{}` is there twice", again.text))
                    .at(again.span, "here again")
                    .at(first.span, "here first")
                    .help("keep one of them"),
            );
        }
    }
    entries.into_iter().zip(firsts).filter(|(_, first)| first.is_none()).map(|(entry, _)| entry).collect()
}

/// For each key that is there before, where; empty where none is.
fn firsts(entries: &[(Key, Node)]) -> Vec<Option<usize>> {
    if entries.len() <= FEW {
        let twice = |(at, (key, _)): (usize, &(Key, Node))| {
            entries.iter().take(at).position(|(before, _)| before.text == key.text)
        };
        if entries.iter().enumerate().all(|entry| twice(entry).is_none()) {
            return Vec::new();
        }
        return entries.iter().enumerate().map(twice).collect();
    }
    let mut seen = HashMap::with_capacity(entries.len());
    entries
        .iter()
        .enumerate()
        .map(|(at, (key, _))| {
            let first = *seen.entry(key.text.as_str()).or_insert(at);
            (first != at).then_some(first)
        })
        .collect()
}
