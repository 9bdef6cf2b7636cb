//! From values to the wire's JSON.

use super::{Fields, Value};
use serde::{
    Serialize, Serializer,
    ser::{Error as _, SerializeMap as _},
};

/// A value under the one key that says what it is.
struct Tagged<'a, T: ?Sized>(&'static str, &'a T);

impl<T: Serialize + ?Sized> Serialize for Tagged<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(1))?;
        map.serialize_entry(self.0, self.1)?;
        map.end()
    }
}

/// A map whose entries stay in their order.
struct Entries<'a>(&'a [(String, Value)]);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.iter())
    }
}

#[derive(Serialize)]
struct Struct<'a> {
    fqn: &'a str,
    data: &'a Fields,
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => to.serialize_unit(),
            Value::Bool(value) => to.serialize_bool(*value),
            // JSON has no word for these, and `null` would pass for an argument left out.
            Value::Number(value) if !value.is_finite() => {
                Err(S::Error::custom(format!("the number {value} cannot be sent: it is not finite")))
            }
            Value::Number(value) => to.serialize_f64(*value),
            Value::String(value) => to.serialize_str(value),
            Value::Json(data) => data.serialize(to),
            Value::List(items) => to.collect_seq(items),
            Value::Map(entries) => Tagged("$jsii.map", &Entries(entries)).serialize(to),
            Value::Struct(fqn, data) => Tagged("$jsii.struct", &Struct { fqn, data }).serialize(to),
            Value::Enum(member) => Tagged("$jsii.enum", member.as_ref()).serialize(to),
            Value::Date(date) => Tagged("$jsii.date", &date.to_string()).serialize(to),
            Value::Object(object) => object.serialize(to),
        }
    }
}
