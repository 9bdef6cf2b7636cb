//! What can stand in a sentence.

use crate::Entity;
use jiff::{SignedDuration, civil::Date};
use std::borrow::Cow;

/// Something that can stand in a sentence.
///
/// A record implements [`Speak::field`] alone, a plain value [`Speak::value`], an enum both.
pub trait Speak: Sync {
    /// The value itself; a record has none.
    fn value(&self) -> Value<'_> {
        Value::Absent
    }

    /// The field `name`, where there is one.
    fn field(&self, name: &str) -> Option<Field<'_>> {
        let _ = name;
        None
    }

    /// The fact `name` of a declared value, where it has one, as it is on the day `today`.
    fn fact(&self, name: &str, today: Date) -> Option<Value<'_>> {
        let _ = (name, today);
        None
    }
}

/// A field: something that can stand in a sentence, or a computed value.
#[derive(Clone)]
pub enum Field<'a> {
    /// Borrowed from its record.
    Of(&'a dyn Speak),
    /// Computed.
    Value(Value<'a>),
}

impl<'a> Field<'a> {
    /// The value itself.
    pub fn value(self) -> Value<'a> {
        match self {
            Self::Of(speak) => speak.value(),
            Self::Value(value) => value,
        }
    }

    /// The field `name` within this one.
    pub fn field(self, name: &str) -> Option<Self> {
        match self {
            Self::Of(speak) => speak.field(name),
            Self::Value(_) => None,
        }
    }

    /// The fact `name` of this one, on the day `today`.
    pub fn fact(self, name: &str, today: Date) -> Option<Value<'a>> {
        match self {
            Self::Of(speak) => speak.fact(name, today),
            Self::Value(_) => None,
        }
    }
}

impl<'a, T: Speak> From<&'a T> for Field<'a> {
    fn from(speak: &'a T) -> Self {
        Self::Of(speak)
    }
}

impl<'a> From<Value<'a>> for Field<'a> {
    fn from(value: Value<'a>) -> Self {
        Self::Value(value)
    }
}

/// A value in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// None: its optional segment is left out.
    Absent,
    /// Text.
    Text(Cow<'a, str>),
    /// A number.
    Number(f64),
    /// A truth value.
    Bool(bool),
    /// A calendar date.
    Date(Date),
    /// A length of time.
    Duration(SignedDuration),
    /// A value of a custom type, spoken by its name in the locale.
    Named {
        /// The type, `Topic`.
        kind: &'a str,
        /// The value's id, `whales`.
        id: &'a str,
    },
    /// Elements; a record among them is [`Value::Absent`], and counts.
    List(Vec<Value<'a>>),
}

impl Speak for String {
    fn value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self))
    }
}

impl Speak for str {
    fn value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self))
    }
}

impl Speak for f64 {
    fn value(&self) -> Value<'_> {
        Value::Number(*self)
    }
}

impl Speak for i64 {
    fn value(&self) -> Value<'_> {
        #[allow(clippy::cast_precision_loss, reason = "a spoken number has no 53 bits")]
        Value::Number(*self as f64)
    }
}

impl Speak for usize {
    fn value(&self) -> Value<'_> {
        #[allow(clippy::cast_precision_loss, reason = "a spoken number has no 53 bits")]
        Value::Number(*self as f64)
    }
}

impl Speak for bool {
    fn value(&self) -> Value<'_> {
        Value::Bool(*self)
    }
}

impl Speak for Date {
    fn value(&self) -> Value<'_> {
        Value::Date(*self)
    }
}

impl Speak for SignedDuration {
    fn value(&self) -> Value<'_> {
        Value::Duration(*self)
    }
}

impl Speak for Entity {
    fn value(&self) -> Value<'_> {
        self.name.value()
    }

    fn field(&self, name: &str) -> Option<Field<'_>> {
        match name {
            "id" => Some(Field::from(&self.id)),
            "name" => Some(Field::from(&self.name)),
            _ => None,
        }
    }
}

impl<T: Speak> Speak for Option<T> {
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Absent, Speak::value)
    }

    fn field(&self, name: &str) -> Option<Field<'_>> {
        self.as_ref().and_then(|inner| inner.field(name))
    }

    fn fact(&self, name: &str, today: Date) -> Option<Value<'_>> {
        self.as_ref().and_then(|inner| inner.fact(name, today))
    }
}

impl<T: Speak> Speak for Vec<T> {
    fn value(&self) -> Value<'_> {
        self.as_slice().value()
    }
}

impl<T: Speak> Speak for [T] {
    fn value(&self) -> Value<'_> {
        Value::List(self.iter().map(Speak::value).collect())
    }
}

impl<T: Speak + ?Sized> Speak for &T {
    fn value(&self) -> Value<'_> {
        (**self).value()
    }

    fn field(&self, name: &str) -> Option<Field<'_>> {
        (**self).field(name)
    }

    fn fact(&self, name: &str, today: Date) -> Option<Value<'_>> {
        (**self).fact(name, today)
    }
}
