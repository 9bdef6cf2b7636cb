//! Changes of records.

use super::{
    error::StoreError,
    items::{ATTEMPT, FORMAT, Item, VERSION},
    key::Key,
    when::{Expression, When},
};
use aws_sdk_dynamodb::types::{
    AttributeValue, ConditionCheck, Delete, Put, ReturnValuesOnConditionCheckFailure as OnFailure,
    TransactWriteItem, Update,
};
use serde::Serialize;
use std::fmt;

/// One change, done alone ([`super::Records::write`]) or with others ([`super::Records::transact`]).
#[derive(Clone)]
pub(crate) struct Write {
    pub(super) key: Key,
    pub(super) kind: Kind,
    pub(super) when: Option<When>,
    /// Something could not become an attribute.
    broken: bool,
}

#[derive(Clone)]
pub(super) enum Kind {
    Put(Item),
    Update(Changes),
    Delete,
    Check,
}

/// Changes of attributes.
#[derive(Clone, Default)]
pub(super) struct Changes {
    set: Vec<(&'static str, AttributeValue)>,
    remove: Vec<&'static str>,
    /// Numbers are added to numbers, members to sets.
    add: Vec<(&'static str, AttributeValue)>,
    /// Members are taken out of sets.
    delete: Vec<(&'static str, AttributeValue)>,
}

impl Write {
    /// Writes a whole record in place of the one that is there, if any. `record` is a structure with an attribute per
    /// field; the key and the format are added.
    pub(crate) fn put(key: Key, record: &impl Serialize) -> Self {
        let item = serde_dynamo::to_item(record).ok();
        let broken = item.is_none();
        Self { key, kind: Kind::Put(Item(item.unwrap_or_default())), when: None, broken }
    }

    /// Changes attributes. A record that is not there is made, so add [`When::exists`] where it must be.
    pub(crate) fn update(key: Key) -> Self {
        Self { key, kind: Kind::Update(Changes::default()), when: None, broken: false }
    }

    /// Deletes a record, if it is there.
    pub(crate) fn delete(key: Key) -> Self {
        Self { key, kind: Kind::Delete, when: None, broken: false }
    }

    /// Changes nothing: its condition must hold for the transaction that it is in.
    pub(crate) fn check(key: Key, when: When) -> Self {
        Self { key, kind: Kind::Check, when: Some(when), broken: false }
    }

    /// Only if `when` holds.
    pub(crate) fn when(mut self, when: When) -> Self {
        self.when = Some(match self.when.take() {
            Some(other) => other.and(when),
            None => when,
        });
        self
    }

    /// Sets an attribute.
    pub(crate) fn set(mut self, name: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        let value = serde_dynamo::to_attribute_value(value);
        match (&mut self.kind, value) {
            (Kind::Update(changes), Ok(value)) => changes.set.push((name, value)),
            _ => self.broken = true,
        }
        self
    }

    /// Removes an attribute, if it is there.
    pub(crate) fn remove(self, name: &'static str) -> Self {
        self.change(|changes| changes.remove.push(name))
    }

    /// Adds one to a number; one that is absent counts as 0.
    pub(crate) fn count(self, name: &'static str) -> Self {
        self.change(|changes| changes.add.push((name, AttributeValue::N("1".to_owned()))))
    }

    /// Takes one from a number.
    pub(crate) fn uncount(self, name: &'static str) -> Self {
        self.change(|changes| changes.add.push((name, AttributeValue::N("-1".to_owned()))))
    }

    /// Puts a text into a set; one that is absent is made.
    pub(crate) fn insert(self, name: &'static str, member: &str) -> Self {
        self.change(|changes| changes.add.push((name, AttributeValue::Ss(vec![member.to_owned()]))))
    }

    /// Takes a text out of a set. A set without members is absent.
    pub(crate) fn take_out(self, name: &'static str, member: &str) -> Self {
        self.change(|changes| changes.delete.push((name, AttributeValue::Ss(vec![member.to_owned()]))))
    }

    fn change(mut self, change: impl FnOnce(&mut Changes)) -> Self {
        match &mut self.kind {
            Kind::Update(changes) => change(changes),
            _ => self.broken = true,
        }
        self
    }

    /// As a part of a request; `attempt` marks what this very request wrote.
    pub(super) fn request(self, table: &str, attempt: Option<&str>) -> Result<TransactWriteItem, StoreError> {
        if self.broken {
            return Err(StoreError::Malformed("a value is no attribute"));
        }
        let Self { key, kind, when, .. } = self;
        let mut names = Expression::default();
        let update = match &kind {
            Kind::Update(changes) => Some(changes.expression(attempt, &mut names)),
            _ => None,
        };
        let condition = when.map(|when| when.render(&mut names));
        let (names, values) = names.parts();
        let builder = TransactWriteItem::builder();
        let unbuilt = |_| StoreError::Malformed("a change lacks a part");
        let old = OnFailure::AllOld;
        Ok(match kind {
            Kind::Put(Item(mut item)) => {
                item.extend(key.item());
                item.insert(FORMAT.to_owned(), AttributeValue::N(VERSION.to_string()));
                if let Some(attempt) = attempt {
                    item.insert(ATTEMPT.to_owned(), AttributeValue::S(attempt.to_owned()));
                }
                let put = Put::builder().table_name(table).set_item(Some(item));
                let put = put.set_condition_expression(condition).set_expression_attribute_names(names);
                let put = put.set_expression_attribute_values(values);
                builder.put(put.return_values_on_condition_check_failure(old).build().map_err(unbuilt)?)
            }
            Kind::Update(_) => {
                let change = Update::builder().table_name(table).set_key(Some(key.item()));
                let change = change.set_update_expression(update).set_condition_expression(condition);
                let change = change.set_expression_attribute_names(names);
                let change = change.set_expression_attribute_values(values);
                builder.update(change.return_values_on_condition_check_failure(old).build().map_err(unbuilt)?)
            }
            Kind::Delete => {
                let delete = Delete::builder().table_name(table).set_key(Some(key.item()));
                let delete = delete.set_condition_expression(condition).set_expression_attribute_names(names);
                let delete = delete.set_expression_attribute_values(values);
                builder.delete(delete.return_values_on_condition_check_failure(old).build().map_err(unbuilt)?)
            }
            Kind::Check => {
                let check = ConditionCheck::builder().table_name(table).set_key(Some(key.item()));
                let check = check.set_condition_expression(condition).set_expression_attribute_names(names);
                let check = check.set_expression_attribute_values(values);
                let check = check.return_values_on_condition_check_failure(old).build().map_err(unbuilt)?;
                builder.condition_check(check)
            }
        }
        .build())
    }
}

impl Changes {
    /// As an update expression.
    fn expression(&self, attempt: Option<&str>, names: &mut Expression) -> String {
        let attempt = attempt.map(|attempt| (ATTEMPT, AttributeValue::S(attempt.to_owned())));
        let format = [(FORMAT, AttributeValue::N(VERSION.to_string()))];
        let set: Vec<_> = self.set.iter().cloned().chain(format).chain(attempt).collect();
        let mut clauses = vec![clause("SET", " = ", &set, names)];
        if !self.remove.is_empty() {
            let gone: Vec<_> = self.remove.iter().map(|name| names.name(name)).collect();
            clauses.push(format!("REMOVE {}", gone.join(", ")));
        }
        for (verb, changes) in [("ADD", &self.add), ("DELETE", &self.delete)] {
            if !changes.is_empty() {
                clauses.push(clause(verb, " ", changes, names));
            }
        }
        clauses.join(" ")
    }
}

fn clause(
    verb: &str,
    joint: &str,
    changes: &[(&'static str, AttributeValue)],
    names: &mut Expression,
) -> String {
    let parts: Vec<_> = changes
        .iter()
        .map(|(name, value)| format!("{}{joint}{}", names.name(name), names.value(value.clone())))
        .collect();
    format!("{verb} {}", parts.join(", "))
}

impl fmt::Debug for Write {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = match self.kind {
            Kind::Put(_) => "put",
            Kind::Update(_) => "update",
            Kind::Delete => "delete",
            Kind::Check => "check",
        };
        write!(f, "{verb} {:?}", self.key)
    }
}
