//! What may go wrong, and what to do then.

use std::{fmt, panic::Location};

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What kind of thing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Node.js is missing, too old, or does not start.
    Node,
    /// The installed packages are missing, or are not what is needed.
    Packages,
    /// The kernel said something that is not its protocol.
    Protocol,
    /// The kernel's process has ended: nothing more can be asked of it.
    Ended,
    /// JavaScript threw: the library refused, or failed.
    JavaScript,
    /// The kernel refused a request: an unknown name, a value of the wrong type.
    Fault,
    /// This crate was asked for something that cannot be.
    Usage,
    /// An error of the caller's own, given by a callback.
    Callback,
}

/// What went wrong, with the line of Rust that asked for it.
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    message: String,
    help: Option<String>,
    js_name: Option<String>,
    js_stack: Option<String>,
    cause: Option<Error>,
    at: &'static Location<'static>,
}

impl Error {
    /// An error of the caller's own, for a callback to give: JavaScript sees it as an `Error` of this message.
    #[track_caller]
    pub fn new(message: impl fmt::Display) -> Error {
        Error::of(Kind::Callback, message.to_string())
    }

    #[track_caller]
    pub(crate) fn of(kind: Kind, message: impl Into<String>) -> Error {
        let message = message.into();
        let at = Location::caller();
        Error(Box::new(Inner { kind, message, help: None, js_name: None, js_stack: None, cause: None, at }))
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Error {
        self.0.help = Some(help.into());
        self
    }

    pub(crate) fn javascript(mut self, name: Option<String>, stack: Option<String>) -> Error {
        self.0.js_name = name;
        self.0.js_stack = stack;
        self
    }

    pub(crate) fn because(mut self, cause: Option<Error>) -> Error {
        self.0.cause = cause;
        self
    }

    /// What kind of thing went wrong.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// What went wrong, in a sentence or, where JavaScript says more, in several lines.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The name of the error in JavaScript, which is its class's: `TypeError`.
    pub fn name(&self) -> Option<&str> {
        self.0.js_name.as_deref()
    }

    /// The stack of the error as JavaScript saw it.
    pub fn js_stack(&self) -> Option<&str> {
        self.0.js_stack.as_deref()
    }

    /// The line of Rust that made the call.
    pub fn at(&self) -> &'static Location<'static> {
        self.0.at
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { message, help, at, .. } = &*self.0;
        write!(out, "{message}\n  at {}:{}:{}", at.file(), at.line(), at.column())?;
        match help {
            Some(help) => write!(out, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

/// As printed where `main` returns it: with JavaScript's stack.
impl fmt::Debug for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{self}")?;
        if let Some(stack) = self.js_stack() {
            write!(out, "\n  in JavaScript:\n{stack}")?;
        }
        match &self.0.cause {
            Some(cause) => write!(out, "\n  because of: {cause:?}"),
            None => Ok(()),
        }
    }
}

/// Where Rust itself failed, called by JavaScript, that error is the source.
impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.cause.as_ref().map(|it| it as _)
    }
}

/// From what others call an error, or nothing, to ours; at the line of the caller, which a closure would not know.
pub(crate) trait Explain<T, E> {
    #[track_caller]
    fn explain(self, kind: Kind, message: impl FnOnce(E) -> String) -> Result<T>;
}

impl<T, E> Explain<T, E> for Result<T, E> {
    #[track_caller]
    fn explain(self, kind: Kind, message: impl FnOnce(E) -> String) -> Result<T> {
        match self {
            Ok(value) => Ok(value),
            Err(error) => Err(Error::of(kind, message(error))),
        }
    }
}

impl<T> Explain<T, ()> for Option<T> {
    #[track_caller]
    fn explain(self, kind: Kind, message: impl FnOnce(()) -> String) -> Result<T> {
        self.ok_or(()).explain(kind, message)
    }
}

/// Adds help to an error.
pub(crate) trait Help {
    fn help(self, help: impl FnOnce() -> String) -> Self;
}

impl<T> Help for Result<T> {
    fn help(self, help: impl FnOnce() -> String) -> Self {
        self.map_err(|error| error.help(help()))
    }
}
