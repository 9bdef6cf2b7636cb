//! What generated bindings have in common. Nothing here is called by hand.
//!
//! Each is short and generic, so that it is compiled only where an app uses it.

use crate::{
    Call, Error, Fields, FromValue, IntoValue, Kind, Lives, Object, ObjectBuilder, Ref, Result, Value,
};

/// Every object of this type is a `T`, too: `T` is an ancestor class or an interface of it.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` is no `{T}`",
    note = "an object is taken for something that it is only in JavaScript by `cast`"
)]
pub trait Is<T>: AsRef<Ref> {}

impl<T, A: Is<T>> Is<T> for &A {}

/// What a class or an interface is: `handle!(Name, Base, "full name", [ancestors])` for a `struct Name(Base)`.
#[macro_export]
macro_rules! handle {
    ($name:ident, $base:ty, $fqn:literal, [$($ancestor:ty),*]) => {
        impl $crate::Object for $name {
            const FQN: &'static str = $fqn;
        }

        impl From<$crate::Ref> for $name {
            #[inline]
            fn from(object: $crate::Ref) -> Self {
                Self(object.into())
            }
        }

        impl AsRef<$crate::Ref> for $name {
            #[inline]
            fn as_ref(&self) -> &$crate::Ref {
                self.0.as_ref()
            }
        }

        impl ::std::ops::Deref for $name {
            type Target = $base;

            #[inline]
            fn deref(&self) -> &$base {
                &self.0
            }
        }

        impl From<&$name> for $name {
            #[inline]
            fn from(object: &$name) -> Self {
                object.clone()
            }
        }

        impl<T: $crate::bound::Is<$name>> From<T> for $name {
            #[inline]
            fn from(object: T) -> Self {
                object.as_ref().clone().into()
            }
        }

        $(impl $crate::bound::Is<$ancestor> for $name {})*
    };
}

/// The error of a value that is nothing of what was expected.
#[track_caller]
pub fn unexpected(expected: &str, value: &Value) -> Error {
    Error::of(Kind::Usage, format!("{expected} was expected, but there is {}", value.what()))
}

/// What becomes a `T`, as a value.
#[inline]
pub fn value<T: IntoValue>(value: impl Into<T>) -> Value {
    value.into().into_value()
}

/// What may be left out, as a value.
#[inline]
pub fn optional<T: IntoValue>(value: impl Into<Option<T>>) -> Value {
    value.into().into_value()
}

/// A list of what becomes `T`s.
#[inline]
pub fn list<T: IntoValue>(items: impl IntoIterator<Item = impl Into<T>>) -> Value {
    Value::List(items.into_iter().map(value::<T>).collect())
}

/// A list of anything.
#[inline]
pub fn any_list(items: impl IntoIterator<Item = impl IntoValue>) -> Value {
    Value::List(items.into_iter().map(IntoValue::into_value).collect())
}

/// A map to what becomes `T`s.
#[inline]
pub fn map<T: IntoValue>(entries: impl IntoIterator<Item = (impl Into<String>, impl Into<T>)>) -> Value {
    Value::Map(entries.into_iter().map(|(key, item)| (key.into(), value::<T>(item))).collect())
}

/// A map to anything.
#[inline]
pub fn any_map(entries: impl IntoIterator<Item = (impl Into<String>, impl IntoValue)>) -> Value {
    Value::Map(entries.into_iter().map(|(key, item)| (key.into(), item.into_value())).collect())
}

/// Arguments, followed by those that a list stands for.
#[inline]
pub fn spread(mut arguments: Vec<Value>, rest: Value) -> Vec<Value> {
    match rest {
        Value::List(items) => arguments.extend(items),
        other => arguments.push(other),
    }
    arguments
}

/// Makes an object, in the kernel where something lives.
#[inline]
#[track_caller]
pub fn create<T: Object>(at: &impl Lives, arguments: Vec<Value>) -> Result<T> {
    Ok(T::from(at.kernel().create(T::FQN, arguments)?))
}

