//! What Lambda answers when a function does not.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A failed invocation, in the shape in which Lambda returns it ("Function error").
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[error("{error_type}: {error_message}")]
pub struct Failure {
    /// `Sandbox.Timedout`, `Runtime.ExitError`, or the function's own.
    #[serde(default)]
    pub error_type: String,
    /// One sentence.
    #[serde(default)]
    pub error_message: String,
}

impl Failure {
    fn new(error_type: &str, error_message: String) -> Self {
        Self { error_type: error_type.to_owned(), error_message }
    }

    /// The function took longer than its configuration allows.
    pub(super) fn timed_out(request: &str, after: Duration) -> Self {
        let seconds = after.as_secs_f64();
        Self::new(
            "Sandbox.Timedout",
            format!("RequestId: {request} Error: Task timed out after {seconds:.2} seconds"),
        )
    }

    /// The process ended within an invocation.
    pub(super) fn exited(request: &str, exit: &str) -> Self {
        Self::new("Runtime.ExitError", format!("RequestId: {request} Error: {exit}"))
    }

    /// The process did not come to ask for its first event.
    pub(super) fn init(message: String) -> Self {
        Self::new("Runtime.InitError", message)
    }

    /// The answer is larger than Lambda passes on.
    pub(super) fn too_large(bytes: usize, limit: usize) -> Self {
        Self::new(
            "Function.ResponseSizeTooLarge",
            format!(
                "response payload size ({bytes} bytes) exceeded maximum allowed payload size ({limit} bytes)"
            ),
        )
    }

    /// Too many invocations wait.
    pub(super) fn throttled() -> Self {
        Self::new("TooManyRequestsException", "rate exceeded".to_owned())
    }

    /// Whether time ran out.
    pub fn is_timeout(&self) -> bool {
        self.error_type == "Sandbox.Timedout"
    }

    /// Whether it never ran.
    pub fn is_throttle(&self) -> bool {
        self.error_type == "TooManyRequestsException"
    }
}
