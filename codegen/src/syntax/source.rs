//! The table of source files.

use crate::diagnostic::{Code, Diagnostic};
use sayso_schemas::span::Span;

/// The largest file read: 4 MiB. Alexa takes 1.5 MB of model.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// The source files of one compilation; [`Span::file`] is an index into it.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<Source>,
}

#[derive(Debug, Clone)]
struct Source {
    name: String,
    text: String,
    /// Offset of the first byte of each line but the first.
    lines: Vec<u32>,
}

impl Sources {
    /// An empty table.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file and gives its index.
    ///
    /// `name` is shown in diagnostics: a relative path. A file that cannot be read (too large, not UTF-8, a byte
    /// order mark) is in the table all the same, with the text before the fault, so that the diagnostic has a place.
    pub fn add(&mut self, name: &str, bytes: Vec<u8>) -> Result<u16, Diagnostic> {
        let Ok(file) = u16::try_from(self.files.len()) else {
            return Err(Diagnostic::error(Code::FILE_TOO_LARGE, "there are too many source files"));
        };
        let (text, fault) = decode(bytes);
        let at = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let lines =
            (1u32..).zip(text.bytes()).filter(|(_, byte)| *byte == b'\n').map(|(next, _)| next).collect();
        self.files.push(Source { name: name.to_owned(), text, lines });
        match fault {
            None => Ok(file),
            Some(fault) => Err(fault.diagnostic(name, Span { file, start: at, end: at, verbatim: false })),
        }
    }

    /// The text of a file; empty where there is no such file.
    pub fn text(&self, file: u16) -> &str {
        self.files.get(usize::from(file)).map_or("", |source| &source.text)
    }

    /// The name of a file, as it is shown.
    pub fn name(&self, file: u16) -> &str {
        self.files.get(usize::from(file)).map_or("", |source| &source.name)
    }

    /// Line and column where `span` begins; both count from 1, columns in characters.
    pub fn line_column(&self, span: Span) -> (u32, u32) {
        self.position(span.file, span.start)
    }

    /// Line and column of a byte of a file, both from 1; columns count characters.
    pub fn position(&self, file: u16, byte: u32) -> (u32, u32) {
        let Some(source) = self.files.get(usize::from(file)) else { return (1, 1) };
        let line = source.lines.partition_point(|first| *first <= byte);
        let first = line.checked_sub(1).and_then(|before| source.lines.get(before)).copied().unwrap_or(0);
        let within = source.text.as_bytes().get(first as usize..byte as usize);
        let column = within.unwrap_or_default().iter().filter(|byte| !is_continuation(**byte)).count();
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX - 1) + 1;
        (count(line), count(column))
    }
}

/// Whether `byte` continues a UTF-8 character.
pub(crate) fn is_continuation(byte: u8) -> bool {
    byte & 0b1100_0000 == 0b1000_0000
}

enum Fault {
    TooLarge,
    ByteOrderMark,
    Utf16,
    NotUtf8,
}

/// The text as far as it can be read, and why no further.
fn decode(bytes: Vec<u8>) -> (String, Option<Fault>) {
    let fault = match bytes.as_slice() {
        [0xEF, 0xBB, 0xBF, ..] => Fault::ByteOrderMark,
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, _, ..] | [_, 0, ..] => Fault::Utf16,
        _ if bytes.len() > MAX_BYTES => Fault::TooLarge,
        _ => {
            return match String::from_utf8(bytes) {
                Ok(text) => (text, None),
                Err(error) => {
                    let mut bytes = error.utf8_error().valid_up_to();
                    let mut text = error.into_bytes();
                    text.truncate(std::mem::take(&mut bytes));
                    (String::from_utf8(text).unwrap_or_default(), Some(Fault::NotUtf8))
                }
            };
        }
    };
    (String::new(), Some(fault))
}

impl Fault {
    fn diagnostic(&self, name: &str, at: Span) -> Diagnostic {
        let (code, message, label, help) = match self {
            Self::TooLarge => (
                Code::FILE_TOO_LARGE,
                format!("`{name}` is larger than 4 MiB"),
                "",
                "is it the right file? Split a contract that large, or keep only the operations that are called",
            ),
            Self::ByteOrderMark => (
                Code::NOT_UTF8,
                format!("`{name}` begins with a byte order mark"),
                "here",
                "save it as UTF-8 without a byte order mark (\"UTF-8\", not \"UTF-8 with BOM\")",
            ),
            Self::Utf16 => {
                (Code::NOT_UTF8, format!("`{name}` is UTF-16 or binary"), "here", "save it as UTF-8")
            }
            Self::NotUtf8 => (
                Code::NOT_UTF8,
                format!("`{name}` is not UTF-8"),
                "the byte after this is not UTF-8",
                "save it as UTF-8",
            ),
        };
        Diagnostic::error(code, message).at(at, label).help(help)
    }
}
