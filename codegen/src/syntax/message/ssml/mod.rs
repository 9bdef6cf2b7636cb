//! The tags that may stand in a message: a subset of Alexa's SSML.
//!
//! Source: *Speech Synthesis Markup Language (SSML) Reference*, developer.amazon.com. `audio` and `amazon:emotion` are
//! left out: the first needs a hosted file, the second exists in few locales.

mod rules;
#[cfg(test)]
mod tests;

pub(super) use rules::Rule;
use rules::{Attribute, Content, RULES};

use super::{Part, parse::Parser};
use crate::diagnostic::{Code, Diagnostic, suggest};
use std::ops::Range;

/// Whether the `<` at the start of `rest` begins a tag: a letter or `/` follows. Else it is said.
pub(super) fn begins_tag(rest: &str) -> bool {
    let mut after = rest.chars().skip(1);
    match after.next() {
        Some('/') => after.next().is_some_and(|c| c.is_ascii_alphabetic()),
        next => next.is_some_and(|c| c.is_ascii_alphabetic()),
    }
}

/// A tag as it is written.
struct Raw<'a> {
    range: Range<usize>,
    name: &'a str,
    close: bool,
    empty: bool,
    attributes: Vec<(&'a str, &'a str, Range<usize>)>,
}

impl<'a> Parser<'a> {
    /// Reads a tag; `floor` is how many tags are open outside of the present bracket.
    pub(super) fn tag(&mut self, floor: usize) -> Option<Part> {
        let start = self.at;
        let Some(raw) = self.raw_tag() else {
            let help = "close it with `>` and put attributes in quotes, `<break time=\"1s\"/>`; or write `'<'` to say it";
            self.fault("a tag cannot be read", start..self.at.max(start + 1), "from here", help);
            return None;
        };
        let span = self.place(raw.range.clone());
        let Some(rule) = RULES.iter().find(|rule| rule.name == raw.name) else {
            let diagnostic =
                Diagnostic::error(Code::TAG_UNKNOWN, format!("`<{}>` may not be used", raw.name));
            let help = suggest(raw.name, "tags", RULES.iter().map(|rule| rule.name));
            self.report(
                diagnostic.at(span, "not one of the tags").help(format!("{help}; or write `'<'` to say it")),
            );
            return None;
        };
        if raw.close {
            self.close_tag(rule, &raw, floor);
            return Some(Part::Tag { span, verbatim: format!("</{}>", rule.name) });
        }
        self.attributes(rule, &raw);
        self.open_tag(rule, &raw);
        let mut verbatim = format!("<{}", rule.name);
        for (name, value, _) in &raw.attributes {
            verbatim.extend([" ", name, "=\"", &value.replace('"', "&quot;"), "\""]);
        }
        verbatim.push_str(if raw.empty { "/>" } else { ">" });
        Some(Part::Tag { span, verbatim })
    }

