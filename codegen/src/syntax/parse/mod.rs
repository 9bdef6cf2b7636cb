//! Reads YAML into a tree, safely: whatever is in the file, it ends soon, in a tree or a diagnostic.
//!
//! Limits: 64 levels, 500 000 values, as many bytes of aliases as a file may have. No tags, merge keys or further
//! documents: what they say is said plainly in a spec.

mod anchors;
mod characters;
mod fault;
mod frame;
mod place;
#[cfg(test)]
mod tests;

use super::{
    source::Sources,
    tree::{Key, Kind, Node, Scalar},
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use anchors::{Anchors, Cost};
use frame::{Frame, Open};
use place::Cursor;
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError};
use sayso_schemas::span::Span;
use std::borrow::Cow;

/// The deepest nesting read.
const MAX_DEPTH: usize = 64;
/// The most values read, with those that aliases stand for.
const MAX_NODES: usize = 500_000;

/// The document in `file`; what is wrong with it goes to `diagnostics`.
///
/// `None`: there is no tree, and at least one error says why. A tree may come with errors too; it then lacks what is
/// wrong (the second of two equal keys, say).
pub fn parse(sources: &Sources, file: u16, diagnostics: &mut Diagnostics) -> Option<Node> {
    let text = sources.text(file);
    if characters::report(text, file, diagnostics) {
        return None;
    }
    let mut builder = Builder {
        file,
        text,
        cursor: Cursor::new(text),
        open: Vec::new(),
        anchors: Anchors::default(),
        cost: Cost::default(),
        root: None,
        diagnostics,
    };
    match builder.run() {
        Ok(()) => builder.finish(),
        Err(Stop) => None,
    }
}

/// Reading cannot go on; the reason is among the diagnostics.
struct Stop;

struct Builder<'a, 'd> {
    file: u16,
    text: &'a str,
    cursor: Cursor<'a>,
    /// The collections that are not closed yet, from the outside in.
    open: Vec<Frame>,
    anchors: Anchors,
    /// Of everything so far.
    cost: Cost,
    root: Option<Node>,
    diagnostics: &'d mut Diagnostics,
}

impl Builder<'_, '_> {
    fn run(&mut self) -> Result<(), Stop> {
        let mut documents = 0;
        for event in Parser::new_from_str(self.text) {
            let (event, place) = event.map_err(|error| self.not_yaml(&error))?;
            let start = self.cursor.byte(place.start.index());
            let end = self.cursor.byte(place.end.index()).max(start);
            match event {
                Event::DocumentStart(_) if documents > 0 => {
                    self.report(Code::SEVERAL_DOCUMENTS, "a file holds one document", start..end, |found| {
                        found.help("put each into a file of its own, or delete the `---`")
                    });
                    return Ok(());
                }
                Event::DocumentStart(_) => documents += 1,
                Event::Alias(id) => self.alias(id, start, end)?,
                Event::Scalar(value, style, anchor, tag) => {
                    self.refuse_tag(tag.is_some(), start, end);
                    self.scalar(value, style, anchor, start..end)?;
                }
                Event::SequenceStart(anchor, ref tag) | Event::MappingStart(anchor, ref tag) => {
                    self.refuse_tag(tag.is_some(), start, end);
                    self.open(&event, anchor, start)?;
                }
                Event::SequenceEnd | Event::MappingEnd => self.close(start)?,
                Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
            }
        }
        Ok(())
    }

    fn finish(self) -> Option<Node> {
        if self.root.is_none() {
            let at = self.span(0, 0, false);
            self.diagnostics.push(Diagnostic::error(Code::EMPTY_FILE, "the file is empty").at(at, ""));
        }
        self.root
    }

    fn span(&self, start: usize, end: usize, verbatim: bool) -> Span {
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span { file: self.file, start: place(start), end: place(end), verbatim }
    }

    fn report(
        &mut self,
        code: Code,
        message: impl Into<String>,
        at: std::ops::Range<usize>,
        more: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        let span = self.span(at.start, at.end, false);
        self.diagnostics.push(more(Diagnostic::error(code, message).at(span, "")));
    }

    fn not_yaml(&mut self, error: &ScanError) -> Stop {
        let at = self.cursor.byte(error.marker().index());
        let opened = self.open.iter().rev().find(|frame| frame.flow).map(|frame| frame.start);
        self.diagnostics.push(fault::diagnostic(self.text, self.file, error.info(), at, opened));
        Stop
    }

