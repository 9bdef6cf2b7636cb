//! A query, put together from the parts of a template and its values.

use super::{Literal, Operand, Place, Refused};
use std::fmt;

/// A finished query. Only a [`Binder`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query(String);

impl Query {
    /// Its JQL.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Query> for String {
    fn from(query: Query) -> Self {
        query.0
    }
}

/// Puts a query together. Generated code follows [`Template::parts`](super::Template::parts) with it:
///
/// ```
/// use sayso_formats::jql::{Binder, Place};
///
/// let (key, status) = ("OPS", None::<String>);
/// let query = Binder::new()
///     .jql("project = ")
///     .value(Place::Value, key)
///     .optional(|part| part.jql(" AND status = ").value(Place::Value, &status))
///     .jql(" ORDER BY rank")
///     .finish();
/// assert_eq!(query.unwrap().as_str(), r#"project = "OPS" ORDER BY rank"#);
/// ```
#[derive(Debug, Default)]
pub struct Binder {
    text: String,
    /// Why a value could not be bound. That one is absent comes before all else, wherever it stands.
    refused: Option<Refused>,
}

impl Binder {
    /// A query without anything yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds text of the template. Never what a user said or a service sent.
    pub fn jql(mut self, text: &'static str) -> Self {
        self.text.push_str(text);
        self
    }

    /// Adds a value.
    pub fn value(mut self, place: Place, value: &(impl Operand + ?Sized)) -> Self {
        let literal = match place {
            Place::Value | Place::Field => value.operand(),
            Place::List => value.operand().map(Literal::into_list),
            Place::Search => value.search(),
        };
        match literal {
            Ok(literal) => self.text.push_str(literal.as_str()),
            Err(refused) => self.refuse(refused),
        }
        self
    }

    /// Adds a field by the id that its site gave it; absent where the site has none.
    pub fn field(mut self, id: Option<&str>) -> Self {
        match id {
            Some(id) => self.text.push_str(Literal::field(id).as_str()),
            None => self.refuse(Refused::Absent),
        }
        self
    }

    /// Adds a part, unless a value in it is absent. Another refusal is one of the whole query: a condition that cannot
    /// be expressed must not be dropped, since more would be found than was asked for.
    pub fn optional(mut self, part: impl FnOnce(Self) -> Self) -> Self {
        let part = part(Self::new());
        match part.refused {
            None => self.text.push_str(&part.text),
            Some(Refused::Absent) => {}
            Some(refused) => self.refuse(refused),
        }
        self
    }

    fn refuse(&mut self, refused: Refused) {
        if self.refused.is_none() || refused == Refused::Absent {
            self.refused = Some(refused);
        }
    }

    /// The query, if every value outside of an optional part could be bound.
    pub fn finish(self) -> Result<Query, Refused> {
        match self.refused {
            None => Ok(Query(self.text.trim().to_owned())),
            Some(refused) => Err(refused),
        }
    }
}
