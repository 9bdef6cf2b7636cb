//! From the wire's JSON to values. Objects keep the order of their keys, which matters to what CDK writes.

use super::Value;
use crate::{Error, Kernel, Kind, Ref, Result};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use std::fmt;

/// JSON whose objects are in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Wire {
    #[default]
    Null,
    Bool(bool),
    Number(f64),
    String(String),
    List(Vec<Wire>),
    Object(Vec<(String, Wire)>),
}

impl<'de> Deserialize<'de> for Wire {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Wire, D::Error> {
        from.deserialize_any(Json)
    }
}

struct Json;

impl<'de> Visitor<'de> for Json {
    type Value = Wire;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Wire, E> {
        Ok(Wire::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Wire, E> {
        Ok(Wire::Bool(value))
    }

    #[expect(clippy::cast_precision_loss, reason = "JavaScript's numbers are of this precision")]
    fn visit_u64<E>(self, value: u64) -> Result<Wire, E> {
        Ok(Wire::Number(value as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "JavaScript's numbers are of this precision")]
    fn visit_i64<E>(self, value: i64) -> Result<Wire, E> {
        Ok(Wire::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Wire, E> {
        Ok(Wire::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Wire, E> {
        Ok(Wire::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Wire, E> {
        Ok(Wire::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Wire, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Wire::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Wire, A::Error> {
        let mut object = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            object.push(entry);
        }
        Ok(Wire::Object(object))
    }
}

impl Wire {
    /// The value that it stands for, whose objects live in `kernel`.
    #[track_caller]
    pub fn into_value(self, kernel: &Kernel) -> Result<Value> {
        Ok(match self {
            Wire::Null => Value::Null,
            Wire::Bool(value) => Value::Bool(value),
            Wire::Number(value) => Value::Number(value),
            Wire::String(value) => Value::String(value),
            Wire::List(items) => Value::List(list(items, kernel)?),
            Wire::Object(entries) => object(entries, kernel)?,
        })
    }
}

#[track_caller]
fn list(items: Vec<Wire>, kernel: &Kernel) -> Result<Vec<Value>> {
    let mut values = Vec::with_capacity(items.len());
    for item in items {
        values.push(item.into_value(kernel)?);
    }
    Ok(values)
}

#[track_caller]
fn map(entries: Vec<(String, Wire)>, kernel: &Kernel) -> Result<Value> {
    let mut values = Vec::with_capacity(entries.len());
    for (key, value) in entries {
        values.push((key, value.into_value(kernel)?));
    }
    Ok(Value::Map(values))
}

/// An object literal, or what stands for another kind of value under one key of the wire's own.
#[track_caller]
fn object(mut entries: Vec<(String, Wire)>, kernel: &Kernel) -> Result<Value> {
    let Some(place) = entries.iter().position(|(key, _)| key.starts_with("$jsii.") && key != INTERFACES)
    else {
        return map(entries, kernel);
    };
    let (key, value) = entries.swap_remove(place);
    match (key.as_str(), value) {
        ("$jsii.byref", Wire::String(id)) => {
            let interfaces = entries.into_iter().find(|(key, _)| key == INTERFACES).map(|(_, value)| value);
            Ok(Value::Object(Ref::received(kernel, id, texts(interfaces))))
        }
        ("$jsii.map", Wire::Object(entries)) => map(entries, kernel),
        ("$jsii.enum", Wire::String(member)) => Ok(Value::Enum(member.into())),
        ("$jsii.date", Wire::String(date)) => match date.parse() {
            Ok(date) => Ok(Value::Date(date)),
            Err(error) => Err(Error::of(Kind::Protocol, format!("the kernel sent `{date}`: {error}"))),
        },
        (key, _) => Err(Error::of(Kind::Protocol, format!("the kernel sent a `{key}` that makes no sense"))),
    }
}

const INTERFACES: &str = "$jsii.interfaces";

fn texts(list: Option<Wire>) -> Vec<String> {
    let Some(Wire::List(items)) = list else { return Vec::new() };
    let text = |it| match it {
        Wire::String(text) => Some(text),
        _ => None,
    };
    items.into_iter().filter_map(text).collect()
}
