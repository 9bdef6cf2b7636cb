//! The kernel's requests, a file for each kind.

mod create;
mod delete;
mod get;
mod invoke;
mod load;
mod promise;
mod set;
mod statics;
mod stats;

pub(crate) use create::create;
pub(crate) use delete::delete;
pub(crate) use get::get;
pub(crate) use invoke::invoke;
pub(crate) use load::load;
pub(crate) use promise::{begin, complete_sync, end};
pub(crate) use set::set;
pub(crate) use statics::{static_get, static_invoke, static_set};
pub(crate) use stats::stats;

use serde::{Serialize, Serializer};
use std::panic::Location;

/// The line of Rust that asks, which libraries note where they would note a line of JavaScript.
pub(crate) struct Trace(&'static Location<'static>);

impl Trace {
    #[track_caller]
    pub fn here() -> Trace {
        Trace(Location::caller())
    }
}

/// A frame is a file, a line, a column and a function; `aws-cdk-lib` drops the first, which is the runtime's own.
impl Serialize for Trace {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let runtime = ("jsii", 0, 0, "kernel");
        let caller = (self.0.file(), self.0.line(), self.0.column(), "rust");
        [runtime, caller].serialize(to)
    }
}
