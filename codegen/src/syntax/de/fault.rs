//! What serde has to say, and where.

use sayso_schemas::span::Span;
use std::fmt;

/// An error of reading, at the innermost value concerned.
#[derive(Debug)]
pub(super) struct Fault(Box<(String, Option<Span>)>);

impl Fault {
    pub(super) fn at(message: String, span: Span) -> Self {
        Self(Box::new((message, Some(span))))
    }

    /// The same, at `span` where it has no place yet.
    pub(super) fn or_at(mut self, span: Span) -> Self {
        self.0.1.get_or_insert(span);
        self
    }

    pub(super) fn into_parts(self) -> (String, Option<Span>) {
        *self.0
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.0)
    }
}

impl std::error::Error for Fault {}

impl serde::de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(Box::new((message.to_string(), None)))
    }
}
