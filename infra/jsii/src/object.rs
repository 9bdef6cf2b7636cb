//! Objects that live in a kernel.

use crate::{FromValue, IntoValue, Kernel, Promise, Result, Value, request};
use serde::{Serialize, Serializer, ser::SerializeMap as _};
use std::{fmt, rc::Rc};

/// What lives in a kernel, or is one: wherever an object is made, this says in which kernel.
pub trait Lives {
    /// The kernel.
    fn kernel(&self) -> &Kernel;
}

impl Lives for Kernel {
    fn kernel(&self) -> &Kernel {
        self
    }
}

impl<T: AsRef<Ref>> Lives for T {
    fn kernel(&self) -> &Kernel {
        &self.as_ref().kernel
    }
}

/// A type of Rust for a class or an interface of a library: a reference, with methods.
pub trait Object: Clone + From<Ref> + AsRef<Ref> {
    /// The name of the class or interface, with its package.
    const FQN: &'static str;
}

/// A reference to an object of JavaScript. A copy refers to the same object.
#[derive(Clone)]
pub struct Ref {
    kernel: Kernel,
    id: Rc<str>,
    /// What it is known to be beside its class.
    interfaces: Rc<[String]>,
}

impl Ref {
    pub(crate) fn received(kernel: &Kernel, id: String, interfaces: Vec<String>) -> Ref {
        Ref { kernel: kernel.clone(), id: id.into(), interfaces: interfaces.into() }
    }

    /// The kernel's name for the object.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name of its class, or `Object`.
    pub fn class(&self) -> &str {
        self.id.rsplit_once('@').map_or(&*self.id, |(class, _)| class)
    }

    /// The interfaces that it is known to implement, beside those of its class.
    pub fn interfaces(&self) -> impl Iterator<Item = &str> {
        self.interfaces.iter().map(String::as_str)
    }

    /// The object, taken for a `T`. This is not checked: where it is none, calls fail.
    pub fn cast<T: Object>(&self) -> T {
        T::from(self.implementing(T::FQN))
    }

    /// The object, taken for one that also implements an interface (or is of a class), by name.
    pub fn implementing(&self, fqn: &str) -> Ref {
        let known = fqn == self.class() || self.interfaces().any(|it| it == fqn);
        let more = (!known).then(|| fqn.to_owned());
        let interfaces = self.interfaces.iter().cloned().chain(more).collect();
        Ref { kernel: self.kernel.clone(), id: self.id.clone(), interfaces }
    }

    /// Calls a method. Within an override, this is the method that was overridden.
    #[track_caller]
    pub fn call(&self, method: &str, args: Vec<Value>) -> Result<Value> {
        request::invoke(self, method, args)
    }

    /// Calls an asynchronous method, and waits for what it promises.
    #[track_caller]
    pub fn call_async(&self, method: &str, args: Vec<Value>) -> Result<Value> {
        self.begin(method, args)?.end()
    }

    /// Begins an asynchronous method.
    #[track_caller]
    pub fn begin(&self, method: &str, args: Vec<Value>) -> Result<Promise> {
        request::begin(self, method, args)
    }

    /// Reads a property. Within an override, this is the property that was overridden.
    #[track_caller]
    pub fn get(&self, property: &str) -> Result<Value> {
        request::get(self, property)
    }

    /// Reads a property as a type of Rust.
    #[track_caller]
    pub fn get_as<T: FromValue>(&self, property: &str) -> Result<T> {
        T::from_value(self.get(property)?)
    }

    /// Writes a property.
    #[track_caller]
    pub fn set(&self, property: &str, value: impl IntoValue) -> Result<()> {
        request::set(self, property, value.into_value())
    }
}

impl AsRef<Ref> for Ref {
    fn as_ref(&self) -> &Ref {
        self
    }
}

impl PartialEq for Ref {
    fn eq(&self, other: &Ref) -> bool {
        self.id == other.id && self.kernel.is(&other.kernel)
    }
}

impl Eq for Ref {}

impl fmt::Debug for Ref {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Ref({})", self.id)
    }
}

impl Serialize for Ref {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("$jsii.byref", &*self.id)?;
        if !self.interfaces.is_empty() {
            map.serialize_entry("$jsii.interfaces", &*self.interfaces)?;
        }
        map.end()
    }
}
