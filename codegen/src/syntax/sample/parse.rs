//! From text to [`Sample`].

use super::{Item, ItemKind, MAX_DEPTH, Sample};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use icu_normalizer::ComposingNormalizerBorrowed;
use sayso_schemas::{span::Span, spec::Text};
use std::ops::Range;

/// Reads a sample. Every fault is diagnosed; `None` where there is one.
pub fn parse_sample(text: &Text, diagnostics: &mut Diagnostics) -> Option<Sample> {
    let mut parser = Parser {
        text: &text.value,
        span: text.span,
        at: 0,
        depth: 0,
        gave_up: false,
        diagnostics,
        failed: false,
    };
    let mut alternatives = parser.alternatives(None);
    match (alternatives.pop(), parser.failed) {
        (Some(items), false) if alternatives.is_empty() && !items.is_empty() => {
            Some(Sample { span: text.span, items })
        }
        (Some(_), false) => {
            diagnostics.push(
                Diagnostic::error(Code::SAMPLE_EMPTY, "a sample has no words")
                    .at(text.span, "nothing to say here")
                    .help("write what a user says, such as `what is new`"),
            );
            None
        }
        _ => None,
    }
}

struct Parser<'a> {
    text: &'a str,
    span: Span,
    at: usize,
    depth: usize,
    /// Brackets nest too deeply; the rest is not read.
    gave_up: bool,
    diagnostics: &'a mut Diagnostics,
    failed: bool,
}

