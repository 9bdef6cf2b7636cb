//! Lists, mappings and places as serde walks through them.

use super::{Fault, Value, key::KeyText};
use crate::syntax::tree::{Key, Node};
use sayso_schemas::span::Span;
use serde::{
    Deserializer,
    de::{DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess},
};

/// The elements of a list.
pub(super) struct Elements<'a>(pub(super) std::slice::Iter<'a, Node>);

impl<'de> SeqAccess<'de> for Elements<'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        self.0
            .next()
            .map(|node| seed.deserialize(Value(node)).map_err(|fault| fault.or_at(node.span)))
            .transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The keys and values of a mapping.
pub(super) struct Entries<'a> {
    rest: std::slice::Iter<'a, (Key, Node)>,
    value: Option<&'a Node>,
}

impl<'a> Entries<'a> {
    pub(super) fn of(entries: &'a [(Key, Node)]) -> Self {
        Self { rest: entries.iter(), value: None }
    }
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some((key, value)) = self.rest.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(KeyText(key)).map(Some).map_err(|fault| fault.or_at(key.span))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let node = self
            .value
            .take()
            .ok_or_else(|| serde::de::Error::custom("a value is asked for before its key"))?;
        seed.deserialize(Value(node)).map_err(|fault| fault.or_at(node.span))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The fields of [`Spanned`](sayso_schemas::span::Spanned), in the order of
/// [`SPANNED_FIELDS`](sayso_schemas::span::SPANNED_FIELDS).
pub(super) struct SpannedFields<D> {
    span: Span,
    next: u8,
    content: Option<D>,
}

impl<D> SpannedFields<D> {
    pub(super) fn of(span: Span, content: D) -> Self {
        Self { span, next: 0, content: Some(content) }
    }
}

impl<'de, D: Deserializer<'de, Error = Fault>> SeqAccess<'de> for SpannedFields<D> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        let field = self.next;
        self.next = field.saturating_add(1);
        let Span { file, start, end, verbatim } = self.span;
        match field {
            0 => seed.deserialize(file.into_deserializer()).map(Some),
            1 => seed.deserialize(start.into_deserializer()).map(Some),
            2 => seed.deserialize(end.into_deserializer()).map(Some),
            3 => seed.deserialize(verbatim.into_deserializer()).map(Some),
            _ => self.content.take().map(|content| seed.deserialize(content)).transpose(),
        }
    }
}
