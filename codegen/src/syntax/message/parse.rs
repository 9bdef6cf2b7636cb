//! From text to [`Message`].

use super::{MAX_DEPTH, Message, Part, ssml};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use sayso_schemas::{span::Span, spec::Text};
use std::ops::Range;

/// Reads a message. Every fault is diagnosed; `None` where there is one.
pub fn parse_message(text: &Text, diagnostics: &mut Diagnostics) -> Option<Message> {
    let mut parser = Parser {
        text: &text.value,
        span: text.span,
        at: 0,
        depth: 0,
        gave_up: false,
        tags: Vec::new(),
        diagnostics,
        failed: false,
    };
    let parts = parser.parts(&Block { close: None, plural: false });
    if parser.failed {
        return None;
    }
    if text.value.trim().is_empty() {
        diagnostics.push(
            Diagnostic::error(Code::MESSAGE_EMPTY, "a message says nothing")
                .at(text.span, "empty")
                .help("write what the skill says here"),
        );
        return None;
    }
    Some(Message { span: text.span, parts })
}

/// What reads one message.
pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    pub(super) span: Span,
    /// The next byte.
    pub(super) at: usize,
    /// How many brackets are open.
    pub(super) depth: usize,
    /// Brackets nest too deeply; the rest is not read.
    gave_up: bool,
    /// The tags that are open, outermost first.
    pub(super) tags: Vec<(Span, &'static ssml::Rule)>,
    pub(super) diagnostics: &'a mut Diagnostics,
    pub(super) failed: bool,
}

/// A run of pieces: the whole message, an optional segment or a case of a plural.
pub(super) struct Block {
    /// What closes it, and where it was opened.
    pub(super) close: Option<(char, usize)>,
    /// `#` is a number.
    pub(super) plural: bool,
}

impl<'a> Parser<'a> {
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Takes `character` if it is next.
    pub(super) fn take(&mut self, character: char) -> bool {
        let there = self.rest().starts_with(character);
        if there {
            self.at += character.len_utf8();
        }
        there
    }

    pub(super) fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    pub(super) fn place(&self, range: Range<usize>) -> Span {
        self.span.within(range)
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.failed = true;
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn fault(
        &mut self,
        message: impl Into<String>,
        at: Range<usize>,
        label: &str,
        help: impl Into<String>,
    ) {
        let span = self.place(at);
        self.report(Diagnostic::error(Code::MESSAGE_SYNTAX, message).at(span, label).help(help));
    }

    /// Reads pieces up to what closes the block, or to the end.
    pub(super) fn parts(&mut self, block: &Block) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut text = Run::default();
        let floor = self.tags.len();
        loop {
            let start = self.at;
            let Some(next) = self.peek() else {
                if let (Some((close, open)), false) = (block.close, self.gave_up) {
                    self.unclosed(open, close);
                }
                break;
            };
            if block.close.is_some_and(|(close, _)| close == next) {
                self.at += 1;
                break;
            }
            if let Some(literal) = self.literal(next, block.plural) {
                text.push(start..self.at, &literal);
                continue;
            }
            text.flush(self.span, &mut parts);
            parts.extend(match next {
                '{' => self.braces(),
                '[' => self.optional(block.plural),
                '<' => self.tag(floor),
                '#' => {
                    self.at += 1;
                    Some(Part::Number { span: self.place(start..self.at) })
                }
                _ => self.stray(next),
            });
        }
        text.flush(self.span, &mut parts);
        self.close_tags(floor);
        parts
    }

    /// The literal text that begins here, if it is literal.
    fn literal(&mut self, next: char, plural: bool) -> Option<String> {
        let special = |c: char| "{}[]".contains(c) || (c == '#' && plural);
        let rest = self.rest();
        if next == '\'' {
            let after = rest.get(1..).unwrap_or_default();
            return Some(match after.chars().next() {
                Some('\'') => {
                    self.at += 2;
                    "'".to_owned()
                }
                Some(c) if special(c) || c == '<' => self.quoted(),
                _ => {
                    self.at += 1;
                    "'".to_owned()
                }
            });
        }
        if special(next) || (next == '<' && ssml::begins_tag(rest)) {
            return None;
        }
        let end = rest.char_indices().skip(1).find(|&(_, c)| c == '\'' || c == '<' || special(c));
        let end = end.map_or(rest.len(), |(at, _)| at);
        self.at += end;
        rest.get(..end).map(str::to_owned)
    }

    /// Reads `'…'`.
    fn quoted(&mut self) -> String {
        let start = self.at;
        let mut text = String::new();
        self.at += 1;
        loop {
            let rest = self.rest();
            let Some(end) = rest.find('\'') else {
                let help = "write `''` for an apostrophe; one before `{`, `}`, `[`, `]` or `<` begins literal text, \
                            up to the next one";
                self.fault(
                    "literal text does not end",
                    start..start + 1,
                    "begins with this apostrophe",
                    help,
                );
                self.at = self.text.len();
                return text;
            };
            text.push_str(rest.get(..end).unwrap_or_default());
            self.at += end + 1;
            if !self.take('\'') {
                return text;
            }
            text.push('\'');
        }
    }

    fn optional(&mut self, plural: bool) -> Option<Part> {
        let start = self.at;
        let parts = self.block(']', plural)?;
        if parts.is_empty() && !self.failed {
            self.fault("`[]` is empty", start..self.at, "nothing between the brackets", "remove it");
        }
        Some(Part::Optional { span: self.place(start..self.at), parts })
    }

    /// Reads a bracket and what is in it, up to `close`. `None` where brackets nest too deeply.
    pub(super) fn block(&mut self, close: char, plural: bool) -> Option<Vec<Part>> {
        let start = self.at;
        if self.depth == MAX_DEPTH {
            let message = format!("brackets nest more than {MAX_DEPTH} deep");
            self.fault(message, start..start + 1, "one too many", "make it several messages");
            self.at = self.text.len();
            self.gave_up = true;
            return None;
        }
        self.at += 1;
        self.depth += 1;
        let parts = self.parts(&Block { close: Some((close, start)), plural });
        self.depth -= 1;
        Some(parts)
    }

    fn unclosed(&mut self, open: usize, close: char) {
        let bracket = if close == ']' { '[' } else { '{' };
        let help = format!("add `{close}`, or write `'{bracket}'` to say it");
        self.fault(format!("`{bracket}` is not closed"), open..open + 1, "opened here", help);
    }

    fn stray(&mut self, character: char) -> Option<Part> {
        let start = self.at;
        self.at += character.len_utf8();
        let help = format!("remove it, or write `'{character}'` to say it");
        self.fault(format!("`{character}` has nothing to end"), start..self.at, "not expected here", help);
        None
    }
}

/// Literal text being gathered.
#[derive(Default)]
struct Run {
    text: String,
    range: Range<usize>,
}

impl Run {
    fn push(&mut self, range: Range<usize>, text: &str) {
        if self.text.is_empty() {
            self.range.start = range.start;
        }
        self.range.end = range.end;
        self.text.push_str(text);
    }

    fn flush(&mut self, span: Span, parts: &mut Vec<Part>) {
        if !self.text.is_empty() {
            let text = std::mem::take(&mut self.text);
            parts.push(Part::Text { span: span.within(self.range.clone()), text });
        }
    }
}
