//! The wire, as `@jsii/kernel` documents it in `src/api.ts`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{Fields, FromValue as _, IntoValue as _, Value, Wire};
use crate::{Date, Kind};
use serde_json::json;
use std::collections::BTreeMap;

fn sent(value: impl super::IntoValue) -> String {
    serde_json::to_string(&value.into_value()).unwrap()
}

#[test]
fn each_kind_of_value_is_sent_in_its_form() {
    assert_eq!(sent(()), "null");
    assert_eq!(sent(true), "true");
    assert_eq!(sent(1.5), "1.5");
    assert_eq!(sent("a \"text\"\n"), r#""a \"text\"\n""#);
    assert_eq!(sent(["a", "b"]), r#"["a","b"]"#);
    assert_eq!(sent(Date::from_millis(0)), r#"{"$jsii.date":"1970-01-01T00:00:00.000Z"}"#);
    assert_eq!(sent(Value::Enum("lib.Sort/GOOD".into())), r#"{"$jsii.enum":"lib.Sort/GOOD"}"#);
    assert_eq!(sent(BTreeMap::from([("k", 1.5)])), r#"{"$jsii.map":{"k":1.5}}"#);
    assert_eq!(sent(json!({"a": [null, {"b": 1}]})), r#"{"a":[null,{"b":1}]}"#);
}

#[test]
fn a_struct_is_sent_with_its_name_and_without_what_is_not_set() {
    let mut fields = Fields::new();
    fields.set("z", "last in the alphabet");
    fields.set("none", None::<bool>);
    fields.set("a", true);
    let expected = r#"{"$jsii.struct":{"fqn":"lib.Props","data":{"z":"last in the alphabet","a":true}}}"#;
    assert_eq!(sent(fields.into_struct("lib.Props")), expected);
}

#[test]
fn numbers_that_json_cannot_hold_are_not_sent() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert!(serde_json::to_string(&Value::Number(number)).is_err());
    }
}

#[test]
fn objects_are_received_in_the_order_of_their_keys() {
    let wire: Wire = serde_json::from_str(r#"{"z": 1, "a": [null, true, -2.5, "x"]}"#).unwrap();
    let list =
        Wire::List(vec![Wire::Null, Wire::Bool(true), Wire::Number(-2.5), Wire::String("x".to_owned())]);
    assert_eq!(wire, Wire::Object(vec![("z".to_owned(), Wire::Number(1.0)), ("a".to_owned(), list)]));
}

#[test]
fn a_value_of_another_type_is_told_from_what_was_expected() {
    let error = bool::from_value("yes".into_value()).unwrap_err();
    assert_eq!((error.kind(), error.message()), (Kind::Usage, "a boolean was expected, but there is a text"));
    assert_eq!(error.at().file(), file!());
    assert!(Vec::<f64>::from_value(Value::List(vec![1.into_value(), "2".into_value()])).is_err());
    assert_eq!(Option::<bool>::from_value(Value::Null).unwrap(), None);
}

#[test]
fn whole_numbers_are_whole_in_json() {
    let value = Value::List(vec![3.into_value(), 2.5.into_value(), (-1).into_value()]);
    assert_eq!(serde_json::Value::from_value(value).unwrap(), json!([3, 2.5, -1]));
}
