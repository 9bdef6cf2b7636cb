//! What a call can send.

use crate::Entity;
use jiff::{SignedDuration, civil::Date};
use serde_json::{Number, Value};
use std::borrow::Cow;

/// Something that a call can send: in a path, a query, a header or a body.
pub trait Parameter {
    /// As text: none where absent, several where it is a list.
    fn texts(&self) -> Vec<Cow<'_, str>>;
    /// As JSON; none where absent.
    fn json(&self) -> Option<Value>;
}

impl Parameter for str {
    fn texts(&self) -> Vec<Cow<'_, str>> {
        vec![Cow::Borrowed(self)]
    }

    fn json(&self) -> Option<Value> {
        Some(self.into())
    }
}

impl Parameter for String {
    fn texts(&self) -> Vec<Cow<'_, str>> {
        self.as_str().texts()
    }

    fn json(&self) -> Option<Value> {
        self.as_str().json()
    }
}

impl Parameter for f64 {
    fn texts(&self) -> Vec<Cow<'_, str>> {
        vec![Cow::Owned(self.to_string())]
    }

    /// A whole number is written without a fraction, as services want it for an integer.
    fn json(&self) -> Option<Value> {
        /// From here on not every whole number has a representation of its own.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if self.fract() == 0.0 && self.abs() < EXACT {
            #[allow(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
            return Some((*self as i64).into());
        }
        // JSON has neither infinities nor "not a number".
        Number::from_f64(*self).map(Value::Number)
    }
}

impl Parameter for i64 {
    fn texts(&self) -> Vec<Cow<'_, str>> {
        vec![Cow::Owned(self.to_string())]
    }

    fn json(&self) -> Option<Value> {
        Some((*self).into())
    }
}

impl Parameter for bool {
    fn texts(&self) -> Vec<Cow<'_, str>> {
        vec![Cow::Borrowed(if *self { "true" } else { "false" })]
    }

    fn json(&self) -> Option<Value> {
        Some((*self).into())
    }
}

/// ISO 8601.
impl Parameter for Date {
    fn texts(&self) -> Vec<Cow<'_, str>> {
        vec![Cow::Owned(self.to_string())]
    }

    fn json(&self) -> Option<Value> {
        Some(self.to_string().into())
    }
}

/// ISO 8601.
impl Parameter for SignedDuration {
    fn texts(&self) -> Vec<Cow<'_, str>> {
        vec![Cow::Owned(self.to_string())]
    }

    fn json(&self) -> Option<Value> {
        Some(self.to_string().into())
    }
}

/// Its id.
impl Parameter for Entity {
    fn texts(&self) -> Vec<Cow<'_, str>> {
        self.id.texts()
    }

    fn json(&self) -> Option<Value> {
        self.id.json()
    }
}

impl<T: Parameter> Parameter for Option<T> {
    fn texts(&self) -> Vec<Cow<'_, str>> {
        self.as_ref().map(Parameter::texts).unwrap_or_default()
    }

    fn json(&self) -> Option<Value> {
        self.as_ref().and_then(Parameter::json)
    }
}

impl<T: Parameter> Parameter for Vec<T> {
    fn texts(&self) -> Vec<Cow<'_, str>> {
        self.iter().flat_map(Parameter::texts).collect()
    }

    fn json(&self) -> Option<Value> {
        Some(self.iter().filter_map(Parameter::json).collect())
    }
}

impl<T: Parameter + ?Sized> Parameter for &T {
    fn texts(&self) -> Vec<Cow<'_, str>> {
        (**self).texts()
    }

    fn json(&self) -> Option<Value> {
        (**self).json()
    }
}

/// A value as the only element of a list; left out where it is absent.
#[derive(Debug)]
pub struct Single<'a, T>(pub &'a T);

impl<T: Parameter> Parameter for Single<'_, T> {
    fn texts(&self) -> Vec<Cow<'_, str>> {
        self.0.texts()
    }

    fn json(&self) -> Option<Value> {
        self.0.json().map(|element| Value::Array(vec![element]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn whole_numbers_have_no_fraction() {
        assert_eq!((3.0.json(), 3.0.texts()), (Some(json!(3)), vec!["3".into()]));
        assert_eq!((2.5.json(), 2.5.texts()), (Some(json!(2.5)), vec!["2.5".into()]));
        assert_eq!(f64::NAN.json(), None);
        assert_eq!(1e300.json(), Some(json!(1e300)));
    }

    #[test]
    fn an_option_is_left_out_and_a_list_repeated() {
        assert_eq!((None::<String>.texts(), None::<String>.json()), (vec![], None));
        let list = vec![Some("a"), None, Some("b")];
        assert_eq!(list.texts(), ["a", "b"]);
        assert_eq!(list.json(), Some(json!(["a", "b"])));
    }

    #[test]
    fn what_is_single_is_a_list_of_its_own() {
        let (text, absent) = ("a".to_owned(), None::<String>);
        assert_eq!((Single(&text).texts(), Single(&text).json()), (vec!["a".into()], Some(json!(["a"]))));
        assert_eq!((Single(&absent).texts(), Single(&absent).json()), (vec![], None));
    }

    #[test]
    fn dates_and_durations_are_iso_8601() {
        assert_eq!(jiff::civil::date(2026, 3, 1).texts(), ["2026-03-01"]);
        assert_eq!(SignedDuration::from_secs(5_400).texts(), ["PT1H30M"]);
    }
}