    fn raw_tag(&mut self) -> Option<Raw<'a>> {
        let start = self.at;
        self.at += 1;
        let close = self.take('/');
        let name = self.xml_name();
        let mut raw = Raw { range: start..start, name, close, empty: false, attributes: Vec::new() };
        loop {
            self.skip_space();
            raw.empty = !close && self.take('/');
            if self.take('>') {
                raw.range.end = self.at;
                return Some(raw);
            }
            if raw.empty || close {
                return None;
            }
            let at = self.at;
            let name = self.xml_name();
            self.skip_space();
            if name.is_empty() || !self.take('=') {
                return None;
            }
            self.skip_space();
            let quote = self.peek().filter(|c| matches!(c, '"' | '\''))?;
            self.at += 1;
            let rest = self.rest();
            let value = rest.split(quote).next().filter(|value| value.len() < rest.len())?;
            self.at += value.len() + 1;
            raw.attributes.push((name, value, at..self.at));
        }
    }

    fn xml_name(&mut self) -> &'a str {
        let rest = self.rest();
        let end =
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-:_".contains(c))).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn attributes(&mut self, rule: &'static Rule, raw: &Raw<'_>) {
        for (index, (name, value, range)) in raw.attributes.iter().enumerate() {
            let span = self.place(range.clone());
            let fault = |message: String, label: &str, help: String| {
                Diagnostic::error(Code::TAG_ATTRIBUTE, message).at(span, label).help(help)
            };
            let twice = raw.attributes.iter().take(index).find(|(first, ..)| first == name);
            let known = rule.attributes.iter().find(|attribute| attribute.name == *name);
            let found = match (known, twice) {
                (None, _) => {
                    let names = rule.attributes.iter().map(|attribute| attribute.name);
                    let help = suggest(name, "attributes", names);
                    Some(fault(format!("`<{}>` has no attribute `{name}`", rule.name), "unknown", help))
                }
                (_, Some((.., first))) => {
                    let diagnostic =
                        fault(format!("`{name}` is there twice"), "again", "keep one of them".into());
                    Some(diagnostic.at(self.place(first.clone()), "first"))
                }
                (Some(_), _) if value.contains(['{', '<', '&']) => {
                    let help = "write fixed text without `{`, `<` and `&`".to_owned();
                    Some(fault(format!("`{name}` is not fixed text"), "a value cannot stand here", help))
                }
                (Some(Attribute { values, .. }), _) if !values.allow(value) => {
                    let message = format!("`{value}` is not a value of `{name}`");
                    Some(fault(message, "not allowed", format!("write {}", values.describe())))
                }
                _ => None,
            };
            if let Some(diagnostic) = found {
                self.report(diagnostic);
            }
        }
        self.missing_attributes(rule, raw);
    }

    fn missing_attributes(&mut self, rule: &'static Rule, raw: &Raw<'_>) {
        let has = |name: &str| raw.attributes.iter().any(|(there, ..)| *there == name);
        let span = self.place(raw.range.clone());
        for attribute in rule.attributes.iter().filter(|attribute| attribute.required && !has(attribute.name))
        {
            let help = format!("add `{}=\"…\"`: {}", attribute.name, attribute.values.describe());
            let message = format!("`<{}>` needs the attribute `{}`", rule.name, attribute.name);
            self.report(Diagnostic::error(Code::TAG_ATTRIBUTE, message).at(span, "missing here").help(help));
        }
        // `<prosody>` alone does nothing.
        if rule.name == "prosody" && raw.attributes.is_empty() {
            let message = "`<prosody>` has no attribute";
            let diagnostic = Diagnostic::error(Code::TAG_ATTRIBUTE, message).at(span, "changes nothing");
            self.report(diagnostic.help("add `rate`, `pitch` or `volume`"));
        }
    }

    fn open_tag(&mut self, rule: &'static Rule, raw: &Raw<'_>) {
        let span = self.place(raw.range.clone());
        let nesting = |message: String| Diagnostic::error(Code::TAG_NESTING, message).at(span, "here");
        if let Some((outer, holder)) =
            self.tags.iter().rev().find(|(_, outer)| !outer.may_hold(rule)).copied()
        {
            let message = format!("`<{}>` may not stand in `<{}>`", rule.name, holder.name);
            let help = format!("close `<{}>` first", holder.name);
            self.report(nesting(message).at(outer, "opened here").help(help));
        }
        match (rule.content, raw.empty) {
            (Content::Nothing, true) => {}
            (Content::Nothing, false) => {
                let help = format!("write `<{}/>`", raw.name);
                self.report(nesting(format!("`<{}>` holds nothing", rule.name)).help(help));
            }
            (_, true) => {
                let help = format!("write `<{0}>…</{0}>` around some text", raw.name);
                self.report(nesting(format!("`<{}/>` is empty", rule.name)).help(help));
            }
            (_, false) => self.tags.push((span, rule)),
        }
    }

    fn close_tag(&mut self, rule: &'static Rule, raw: &Raw<'_>, floor: usize) {
        let span = self.place(raw.range.clone());
        let inner = self.tags.get(floor..).and_then(<[_]>::last).copied();
        match inner {
            Some((_, open)) if open.name == rule.name => drop(self.tags.pop()),
            Some((opened, open)) => {
                // Of two tags closed in the wrong order, the other one's end is fine then.
                match self.tags.iter().skip(floor).rposition(|(_, outer)| outer.name == rule.name) {
                    Some(at) => drop(self.tags.remove(floor + at)),
                    None => drop(self.tags.pop()),
                }
                let message = format!("`</{}>` closes `<{}>`", rule.name, open.name);
                self.report(
                    Diagnostic::error(Code::TAG_NESTING, message)
                        .at(span, "closed here")
                        .at(opened, "opened here")
                        .help(format!("write `</{}>` first", open.name)),
                );
            }
            None => self.report(
                Diagnostic::error(Code::TAG_NESTING, format!("`</{}>` closes nothing", rule.name))
                    .at(span, "not opened before, within the same brackets")
                    .help(format!("add `<{}>`, or remove this", rule.name)),
            ),
        }
    }

    /// Diagnoses the tags that a bracket, or the message, leaves open.
    pub(super) fn close_tags(&mut self, floor: usize) {
        for (span, rule) in self.tags.split_off(floor.min(self.tags.len())) {
            self.report(
                Diagnostic::error(Code::TAG_NESTING, format!("`<{}>` is not closed", rule.name))
                    .at(span, "opened here")
                    .help(format!("add `</{}>`, within the same brackets", rule.name)),
            );
        }
    }
}
