//! Values that go to JavaScript and come back.

mod convert;
mod encode;
mod fields;
mod wire;

pub use convert::{FromValue, IntoValue};
pub use fields::Fields;
pub(crate) use wire::Wire;

use crate::{Date, Ref};
use std::borrow::Cow;

/// A value as the kernel takes and gives it. What is typed `any` in a library is just this.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// `undefined`, or `null`: libraries see no difference between an argument left out and this.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, which must be finite.
    Number(f64),
    /// A text.
    String(String),
    /// An array.
    List(Vec<Value>),
    /// Plain data, sent as it is. Unlike a map it keeps what is `null` in it; its objects are in the order of
    /// `serde_json`. What comes back is not of this kind, but a list or a map.
    Json(serde_json::Value),
    /// A map from text, in the order of its entries; also what comes back of an object literal.
    Map(Vec<(String, Value)>),
    /// A struct that goes to JavaScript by value: its type's name, and its fields. One that comes back is an object.
    Struct(Cow<'static, str>, Fields),
    /// A member of an enum: the type's name, `/`, and the member's.
    Enum(Cow<'static, str>),
    /// A moment.
    Date(Date),
    /// An object that lives in the kernel.
    Object(Ref),
}

impl Value {
    /// Whether it is `undefined` or `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null | Value::Json(serde_json::Value::Null))
    }

    /// What it is, for an error.
    pub(crate) fn what(&self) -> String {
        match self {
            Value::Null => "nothing".to_owned(),
            Value::Bool(_) => "a boolean".to_owned(),
            Value::Number(_) => "a number".to_owned(),
            Value::String(_) => "a text".to_owned(),
            Value::Json(_) => "plain data".to_owned(),
            Value::List(_) => "a list".to_owned(),
            Value::Map(_) => "a map".to_owned(),
            Value::Struct(fqn, _) => format!("a struct `{fqn}`"),
            Value::Enum(member) => format!("`{member}`"),
            Value::Date(_) => "a date".to_owned(),
            Value::Object(object) => format!("an object `{}`", object.class()),
        }
    }

    /// Calls `found` with each object in it.
    pub(crate) fn each_object(&self, found: &mut impl FnMut(&Ref)) {
        match self {
            Value::Object(object) => found(object),
            Value::List(items) => items.iter().for_each(|it| it.each_object(found)),
            Value::Map(entries) => entries.iter().for_each(|(_, it)| it.each_object(found)),
            Value::Struct(_, fields) => fields.iter().for_each(|(_, it)| it.each_object(found)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
