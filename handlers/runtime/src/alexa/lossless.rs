//! Objects of which some fields are known and none is lost.
//!
//! serde's `flatten` does the same, but reads what it does not know into trees, which costs more than everything else
//! that is done about a request. Here it stays text.

use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap};
use serde_json::value::RawValue;
use std::{borrow::Cow, fmt};

/// Fields that have no type here, as JSON text in the order in which they came. `Debug` prints their names alone,
/// since nobody knows what they hold.
#[derive(Clone, Default)]
pub struct Other(Vec<(String, Box<RawValue>)>);

impl Other {
    /// The JSON text of the field `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.get())
    }

    pub(super) fn push(&mut self, name: Cow<'_, str>, value: Box<RawValue>) {
        self.0.push((name.into_owned(), value));
    }

    pub(super) fn serialize<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        self.0.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))
    }
}

impl fmt::Debug for Other {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// Equal text, as it came.
impl PartialEq for Other {
    fn eq(&self, other: &Self) -> bool {
        let text = |Self(fields): &Self| -> Vec<(String, String)> {
            fields.iter().map(|(name, value)| (name.clone(), value.get().to_owned())).collect()
        };
        text(self) == text(other)
    }
}

/// The name of a field, borrowed from the text where that is possible.
#[derive(Deserialize)]
pub(super) struct Name<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

/// A token. `Debug` does not print it; serialising an envelope does.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The token itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// Declares an object: each field is optional, and known by a JSON name. A field that is `null` is as good as absent.
macro_rules! lossless {
    ($(#[$about:meta])* pub struct $object:ident {
        $($(#[$doc:meta])* pub $field:ident: $kind:ty = $name:literal,)*
    }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct $object {
            $($(#[$doc])* pub $field: Option<$kind>,)*
            /// Everything else.
            pub other: $crate::alexa::Other,
        }

        impl<'de> serde::Deserialize<'de> for $object {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visit;
                impl<'de> serde::de::Visitor<'de> for Visit {
                    type Value = $object;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("an object")
                    }
                    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<$object, A::Error> {
                        let mut object = $object::default();
                        while let Some($crate::alexa::lossless::Name(name)) = map.next_key()? {
                            match name.as_ref() {
                                $($name => object.$field = map.next_value()?,)*
                                _ => object.other.push(name, map.next_value()?),
                            }
                        }
                        Ok(object)
                    }
                }
                deserializer.deserialize_map(Visit)
            }
        }

        impl serde::Serialize for $object {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap;
                let mut map = serializer.serialize_map(None)?;
                $(if let Some(value) = &self.$field {
                    map.serialize_entry($name, value)?;
                })*
                self.other.serialize(&mut map)?;
                map.end()
            }
        }
    };
}
pub(super) use lossless;
