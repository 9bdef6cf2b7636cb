//! Tokens of JQL, and the placeholders among them.

use super::{TemplateError, words::Keyword};
use std::ops::Range;

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Its bytes in the template.
    pub(super) range: Range<usize>,
    /// White space stands before it.
    pub(super) spaced: bool,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Unquoted: a field, a value, a number, a function.
    Word,
    Keyword(Keyword),
    Quoted,
    /// `{name.field}`, `{name.field|filter}`.
    Placeholder,
    Operator(Operator),
    Bang,
    LeftParenthesis,
    RightParenthesis,
    LeftBracket,
    RightBracket,
    Comma,
}

/// An operator that is not a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    /// `=`, `!=`
    Equals,
    /// `<`, `<=`, `>`, `>=`
    Order,
    /// `~`, `!~`
    Contains,
}

/// What may not stand in JQL, quoted or not, unless escaped: control characters, and Unicode's noncharacters.
pub(super) fn is_control(character: char) -> bool {
    matches!(character,
        '\0'..='\x09' | '\x0b'..='\x0c' | '\x0e'..='\x1f' | '\u{7f}'..='\u{9f}'
        | '\u{fdd0}'..='\u{fdef}' | '\u{fffe}'..='\u{ffff}')
}

/// Symbols that JQL has no use for yet, but keeps for itself.
const RESERVED: &str = "{}*/%+^$#@?;";

/// The tokens of `text`, or all that is wrong with them.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Vec<TemplateError>> {
    let mut lexer = Lexer { text, at: 0, errors: Vec::new() };
    let mut found = Vec::new();
    loop {
        let before = lexer.at;
        lexer.skip(|it| matches!(it, ' ' | '\t' | '\n' | '\r'));
        let start = lexer.at;
        let Some(first) = lexer.peek() else { break };
        if let Some(kind) = lexer.token(first) {
            found.push(Token { kind, range: start..lexer.at, spaced: start > before });
        }
    }
    if lexer.errors.is_empty() { Ok(found) } else { Err(lexer.errors) }
}

