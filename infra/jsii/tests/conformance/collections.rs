use crate::calc::{self, Calc, Use as _, args};
use sayso_jsii::Ref;
use std::collections::BTreeMap;

type Table = BTreeMap<String, String>;

fn table(entries: &[(&str, &str)]) -> Table {
    entries.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn chest(calc: &Calc) -> Ref {
    calc.make("Chest", args![table(&[("key", "value")]), ["one", "two"]])
}

#[test]
fn collection_types() {
    let Some(calc) = calc::start() else { return };
    let it = calc.make("Everything", args![]);
    it.write("list", ["Hello", "World"]);
    assert_eq!(it.read::<Vec<String>>("list")[1], "World");
    it.write("table", BTreeMap::from([("Foo", calc.amount(123.0))]));
    assert_eq!(it.read::<BTreeMap<String, Ref>>("table")["Foo"].read::<f64>("value"), 123.0);
}

#[test]
fn arrays() {
    let Some(calc) = calc::start() else { return };
    let times = calc.make("Times", args![calc.amount(2.0), calc.amount(3.0)]);
    let total = calc.make("Total", args![]);
    total.write("parts", [calc.amount(5.0), calc.amount(10.0), times]);
    assert_eq!(total.read::<f64>("value"), 21.0);
    let parts: Vec<Ref> = total.read("parts");
    assert_eq!(parts[0].read::<f64>("value"), 5.0);
    assert_eq!(parts[2].read::<f64>("value"), 6.0);
    assert_eq!(total.ask::<String>("toString", args![]), "(((0 + 5) + 10) + (2 * 3))");
}

#[test]
fn maps() {
    let Some(calc) = calc::start() else { return };
    let register = calc.make("Register", args![]);
    for (method, value) in [("add", 10), ("add", 20), ("multiply", 2)] {
        register.ask::<()>(method, args![value]);
    }
    let operations: BTreeMap<String, Vec<Ref>> = register.read("operations");
    assert_eq!(operations["add"].len(), 2);
    assert_eq!(operations["multiply"].len(), 1);
    assert_eq!(operations["add"][1].read::<f64>("value"), 30.0);
}

#[test]
fn list_in_class_can_be_read_correctly() {
    let Some(calc) = calc::start() else { return };
    assert_eq!(chest(&calc).read::<Vec<String>>("list"), ["one", "two"]);
}

#[test]
fn map_in_class_can_be_read_correctly() {
    let Some(calc) = calc::start() else { return };
    assert_eq!(chest(&calc).read::<Table>("table"), table(&[("key", "value")]));
}

/// What comes of a call is a value of Rust's own: changing it changes nothing of the library's.
#[test]
fn map_in_class_cannot_be_modified() {
    let Some(calc) = calc::start() else { return };
    let chest = chest(&calc);
    let mut own: Table = chest.read("table");
    own.insert("keyTwo".to_owned(), "valueTwo".to_owned());
    assert_eq!(chest.read::<Table>("table"), table(&[("key", "value")]));
}

#[test]
fn static_list_in_class_can_be_read_correctly() {
    let Some(calc) = calc::start() else { return };
    assert_eq!(calc.get::<Vec<String>>("Chest", "list"), ["one", "two"]);
}

#[test]
fn static_list_in_class_cannot_be_modified() {
    let Some(calc) = calc::start() else { return };
    calc.get::<Vec<String>>("Chest", "list").push("three".to_owned());
    assert_eq!(calc.get::<Vec<String>>("Chest", "list"), ["one", "two"]);
}

#[test]
fn static_map_in_class_can_be_read_correctly() {
    let Some(calc) = calc::start() else { return };
    assert_eq!(calc.get::<Table>("Chest", "table"), table(&[("key1", "value1"), ("key2", "value2")]));
}

#[test]
fn static_map_in_class_cannot_be_modified() {
    let Some(calc) = calc::start() else { return };
    calc.get::<Table>("Chest", "table").insert("keyTwo".to_owned(), "valueTwo".to_owned());
    assert_eq!(calc.get::<Table>("Chest", "table").len(), 2);
}

#[test]
fn array_returned_by_method_can_be_read() {
    let Some(calc) = calc::start() else { return };
    assert_eq!(calc.call::<Vec<String>>("Chest", "makeList", args![]), ["one", "two"]);
}

#[test]
fn array_returned_by_method_cannot_be_modified() {
    let Some(calc) = calc::start() else { return };
    calc.call::<Vec<String>>("Chest", "makeList", args![]).push("three".to_owned());
    assert_eq!(calc.call::<Vec<String>>("Chest", "makeList", args![]), ["one", "two"]);
}

#[test]
fn map_returned_by_method_can_be_read() {
    let Some(calc) = calc::start() else { return };
    let made: Table = calc.call("Chest", "makeTable", args![]);
    assert_eq!(made, table(&[("key1", "value1"), ("key2", "value2")]));
}

#[test]
fn map_returned_by_method_cannot_be_modified() {
    let Some(calc) = calc::start() else { return };
    calc.call::<Table>("Chest", "makeTable", args![]).clear();
    assert_eq!(calc.call::<Table>("Chest", "makeTable", args![]).len(), 2);
}

#[test]
fn collection_of_interfaces_list_of_structs() {
    let Some(calc) = calc::start() else { return };
    let packets: Vec<Ref> = calc.call("Shelf", "packets", args![]);
    assert_eq!(packets.len(), 2);
    for packet in &packets {
        assert_eq!(packet.interfaces().collect::<Vec<_>>(), ["calc.Packet"]);
    }
    assert_eq!(packets[1].read::<String>("name"), "b");
}

#[test]
fn collection_of_interfaces_list_of_interfaces() {
    let Some(calc) = calc::start() else { return };
    let bells: Vec<Ref> = calc.call("Shelf", "bells", args![]);
    assert_eq!(bells.len(), 2);
    for bell in bells {
        bell.ask::<()>("ring", args![]);
    }
}

#[test]
fn collection_of_interfaces_map_of_structs() {
    let Some(calc) = calc::start() else { return };
    let packets: BTreeMap<String, Ref> = calc.call("Shelf", "packetTable", args![]);
    assert_eq!(packets["A"].interfaces().collect::<Vec<_>>(), ["calc.Packet"]);
    assert_eq!(packets["A"].read::<String>("name"), "a");
}

#[test]
fn collection_of_interfaces_map_of_interfaces() {
    let Some(calc) = calc::start() else { return };
    let bells: BTreeMap<String, Ref> = calc.call("Shelf", "bellTable", args![]);
    bells["A"].ask::<()>("ring", args![]);
    assert!(bells["A"].read::<bool>("rung"));
}
