//! Places in a source file, carried from the YAML to the last message.

use serde::{Deserialize, Deserializer, de};
use std::{fmt, marker::PhantomData, ops::Range};

/// A place in one source file, in bytes from its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// Index of the file in the compiler's table of sources.
    pub file: u16,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// The text between `start` and `end` is the value letter for letter (no escape, no folding), so that a
    /// place within the value is a place within the file.
    pub verbatim: bool,
}

impl Span {
    /// The place of `range` (bytes of the value); the whole span where the text is not verbatim.
    pub fn within(self, range: Range<usize>) -> Self {
        let shift = |at: usize| u32::try_from(at).ok().and_then(|at| self.start.checked_add(at));
        match (self.verbatim, shift(range.start), shift(range.end)) {
            (true, Some(start), Some(end)) if start <= end && end <= self.end => Self { start, end, ..self },
            _ => self,
        }
    }
}

/// A value and where it was written.
#[derive(Debug, Clone, Default)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub span: Span,
}

/// What a deserialiser that knows places is asked for; see `codegen::syntax`.
pub const SPANNED: &str = "$sayso::Spanned";
/// The fields of [`SPANNED`], in order: file, start, end, verbatim, value.
pub const SPANNED_FIELDS: &[&str] = &["file", "start", "end", "verbatim", "value"];

impl<T> Spanned<T> {
    /// Pairs `value` with its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

impl<T> std::ops::Deref for Spanned<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// Two values are equal wherever they stand.
impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}
impl<T: Eq> Eq for Spanned<T> {}
impl<T: std::hash::Hash> std::hash::Hash for Spanned<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl<T: fmt::Display> fmt::Display for Spanned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Spanned<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> de::Visitor<'de> for Visit<T> {
            type Value = Spanned<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value with its place")
            }
            fn visit_seq<A: de::SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let missing = || de::Error::custom("the deserialiser does not know places");
                let span = Span {
                    file: seq.next_element()?.ok_or_else(missing)?,
                    start: seq.next_element()?.ok_or_else(missing)?,
                    end: seq.next_element()?.ok_or_else(missing)?,
                    verbatim: seq.next_element()?.ok_or_else(missing)?,
                };
                Ok(Spanned { value: seq.next_element()?.ok_or_else(missing)?, span })
            }
        }
        deserializer.deserialize_struct(SPANNED, SPANNED_FIELDS, Visit(PhantomData))
    }
}

/// The schema of a spanned value is the value's.
#[cfg(feature = "json-schema")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Spanned<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }
    fn schema_id() -> std::borrow::Cow<'static, str> {
        T::schema_id()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }
}
