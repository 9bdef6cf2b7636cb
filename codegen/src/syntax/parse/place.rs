//! From the scanner's places, which count characters, to bytes; and to where a value really begins and ends.

use crate::syntax::source::is_continuation;
use saphyr_parser::{Event, ScalarStyle};

/// Turns indices of characters into indices of bytes.
///
/// Places come in almost ascending order, so that walking from the last one takes a single pass in all.
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    ascii: bool,
    byte: usize,
    character: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { bytes: text.as_bytes(), ascii: text.is_ascii(), byte: 0, character: 0 }
    }

    /// The first byte of the character `character`; the end of the text where there are fewer.
    pub(super) fn byte(&mut self, character: usize) -> usize {
        if self.ascii {
            return character.min(self.bytes.len());
        }
        while self.character < character && self.byte < self.bytes.len() {
            self.byte += 1;
            while self.bytes.get(self.byte).is_some_and(|byte| is_continuation(*byte)) {
                self.byte += 1;
            }
            self.character += 1;
        }
        while self.character > character && self.byte > 0 {
            self.byte -= 1;
            while self.byte > 0 && self.bytes.get(self.byte).is_some_and(|byte| is_continuation(*byte)) {
                self.byte -= 1;
            }
            self.character -= 1;
        }
        self.byte
    }
}

/// Where a scalar is.
pub(super) struct Extent {
    /// First byte of what is labelled.
    pub(super) start: usize,
    /// One past its last byte.
    pub(super) end: usize,
    /// One past the last byte of the whole, a closing quote included.
    pub(super) outer: usize,
    /// The bytes are the value.
    pub(super) verbatim: bool,
}

/// The place of a scalar that the scanner saw at `start..end`. The scanner begins at an anchor or tag, ends a quoted
/// scalar at the next token, and begins a block scalar at its content.
pub(super) fn scalar(text: &str, start: usize, end: usize, value: &str, style: ScalarStyle) -> Extent {
    let (content, outer) = match style {
        ScalarStyle::Plain if value.is_empty() => return empty(text, start, end),
        ScalarStyle::Plain => {
            let start = after_properties(text, start);
            (start..end.max(start), end.max(start))
        }
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
            let start = after_properties(text, start);
            let end = closing_quote(text, start);
            let inner = start + 1..end.saturating_sub(1).max(start + 1);
            if text.get(inner.clone()) == Some(value) { (inner, end) } else { (start..end, end) }
        }
        ScalarStyle::Literal | ScalarStyle::Folded => {
            let start = block_content(text, start);
            let end = text.get(start..end).map_or(start, |all| start + all.trim_end().len());
            (start..end, end)
        }
    };
    let verbatim = text.get(content.clone()) == Some(value);
    Extent { start: content.start, end: content.end, outer, verbatim }
}

/// The place of a value that is not there: after the `:`, `-` or anchor that wants it.
fn empty(text: &str, start: usize, end: usize) -> Extent {
    let at = match text.as_bytes().get(start) {
        Some(b':' | b'-') => start + 1,
        Some(b'&' | b'!') => end,
        _ => start,
    };
    Extent { start: at, end: at, outer: at, verbatim: true }
}

/// The first byte after anchors, tags and the blanks and comments after them.
pub(super) fn after_properties(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(b'&' | b'!') = bytes.get(at) {
        at = skip(bytes, at, |byte| !byte.is_ascii_whitespace());
        at = skip(bytes, at, |byte| byte.is_ascii_whitespace());
        while let Some(b'#') = bytes.get(at) {
            at = skip(bytes, at, |byte| byte != b'\n');
            at = skip(bytes, at, |byte| byte.is_ascii_whitespace());
        }
    }
    at
}

/// The first byte of the content of a block scalar.
fn block_content(text: &str, start: usize) -> usize {
    let header = after_properties(text, start);
    if header == start {
        return start;
    }
    let bytes = text.as_bytes();
    let line_end = skip(bytes, header, |byte| byte != b'\n');
    skip(bytes, line_end, |byte| byte.is_ascii_whitespace())
}

/// One past the quote that closes the one at `start`.
fn closing_quote(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let Some(quote) = bytes.get(start).copied() else { return start };
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at).copied() {
        match byte {
            b'\\' if quote == b'"' => at += 2,
            _ if byte != quote => at += 1,
            b'\'' if bytes.get(at + 1) == Some(&b'\'') => at += 2,
            _ => return at + 1,
        }
    }
    bytes.len()
}

/// The first byte from `at` on for which `within` does not hold.
fn skip(bytes: &[u8], at: usize, within: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| !within(*byte)).unwrap_or(rest.len())
}

/// Whether a collection that begins at `start` is written in braces or brackets.
pub(super) fn is_flow(text: &str, start: usize, event: &Event<'_>) -> bool {
    let first = text.as_bytes().get(start);
    match event {
        Event::MappingStart(..) => first == Some(&b'{'),
        _ => first == Some(&b'['),
    }
}
