//! Enums: verbs by a key of the mapping, the short form `$scalar`, and plain choices by their name.

use super::{Fault, Value};
use crate::{
    diagnostic::listed,
    syntax::tree::{Kind, Node},
};
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer, VariantAccess, Visitor};

/// The variant that stands for a bare scalar.
pub(super) const SCALAR: &str = "$scalar";

/// The variant that `node` is written as: of a mapping the first that names a key of it; of a scalar the one of that
/// name, else the short form.
pub(super) fn variant(node: &Node, variants: &'static [&'static str]) -> Option<&'static str> {
    let mut variants = variants.iter().copied();
    match &node.kind {
        Kind::Map(_) => variants.find(|name| node.get(name).is_some()),
        Kind::Scalar(_) => {
            let text = node.as_str()?;
            let short = variants.clone().find(|name| *name == SCALAR);
            variants.find(|name| *name == text && *name != SCALAR).or(short)
        }
        Kind::List(_) => None,
    }
}

/// What an enum of `variants` wants.
pub(super) fn wanted(variants: &'static [&'static str]) -> String {
    format!("one of {}", listed(variants.iter().copied().filter(|name| *name != SCALAR), "and"))
}

/// A choice by its name alone.
pub(super) struct Unit<'a>(pub(super) &'a str);

impl<'de> EnumAccess<'de> for Unit<'_> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Fault> {
        Ok((seed.deserialize(self.0.into_deserializer())?, self))
    }
}

impl Unit<'_> {
    fn needs_content<T>(&self) -> Result<T, Fault> {
        Err(Fault::custom(format!("`{}` is not written alone", self.0)))
    }
}

impl<'de> VariantAccess<'de> for Unit<'_> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Fault> {
        self.needs_content()
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Fault> {
        self.needs_content()
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Fault> {
        self.needs_content()
    }
}

/// A verb and the whole mapping, or the short form and the scalar.
pub(super) struct Variant<'a> {
    pub(super) name: &'static str,
    pub(super) content: Value<'a>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Fault;
    type Variant = Value<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Value<'de>), Fault> {
        Ok((seed.deserialize(self.name.into_deserializer())?, self.content))
    }
}

impl<'de> VariantAccess<'de> for Value<'de> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        Err(Fault::at("expected a name alone".to_owned(), self.0.span))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_map(visitor)
    }
}
