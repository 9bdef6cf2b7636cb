//! Values of generated code as operands of a query.

use crate::Failure;
use jiff::civil::Date;
use sayso_formats::jql::{self, Binder, Literal, Refused};

/// A value as an operand.
#[derive(Debug, Clone, Copy)]
pub struct Operand<'a, T: ?Sized>(pub &'a T);

/// A finished query; a failure where a value that is needed is absent, or cannot be written.
pub fn query(binder: Binder) -> Result<String, Failure> {
    let refused = |refused: Refused| Failure::apology(format!("a query cannot be written: {refused}"));
    binder.finish().map(String::from).map_err(refused)
}

/// A type whose values can stand in a query.
pub trait InQuery {
    /// As an operand.
    fn operand(&self) -> Result<Literal, Refused>;

    /// As what is searched for.
    fn search(&self) -> Result<Literal, Refused> {
        self.operand()
    }
}

impl InQuery for String {
    fn operand(&self) -> Result<Literal, Refused> {
        Ok(Literal::text(self))
    }

    fn search(&self) -> Result<Literal, Refused> {
        Literal::search(self)
    }
}

impl InQuery for f64 {
    fn operand(&self) -> Result<Literal, Refused> {
        Literal::number(*self)
    }
}

impl InQuery for Date {
    fn operand(&self) -> Result<Literal, Refused> {
        Ok(Literal::date(self.year(), self.month(), self.day()))
    }
}

impl<T: InQuery> InQuery for Option<T> {
    fn operand(&self) -> Result<Literal, Refused> {
        self.as_ref().ok_or(Refused::Absent)?.operand()
    }

    fn search(&self) -> Result<Literal, Refused> {
        self.as_ref().ok_or(Refused::Absent)?.search()
    }
}

impl<T: InQuery> InQuery for Vec<T> {
    fn operand(&self) -> Result<Literal, Refused> {
        let items: Vec<Literal> = self.iter().map(InQuery::operand).collect::<Result<_, _>>()?;
        Literal::list(items)
    }
}

impl<T: InQuery + ?Sized> jql::Operand for Operand<'_, T> {
    fn operand(&self) -> Result<Literal, Refused> {
        self.0.operand()
    }

    fn search(&self) -> Result<Literal, Refused> {
        self.0.search()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use sayso_formats::jql::Place;

    #[test]
    fn values_of_every_kind_are_bound() {
        let day = jiff::civil::date(2026, 3, 2);
        let keys = vec!["A".to_owned(), "B\"".to_owned()];
        let query = super::query(
            Binder::new()
                .jql("due < ")
                .value(Place::Value, &Operand(&day))
                .jql(" AND key IN ")
                .value(Place::List, &Operand(&keys))
                .optional(|part| part.jql(" AND n = ").value(Place::Value, &Operand(&None::<f64>))),
        );
        assert_eq!(query.unwrap(), r#"due < "2026-03-02" AND key IN ("A", "B\"")"#);
    }

    #[test]
    fn a_value_that_is_needed_and_absent_is_a_failure() {
        assert!(query(Binder::new().jql("key = ").value(Place::Value, &Operand(&None::<String>))).is_err());
    }
}
