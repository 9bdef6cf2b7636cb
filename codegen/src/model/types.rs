//! The closed set of types that a spec's values have.

use indexmap::IndexMap;

/// A type.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// Text.
    Text,
    /// A number; in Rust an `f64`.
    Number,
    /// Yes or no.
    Bool,
    /// A calendar date.
    Date,
    /// A length of time.
    Duration,
    /// A declared type with fixed values. Has a field `id`, and its facts.
    Enum(Values),
    /// A value of a dynamic type. Has fields `id` and `name`.
    Entity,
    /// A query (JQL), with its values bound.
    Query,
    /// A list.
    List(Box<Type>),
    /// Named fields.
    Record(Record),
    /// A value that may be absent.
    Option(Box<Type>),
}

/// A declared type with fixed values.
#[derive(Debug, Clone, PartialEq)]
pub struct Values {
    /// Its name.
    pub name: String,
    /// What is known of each value: fact to type.
    pub facts: IndexMap<String, Type>,
}

impl Values {
    /// True where the facts of a value may depend on the day.
    pub fn are_dated(&self) -> bool {
        self.facts.values().any(|kind| *kind.unwrapped() == Type::Date)
    }
}

/// Named fields.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Record {
    /// Where the record was declared (`calls.search`, `calls.search.items`, `intents.Velocity.do.v`): its identity,
    /// from which the plan makes its name.
    pub origin: String,
    /// Field to type.
    pub fields: IndexMap<String, Type>,
}

impl Type {
    /// The type without its outermost `Option`.
    pub fn unwrapped(&self) -> &Self {
        match self {
            Self::Option(inner) => inner,
            other => other,
        }
    }

    /// True where a value may be absent.
    pub fn is_option(&self) -> bool {
        matches!(self, Self::Option(_))
    }

    /// The same, but possibly absent.
    #[must_use]
    pub fn optional(self) -> Self {
        if self.is_option() { self } else { Self::Option(Box::new(self)) }
    }

    /// The type of a field; of an option, the field is an option too.
    pub fn field(&self, name: &str) -> Option<Self> {
        match (self, name) {
            (Self::Option(inner), _) => inner.field(name).map(Self::optional),
            (Self::Record(record), _) => record.fields.get(name).cloned(),
            (Self::Enum(_), "id") | (Self::Entity, "id" | "name") => Some(Self::Text),
            (Self::Enum(values), _) => values.facts.get(name).cloned(),
            _ => None,
        }
    }

    /// The names of the fields, for a help line.
    pub fn field_names(&self) -> Vec<&str> {
        match self {
            Self::Option(inner) => inner.field_names(),
            Self::Record(record) => record.fields.keys().map(String::as_str).collect(),
            Self::Enum(values) => values.facts.keys().map(String::as_str).chain(["id"]).collect(),
            Self::Entity => vec!["id", "name"],
            _ => Vec::new(),
        }
    }

    /// How a diagnostic names the type.
    pub fn describe(&self) -> String {
        match self {
            Self::Text => "text".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::Bool => "a yes or no".to_owned(),
            Self::Date => "a date".to_owned(),
            Self::Duration => "a duration".to_owned(),
            Self::Enum(values) => format!("a `{}`", values.name),
            Self::Entity => "an entity".to_owned(),
            Self::Query => "a query".to_owned(),
            Self::List(inner) => format!("a list of {}", inner.describe()),
            Self::Record(_) => "a record".to_owned(),
            Self::Option(inner) => format!("{}, possibly absent", inner.describe()),
        }
    }
}
