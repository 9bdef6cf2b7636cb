//! Between values and Rust's own types.

use super::Value;
use crate::{Date, Error, Kind, Object, Ref, Result};
use std::{
    collections::{BTreeMap, HashMap},
    hash::BuildHasher,
};

/// What can be sent to JavaScript.
pub trait IntoValue {
    /// The value to send.
    fn into_value(self) -> Value;
}

/// What can be made of what JavaScript gave.
pub trait FromValue: Sized {
    /// It, or an error that says what came instead.
    #[track_caller]
    fn from_value(value: Value) -> Result<Self>;
}

/// The error of a value of another type.
#[track_caller]
pub(crate) fn mismatch(expected: &str, value: &Value) -> Error {
    Error::of(Kind::Usage, format!("{expected} was expected, but there is {}", value.what()))
}

impl IntoValue for Value {
    fn into_value(self) -> Value {
        self
    }
}

impl FromValue for Value {
    fn from_value(value: Value) -> Result<Value> {
        Ok(value)
    }
}

impl IntoValue for () {
    fn into_value(self) -> Value {
        Value::Null
    }
}

/// Whatever comes back of a call that gives nothing.
impl FromValue for () {
    fn from_value(_: Value) -> Result<()> {
        Ok(())
    }
}

impl IntoValue for &Value {
    fn into_value(self) -> Value {
        self.clone()
    }
}

impl IntoValue for bool {
    fn into_value(self) -> Value {
        Value::Bool(self)
    }
}

impl FromValue for bool {
    #[track_caller]
    fn from_value(value: Value) -> Result<bool> {
        match value {
            Value::Bool(value) => Ok(value),
            other => Err(mismatch("a boolean", &other)),
        }
    }
}

impl IntoValue for &str {
    fn into_value(self) -> Value {
        Value::String(self.to_owned())
    }
}

impl IntoValue for String {
    fn into_value(self) -> Value {
        Value::String(self)
    }
}

impl IntoValue for &String {
    fn into_value(self) -> Value {
        Value::String(self.clone())
    }
}

impl FromValue for String {
    #[track_caller]
    fn from_value(value: Value) -> Result<String> {
        match value {
            Value::String(value) => Ok(value),
            other => Err(mismatch("a text", &other)),
        }
    }
}

impl IntoValue for f64 {
    fn into_value(self) -> Value {
        Value::Number(self)
    }
}

impl FromValue for f64 {
    #[track_caller]
    fn from_value(value: Value) -> Result<f64> {
        match value {
            Value::Number(value) => Ok(value),
            other => Err(mismatch("a number", &other)),
        }
    }
}

impl IntoValue for i32 {
    fn into_value(self) -> Value {
        Value::Number(f64::from(self))
    }
}

impl IntoValue for u32 {
    fn into_value(self) -> Value {
        Value::Number(f64::from(self))
    }
}

impl IntoValue for Date {
    fn into_value(self) -> Value {
        Value::Date(self)
    }
}

impl FromValue for Date {
    #[track_caller]
    fn from_value(value: Value) -> Result<Date> {
        match value {
            Value::Date(date) => Ok(date),
            other => Err(mismatch("a date", &other)),
        }
    }
}

impl IntoValue for Ref {
    fn into_value(self) -> Value {
        Value::Object(self)
    }
}

impl IntoValue for &Ref {
    fn into_value(self) -> Value {
        Value::Object(self.clone())
    }
}

impl FromValue for Ref {
    #[track_caller]
    fn from_value(value: Value) -> Result<Ref> {
        match value {
            Value::Object(object) => Ok(object),
            other => Err(mismatch("an object", &other)),
        }
    }
}

impl<T: Object> IntoValue for T {
    fn into_value(self) -> Value {
        Value::Object(self.as_ref().clone())
    }
}

impl<T: Object> FromValue for T {
    #[track_caller]
    fn from_value(value: Value) -> Result<T> {
        match value {
            Value::Object(object) => Ok(T::from(object)),
            other => Err(mismatch(&format!("an object `{}`", T::FQN), &other)),
        }
    }
}

impl<T: IntoValue> IntoValue for Option<T> {
    fn into_value(self) -> Value {
        self.map_or(Value::Null, T::into_value)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    #[track_caller]
    fn from_value(value: Value) -> Result<Option<T>> {
        match value {
            Value::Null => Ok(None),
            value => Ok(Some(T::from_value(value)?)),
        }
    }
}

impl<T: IntoValue> IntoValue for Vec<T> {
    fn into_value(self) -> Value {
        Value::List(self.into_iter().map(T::into_value).collect())
    }
}

impl<T: IntoValue, const N: usize> IntoValue for [T; N] {
    fn into_value(self) -> Value {
        Value::List(self.into_iter().map(T::into_value).collect())
    }
}

impl<T: FromValue> FromValue for Vec<T> {
    #[track_caller]
    fn from_value(value: Value) -> Result<Vec<T>> {
        let Value::List(items) = value else { return Err(mismatch("a list", &value)) };
        let mut list = Vec::with_capacity(items.len());
        for item in items {
            list.push(T::from_value(item)?);
        }
        Ok(list)
    }
}

impl<K: Into<String>, T: IntoValue> IntoValue for BTreeMap<K, T> {
    fn into_value(self) -> Value {
        Value::Map(self.into_iter().map(|(key, value)| (key.into(), value.into_value())).collect())
    }
}

/// The entries of a map, or of an object literal.
#[track_caller]
fn entries(value: Value) -> Result<Vec<(String, Value)>> {
    match value {
        Value::Map(entries) => Ok(entries),
        other => Err(mismatch("a map", &other)),
    }
}

impl<T: FromValue> FromValue for BTreeMap<String, T> {
    #[track_caller]
    fn from_value(value: Value) -> Result<Self> {
        let mut map = BTreeMap::new();
        for (key, value) in entries(value)? {
            map.insert(key, T::from_value(value)?);
        }
        Ok(map)
    }
}

impl<T: FromValue, S: BuildHasher + Default> FromValue for HashMap<String, T, S> {
    #[track_caller]
    fn from_value(value: Value) -> Result<Self> {
        let mut map = HashMap::default();
        for (key, value) in entries(value)? {
            map.insert(key, T::from_value(value)?);
        }
        Ok(map)
    }
}

impl IntoValue for serde_json::Value {
    fn into_value(self) -> Value {
        Value::Json(self)
    }
}

/// Plain data; an object of the kernel has no such form.
impl FromValue for serde_json::Value {
    #[track_caller]
    fn from_value(value: Value) -> Result<serde_json::Value> {
        use serde_json::Value as Json;
        Ok(match value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(value),
            Value::Number(value) => number(value),
            Value::String(text) => Json::String(text),
            Value::Json(data) => data,
            Value::List(_) => Json::Array(Vec::from_value(value)?),
            Value::Map(_) => Json::Object(BTreeMap::<String, Json>::from_value(value)?.into_iter().collect()),
            other => return Err(mismatch("plain data", &other)),
        })
    }
}

/// JavaScript has one kind of number; those without a fraction are integers in JSON.
#[expect(clippy::cast_possible_truncation, reason = "only integers of that range are cast")]
fn number(value: f64) -> serde_json::Value {
    const SAFE: f64 = 9_007_199_254_740_991.0;
    if value.fract() == 0.0 && value.abs() <= SAFE { (value as i64).into() } else { value.into() }
}
