use crate::calc::{self, Use as _, args, fields};
use sayso_jsii::{Date, Fields, Kind, Ref, Value};

#[test]
fn structs_step_builders() {
    let Some(calc) = calc::start() else { return };
    let (oracle, now) = (calc.make("Oracle", args![]), Date::from_millis(1));
    let letter = fields! {
        oracle: &oracle, read: false, sent: now, text: "Hello", count: 1234, marks: ["Hello", "World"],
    };
    assert_eq!(letter.field::<Ref>("oracle").unwrap(), oracle);
    assert!(!letter.field::<bool>("read").unwrap());
    assert_eq!(letter.field::<Date>("sent").unwrap(), now);
    assert_eq!(letter.field::<String>("text").unwrap(), "Hello");
    assert_eq!(letter.field::<f64>("count").unwrap(), 1234.0);
    assert_eq!(letter.field::<Vec<String>>("marks").unwrap()[1], "World");
    assert_eq!(letter.field::<Option<Value>>("headers").unwrap(), None);
    assert_eq!(letter.field::<Option<Vec<String>>>("copies").unwrap(), None);

    let wishes = fields! {first: "Hello", second: 1};
    assert_eq!(wishes.field::<Option<String>>("first").unwrap().as_deref(), Some("Hello"));
    assert_eq!(wishes.field::<Option<f64>>("second").unwrap(), Some(1.0));
    assert_eq!(wishes.field::<Option<bool>>("third").unwrap(), None);
    assert_eq!(fields! {}.field::<Option<bool>>("first").unwrap(), None);
}

fn roof(top: &str) -> Fields {
    fields! {floor: "ground", left: "left", right: "right", top: top}
}

#[test]
fn structs_with_diamond_inheritance_correctly_dedupe_properties() {
    let Some(calc) = calc::start() else { return };
    let surveyed: String =
        calc.make("Surveyor", args![]).ask("survey", vec![roof("top").into_struct("calc.Roof")]);
    assert_eq!(surveyed, "ground left right top");
}

#[test]
fn structs_contains_null_checks() {
    let Some(calc) = calc::start() else { return };
    let postman = calc.make("Postman", args![]);
    let error = postman.call("count", vec![fields! {text: "x"}.into_struct("@calc/base.Note")]).unwrap_err();
    assert_eq!(error.kind(), Kind::Fault, "{error}");
    assert!(error.message().contains("Missing required properties for @calc/base.Note: 'count'"), "{error}");
}

#[test]
fn structs_serialize_to_jsii() {
    let Some(calc) = calc::start() else { return };
    let oracle = calc.make("Oracle", args![]);
    let note = fields! {text: "First", count: 999, marks: ["a", "b"]}.into_struct("@calc/base.Note");
    let letter = fields! {
        oracle: &oracle, read: false, sent: Date::from_millis(5), text: "Text", count: 1234, marks: ["one"],
    };
    let letter = letter.into_struct("calc.Letter");

    let postman = calc.make("Postman", args![]);
    assert_eq!(postman.ask::<f64>("count", vec![note]), 999.0);
    assert_eq!(postman.ask::<f64>("count", vec![letter.clone()]), 1234.0, "a letter is a note");
    assert_eq!(postman.ask::<Ref>("oracleOf", vec![letter]), oracle);

    let wishes: Ref = postman.read("wishes");
    assert_eq!(wishes.read::<Option<String>>("first").as_deref(), Some("from a literal"));
    assert_eq!(wishes.read::<Option<f64>>("second"), None);
    assert_eq!(wishes.read::<Option<bool>>("third"), Some(false));
}

#[test]
fn test_structs_can_be_downcasted_to_parent_type() {
    let Some(calc) = calc::start() else { return };
    let child: Ref = calc.call("Family", "child", args![]);
    let parent: Ref = calc.call("Family", "parent", args![]);
    assert_eq!(child, parent);
    assert_eq!(parent.read::<String>("foo"), "foo");
    assert_eq!(child.read::<f64>("bar"), 1337.0);
}

#[test]
fn structs_are_undecorated_onthe_way_to_kernel() {
    let Some(calc) = calc::start() else { return };
    let it = fields! {name: "Bazinga!", heavy: false}.into_struct("calc.Crate");
    assert_eq!(calc.call::<String>("Hashes", "json", vec![it]), r#"{"name":"Bazinga!","heavy":false}"#);
}

#[test]
fn use_nested_struct() {
    let Some(calc) = calc::start() else { return };
    let deep = fields! {depth: 3}.into_struct("calc.nested.Namespaced.Deep");
    let options = fields! {name: "well", deep: deep}.into_struct("calc.nested.Namespaced.Options");
    assert_eq!(calc.call::<String>("nested.Namespaced", "read", vec![options]), "well: 3");
}
