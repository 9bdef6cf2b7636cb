//! Sentences: what a message and its values become, as SSML and as plain text.

mod cut;
mod durations;
mod formats;
mod output;
mod relative;
mod render;
mod speak;
mod weekdays;
mod words;

pub(crate) use cut::text as shorten;
pub(crate) use output::Speech;
pub(crate) use render::TODAY;
pub use speak::{Field, Speak, Value};
pub(crate) use words::Locale;
pub use words::{WordSet, WordsError};

/// The variables of a message.
pub type Scope<'a> = [(&'a str, &'a dyn Speak)];
