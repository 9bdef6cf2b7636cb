//! Formats that a contract's parameter or property may claim with `x-format`.
//!
//! * [`jql`]: a query language. The compiler parses a template; at run time values are bound in it as operands.
//! * [`adf`]: documents of rich text, which are heard and sent as plain text.
//! * [`wiki`]: the same as text with marks.
//!
//! Used by the compiler and by the run time, so it depends on next to nothing.

pub mod adf;
pub mod jql;
pub mod wiki;

use std::fmt;

/// What `x-format` may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// `jql`: the text of a query, in which values are bound.
    Jql,
    /// `adf`: a document of rich text.
    Adf,
    /// `wiki`: rich text, as text with marks.
    Wiki,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Jql, Self::Adf, Self::Wiki];

    /// The format called `name`.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// What `x-format` says.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jql => "jql",
            Self::Adf => "adf",
            Self::Wiki => "wiki",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
