//! From JavaScript back to Rust: what overrides methods and properties.

use crate::{Error, FromValue, Ref, Result, Value};
use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    rc::Rc,
};

/// A call of a method or property that Rust overrides. A property that is read has no argument, one that is written has
/// its value.
#[derive(Debug, Clone)]
pub struct Call {
    this: Ref,
    member: String,
    args: Vec<Value>,
}

impl Call {
    pub(crate) fn new(this: Ref, member: String, args: Vec<Value>) -> Call {
        Call { this, member, args }
    }

    /// The object whose member is called. Its own `call`, `get` and `set` reach what is overridden.
    pub fn this(&self) -> &Ref {
        &self.this
    }

    /// The method or property.
    pub fn member(&self) -> &str {
        &self.member
    }

    /// The arguments. Optional ones at the end may be missing.
    pub fn args(&self) -> &[Value] {
        &self.args
    }

    /// An argument as a type of Rust, counted from 0.
    #[track_caller]
    pub fn arg<T: FromValue>(&self, place: usize) -> Result<T> {
        T::from_value(self.args.get(place).cloned().unwrap_or_default())
    }
}

/// What overrides one member. It may be called again while it runs, so it is no `FnMut`.
pub(crate) type Handler = Rc<dyn Fn(Call) -> Result<Value>>;

/// Calls it; a panic becomes an error, so that nothing unwinds through the kernel's protocol.
pub(crate) fn run(handler: &Handler, call: Call) -> Result<Value> {
    let member = call.member.clone();
    catch_unwind(AssertUnwindSafe(|| handler(call))).unwrap_or_else(|panic| {
        Err(Error::new(format!("the override of `{member}` panicked: {}", said(panic.as_ref()))))
    })
}

fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("without a message")
}