    fn refuse_tag(&mut self, tagged: bool, start: usize, end: usize) {
        if tagged {
            self.report(Code::TAG, "a value has a tag", start..end, |found| {
                found.help("delete the tag; a text that begins with `!` needs quotes")
            });
        }
    }

    fn scalar(
        &mut self,
        value: Cow<'_, str>,
        style: ScalarStyle,
        anchor: usize,
        at: std::ops::Range<usize>,
    ) -> Result<(), Stop> {
        let extent = place::scalar(self.text, at.start, at.end, &value, style);
        let span = self.span(extent.start, extent.end, extent.verbatim);
        if style == ScalarStyle::DoubleQuoted && !extent.verbatim {
            characters::report_escaped(&value, span, self.diagnostics);
        }
        let before = self.cost;
        self.cost.bytes += value.len();
        let scalar = Scalar { text: value.into_owned(), plain: style == ScalarStyle::Plain };
        let node = Node { span, kind: Kind::Scalar(scalar) };
        self.complete(node, extent.outer, 0, anchor, before)
    }

    fn open(&mut self, event: &Event<'_>, anchor: usize, start: usize) -> Result<(), Stop> {
        let start = place::after_properties(self.text, start);
        if self.open.len() >= MAX_DEPTH {
            self.report(
                Code::TOO_DEEP,
                format!("there are more than {MAX_DEPTH} levels"),
                start..start + 1,
                |it| it,
            );
            return Err(Stop);
        }
        let flow = place::is_flow(self.text, start, event);
        let open = match event {
            Event::MappingStart(..) => Open::map(),
            _ => Open::List(Vec::new()),
        };
        self.open.push(Frame { open, anchor, start, end: start, flow, height: 0, before: self.cost });
        Ok(())
    }

    /// Closes the innermost collection; its bracket, if it has one, is at `bracket`.
    fn close(&mut self, bracket: usize) -> Result<(), Stop> {
        // The scanner closes only what it opened.
        let Some(frame) = self.open.pop() else { return Ok(()) };
        let end = if frame.flow { bracket + 1 } else { frame.end };
        let span = self.span(frame.start, end, false);
        let kind = match frame.open {
            Open::List(items) => Kind::List(items),
            Open::Map { entries, .. } => Kind::Map(frame::without_duplicates(entries, self.diagnostics)),
        };
        self.complete(Node { span, kind }, end, frame.height, frame.anchor, frame.before)
    }

    fn alias(&mut self, id: usize, start: usize, end: usize) -> Result<(), Stop> {
        let Some((cost, height)) = self.anchors.cost(id) else {
            return self.refuse_alias("an alias stands for something that contains it", start, end);
        };
        if self.open.len() + height > MAX_DEPTH || !self.anchors.afford(cost) {
            return self.refuse_alias("aliases stand for too much", start, end);
        }
        let Some(node) = self.anchors.copy(id) else { return Ok(()) };
        let before = self.cost;
        self.cost = before + cost;
        self.complete(node, end, height, 0, before)
    }

    fn refuse_alias(&mut self, message: &str, start: usize, end: usize) -> Result<(), Stop> {
        self.report(Code::ALIAS, message, start..end, |found| found.help("write out what is meant"));
        Err(Stop)
    }

    /// A value is whole: it goes to where it belongs, and under its anchor.
    fn complete(
        &mut self,
        node: Node,
        end: usize,
        height: usize,
        anchor: usize,
        before: Cost,
    ) -> Result<(), Stop> {
        self.cost.nodes += 1;
        if self.cost.nodes > MAX_NODES {
            let at = node.span.start as usize;
            self.report(
                Code::TOO_MANY_NODES,
                format!("there are more than {MAX_NODES} values"),
                at..at,
                |it| it,
            );
            return Err(Stop);
        }
        if anchor != 0 && !self.anchors.keep(anchor, &node, self.cost - before, height) {
            let at = node.span;
            self.diagnostics.push(
                Diagnostic::error(Code::ALIAS, "anchors stand for too much")
                    .at(at, "")
                    .help("write out what is meant"),
            );
            return Err(Stop);
        }
        let Some(frame) = self.open.last_mut() else {
            self.root.get_or_insert(node);
            return Ok(());
        };
        frame.end = frame.end.max(end);
        frame.height = frame.height.max(height + 1);
        match &mut frame.open {
            Open::List(items) => items.push(node),
            Open::Map { entries, next } => frame::put(entries, next, node, self.diagnostics),
        }
        Ok(())
    }
}