struct Lexer<'a> {
    text: &'a str,
    /// The next byte.
    at: usize,
    errors: Vec<TemplateError>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip(&mut self, which: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|it| !which(it)).unwrap_or(rest.len());
    }

    fn take(&mut self, text: &str) -> bool {
        let there = self.rest().starts_with(text);
        self.at += if there { text.len() } else { 0 };
        there
    }

    fn error(&mut self, at: Range<usize>, message: impl Into<String>, help: &str) {
        self.errors.push(TemplateError { at, message: message.into(), help: Some(help.to_owned()) });
    }

    /// Takes the token that begins with `first`; none after an error.
    fn token(&mut self, first: char) -> Option<Kind> {
        let start = self.at;
        match first {
            '"' | '\'' => return self.quoted(first),
            '{' => return self.placeholder(),
            _ if is_word(first) => return self.word(),
            _ => {}
        }
        self.at += first.len_utf8();
        Some(match first {
            '(' => Kind::LeftParenthesis,
            ')' => Kind::RightParenthesis,
            '[' => Kind::LeftBracket,
            ']' => Kind::RightBracket,
            ',' => Kind::Comma,
            '&' => {
                self.take("&");
                Kind::Keyword(Keyword::And)
            }
            '|' => {
                self.take("|");
                Kind::Keyword(Keyword::Or)
            }
            '=' => Kind::Operator(Operator::Equals),
            '!' if self.take("=") => Kind::Operator(Operator::Equals),
            '!' if self.take("~") => Kind::Operator(Operator::Contains),
            '!' => Kind::Bang,
            '~' => Kind::Operator(Operator::Contains),
            '<' | '>' => {
                self.take("=");
                Kind::Operator(Operator::Order)
            }
            other => {
                let range = start..self.at;
                if is_control(other) {
                    let message = format!("the character U+{:04X} cannot stand in a query", u32::from(other));
                    self.error(range, message, "remove it");
                } else {
                    let message = format!("`{other}` cannot stand in a query unquoted");
                    self.error(range, message, "quote the text that it is part of");
                }
                return None;
            }
        })
    }

    fn word(&mut self) -> Option<Kind> {
        let start = self.at;
        let mut sound = true;
        while let Some(next) = self.peek() {
            match next {
                '\\' => sound &= self.escape(),
                next if is_word(next) => self.at += next.len_utf8(),
                _ => break,
            }
        }
        let word = self.text.get(start..self.at).unwrap_or_default();
        sound.then(|| Keyword::of(word).map_or(Kind::Word, Kind::Keyword))
    }

    fn quoted(&mut self, quote: char) -> Option<Kind> {
        let start = self.at;
        self.at += quote.len_utf8();
        let mut sound = true;
        while let Some(next) = self.peek() {
            let at = self.at;
            match next {
                '\\' => {
                    sound &= self.escape();
                    continue;
                }
                next if is_control(next) => {
                    self.error(
                        at..at + next.len_utf8(),
                        format!("the character U+{:04X} cannot stand in a query", u32::from(next)),
                        "remove it, or escape it",
                    );
                    sound = false;
                }
                _ => {}
            }
            self.at += next.len_utf8();
            if next == quote {
                return sound.then_some(Kind::Quoted);
            }
        }
        self.error(start..self.at, "a quoted text does not end", "close it with the quote that began it");
        None
    }

    /// Takes a backslash and what it escapes.
    fn escape(&mut self) -> bool {
        let start = self.at;
        self.at += 1;
        let Some(escaped) = self.peek() else {
            self.error(start..self.at, "`\\` escapes nothing", "remove it, or write `\\\\`");
            return false;
        };
        self.at += escaped.len_utf8();
        let known = match escaped {
            't' | 'n' | 'r' | '"' | '\'' | '\\' | ' ' => true,
            'u' => {
                let digits = self.rest().bytes().take(4).take_while(u8::is_ascii_hexdigit).count();
                self.at += digits;
                digits == 4
            }
            _ => false,
        };
        if !known {
            let shown = self.text.get(start..self.at).unwrap_or_default();
            let message = format!("`{shown}` is no escape");
            self.error(
                start..self.at,
                message,
                "the escapes are `\\t`, `\\n`, `\\r`, `\\\"`, `\\'`, `\\\\`, `\\ ` and `\\u0041`",
            );
        }
        known
    }

    fn placeholder(&mut self) -> Option<Kind> {
        let start = self.at;
        if let Some(length) = placeholder(self.rest()).map(str::len) {
            self.at += length;
            return Some(Kind::Placeholder);
        }
        // Up to its end, if it has one before something else begins.
        let rest = self.rest();
        let end = rest.find(['}', '"', '\'', '\n']).filter(|end| rest[*end..].starts_with('}'));
        self.at += end.map_or(1, |end| end + 1);
        self.error(
            start..self.at,
            "a brace begins no value",
            "a value is `{name}`, `{name.field}` or `{name|filter}`; quote a text that has a brace",
        );
        None
    }
}

/// Whether `character` can be part of an unquoted word.
fn is_word(character: char) -> bool {
    !(is_control(character)
        || RESERVED.contains(character)
        || matches!(character, ' ' | '\n' | '\r' | '"' | '\'' | '=' | '!' | '<' | '>' | '(' | ')')
        || matches!(character, '~' | ',' | '[' | ']' | '|' | '&'))
}

/// The `{name.field}` that `text` begins with, with what is behind a bar in it. What filters there are, and what they are
/// for, is no matter of the query.
pub(super) fn placeholder(text: &str) -> Option<&str> {
    let end = text.find('}')?;
    let path = text.get(1..end)?;
    let is_name = |name: &str| {
        name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_')
            && name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_')
    };
    let (path, filters) = path.split_once('|').unwrap_or((path, ""));
    let plain = !filters.contains(['{', '"', '\'', '\n']);
    (text.starts_with('{') && path.split('.').all(is_name) && plain).then(|| &text[..=end])
}
