//! What a call sends.

use super::{Constant, Listed};

/// One thing that is sent.
#[derive(Debug, Clone)]
pub struct Send {
    /// Where it goes.
    pub place: Place,
    /// The contract's name of it; a dotted path within the body.
    pub name: String,
    /// What goes there.
    pub value: SendValue,
    /// A property of the object at `name` that each site names by itself: a field of the service.
    pub field: Option<String>,
}

/// Where a thing is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A segment of the path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A property of the JSON body.
    Body,
}

/// What is sent.
#[derive(Debug, Clone)]
pub enum SendValue {
    /// One of the inputs.
    Input(String),
    /// One of the inputs, as the only element of a list.
    Single(String),
    /// One of the inputs, a text, as a document of rich text.
    Document(String, sayso_formats::Format),
    /// Always the same.
    Constant(Constant),
    /// Always the same list.
    Constants(Vec<Constant>),
    /// The id of a field.
    Field(String),
    /// A list as one text, with commas between its elements.
    List(Vec<Listed>),
}

impl SendValue {
    /// The input that is sent.
    pub fn input(&self) -> Option<&str> {
        match self {
            Self::Input(input) | Self::Single(input) | Self::Document(input, _) => Some(input),
            Self::Constant(_) | Self::Constants(_) | Self::Field(_) | Self::List(_) => None,
        }
    }
}
