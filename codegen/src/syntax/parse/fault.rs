//! What the scanner complains about, in words that help who wrote the file.

use crate::diagnostic::{Code, Diagnostic};
use sayso_schemas::span::Span;
use std::ops::Range;

/// The diagnostic for the complaint `info` of the scanner at byte `at`; `opened` is where the innermost open brace or
/// bracket is.
pub(super) fn diagnostic(text: &str, file: u16, info: &str, at: usize, opened: Option<usize>) -> Diagnostic {
    let line = Line::around(text, at);
    let span = |range: Range<usize>| {
        let place = |at: usize| u32::try_from(at.min(text.len())).unwrap_or(u32::MAX);
        Span { file, start: place(range.start), end: place(range.end), verbatim: false }
    };
    if let Some(tab) = line.tab() {
        return Diagnostic::error(Code::TAB, "a tab indents a line")
            .at(span(tab..tab + 1), "a tab")
            .help("indent with spaces, two for each level");
    }
    if let Some((begins, quoted)) = line.needs_quotes() {
        return Diagnostic::error(
            Code::NEEDS_QUOTES,
            format!("a text that begins with `{begins}` needs quotes"),
        )
        .at(span(character(text, at)), "")
        .help(quoted.map_or_else(|| "put the text in quotes".to_owned(), put_in_quotes));
    }
    // Where a bracket was left open, the next line seems to be indented wrongly.
    let info = match opened.filter(|_| info.contains("indentation")).and_then(|at| text.as_bytes().get(at)) {
        Some(b'{') => "flow mapping",
        Some(_) => "flow sequence",
        None => info,
    };
    let (code, message, help) = words(info);
    let found = Diagnostic::error(code, message).at(span(character(text, at)), "");
    let found = match opened {
        Some(opened) if info.contains("flow") || info.contains("end of stream") => {
            found.at(span(opened..opened + 1), "opened here")
        }
        _ => found,
    };
    found.help(line.has_colon().map_or_else(|| help.to_owned(), put_in_quotes))
}

fn put_in_quotes(text: &str) -> String {
    format!("put the text in quotes: `'{text}'`")
}

/// Complaints by a part of their wording, the more special ones first.
const WORDINGS: &[(&str, Code, &str, &str)] = &[
    ("recursion limit", Code::TOO_DEEP, "there are too many levels", "put less into one another"),
    (
        "unknown anchor",
        Code::ALIAS,
        "an alias stands for nothing",
        "a text that begins with `*` needs quotes",
    ),
    (
        "anchor",
        Code::ALIAS,
        "an anchor or alias has no name",
        "a text that begins with `&` or `*` needs quotes",
    ),
    ("tab", Code::TAB, "a tab is not allowed here", "use spaces"),
    ("tag", Code::TAG, "a value has a tag", "delete it; a text that begins with `!` needs quotes"),
    ("handle", Code::TAG, "a value has a tag", "delete it; a text that begins with `!` needs quotes"),
    (
        "flow mapping",
        Code::NOT_YAML,
        "expected `,` or `}`",
        "close the mapping with `}`; a text that has `,` or a brace in it needs quotes",
    ),
    (
        "flow sequence",
        Code::NOT_YAML,
        "expected `,` or `]`",
        "close the list with `]`; a text that has `,` or a bracket in it needs quotes",
    ),
    ("misplaced bracket", Code::NOT_YAML, "a bracket closes nothing", "delete it, or put the text in quotes"),
    (
        "unknown escape",
        Code::NOT_YAML,
        "an escape is unknown",
        "in double quotes write `\\\\` for a backslash; in single quotes it stands for itself",
    ),
    (
        "hexadecimal",
        Code::NOT_YAML,
        "an escape has a wrong number",
        "write `\\u` and four hexadecimal digits",
    ),
    ("escape code", Code::NOT_YAML, "an escape is no character", "write the character itself"),
    (
        "quoted scalar, found unexpected",
        Code::NOT_YAML,
        "a quote is not closed",
        "close it; inside '…' a quote is written twice, inside \"…\" as `\\\"`",
    ),
    (
        "trailing content",
        Code::NOT_YAML,
        "there is text after the closing quote",
        "put all of the text in quotes; inside '…' a quote is written twice, inside \"…\" as `\\\"`",
    ),
    (
        "mapping values are not allowed",
        Code::NOT_YAML,
        "`:` is not allowed here",
        "a text that has `: ` in it needs quotes; a new key begins a line",
    ),
    ("unexpected character", Code::NOT_YAML, "a text cannot begin like this", "put the text in quotes"),
    ("end of plain scalar", Code::NOT_YAML, "a text cannot begin like this", "put the text in quotes"),
    (
        "comments must be separated",
        Code::NOT_YAML,
        "a comment needs a space before `#`",
        "put a space before the `#`",
    ),
    (
        "comment intercepting",
        Code::NOT_YAML,
        "a comment is in the middle of a text",
        "put the comment on a line of its own; a text that has ` #` in it needs quotes",
    ),
    (
        "sequence entries are not allowed",
        Code::NOT_YAML,
        "`-` is not allowed here",
        "an element begins a line, below its key and indented like the others",
    ),
    (
        "block scalar",
        Code::NOT_YAML,
        "a block of text is not written correctly",
        "begin it with `|` or `>` alone on the line, then indent every line alike",
    ),
    (
        "document",
        Code::NOT_YAML,
        "this belongs to nothing",
        "is it indented like what it belongs to? Is a bracket closed twice?",
    ),
    (
        "directive",
        Code::NOT_YAML,
        "a directive is wrong",
        "delete it; a text that begins with `%` needs quotes",
    ),
    (
        "indentation",
        Code::NOT_YAML,
        "the indentation is wrong",
        "indent it like its neighbours; what belongs to a key is deeper than the key",
    ),
    (
        "",
        Code::NOT_YAML,
        "expected a key and `:`",
        "indent it like its neighbours and write `key: value`; a text that goes on over lines needs `>` or quotes",
    ),
];

