use crate::calc::{self, Use as _, args, fields};
use sayso_jsii::{IntoValue as _, Ref, Value};
use std::collections::BTreeMap;

#[test]
fn union_types() {
    let Some(calc) = calc::start() else { return };
    let it = calc.make("Everything", args![]);

    it.write("either", 1234);
    assert_eq!(it.read::<Value>("either"), 1234.into_value());

    it.write("either", "Hello");
    assert_eq!(it.read::<Value>("either"), "Hello".into_value());

    it.write("either", calc.make("Times", args![calc.amount(2.0), calc.amount(12.0)]));
    assert_eq!(it.read::<Ref>("either").read::<f64>("value"), 24.0);

    it.write("eitherTable", BTreeMap::from([("Foo", calc.amount(99.0))]));
    assert_eq!(it.read::<BTreeMap<String, Ref>>("eitherTable")["Foo"].read::<f64>("value"), 99.0);

    it.write("eithers", args![123, calc.amount(33.0)]);
    let eithers: Vec<Value> = it.read("eithers");
    assert_eq!(eithers[0], 123.into_value());
    let Value::Object(amount) = &eithers[1] else { panic!("{eithers:?}") };
    assert_eq!(amount.read::<f64>("value"), 33.0);
}

#[test]
fn union_properties() {
    let Some(calc) = calc::start() else { return };
    let register = calc.make("Register", args![]);
    register.write("operand", calc.make("Times", args![calc.amount(9.0), calc.amount(3.0)]));
    assert_eq!(register.read::<Ref>("operand").class(), "calc.Times");
    assert_eq!(register.ask::<f64>("readOperand", args![]), 27.0);
    register.write("operand", calc.make("Raise", args![calc.amount(10.0), 3]));
    assert_eq!(register.read::<Ref>("operand").class(), "calc.Raise");
    assert_eq!(register.ask::<f64>("readOperand", args![]), 1000.0);
}

#[test]
fn correctly_deserializes_struct_unions() {
    let Some(calc) = calc::start() else { return };
    let packets = [fields! {name: "a", tag: "t"}, fields! {name: "a", size: 1337}];
    let packets = packets.map(|it| it.into_struct("calc.Packet"));
    let inner = packets[1].clone();
    let crates = [fields! {name: "a", heavy: true}, fields! {name: "a", inner: inner}];
    for packet in packets {
        assert!(calc.call::<bool>("Sorter", "isPacket", vec![packet.clone()]));
        assert!(!calc.call::<bool>("Sorter", "isCrate", vec![packet]));
    }
    for it in crates.map(|it| it.into_struct("calc.Crate")) {
        assert!(!calc.call::<bool>("Sorter", "isPacket", vec![it.clone()]));
        assert!(calc.call::<bool>("Sorter", "isCrate", vec![it]));
    }
    // And those that are given, each by its own fields.
    assert_eq!(
        calc.call::<Ref>("Sorter", "give", args![false]).implementing("calc.Packet").read::<f64>("size"),
        7.0
    );
    let given = calc.call::<Ref>("Sorter", "give", args![true]).implementing("calc.Crate");
    assert_eq!(given.read::<Ref>("inner").read::<f64>("size"), 3.0);
}

#[test]
fn can_obtain_reference_with_overloaded_setter() {
    let Some(calc) = calc::start() else { return };
    let confused: Ref = calc.call("Confused", "object", args![]);
    let bell = calc.make("Bell", args![]);
    confused.write("either", &bell);
    assert_eq!(confused.read::<Ref>("either"), bell);
    confused.write("either", [&bell, &calc.make("Everything", args![])]);
    assert_eq!(confused.read::<Vec<Ref>>("either")[1].class(), "calc.Everything");
}

#[test]
fn can_obtain_struct_reference_with_overloaded_setter() {
    let Some(calc) = calc::start() else { return };
    let confusing: Ref = calc.call("Confused", "struct", args![]);
    assert_eq!(confusing.interfaces().collect::<Vec<_>>(), ["calc.Confusing"]);
    assert_eq!(confusing.read::<Ref>("either").class(), "calc.Bell");
}
