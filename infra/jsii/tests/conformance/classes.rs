use crate::calc::{self, Use as _, args};
use sayso_jsii::{Ref, Value};

#[test]
fn return_abstract() {
    let Some(calc) = calc::start() else { return };
    let gallery = calc.make("Gallery", args![]);
    let art: Ref = gallery.ask("asArt", args![]);
    assert_eq!(art.ask::<String>("show", args!["John"]), "look, John");
    assert_eq!(art.read::<String>("title"), "Untitled");
    assert_eq!(art.ask::<f64>("year", args![]), 1917.0);
    assert_eq!(gallery.ask::<Ref>("asInterface", args![]).read::<String>("title"), "Untitled");
    assert_eq!(gallery.read::<Ref>("artist").read::<String>("name"), "R. Mutt");
}

#[test]
fn class_with_private_constructor_and_automatic_properties() {
    let Some(calc) = calc::start() else { return };
    let sealed: Ref = calc.call("Sealed", "make", args!["Hello", "Bye"]);
    assert_eq!(sealed.read::<String>("label"), "Bye");
    sealed.write("label", "Hello");
    assert_eq!(sealed.read::<String>("label"), "Hello");
    assert_eq!(sealed.read::<String>("mark"), "Hello");
}

#[test]
fn receive_instance_of_private_class() {
    let Some(calc) = calc::start() else { return };
    assert!(calc.make("Trial", args![]).read::<Ref>("outcome").read::<bool>("success"));
}

#[test]
fn classes_can_self_reference_during_class_initialization() {
    let Some(calc) = calc::start() else { return };
    let outer = calc.make("nested.Outer", args![]);
    assert_eq!(outer.read::<Ref>("inner").class(), "calc.nested.Inner");
    let marked: Ref = calc.get("nested.Inner", "MARKED");
    assert_eq!(marked.read::<Value>("sort"), Value::Enum("calc.nested.Sort/GOOD".into()));
}

#[test]
fn stripped_deprecated_member_can_be_received() {
    let Some(calc) = calc::start() else { return };
    let made: Ref = calc.call("base.Factory", "make", args![]);
    assert_eq!(made.class(), "@calc/base.Kept", "its own class is not there");
    made.ask::<()>("run", args![]);
    assert!(calc.try_make("base.Gone", args![]).is_err());
}
