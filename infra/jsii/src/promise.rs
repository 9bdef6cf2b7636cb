//! Asynchronous methods.

use crate::{Kernel, Result, Value, request};

/// What an asynchronous method will give.
#[derive(Debug)]
#[must_use = "an asynchronous method that nobody waits for may not come to its end"]
pub struct Promise {
    pub(crate) kernel: Kernel,
    pub(crate) id: String,
}

impl Promise {
    /// Waits for it. Asynchronous methods that Rust overrides are called meanwhile.
    #[track_caller]
    pub fn end(self) -> Result<Value> {
        request::end(&self.kernel, &self.id)
    }
}
