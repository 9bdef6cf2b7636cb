//! What a step gives to a call, a stub or memory: a variable or a constant, never a computation.

use super::{Type, types::Values};
use sayso_schemas::words::DateFilter;

/// A typed value.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// A variable or a field of one.
    Path(Path),
    /// A constant.
    Constant(Constant),
    /// A query with values in it.
    Template(Vec<TemplatePart>),
    /// An option that is absent (an optional input that a step does not give).
    Absent,
}

/// A piece of a query.
#[derive(Debug, Clone, PartialEq)]
pub enum TemplatePart {
    /// As it is sent.
    Text(String),
    /// A field that each site of a service numbers by itself.
    Field {
        /// The service.
        service: String,
        /// Its name in the spec.
        name: String,
        /// The message where it is needed and the site has none; else its part is left out.
        missing: Option<String>,
    },
    /// A value, bound as what it stands for.
    Value(Path, sayso_formats::jql::Place),
    /// Left out where a value in it is absent.
    Optional(Vec<TemplatePart>),
}

impl TemplatePart {
    /// The variables in it.
    fn paths(&self) -> Vec<&Path> {
        match self {
            Self::Text(_) | Self::Field { .. } => Vec::new(),
            Self::Value(path, _) => vec![path],
            Self::Optional(parts) => parts.iter().flat_map(Self::paths).collect(),
        }
    }
}

/// A variable and fields of it, with the type found there.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// `["found", "items"]`; the first is a variable, `session`, or a built-in name.
    pub segments: Vec<String>,
    /// The types along the way: of the variable, of its field, … ; as long as `segments`.
    pub types: Vec<Type>,
    /// Which other date is meant by the one that is found there; of an option, where there is one.
    pub dates: Vec<DateFilter>,
}

impl Path {
    /// The type of the whole path.
    pub fn kind(&self) -> &Type {
        // A path is never empty: the check builds it from at least one segment.
        self.types.last().unwrap_or(&Type::Text)
    }

    /// True where the day of the request decides what is found, though it is not named.
    pub fn depends_on_today(&self) -> bool {
        let fact = |(of, field): (&Type, &String)| match of.unwrapped() {
            Type::Enum(values) => values.facts.contains_key(field) && values.are_dated(),
            _ => false,
        };
        let fields = self.segments.iter().skip(1);
        self.dates.contains(&DateFilter::Past) || self.types.iter().zip(fields).any(fact)
    }

    /// The variable.
    pub fn root(&self) -> &str {
        self.segments.first().map_or("", String::as_str)
    }
}

/// A constant.
#[derive(Debug, Clone, PartialEq)]
pub enum Constant {
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// Yes or no.
    Bool(bool),
    /// A value of an enum: type and value id.
    Value(Values, String),
}

impl Expression {
    /// The variables that it uses.
    pub fn paths(&self) -> Vec<&Path> {
        match self {
            Self::Path(path) => vec![path],
            Self::Template(parts) => parts.iter().flat_map(TemplatePart::paths).collect(),
            Self::Constant(_) | Self::Absent => Vec::new(),
        }
    }

    /// The type of its value.
    pub fn kind(&self) -> Type {
        match self {
            Self::Path(path) => path.kind().clone(),
            Self::Constant(constant) => constant.kind(),
            Self::Template(_) => Type::Query,
            Self::Absent => Type::Text.optional(),
        }
    }
}

impl Constant {
    /// Its type.
    pub fn kind(&self) -> Type {
        match self {
            Self::Text(_) => Type::Text,
            Self::Number(_) => Type::Number,
            Self::Bool(_) => Type::Bool,
            Self::Value(values, _) => Type::Enum(values.clone()),
        }
    }
}