fn words(info: &str) -> (Code, &'static str, &'static str) {
    let known = WORDINGS.iter().find(|(part, ..)| info.contains(part));
    // The last one is part of every complaint.
    known.map_or((Code::NOT_YAML, "this is not YAML", ""), |(_, code, message, help)| (*code, message, help))
}

/// The line of a complaint.
struct Line<'a> {
    text: &'a str,
    start: usize,
    /// Where in the line the complaint is.
    at: usize,
}

impl<'a> Line<'a> {
    fn around(text: &'a str, at: usize) -> Self {
        let before = text.get(..at).unwrap_or(text);
        // At the end of a file or line, the complaint is about what is before.
        let before = before.trim_end();
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let start = if at < text.len() && at > before.len() { own_line(text, at, start) } else { start };
        let rest = text.get(start..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default();
        Self { text: line, start, at: at.saturating_sub(start) }
    }

    /// The first tab among the blanks that the line begins with.
    fn tab(&self) -> Option<usize> {
        let indent = self.text.len() - self.text.trim_start_matches([' ', '\t']).len();
        let tab = self.text.get(..indent)?.find('\t')?;
        (!self.text.trim().is_empty()).then_some(self.start + tab)
    }

    /// What is after `- ` and `key: `.
    fn value(&self) -> &'a str {
        let mut value = self.text.trim();
        while let Some(rest) = value.strip_prefix("- ") {
            value = rest.trim_start();
        }
        let is_key = |key: &str| !key.is_empty() && !key.contains(['"', '\'', '{', '[', ' ']);
        match value.split_once(": ") {
            Some((key, value)) if is_key(key) => value.trim_start(),
            _ => value,
        }
    }

    /// Whether the value is a text that begins with what YAML keeps for itself: a brace or bracket that is closed
    /// before the end, or an indicator. The character it begins with, and the text where it fits into quotes.
    fn needs_quotes(&self) -> Option<(char, Option<&'a str>)> {
        let value = self.value();
        let first = value.chars().next()?;
        let needs = match first {
            '{' => goes_on(value, '{', '}'),
            '[' => goes_on(value, '[', ']'),
            _ => "@`%".contains(first),
        };
        needs.then(|| (first, quotable(value)))
    }

    /// The value, where it is a text with a colon that is complained about.
    fn has_colon(&self) -> Option<&'a str> {
        let value = self.value();
        let offset = self.text.find(value)?;
        let plain = !value.starts_with(['"', '\'', '|', '>', '&', '*', '!', '{', '[']);
        (plain && value.contains(": ") && self.at > offset).then_some(value).and_then(quotable)
    }
}

/// Whether `value` has balanced brackets and goes on after the last one.
fn goes_on(value: &str, open: char, close: char) -> bool {
    value.rfind(close).is_some_and(|at| at + 1 < value.len())
        && value.matches(open).count() == value.matches(close).count()
}

/// `value`, where it can be put in single quotes as it is and is short enough for a help line.
fn quotable(value: &str) -> Option<&str> {
    (value.len() <= 80 && !value.contains(['\'', '\t']) && !value.contains(" #")).then_some(value)
}

/// The start of the line of `at`, where that line is not blank before it; otherwise `start`.
fn own_line(text: &str, at: usize, start: usize) -> usize {
    let own = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let blank_after = text.get(at..).is_none_or(|rest| rest.starts_with(['\n', '\r']));
    if blank_after { start } else { own }
}

/// The character at `at`; nothing at the end of the text.
fn character(text: &str, at: usize) -> Range<usize> {
    let at = at.min(text.len());
    let end = text
        .get(at..)
        .and_then(|rest| rest.chars().next())
        .filter(|it| *it != '\n')
        .map_or(at, |it| at + it.len_utf8());
    at..end
}
