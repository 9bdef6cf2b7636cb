use crate::calc::{self, Calc, Use as _, always, args, fields};
use sayso_jsii::{Call, IntoValue as _, Ref, Result, Value};
use std::{cell::Cell, rc::Rc};

/// Counts up in steps.
fn dice(step: f64) -> impl Fn(Call) -> Result<Value> {
    let next = Cell::new(0.0);
    move |_| {
        next.set(next.get() + step);
        Ok(next.get().into_value())
    }
}

/// An object that is nothing but Rust.
fn pure(calc: &Calc) -> Ref {
    let object = calc.kernel.object("Object").implements("calc.IGreetingDice");
    object.method("hello", always("I am Rust!")).method("next", dice(1000.0)).create().unwrap()
}

/// An object of a class of the library, to which Rust adds interfaces.
fn extended(calc: &Calc) -> Ref {
    let object = calc.kernel.object("@calc/base.Amount").args(args![908]);
    let object = object.implements("@calc/base.IGreeter").implements("calc.IDice");
    object.method("hello", always("Rust, extended")).method("next", dice(100.0)).create().unwrap()
}

#[test]
fn test_interfaces() {
    let Some(calc) = calc::start() else { return };
    let (ten, twenty) = (calc.amount(10.0), calc.amount(20.0));
    let plus = calc.make("Plus", args![&ten, &twenty]);
    assert_eq!(plus.ask::<String>("hello", args![]), "I take two");

    let times = calc.make("Times", args![&ten, &twenty]);
    assert_eq!(times.ask::<String>("hello", args![]), "I take two");
    assert_eq!(times.ask::<String>("farewell", args![]), "Good night from Times");
    assert_eq!(times.ask::<f64>("next", args![]), 77.0);

    let oracle = calc.make("Oracle", args![]);
    assert_eq!(oracle.ask::<String>("hello", args![]), "I knew you would come");
    assert_eq!(oracle.ask::<f64>("next", args![]), 12.0);

    let lobby = calc.make("Lobby", args![]);
    assert_eq!(lobby.ask::<String>("hear", args![&plus]), "heard: I take two");
    assert_eq!(lobby.ask::<String>("hear", args![&oracle]), "heard: I knew you would come");
    assert_eq!(lobby.ask::<String>("hear", args![extended(&calc)]), "heard: Rust, extended");
    assert_eq!(lobby.ask::<String>("hear", args![pure(&calc)]), "heard: I am Rust!");
}

/// Whatever it is made of, an object stays itself when it goes to JavaScript and comes back.
fn stays_itself(calc: &Calc, dice: &Ref, step: f64) {
    let cup = calc.make("Cup", args![dice]);
    assert_eq!(cup.read::<Ref>("dice"), *dice);
    assert!(cup.ask::<bool>("holds", args![dice]));
    assert_eq!(cup.ask::<f64>("hundredfold", args![]), 100.0 * step);
    assert_eq!(cup.ask::<f64>("hundredfold", args![]), 200.0 * step);
}

#[test]
fn test_native_objects_with_interfaces() {
    let Some(calc) = calc::start() else { return };
    stays_itself(&calc, &extended(&calc), 100.0);
    stays_itself(&calc, &pure(&calc), 1000.0);
}

#[test]
fn test_literal_interface() {
    let Some(calc) = calc::start() else { return };
    let literals = calc.make("Literals", args![]);
    let greeter: Ref = literals.ask("greeter", args![]);
    assert_eq!(greeter.ask::<String>("hello", args![]), "literally hello");
    let both: Ref = literals.ask("greetingDice", args![]);
    assert_eq!(both.ask::<String>("hello", args![]), "both");
    assert_eq!(both.ask::<f64>("next", args![]), 42.0);
}

#[test]
fn test_interface_parameter() {
    let Some(calc) = calc::start() else { return };
    let greeter: Ref = calc.make("Literals", args![]).ask("greeter", args![]);
    let better: String = calc.make("Butler", args![]).ask("improve", args![greeter]);
    assert_eq!(better, "literally hello Tea?");
}

#[test]
fn test_js_object_literal_to_native() {
    let Some(calc) = calc::start() else { return };
    let pair: Ref = calc.make("Literals", args![]).ask("pair", args![]);
    assert_eq!(pair.class(), "calc.Pair");
    assert_eq!(pair.read::<String>("left"), "one");
    assert_eq!(pair.read::<f64>("right"), 2.0);
}

