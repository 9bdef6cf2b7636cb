//! The fields of a struct under construction.

use super::{FromValue, IntoValue, Value};
use crate::{Ref, Result};

/// The fields of a struct, in the order in which they were first set.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fields(Vec<(&'static str, Value)>);

impl Fields {
    /// No field yet.
    pub fn new() -> Fields {
        Fields::default()
    }

    /// Sets a field; `Null` removes it, since a field that is `undefined` is one that is not there.
    pub fn set(&mut self, name: &'static str, value: impl IntoValue) {
        self.put(name, value.into_value());
    }

    fn put(&mut self, name: &'static str, value: Value) {
        let place = self.0.iter().position(|(known, _)| *known == name);
        match (place.and_then(|place| self.0.get_mut(place)), value.is_null()) {
            (Some(_), true) => self.0.retain(|(known, _)| *known != name),
            (Some(field), false) => field.1 = value,
            (None, true) => {}
            (None, false) => self.0.push((name, value)),
        }
    }

    /// The field of a name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The field of a name, as a type of Rust.
    #[track_caller]
    pub fn field<T: FromValue>(&self, name: &str) -> Result<T> {
        T::from_value(self.get(name).cloned().unwrap_or_default())
    }

    /// The fields of a struct that came back of JavaScript, which is an object there.
    #[track_caller]
    pub fn read(object: &Ref, names: &[&'static str]) -> Result<Fields> {
        let mut fields = Fields::new();
        for name in names {
            fields.put(name, object.get(name)?);
        }
        Ok(fields)
    }

    /// The fields that are set.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&'static str, &Value)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    /// A value of the struct that the fields are of.
    pub fn into_struct(self, fqn: &'static str) -> Value {
        Value::Struct(fqn.into(), self)
    }
}
