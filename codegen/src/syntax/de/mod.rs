//! Reads a tree into the types of the spec.
//!
//! Three things are more than a usual format does: [`Spanned`](sayso_schemas::span::Spanned) values and keys get
//! their place; an enum of verbs takes the whole mapping, by the first variant whose name is one of its keys; any
//! unquoted scalar but null is a text where a text is wanted (`when: 404`).

mod access;
mod enums;
mod fault;
mod key;
#[cfg(test)]
mod tests;

use super::tree::{Kind, Node, Scalar};
use crate::diagnostic::{Code, Diagnostic};
use access::{Elements, Entries, SpannedFields};
use enums::{Unit, Variant};
use fault::Fault;
use sayso_schemas::span::SPANNED;
use serde::de::{DeserializeOwned, Deserializer, Visitor};

/// A value of type `T` from `node`.
///
/// A tree that passed [`Shape::check`](super::Shape::check) can be read into the type of the shape; what is wrong
/// otherwise is told at the innermost value concerned.
pub fn read<T: DeserializeOwned>(node: &Node) -> Result<T, Diagnostic> {
    T::deserialize(Value(node)).map_err(|fault| {
        let (message, span) = fault.into_parts();
        Diagnostic::error(Code::UNREADABLE, message).at(span.unwrap_or(node.span), "")
    })
}

/// A value of the tree as serde sees it.
#[derive(Clone, Copy)]
struct Value<'a>(&'a Node);

impl<'a> Value<'a> {
    fn scalar(self, wanted: &str) -> Result<&'a Scalar, Fault> {
        self.0.scalar().ok_or_else(|| self.not(wanted))
    }

    fn text(self) -> Result<&'a str, Fault> {
        self.0.as_str().ok_or_else(|| self.not("a text"))
    }

    fn not(self, wanted: &str) -> Fault {
        Fault::at(format!("expected {wanted}, found {}", self.0.described()), self.0.span)
    }

    /// Runs `visit` and places what goes wrong in it at this value, unless it has a place already.
    fn placed<T>(self, visit: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
        visit().map_err(|fault| fault.or_at(self.0.span))
    }
}

/// Whole numbers and floats, each through the widest type of its kind.
macro_rules! numbers {
    ($($method:ident => $read:ident, $visit:ident, $wanted:literal;)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            let number = self.scalar($wanted)?.$read().ok_or_else(|| self.not($wanted))?;
            self.placed(|| visitor.$visit(number))
        })+
    };
}

impl<'de> Deserializer<'de> for Value<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.0.kind {
            Kind::List(_) => self.deserialize_seq(visitor),
            Kind::Map(_) => self.deserialize_map(visitor),
            Kind::Scalar(scalar) => self.placed(|| {
                if scalar.is_null() {
                    visitor.visit_unit()
                } else if let Some(bool) = scalar.as_bool() {
                    visitor.visit_bool(bool)
                } else if let Some(number) = scalar.as_i64() {
                    visitor.visit_i64(number)
                } else if let Some(number) = scalar.as_u64() {
                    visitor.visit_u64(number)
                } else if let Some(number) = scalar.as_f64() {
                    visitor.visit_f64(number)
                } else {
                    visitor.visit_borrowed_str(&scalar.text)
                }
            }),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let bool = self.0.as_bool().ok_or_else(|| self.not("`true` or `false`"))?;
        self.placed(|| visitor.visit_bool(bool))
    }

    numbers! {
        deserialize_i8 => as_i64, visit_i64, "a whole number";
        deserialize_i16 => as_i64, visit_i64, "a whole number";
        deserialize_i32 => as_i64, visit_i64, "a whole number";
        deserialize_i64 => as_i64, visit_i64, "a whole number";
        deserialize_u8 => as_u64, visit_u64, "a whole number that is not negative";
        deserialize_u16 => as_u64, visit_u64, "a whole number that is not negative";
        deserialize_u32 => as_u64, visit_u64, "a whole number that is not negative";
        deserialize_u64 => as_u64, visit_u64, "a whole number that is not negative";
        deserialize_f32 => as_f64, visit_f64, "a number";
        deserialize_f64 => as_f64, visit_f64, "a number";
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let text = self.text()?;
        self.placed(|| visitor.visit_borrowed_str(text))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.0.is_null() { self.placed(|| visitor.visit_unit()) } else { Err(self.not("nothing")) }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.0.kind {
            Kind::List(items) => self.placed(|| visitor.visit_seq(Elements(items.iter()))),
            _ => Err(self.not("a list")),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.0.kind {
            Kind::Map(entries) => self.placed(|| visitor.visit_map(Entries::of(entries))),
            _ => Err(self.not("a mapping")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if name == SPANNED {
            return visitor.visit_seq(SpannedFields::of(self.0.span, self));
        }
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let name = enums::variant(self.0, variants).ok_or_else(|| self.not(&enums::wanted(variants)))?;
        self.placed(|| match self.0.kind {
            Kind::Scalar(_) if name != enums::SCALAR => visitor.visit_enum(Unit(name)),
            _ => visitor.visit_enum(Variant { name, content: self }),
        })
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }
}