#[test]
fn can_use_interface_setters() {
    let Some(calc) = calc::start() else { return };
    let switch: Ref = calc.call("Switches", "make", args![]);
    assert!(!switch.ask::<bool>("wasSet", args![]));
    switch.write("position", "on");
    assert!(switch.ask::<bool>("wasSet", args![]));
    assert_eq!(switch.read::<String>("position"), "on");
}

#[test]
fn can_leverage_indirect_interface_polymorphism() {
    let Some(calc) = calc::start() else { return };
    let provider = calc.make("Provider", args![]);
    assert_eq!(provider.ask::<Ref>("asClass", args![]).read::<f64>("value"), 1337.0);
    let verb: Ref = provider.ask("asInterface", args![]);
    assert_eq!(verb.read::<f64>("value"), 1337.0);
    assert_eq!(verb.ask::<String>("verb", args![]), "to be");
}

/// What is shipped is what the packer packs.
fn ships(calc: &Calc, packer: &Ref, name: &str) {
    let shipped: Ref = calc.make("Shipper", args![packer]).ask("ship", args![]);
    assert_eq!(shipped.implementing("calc.Crate").read::<String>("name"), name);
}

fn package(name: &'static str) -> Value {
    fields! {name: name}.into_struct("calc.Crate")
}

#[test]
fn pure_interfaces_can_be_used_transparently() {
    let Some(calc) = calc::start() else { return };
    let packer =
        calc.kernel.object("Object").implements("calc.IPacker").method("pack", always(package("pure")));
    ships(&calc, &packer.create().unwrap(), "pure");
}

/// What packs, as a trait, with an implementation behind another.
trait Packs {
    fn pack(&self) -> Value;
}

struct Direct;

impl Packs for Direct {
    fn pack(&self) -> Value {
        package("through another")
    }
}

struct Indirect(Direct);

impl Packs for Indirect {
    fn pack(&self) -> Value {
        self.0.pack()
    }
}

#[test]
fn pure_interfaces_can_be_used_transparently_when_transitively_implementing() {
    let Some(calc) = calc::start() else { return };
    let object: Rc<dyn Packs> = Rc::new(Indirect(Direct));
    let packer = calc.kernel.object("Object").implements("calc.IPacker");
    let packer = packer.method("pack", move |_| Ok(object.pack())).create().unwrap();
    ships(&calc, &packer, "through another");
}

#[test]
fn interfaces_can_be_used_transparently_when_added_to_jsii_type() {
    let Some(calc) = calc::start() else { return };
    let packer = calc.kernel.object("calc.Everything").implements("calc.IPacker");
    let packer = packer.method("pack", always(package("added"))).create().unwrap();
    packer.write("text", "still everything");
    ships(&calc, &packer, "added");
    assert_eq!(packer.read::<String>("text"), "still everything");
}

#[test]
fn return_subclass_that_implements_interface976() {
    let Some(calc) = calc::start() else { return };
    assert_eq!(calc.call::<Ref>("Derivation", "make", args![]).read::<f64>("foo"), 333.0);
}

#[test]
fn obj_refs_are_labelled_using_with_the_most_correct_type() {
    let Some(calc) = calc::start() else { return };
    let animal: Ref = calc.call("Aviary", "animal", args![]);
    assert_eq!(animal.class(), "calc.Bird");
    let bird: Ref = calc.call("Aviary", "bird", args![]);
    assert_eq!(bird.class(), "calc.Bird");
    let ghost: Ref = calc.call("Aviary", "ghost", args![]);
    assert_eq!(ghost.interfaces().collect::<Vec<_>>(), ["calc.IBird"]);
    assert_eq!(ghost.ask::<String>("fly", args![]), "through");
}

#[test]
fn downcasting() {
    let Some(calc) = calc::start() else { return };
    let anonymous: Ref = calc.make("Everything", args![]);
    anonymous.write("anything", calc.call::<Ref>("Derivation", "make", args![]));
    let back: Ref = anonymous.read("anything");
    let foo = back.implementing("calc.IFoo");
    assert_eq!(foo.read::<f64>("foo"), 333.0);
    assert_eq!(foo, back, "it is the same object");

    // One that the library hides behind an interface is taken for its class, unchecked.
    let ghost: Ref = calc.call("Aviary", "ghost", args![]);
    assert!(ghost.get("foo").unwrap_err().message().contains("doesn't have a property 'foo'"));
    let error = ghost.implementing("calc.IFoo").get("foo").unwrap_err();
    assert!(error.message().contains("A value is required"), "it has none, after all: {error}");
}
