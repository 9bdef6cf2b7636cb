//! JQL: templates that are checked when a skill is compiled, and values that are bound when it runs.
//!
//! * [`Template`]: literal JQL with places for values, `{name}` or `{name.field}`, and parts that may be left out,
//!   `[AND project = {project.key}]`.
//! * [`Binder`], [`Operand`], [`Literal`]: a value becomes one token of the query, whatever it contains.

mod bind;
mod grammar;
mod literal;
mod search;
mod template;
#[cfg(test)]
mod tests;
mod token;
mod variants;
mod words;

pub use bind::{Binder, Query};
pub use literal::{Literal, Operand, Refused, text};
pub use template::{Part, Place, Placeholder, Template, TemplateError};
