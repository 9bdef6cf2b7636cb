//! Objects of JavaScript whose members are Rust.

use crate::{Call, Kernel, Ref, Result, Value, callback::Handler, request};
use std::rc::Rc;

/// An object about to be made: of a class, of interfaces, or both; with what Rust overrides or implements.
///
/// Overrides take effect when the constructor is done: what the constructor itself calls is not overridden.
pub struct ObjectBuilder<'a> {
    kernel: &'a Kernel,
    fqn: String,
    args: Vec<Value>,
    interfaces: Vec<String>,
    overrides: Vec<Override>,
}

pub(crate) struct Override {
    pub member: Member,
    pub handler: Handler,
}

pub(crate) enum Member {
    Method(String),
    Property(String),
}

impl<'a> ObjectBuilder<'a> {
    pub(crate) fn new(kernel: &'a Kernel, fqn: &str) -> Self {
        let fqn = fqn.to_owned();
        ObjectBuilder { kernel, fqn, args: Vec::new(), interfaces: Vec::new(), overrides: Vec::new() }
    }

    /// The constructor's arguments.
    pub fn args(mut self, args: Vec<Value>) -> Self {
        self.args = args;
        self
    }

    /// The object implements an interface that its class does not.
    pub fn implements(mut self, fqn: impl Into<String>) -> Self {
        self.interfaces.push(fqn.into());
        self
    }

    /// Rust implements or overrides a method.
    pub fn method(
        mut self,
        name: impl Into<String>,
        handler: impl Fn(Call) -> Result<Value> + 'static,
    ) -> Self {
        let handler = Rc::new(handler);
        self.overrides.push(Override { member: Member::Method(name.into()), handler });
        self
    }

    /// Rust implements or overrides a property: `get` when it is read, `set` when it is written, with the value as the
    /// one argument.
    pub fn property(
        mut self,
        name: impl Into<String>,
        get: impl Fn(Call) -> Result<Value> + 'static,
        set: impl Fn(Call) -> Result<()> + 'static,
    ) -> Self {
        let handler =
            Rc::new(
                move |call: Call| {
                    if call.args().is_empty() { get(call) } else { set(call).map(|()| Value::Null) }
                },
            );
        self.overrides.push(Override { member: Member::Property(name.into()), handler });
        self
    }

    /// Rust implements or overrides a property that is only read.
    pub fn getter(self, name: impl Into<String>, get: impl Fn(Call) -> Result<Value> + 'static) -> Self {
        let readonly = |call: Call| {
            Err(crate::Error::new(format!("the property `{}` cannot be written", call.member())))
        };
        self.property(name, get, readonly)
    }

    /// Makes the object.
    #[track_caller]
    pub fn create(self) -> Result<Ref> {
        let ObjectBuilder { kernel, fqn, args, interfaces, overrides } = self;
        request::create(kernel, &fqn, args, &interfaces, overrides)
    }
}
