//! Values as operands.

use super::token::is_control;
use std::fmt::Write;
use thiserror::Error;

/// Why a value cannot be bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refused {
    /// There is none: an option without a value.
    #[error("a value of the query is absent")]
    Absent,
    /// `IN ()` is no JQL.
    #[error("a list of the query is empty")]
    EmptyList,
    /// JQL writes neither infinities nor "not a number".
    #[error("a number of the query is not finite")]
    NotFinite,
    /// There is nothing to search for.
    #[error("a text to search for has no words")]
    NoWords,
}

/// An operand: one token, or a list of them. It cannot be made from unquoted text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    jql: String,
    list: bool,
}

impl Literal {
    /// A text, quoted.
    pub fn text(value: &str) -> Self {
        Self::one(text(value))
    }

    /// A number, in digits.
    pub fn number(value: f64) -> Result<Self, Refused> {
        // A zero may have a sign, which says nothing.
        if value.is_finite() { Ok(Self::one((value + 0.0).to_string())) } else { Err(Refused::NotFinite) }
    }

    /// A day, quoted: `"yyyy-MM-dd"`.
    pub fn date(year: i16, month: i8, day: i8) -> Self {
        Self::one(format!("\"{year:04}-{month:02}-{day:02}\""))
    }

    /// A text to be searched for with `~`, quoted: its words, without what would be search syntax in it.
    pub fn search(value: &str) -> Result<Self, Refused> {
        let words = super::search::words(value);
        if words.is_empty() { Err(Refused::NoWords) } else { Ok(Self::text(&words)) }
    }

    /// A field, by the id that its site gave it: a custom one by its number, which no other field's name can take.
    pub(super) fn field(id: &str) -> Self {
        let number = id.strip_prefix("customfield_").filter(|it| !it.is_empty() && it.len() < 20);
        match number.filter(|it| it.bytes().all(|it| it.is_ascii_digit())) {
            Some(number) => Self::one(format!("cf[{number}]")),
            None => Self::text(id),
        }
    }

    /// `(a, b)`.
    pub fn list(items: impl IntoIterator<Item = Self>) -> Result<Self, Refused> {
        let items: Vec<_> = items.into_iter().map(|item| item.jql).collect();
        if items.is_empty() {
            return Err(Refused::EmptyList);
        }
        Ok(Self { jql: format!("({})", items.join(", ")), list: true })
    }

    /// Itself where it is a list, else a list of it alone.
    pub fn into_list(self) -> Self {
        if self.list { self } else { Self { jql: format!("({})", self.jql), list: true } }
    }

    /// Its JQL.
    pub fn as_str(&self) -> &str {
        &self.jql
    }

    fn one(jql: String) -> Self {
        Self { jql, list: false }
    }
}

/// A text as an operand: quoted, so that nothing in it is JQL, reserved words included.
///
/// A quoted string ends at its quote only; a backslash escapes. Control characters and Unicode's noncharacters may not
/// stand in one, so they are written in four digits, `\u0000`.
pub fn text(value: &str) -> String {
    let mut quoted = String::with_capacity(value.len() + 2);
    quoted.push('"');
    for character in value.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            // They lie in the first plane, so four digits do; writing to a string cannot fail.
            character if is_control(character) => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(character));
            }
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

/// A value that can be bound.
///
/// There is none for durations: what a query understands depends on the field.
pub trait Operand {
    /// As an operand.
    fn operand(&self) -> Result<Literal, Refused>;

    /// As what `~` looks for.
    fn search(&self) -> Result<Literal, Refused> {
        self.operand()
    }
}

impl Operand for str {
    fn operand(&self) -> Result<Literal, Refused> {
        Ok(Literal::text(self))
    }

    fn search(&self) -> Result<Literal, Refused> {
        Literal::search(self)
    }
}

impl Operand for String {
    fn operand(&self) -> Result<Literal, Refused> {
        self.as_str().operand()
    }

    fn search(&self) -> Result<Literal, Refused> {
        self.as_str().search()
    }
}

impl Operand for f64 {
    fn operand(&self) -> Result<Literal, Refused> {
        Literal::number(*self)
    }
}

impl Operand for i64 {
    fn operand(&self) -> Result<Literal, Refused> {
        Ok(Literal::one(self.to_string()))
    }
}

/// Quoted, since both words are reserved.
impl Operand for bool {
    fn operand(&self) -> Result<Literal, Refused> {
        Ok(Literal::text(if *self { "true" } else { "false" }))
    }
}

#[cfg(feature = "jiff")]
impl Operand for jiff::civil::Date {
    fn operand(&self) -> Result<Literal, Refused> {
        Ok(Literal::date(self.year(), self.month(), self.day()))
    }
}

impl<T: Operand> Operand for Option<T> {
    fn operand(&self) -> Result<Literal, Refused> {
        self.as_ref().ok_or(Refused::Absent)?.operand()
    }

    fn search(&self) -> Result<Literal, Refused> {
        self.as_ref().ok_or(Refused::Absent)?.search()
    }
}

/// A list; what is absent is not in it.
impl<T: Operand> Operand for [T] {
    fn operand(&self) -> Result<Literal, Refused> {
        let items = self.iter().map(Operand::operand).filter(|item| *item != Err(Refused::Absent));
        Literal::list(items.collect::<Result<Vec<_>, _>>()?)
    }
}

impl<T: Operand> Operand for Vec<T> {
    fn operand(&self) -> Result<Literal, Refused> {
        self.as_slice().operand()
    }
}

impl<T: Operand + ?Sized> Operand for &T {
    fn operand(&self) -> Result<Literal, Refused> {
        (**self).operand()
    }

    fn search(&self) -> Result<Literal, Refused> {
        (**self).search()
    }
}
