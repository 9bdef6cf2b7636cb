//! Characters that cannot be seen: what is read must be what was reviewed ("Trojan Source", CVE-2021-42574).

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use sayso_schemas::span::Span;

/// The most that are reported in one file: one is a slip, a hundred are a wrong file.
const MOST: usize = 20;

/// Reports the unseen characters of a file, wherever they are. Whether there is one.
pub(super) fn report(text: &str, file: u16, diagnostics: &mut Diagnostics) -> bool {
    if !text.bytes().any(may_begin_unseen) {
        return false;
    }
    let mut found = false;
    for (at, character) in text.char_indices().filter(|(_, character)| unseen(*character)).take(MOST) {
        found = true;
        let end = at + character.len_utf8();
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        diagnostics.push(
            Diagnostic::error(Code::UNPRINTABLE, format!("{} cannot be seen", name(character)))
                .at(Span { file, start: place(at), end: place(end), verbatim: false }, "it is here")
                .help("delete it"),
        );
    }
    found
}

/// Reports an unseen character that an escape made.
pub(super) fn report_escaped(value: &str, span: Span, diagnostics: &mut Diagnostics) {
    if let Some(character) = value.chars().find(|character| unseen(*character)) {
        diagnostics.push(
            Diagnostic::error(Code::UNPRINTABLE, format!("{} cannot be seen", name(character)))
                .at(span, "an escape in this text makes it")
                .help("take the escape out"),
        );
    }
}

/// Whether a UTF-8 sequence that begins with `byte` may be an unseen character.
fn may_begin_unseen(byte: u8) -> bool {
    matches!(byte, 0..=0x08 | 0x0B | 0x0C | 0x0E..=0x1F | 0x7F | 0xC2 | 0xE2 | 0xEF | 0xF3)
}

/// Control characters but tab and line breaks, what changes the direction of text, byte order marks, tags.
fn unseen(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => false,
        '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}'
        | '\u{FEFF}'
        | '\u{FFFE}'
        | '\u{FFFF}'
        | '\u{E0000}'..='\u{E007F}' => true,
        _ => character.is_control(),
    }
}

fn name(character: char) -> String {
    let what = match character {
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => "the change of text direction",
        '\u{FEFF}' => "the byte order mark",
        '\u{E0000}'..='\u{E007F}' => "the tag character",
        _ => "the control character",
    };
    format!("{what} U+{:04X}", u32::from(character))
}