/// Calls a method.
#[inline]
#[track_caller]
pub fn call<T: FromValue>(of: &impl AsRef<Ref>, method: &str, arguments: Vec<Value>) -> Result<T> {
    T::from_value(of.as_ref().call(method, arguments)?)
}

/// Calls a method that returns a promise, and waits for it.
#[inline]
#[track_caller]
pub fn call_async<T: FromValue>(of: &impl AsRef<Ref>, method: &str, arguments: Vec<Value>) -> Result<T> {
    T::from_value(of.as_ref().call_async(method, arguments)?)
}

/// Reads a property.
#[inline]
#[track_caller]
pub fn get<T: FromValue>(of: &impl AsRef<Ref>, property: &str) -> Result<T> {
    T::from_value(of.as_ref().get(property)?)
}

/// Writes a property.
#[inline]
#[track_caller]
pub fn set(of: &impl AsRef<Ref>, property: &str, value: Value) -> Result<()> {
    of.as_ref().set(property, value)
}

/// Calls a static method.
#[inline]
#[track_caller]
pub fn call_static<C: Object, T: FromValue>(
    at: &impl Lives,
    method: &str,
    arguments: Vec<Value>,
) -> Result<T> {
    T::from_value(at.kernel().call_static(C::FQN, method, arguments)?)
}

/// Reads a static property.
#[inline]
#[track_caller]
pub fn get_static<C: Object, T: FromValue>(at: &impl Lives, property: &str) -> Result<T> {
    T::from_value(at.kernel().get_static(C::FQN, property)?)
}

/// Writes a static property.
#[inline]
#[track_caller]
pub fn set_static<C: Object>(at: &impl Lives, property: &str, value: Value) -> Result<()> {
    at.kernel().set_static(C::FQN, property, value)
}

/// An object about to be made, of an interface that Rust implements.
#[inline]
pub fn implementing<T: Object>(at: &impl Lives) -> ObjectBuilder<'_> {
    at.kernel().object("Object").implements(T::FQN)
}

/// The arguments of a call from a place on.
#[track_caller]
pub fn rest<T: FromValue>(call: &Call, place: usize) -> Result<Vec<T>> {
    let rest = call.args().get(place..).unwrap_or_default();
    Vec::from_value(Value::List(rest.to_vec()))
}

/// The member of an enum that came.
#[track_caller]
#[expect(
    clippy::needless_pass_by_value,
    reason = "generated code has the value, and nothing else to do with it"
)]
pub fn member<T: Copy>(value: Value, expected: &str, members: &[(&str, T)]) -> Result<T> {
    let name = match &value {
        Value::Enum(name) => name.rsplit('/').next(),
        _ => None,
    };
    match members.iter().find(|(member, _)| Some(*member) == name) {
        Some((_, member)) => Ok(*member),
        None => Err(unexpected(expected, &value)),
    }
}

/// The fields that a struct must have.
#[inline]
pub fn given<const N: usize>(given: [(&'static str, Value); N]) -> Fields {
    let mut fields = Fields::new();
    for (name, value) in given {
        fields.set(name, value);
    }
    fields
}

/// The fields of a struct that came: by reference, or as an object literal.
#[track_caller]
pub fn fields(value: Value, fqn: &str, names: &[&'static str]) -> Result<Fields> {
    let entries = match value {
        Value::Object(object) => return Fields::read(&object.implementing(fqn), names),
        Value::Struct(_, fields) => return Ok(fields),
        Value::Map(entries) => entries,
        other => return Err(unexpected(&format!("a struct `{fqn}`"), &other)),
    };
    let mut fields = Fields::new();
    for (key, value) in entries {
        if let Some(name) = names.iter().find(|name| **name == key) {
            fields.set(name, value);
        }
    }
    Ok(fields)
}

/// Whether an object is data, which has no class.
pub fn is_data(value: &Value) -> bool {
    match value {
        Value::Object(object) => object.class() == "Object",
        _ => true,
    }
}
