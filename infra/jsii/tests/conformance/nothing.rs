use crate::calc::{self, Use as _, args, fields};
use sayso_jsii::{Fields, Ref, Value};
use std::collections::BTreeMap;

#[test]
fn undefined_and_null() {
    let Some(calc) = calc::start() else { return };
    let register = calc.make("Register", args![]);
    assert_eq!(register.read::<Option<f64>>("limit"), None);
    register.write("limit", 5);
    assert_eq!(register.read::<Option<f64>>("limit"), Some(5.0));
    register.write("limit", Value::Null);
    assert_eq!(register.read::<Option<f64>>("limit"), None);
}

#[test]
fn null_should_be_treated_as_undefined() {
    let Some(calc) = calc::start() else { return };
    let void = calc.make("Void", args!["hello", Value::Null]);
    void.ask::<()>("take", args![Value::Null]);
    let holes = fields! {three: args!["hello", Value::Null, "boom"], nothing: Value::Null};
    void.ask::<()>("takeHoles", vec![holes.into_struct("calc.Holes")]);
    void.write("something", Value::Null);
    void.ask::<()>("verify", args![]);
}

#[test]
fn test_null_is_a_valid_optional_list() {
    let Some(calc) = calc::start() else { return };
    assert_eq!(calc.get::<Option<Vec<String>>>("Empty", "MAYBE_LIST"), None);
}

#[test]
fn test_null_is_a_valid_optional_map() {
    let Some(calc) = calc::start() else { return };
    assert_eq!(calc.get::<Option<BTreeMap<String, String>>>("Empty", "MAYBE_TABLE"), None);
}

#[test]
fn erase_unset_data_values() {
    let Some(calc) = calc::start() else { return };
    let has = |fields: Fields, key: &str| -> bool {
        calc.call("Hashes", "has", args![fields.into_struct("calc.HashOptions"), key])
    };
    let options = fields! {option1: "option1", option2: Value::Null};
    assert!(has(options.clone(), "option1"));
    assert!(!has(options, "option2"));

    let only = |key: &str, value: &str| BTreeMap::from([(key.to_owned(), value.to_owned())]);
    assert_eq!(calc.call::<BTreeMap<_, String>>("Hashes", "firstIsNull", args![]), only("second", "two"));
    assert_eq!(
        calc.call::<BTreeMap<_, String>>("Hashes", "secondIsUndefined", args![]),
        only("first", "one")
    );
}

/// Not of the suite: what a field of a struct is worth when it is set twice.
#[test]
fn a_field_that_is_set_to_nothing_is_not_there() {
    let mut fields = fields! {a: 1, b: 2};
    fields.set("a", Value::Null);
    fields.set("b", 3);
    assert_eq!(fields, fields! {b: 3});
    assert_eq!(fields.get("a"), None);
}

/// Not of the suite.
#[test]
fn a_number_that_is_not_finite_is_refused() {
    let Some(calc) = calc::start() else { return };
    let error = calc.try_make("base.Amount", args![f64::NAN]).unwrap_err();
    assert!(error.message().contains("NaN"), "{error}");
    let amount: Ref = calc.amount(1.5);
    assert_eq!(amount.read::<f64>("twice"), 3.0);
}
