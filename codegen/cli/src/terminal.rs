//! What the user sees: results on stdout, everything else on stderr.
//!
//! A reader that went away (`sayso check | head`) is no error: writes that fail are let go.

use std::io::{IsTerminal, Write};

/// Writes one line of results.
pub(crate) fn result(line: impl AsRef<str>) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{}", line.as_ref());
    let _ = out.flush();
}

/// Writes text of results as it is.
pub(crate) fn result_text(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}

/// Writes bytes of results as they are.
pub(crate) fn result_bytes(bytes: &[u8]) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(bytes);
    let _ = out.flush();
}

/// Writes bytes of progress as they are.
pub(crate) fn note_bytes(bytes: &[u8]) {
    let _ = std::io::stderr().lock().write_all(bytes);
}

/// Writes one line of progress.
pub(crate) fn note(line: impl AsRef<str>) {
    let _ = writeln!(std::io::stderr().lock(), "{}", line.as_ref());
}

/// Writes diagnostics as they are.
pub(crate) fn note_text(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Shows a progress line that the next one replaces; nothing where stderr is no terminal.
pub(crate) fn progress(line: &str) {
    if std::io::stderr().is_terminal() {
        let _ = write!(std::io::stderr().lock(), "\r\x1b[K{line}");
    }
}

/// Writes what went wrong, with its causes.
pub(crate) fn error(error: &anyhow::Error) {
    let mark = Style::stderr().paint(Colour::Red, "error");
    note(format!("{mark}: {error:#}"));
}

/// The colours in use.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Colour {
    Red,
    Green,
    Yellow,
    Dim,
}

/// Whether a stream takes colours.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    /// True: escape sequences are written.
    pub(crate) colour: bool,
}

impl Style {
    /// Of stdout.
    pub(crate) fn stdout() -> Self {
        Self { colour: wanted() && std::io::stdout().is_terminal() }
    }

    /// Of stderr.
    pub(crate) fn stderr() -> Self {
        Self { colour: wanted() && std::io::stderr().is_terminal() }
    }

    /// The text in a colour.
    pub(crate) fn paint(self, colour: Colour, text: &str) -> String {
        if !self.colour {
            return text.to_owned();
        }
        let code = match colour {
            Colour::Red => "31",
            Colour::Green => "32",
            Colour::Yellow => "33",
            Colour::Dim => "2",
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }
}

/// `NO_COLOR` (<https://no-color.org>): set and not empty means none.
fn wanted() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// How the user runs a verb here: `cargo run -- generate` where cargo started this process, else `sayso generate`.
pub(crate) fn command(verb: &str) -> String {
    let through_cargo =
        std::env::var_os("CARGO").is_some() && std::env::var_os("CARGO_MANIFEST_DIR").is_some();
    format!("{} {verb}", if through_cargo { "cargo run --" } else { "sayso" })
}

/// `1 file`, `2 files`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