/// An opening bracket, where it stands and what closes it.
#[derive(Clone, Copy)]
struct Open {
    at: usize,
    bracket: char,
    close: char,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at..).and_then(|rest| rest.chars().next())
    }

    /// The place of one character.
    fn one(&self, at: usize, character: char) -> Span {
        self.span.within(at..at + character.len_utf8())
    }

    fn fault(&mut self, message: impl Into<String>, span: Span, label: &str, help: impl Into<String>) {
        self.failed = true;
        self.diagnostics.push(Diagnostic::error(Code::SAMPLE_SYNTAX, message).at(span, label).help(help));
    }

    /// Reads up to the bracket that closes `open`, or to the end.
    fn alternatives(&mut self, open: Option<Open>) -> Vec<Vec<Item>> {
        let mut done = Vec::new();
        let mut items: Vec<(Range<usize>, Item)> = Vec::new();
        loop {
            let Some(next) = self.peek() else {
                if let (Some(Open { at, bracket, close }), false) = (open, self.gave_up) {
                    let span = self.one(at, bracket);
                    self.fault(
                        format!("`{bracket}` is not closed"),
                        span,
                        "opened here",
                        format!("add `{close}`"),
                    );
                }
                break;
            };
            let start = self.at;
            match next {
                _ if next.is_whitespace() => self.at += next.len_utf8(),
                '|' if open.is_some() => {
                    self.at += 1;
                    let finished = std::mem::take(&mut items);
                    self.not_empty(&finished, start);
                    done.push(finished.into_iter().map(|(_, item)| item).collect());
                }
                ']' | ')' if open.is_some_and(|open| open.close == next) => {
                    self.not_empty(&items, start);
                    self.at += 1;
                    break;
                }
                ']' | ')' | '}' | '>' | '|' => {
                    self.at += 1;
                    self.stray(start, next);
                }
                _ => {
                    if let Some(kind) = self.item(next) {
                        self.add(&mut items, start, kind);
                    }
                }
            }
        }
        done.push(items.into_iter().map(|(_, item)| item).collect());
        done
    }

    fn stray(&mut self, at: usize, character: char) {
        let help = match character {
            '|' => "put the alternatives in round brackets: `(tell|give) me`",
            ']' => "add the `[` before what may be left out, or remove this",
            ')' => "add the `(` before the first alternative, or remove this",
            '}' => "write a slot as `{name}`",
            _ => "write a phrase as `<name>`",
        };
        let span = self.one(at, character);
        self.fault(format!("`{character}` has nothing to end"), span, "not expected here", help);
    }

    fn not_empty(&mut self, items: &[(Range<usize>, Item)], at: usize) {
        if items.is_empty() && !self.failed {
            let span = self.span.within(at..at + 1);
            let help = "write what may be left out in square brackets: `[in {project}]`";
            self.fault("there is nothing between two brackets", span, "nothing before this", help);
        }
    }

    /// Reads the piece that begins with `next`.
    fn item(&mut self, next: char) -> Option<ItemKind> {
        match next {
            '[' => {
                let start = self.at;
                let mut alternatives = self.group(']')?;
                let span = self.span.within(start..self.at);
                Some(ItemKind::Optional(match alternatives.len() {
                    1 => alternatives.remove(0),
                    _ => vec![Item { span, joined: false, kind: ItemKind::Either(alternatives) }],
                }))
            }
            '(' => self.group(')').map(ItemKind::Either),
            '{' => self.name('}', "slot").map(ItemKind::Slot),
            '<' => self.name('>', "phrase").map(ItemKind::Phrase),
            _ => {
                let rest = self.text.get(self.at..).unwrap_or_default();
                let end = rest.find(|c: char| c.is_whitespace() || SYNTAX.contains(c)).unwrap_or(rest.len());
                self.at += end;
                let word = rest.get(..end).unwrap_or_default();
                Some(ItemKind::Word(ComposingNormalizerBorrowed::new_nfc().normalize(word).into_owned()))
            }
        }
    }

    fn group(&mut self, close: char) -> Option<Vec<Vec<Item>>> {
        let open = Open { at: self.at, bracket: self.peek()?, close };
        if self.depth == MAX_DEPTH {
            let span = self.one(open.at, open.bracket);
            let help = "make a phrase of the inner part: `<name>`";
            self.fault(format!("brackets nest more than {MAX_DEPTH} deep"), span, "one too many", help);
            self.at = self.text.len();
            self.gave_up = true;
            return None;
        }
        self.at += 1;
        self.depth += 1;
        let alternatives = self.alternatives(Some(open));
        self.depth -= 1;
        Some(alternatives)
    }

    /// Reads `{name}` or `<name>`.
    fn name(&mut self, close: char, what: &str) -> Option<String> {
        let start = self.at;
        let rest = self.text.get(start + 1..).unwrap_or_default();
        let end = rest.find(|c: char| SYNTAX.contains(c)).unwrap_or(rest.len());
        let name = rest.get(..end).unwrap_or_default();
        let closed = rest.get(end..).is_some_and(|after| after.starts_with(close));
        self.at = start + 1 + end + usize::from(closed);
        let span = self.span.within(start..self.at);
        let shape = if close == '}' { "`{name}`" } else { "`<name>`" };
        let trimmed = name.trim();
        if !closed {
            self.fault(
                format!("a {what} is not closed"),
                span,
                "opened here",
                format!("write a {what} as {shape}"),
            );
        } else if trimmed.is_empty() {
            self.fault(format!("a {what} has no name"), span, "no name here", format!("write {shape}"));
        } else if !trimmed
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || (c == '.' && close == '}'))
        {
            let help = format!("a {what} is written {shape}; its name has letters and underscores only");
            self.fault(format!("`{trimmed}` is not the name of a {what}"), span, "not a name", help);
        } else {
            return Some(trimmed.to_owned());
        }
        None
    }

    fn add(&mut self, items: &mut Vec<(Range<usize>, Item)>, start: usize, kind: ItemKind) {
        let span = self.span.within(start..self.at);
        let before = items.last().filter(|(range, _)| range.end == start);
        let joined = before.is_some();
        let may_touch = before.is_none_or(|(_, before)| {
            matches!(
                (&before.kind, &kind),
                (ItemKind::Word(_), ItemKind::Slot(_)) | (ItemKind::Slot(_), ItemKind::Word(_))
            )
        });
        if let (false, Some((_, before))) = (may_touch, before) {
            self.failed = true;
            let message = "two pieces of a sample touch; only a word and a slot may";
            let help = match kind {
                ItemKind::Slot(_) => "put a space and a word between the slots",
                _ => "put a space between them; write `(fact|facts)` for `fact[s]`",
            };
            self.diagnostics.push(
                Diagnostic::error(Code::SAMPLE_SYNTAX, message)
                    .at(span, "this touches")
                    .at(before.span, "this")
                    .help(help),
            );
        }
        items.push((start..self.at, Item { span, joined, kind }));
    }
}

/// The characters with a meaning in a sample; Alexa allows none of them in a word.
const SYNTAX: &str = "[](){}<>|";
