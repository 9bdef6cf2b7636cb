use crate::calc::{self, Use as _, args};
use sayso_jsii::Value;

fn member(name: &'static str) -> Value {
    Value::Enum(name.into())
}

#[test]
fn get_and_set_enum_values() {
    let Some(calc) = calc::start() else { return };
    let register = calc.make("Register", args![]);
    register.ask::<()>("add", args![9]);
    register.ask::<()>("raise", args![2]);
    assert_eq!(register.read::<Value>("notation"), member("calc.Notation/PLAIN"));
    register.write("notation", member("calc.Notation/DECORATED"));
    assert_eq!(register.read::<Value>("notation"), member("calc.Notation/DECORATED"));
    assert_eq!(register.ask::<String>("toString", args![]), "<<((1 * (0 + 9)) * (0 + 9))>>");
}

#[test]
fn use_enum_from_scoped_module() {
    let Some(calc) = calc::start() else { return };
    let rounder = calc.make("Rounder", args![]);
    assert_eq!(rounder.read::<Value>("rounding"), member("@calc/base.Rounding/DOWN"));
    rounder.write("rounding", member("@calc/base.Rounding/UP"));
    assert_eq!(rounder.ask::<Value>("load", args![]), member("@calc/base.Rounding/UP"));
    rounder.ask::<()>("save", args![member("@calc/base.Rounding/DOWN")]);
    assert_eq!(rounder.read::<Value>("rounding"), member("@calc/base.Rounding/DOWN"));
}

#[test]
fn can_load_enum_values() {
    let Some(calc) = calc::start() else { return };
    assert_eq!(calc.call::<Value>("Palette", "colour", args![]), member("calc.Colour/GREEN"));
    assert_eq!(calc.call::<Value>("Palette", "level", args![]), member("calc.Level/HIGH"));
}

/// Not of the suite.
#[test]
fn an_unknown_member_of_an_enum_is_refused() {
    let Some(calc) = calc::start() else { return };
    let it = calc.make("Everything", args![]);
    let error = it.call("sameColour", args![member("calc.Colour/BLUE")]).unwrap_err();
    assert!(error.message().contains("BLUE"), "{error}");
    assert_eq!(it.ask::<Value>("sameColour", args![member("calc.Colour/RED")]), member("calc.Colour/RED"));
}
