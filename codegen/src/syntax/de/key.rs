//! Keys as serde sees them.

use super::{Fault, SpannedFields, Unit};
use crate::syntax::tree::Key;
use sayso_schemas::span::SPANNED;
use serde::{
    de::{Deserializer, Visitor},
    forward_to_deserialize_any,
};

/// A key: a text, whatever is asked for, or a text with its place.
#[derive(Clone, Copy)]
pub(super) struct KeyText<'a>(pub(super) &'a Key);

impl<'de> Deserializer<'de> for KeyText<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_borrowed_str(&self.0.text)
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
        self.deserialize_any(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_enum(Unit(&self.0.text))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        seq tuple tuple_struct map identifier ignored_any
    }
}
