//! Conditions of writes.

use super::key;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;
use std::{collections::HashMap, fmt::Write as _};

/// A condition.
#[derive(Debug, Clone)]
pub(crate) enum When {
    /// There is no such attribute.
    Absent(&'static str),
    /// There is such an attribute.
    Present(&'static str),
    /// An attribute compares so to a value; an absent one compares to nothing.
    Compares(&'static str, &'static str, AttributeValue),
    /// All hold.
    All(Vec<When>),
    /// One holds at least.
    Any(Vec<When>),
}

impl When {
    /// There is no record yet.
    pub(crate) fn new() -> Self {
        Self::Absent(key::NAME)
    }

    /// There is no record, or only one that has expired and that the table has not got round to delete.
    pub(crate) fn vacant(now: i64) -> Self {
        Self::new().or(Self::Compares("expires", "<=", operand(&now)))
    }

    /// There is a record.
    pub(crate) fn exists() -> Self {
        Self::Present(key::NAME)
    }

    /// `name` is `value`.
    pub(crate) fn is(name: &'static str, value: &impl Serialize) -> Self {
        Self::Compares(name, "=", operand(value))
    }

    /// `name` is less than `value`.
    pub(crate) fn below(name: &'static str, value: &impl Serialize) -> Self {
        Self::Compares(name, "<", operand(value))
    }

    /// `name` is greater than `value`.
    pub(crate) fn above(name: &'static str, value: &impl Serialize) -> Self {
        Self::Compares(name, ">", operand(value))
    }

    /// Both hold.
    pub(crate) fn and(self, other: Self) -> Self {
        match self {
            Self::All(mut all) => {
                all.push(other);
                Self::All(all)
            }
            one => Self::All(vec![one, other]),
        }
    }

    /// One of both holds at least.
    pub(crate) fn or(self, other: Self) -> Self {
        match self {
            Self::Any(mut any) => {
                any.push(other);
                Self::Any(any)
            }
            one => Self::Any(vec![one, other]),
        }
    }

    /// Its text in an expression.
    pub(super) fn render(&self, names: &mut Expression) -> String {
        match self {
            Self::Absent(name) => format!("attribute_not_exists({})", names.name(name)),
            Self::Present(name) => format!("attribute_exists({})", names.name(name)),
            Self::Compares(name, sign, value) => {
                format!("{} {sign} {}", names.name(name), names.value(value.clone()))
            }
            Self::All(all) => joined(all, " AND ", names),
            Self::Any(any) => joined(any, " OR ", names),
        }
    }
}

fn joined(parts: &[When], by: &str, names: &mut Expression) -> String {
    let mut text = String::from("(");
    for (at, part) in parts.iter().enumerate() {
        let joint = if at == 0 { "" } else { by };
        let part = part.render(names);
        // Writing to a string cannot fail.
        let _ = write!(text, "{joint}{part}");
    }
    text.push(')');
    text
}

/// What cannot be an attribute compares to nothing.
fn operand(value: &impl Serialize) -> AttributeValue {
    serde_dynamo::to_attribute_value(value).unwrap_or(AttributeValue::Null(true))
}

type Names = Option<HashMap<String, String>>;
type Values = Option<HashMap<String, AttributeValue>>;

/// The names and values that an expression stands for: none is written into its text, so no reserved word can
/// disturb it.
#[derive(Debug, Default)]
pub(super) struct Expression {
    names: HashMap<String, String>,
    values: HashMap<String, AttributeValue>,
}

impl Expression {
    pub(super) fn name(&mut self, name: &str) -> String {
        let place = format!("#{name}");
        self.names.insert(place.clone(), name.to_owned());
        place
    }

    pub(super) fn value(&mut self, value: AttributeValue) -> String {
        let place = format!(":v{}", self.values.len());
        self.values.insert(place.clone(), value);
        place
    }

    /// The names, and the values; `DynamoDB` takes no empty maps.
    pub(super) fn parts(self) -> (Names, Values) {
        let names = (!self.names.is_empty()).then_some(self.names);
        (names, (!self.values.is_empty()).then_some(self.values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_names_its_attributes_and_values() {
        let mut names = Expression::default();
        let free = When::Absent("lease_owner").or(When::below("lease_until", &7));
        let text = When::exists().and(When::is("version", &1)).and(free).render(&mut names);
        assert_eq!(
            text,
            "(attribute_exists(#pk) AND #version = :v0 AND (attribute_not_exists(#lease_owner) OR \
             #lease_until < :v1))"
        );
        let (names, values) = names.parts();
        assert_eq!(names.map(|names| names.len()), Some(4));
        assert_eq!(values.and_then(|values| values.get(":v1").cloned()), Some(AttributeValue::N("7".into())));
    }
}
