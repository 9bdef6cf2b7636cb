//! JQL's words.

use super::Wrong;
use std::{iter::Peekable, str::CharIndices};

/// A word of a query.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A bare word or a number.
    Word(String),
    /// Text in quotes, without them and its escapes.
    Quoted(String),
    /// `cf[10016]`, of which the number.
    Custom(u32),
    /// `=`, `!=`, `~`, `!~`, `<`, `<=`, `>`, `>=`, `(`, `)`, `,`, `!`, `&` or `|`.
    Sign(&'static str),
}

impl Token {
    /// How it looks in a message.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Word(text) | Self::Quoted(text) => text.clone(),
            Self::Custom(number) => format!("cf[{number}]"),
            Self::Sign(sign) => (*sign).to_owned(),
        }
    }
}

/// Characters that JQL keeps for later, and wants quoted until then.
const RESERVED: &str = "{}*/%+$#@?;^";

/// The words of `text`, each with the column (from 1) where it begins.
pub(super) fn read(text: &str) -> Result<Vec<(Token, usize)>, Wrong> {
    let mut words = Vec::new();
    let mut rest = text.char_indices().peekable();
    let mut column = 0;
    let mut last = 0;
    while let Some((at, next)) = rest.peek().copied() {
        column += text.get(last..at).map_or(0, |skipped| skipped.chars().count());
        last = at;
        if next.is_whitespace() {
            rest.next();
            continue;
        }
        let token = match next {
            '"' | '\'' => Token::Quoted(quoted(&mut rest, column + 1)?),
            _ => match sign(&mut rest) {
                Some(sign) => Token::Sign(sign),
                None => word(&mut rest, column + 1)?,
            },
        };
        words.push((token, column + 1));
    }
    Ok(words)
}

type Rest<'a> = Peekable<CharIndices<'a>>;

fn sign(rest: &mut Rest<'_>) -> Option<&'static str> {
    let (_, first) = rest.peek().copied()?;
    let single = match first {
        '=' => "=",
        '!' => "!",
        '~' => "~",
        '<' => "<",
        '>' => ">",
        '(' => "(",
        ')' => ")",
        ',' => ",",
        '&' => "&",
        '|' => "|",
        _ => return None,
    };
    rest.next();
    let double = match (single, rest.peek().map(|(_, second)| *second)) {
        ("!", Some('=')) => "!=",
        ("!", Some('~')) => "!~",
        ("<", Some('=')) => "<=",
        (">", Some('=')) => ">=",
        ("&", Some('&')) => "&",
        ("|", Some('|')) => "|",
        _ => return Some(single),
    };
    rest.next();
    Some(double)
}

fn word(rest: &mut Rest<'_>, column: usize) -> Result<Token, Wrong> {
    let mut word = String::new();
    while let Some((_, next)) = rest.peek().copied() {
        if next.is_whitespace() || "\"'=!~<>(),&|[]".contains(next) {
            break;
        }
        rest.next();
        match next {
            '\\' => word.push(escaped(rest, column)?),
            next if RESERVED.contains(next) => return Err(reserved(next, column)),
            next if next.is_control() => return Err(reserved(next, column)),
            next => word.push(next),
        }
    }
    match rest.peek().copied() {
        Some((_, '[')) if word.eq_ignore_ascii_case("cf") => {
            rest.next();
            let mut number = String::new();
            while let Some((_, digit)) = rest.next_if(|(_, next)| next.is_ascii_digit()) {
                number.push(digit);
            }
            let closed = rest.next().is_some_and(|(_, next)| next == ']');
            let number = number.parse().ok().filter(|_| closed);
            number.map(Token::Custom).ok_or_else(|| {
                wrong(column, "A custom field is written as 'cf' and its number in brackets: cf[10016].")
            })
        }
        Some((_, next @ ('[' | ']'))) => Err(reserved(next, column)),
        _ => Ok(Token::Word(word)),
    }
}

fn quoted(rest: &mut Rest<'_>, column: usize) -> Result<String, Wrong> {
    let Some((_, quote)) = rest.next() else { return Ok(String::new()) };
    let mut text = String::new();
    while let Some((_, next)) = rest.next() {
        match next {
            _ if next == quote => return Ok(text),
            '\\' => text.push(escaped(rest, column)?),
            '\n' | '\r' => break,
            _ => text.push(next),
        }
    }
    Err(wrong(column, "The quoted text has not been completed."))
}

/// What comes after a backslash.
fn escaped(rest: &mut Rest<'_>, column: usize) -> Result<char, Wrong> {
    let next = rest.next().map(|(_, next)| next);
    match next {
        Some('t') => Ok('\t'),
        Some('n') => Ok('\n'),
        Some('r') => Ok('\r'),
        Some(plain @ ('\\' | '"' | '\'' | ' ')) => Ok(plain),
        Some('u') => {
            let digits: String = rest.by_ref().take(4).map(|(_, digit)| digit).collect();
            let code = u32::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == 4);
            code.and_then(char::from_u32)
                .ok_or_else(|| wrong(column, &format!("'\\u{digits}' is not a character.")))
        }
        other => {
            let other = other.map(String::from).unwrap_or_default();
            Err(wrong(
                column,
                &format!(
                    "'\\{other}' is an illegal JQL escape sequence. Use \\', \\\", \\t, \\n, \\r, \\\\, '\\ ' or \\u and four digits."
                ),
            ))
        }
    }
}

fn reserved(character: char, column: usize) -> Wrong {
    wrong(
        column,
        &format!(
            "The character '{}' is a reserved JQL character. Put it in quotes.",
            character.escape_default()
        ),
    )
}

/// An error at a column of the query.
pub(super) fn wrong(column: usize, what: &str) -> Wrong {
    vec![format!("Error in the JQL Query: {what} (line 1, character {column})")]
}

/// Whether JQL keeps a word for itself. The list is Jira's, which reserves for what it may once want to say.
pub(super) fn is_reserved(word: &str) -> bool {
    const WORDS: &str = "abort access add after alias all alter and any as asc audit avg before begin between boolean \
        break by byte catch cf char character check checkpoint collate collation column commit connect continue count \
        create current date decimal declare decrement default defaults define delete delimiter desc difference distinct \
        divide do double drop else empty encoding end equals escape exclusive exec execute exists explain false fetch \
        file field first float for from function go goto grant greater group having identified if immediate in \
        increment index initial inner inout input insert int integer intersect intersection into is isempty isnull \
        join last left less like limit lock long max min minus mode modify modulo more multiply next noaudit not notin \
        nowait null number object of on option or order outer output power previous prior privileges public raise raw \
        remainder rename resource return returns revoke right row rowid rownum rows select session set share size sqrt \
        start strict string subtract sum synonym table then to trans transaction trigger true uid union unique update \
        user validate values view was when whenever where while with";
    let word = word.to_ascii_lowercase();
    WORDS.split_ascii_whitespace().any(|reserved| reserved == word)
}
