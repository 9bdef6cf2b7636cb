use crate::calc::{self, Calc, Use as _, always, args};
use sayso_jsii::{Call, Error, FromValue as _, IntoValue as _, Ref, Result, Value};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

fn actor(calc: &Calc, play: impl Fn(Call) -> Result<Value> + 'static) -> Ref {
    calc.kernel.object("calc.Actor").method("play", play).create().unwrap()
}

/// An actor whose property `part` is Rust.
fn player(
    calc: &Calc,
    get: impl Fn(Call) -> Result<Value> + 'static,
    set: impl Fn(Call) -> Result<()> + 'static,
) -> Ref {
    calc.kernel.object("calc.Actor").property("part", get, set).create().unwrap()
}

#[test]
fn sync_overrides() {
    let Some(calc) = calc::start() else { return };
    let factor = Rc::new(Cell::new(1.0));
    let read = factor.clone();
    let actor = actor(&calc, move |call| Ok((5.0 * call.arg::<f64>(0)? * read.get()).into_value()));
    assert_eq!(actor.ask::<f64>("perform", args![]), 50.0);
    factor.set(5.0);
    assert_eq!(actor.ask::<f64>("perform", args![]), 250.0);
    assert_eq!(actor.read::<f64>("performance"), 250.0, "also from a property");
    assert_eq!(actor.wait::<f64>("rehearse", args![]), 250.0, "and from an asynchronous method");
}

#[test]
fn sync_overrides_calls_super() {
    let Some(calc) = calc::start() else { return };
    let own = Rc::new(Cell::new(true));
    let mine = own.clone();
    let actor = actor(&calc, move |call| {
        if mine.get() {
            return Ok((5.0 * call.arg::<f64>(0)?).into_value());
        }
        call.this().call("play", call.args().to_vec())
    });
    assert_eq!(actor.read::<f64>("performance"), 50.0);
    own.set(false);
    assert_eq!(actor.read::<f64>("performance"), 20.0);
}

#[test]
fn property_overrides_get_set() {
    let Some(calc) = calc::start() else { return };
    let written = Rc::new(RefCell::new(String::new()));
    let noted = written.clone();
    let player = player(&calc, always("I am an override!"), move |call| {
        *noted.borrow_mut() = call.arg(0)?;
        Ok(())
    });
    assert_eq!(player.ask::<String>("readPart", args![]), "I am an override!");
    player.ask::<()>("writePart", args!["New Value"]);
    assert_eq!(*written.borrow(), "New Value");
}

#[test]
fn property_overrides_get_calls_super() {
    let Some(calc) = calc::start() else { return };
    let get = |call: Call| Ok(format!("super:{}", call.this().get_as::<String>("part")?).into_value());
    let player = player(&calc, get, |call| call.this().set("part", call.arg::<Value>(0)?));
    assert_eq!(player.ask::<String>("readPart", args![]), "super:Hamlet");
    player.ask::<()>("writePart", args!["Horatio"]);
    assert_eq!(player.ask::<String>("readPart", args![]), "super:Horatio");
}

#[test]
fn property_overrides_set_calls_super() {
    let Some(calc) = calc::start() else { return };
    let set = |call: Call| call.this().set("part", format!("{}:by override", call.arg::<String>(0)?));
    let player = player(&calc, |call| call.this().get("part"), set);
    player.ask::<()>("writePart", args!["New Value"]);
    assert_eq!(player.ask::<String>("readPart", args![]), "New Value:by override");
    assert_eq!(player.read::<String>("part"), "New Value:by override");
}

#[test]
fn property_overrides_get_throws() {
    let Some(calc) = calc::start() else { return };
    let player = player(&calc, |_| Err(Error::new("oh no, this is bad")), |_| Ok(()));
    let error = player.call("readPart", args![]).unwrap_err();
    assert!(error.message().contains("oh no, this is bad"), "{error}");
}

#[test]
fn property_overrides_set_throws() {
    let Some(calc) = calc::start() else { return };
    let player = player(&calc, always("x"), |_| Err(Error::new("thrown by a setter")));
    let error = player.call("writePart", args!["Hii"]).unwrap_err();
    assert!(error.message().contains("thrown by a setter"), "{error}");
}

/// Something with a label, in Rust: what is written gets a `!`, what is read a `?`.
fn labelled(calc: &Calc) -> Ref {
    let label = Rc::new(RefCell::new(String::new()));
    let read = label.clone();
    let object = calc.kernel.object("Object").implements("calc.ILabelled").getter("mark", always("a mark"));
    let object = object.property(
        "label",
        move |_| Ok(format!("{}?", read.borrow()).into_value()),
        move |call| {
            *label.borrow_mut() = format!("{}!", call.arg::<String>(0)?);
            Ok(())
        },
    );
    object.create().unwrap()
}

#[test]
fn property_overrides_interfaces() {
    let Some(calc) = calc::start() else { return };
    let labeller = calc.make("Labeller", args![labelled(&calc)]);
    assert_eq!(labeller.ask::<String>("read", args![]), "a mark");
    assert_eq!(labeller.ask::<String>("relabel", args!["Hello"]), "Hello!?");
}

#[test]
fn interface_builder() {
    let Some(calc) = calc::start() else { return };
    let value = Rc::new(RefCell::new("first".to_owned()));
    let (read, written) = (value.clone(), value.clone());
    let object =
        calc.kernel.object("Object").implements("calc.ILabelled").getter("mark", always("READ_ONLY"));
    let object = object.property(
        "label",
        move |_| Ok(read.borrow().as_str().into_value()),
        move |call| {
            *written.borrow_mut() = call.arg(0)?;
            Ok(())
        },
    );
    let labeller = calc.make("Labeller", args![object.create().unwrap()]);
    assert_eq!(labeller.ask::<String>("read", args![]), "READ_ONLY");
    assert_eq!(labeller.ask::<String>("relabel", args!["Hello"]), "Hello");
    assert_eq!(*value.borrow(), "Hello");
}

#[test]
fn can_override_protected_method() {
    let Some(calc) = calc::start() else { return };
    let shy = calc.kernel.object("calc.Shy").method("think", always("out loud")).create().unwrap();
    assert_eq!(shy.ask::<String>("speak", args![]), "out loud");
}

#[test]
fn can_override_protected_getter() {
    let Some(calc) = calc::start() else { return };
    let shy = calc.kernel.object("calc.Shy").getter("quiet", always("psst, ")).getter("loud", always("hey"));
    assert_eq!(shy.create().unwrap().ask::<String>("speak", args![]), "psst, hey");
}

#[test]
fn can_override_protected_setter() {
    let Some(calc) = calc::start() else { return };
    let set = |call: Call| call.this().set("loud", format!("zzz{}", call.arg::<String>(0)?));
    let shy = calc.kernel.object("calc.Shy").property("loud", |call| call.this().get("loud"), set);
    let shy = shy.create().unwrap();
    shy.ask::<()>("shout", args![]);
    assert_eq!(shy.ask::<String>("speak", args![]), "Bazzzzoom");
}

#[test]
fn abstract_members_are_correctly_handled() {
    let Some(calc) = calc::start() else { return };
    let label = Rc::new(RefCell::new(String::new()));
    let read = label.clone();
    let workshop = calc
        .kernel
        .object("calc.Workshop")
        .method("wrap", |call| Ok(format!("Wrapped<{}>", call.arg::<String>(0)?).into_value()))
        .property(
            "label",
            move |_| Ok(read.borrow().as_str().into_value()),
            move |call| {
                *label.borrow_mut() = format!("Text<{}>", call.arg::<String>(0)?);
                Ok(())
            },
        );
    let made: String = workshop.create().unwrap().ask("make", args!["Oomf!"]);
    assert_eq!(made, "Wrapped<Text<Oomf!>>");
}

/// A class in which nothing that Rust offers for what is private counts.
fn secretive(calc: &Calc, method: &str, property: &str) -> Ref {
    let builder = calc.kernel.object("calc.Secretive").method(method, always("override"));
    let refuse = |_| Err(Error::new("the setter was called"));
    builder.property(property, always("override"), refuse).create().unwrap()
}

fn keeps_its_method(calc: &Calc) {
    let it = secretive(calc, "secretMethod", "secretProperty");
    assert_eq!(it.ask::<String>("secretMethodValue", args![]), "own method");
}

fn keeps_its_property(calc: &Calc) {
    let it = secretive(calc, "secretMethod", "secretProperty");
    assert_eq!(it.ask::<String>("secretPropertyValue", args![]), "own property");
    it.ask::<()>("changeSecretProperty", args!["changed"]);
    assert_eq!(it.ask::<String>("secretPropertyValue", args![]), "changed");
}

/// A method of Rust's own, named as the property is.
fn keeps_its_property_from_a_method(calc: &Calc) {
    let it = calc.kernel.object("calc.Secretive").method("secretProperty", always("override"));
    assert_eq!(it.create().unwrap().ask::<String>("secretPropertyValue", args![]), "own property");
}

#[test]
fn do_not_override_privates_method_public() {
    let Some(calc) = calc::start() else { return };
    keeps_its_method(&calc);
}

#[test]
fn do_not_override_privates_method_private() {
    let Some(calc) = calc::start() else { return };
    keeps_its_method(&calc);
    assert!(calc.make("Secretive", args![]).call("secretMethod", args![]).is_err(), "nor can it be called");
}

#[test]
fn do_not_override_privates_property_getter_public() {
    let Some(calc) = calc::start() else { return };
    keeps_its_property(&calc);
}

#[test]
fn do_not_override_privates_property_getter_private() {
    let Some(calc) = calc::start() else { return };
    keeps_its_property(&calc);
    assert!(calc.make("Secretive", args![]).get("secretProperty").is_err(), "nor can it be read");
}

#[test]
fn do_not_override_privates_property_by_name_public() {
    let Some(calc) = calc::start() else { return };
    keeps_its_property_from_a_method(&calc);
}

#[test]
fn do_not_override_privates_property_by_name_private() {
    let Some(calc) = calc::start() else { return };
    keeps_its_property_from_a_method(&calc);
    assert!(calc.make("Secretive", args![]).call("secretProperty", args![]).is_err(), "nor can it be called");
}

#[test]
fn object_id_does_not_get_reallocated_when_the_constructor_passes_this_out() {
    let Some(calc) = calc::start() else { return };
    let child = Rc::new(RefCell::new(None));
    let received = child.clone();
    let midwife = calc.kernel.object("calc.Midwife").method("receive", move |call| {
        *received.borrow_mut() = Some(call.arg::<Ref>(0)?);
        assert_eq!(call.args()[1], sayso_jsii::Date::from_millis(0).into_value());
        assert_eq!(call.args()[2], Value::Enum("calc.Colour/GREEN".into()));
        Ok("welcome".into_value())
    });
    let newborn = calc.make("Newborn", args![midwife.create().unwrap()]);
    assert_eq!(*child.borrow(), Some(newborn));
}

#[test]
fn callbacks_correctly_deserialize_arguments() {
    let Some(calc) = calc::start() else { return };
    let renderer = calc.kernel.object("calc.Renderer").method("renderTable", |call| {
        let table = std::collections::BTreeMap::<String, Value>::from_value(call.args()[0].clone())?;
        assert_eq!(table["count"], 42.into_value());
        assert_eq!(table["text"], "answer".into_value());
        call.this().call("renderTable", call.args().to_vec())
    });
    let json: String = renderer.create().unwrap().ask("render", args![]);
    assert_eq!(json, r#"{"count":42,"text":"answer"}"#);
}

#[test]
fn class_can_be_used_when_not_expressedly_loaded() {
    let Some(calc) = calc::start() else { return };
    let croupier = calc.kernel.object("calc.hidden.Croupier");
    let croupier = croupier.method("take", |call| call.arg::<Ref>(0)?.call("next", args![]));
    croupier.create().unwrap().ask::<()>("test", args![]);
}

#[test]
fn callback_parameter_is_interface() {
    let Some(calc) = calc::start() else { return };
    let gambler = calc.kernel.object("calc.Gambler").method("roll", |call| {
        let dice: Ref = call.arg(0)?;
        assert_eq!(dice.interfaces().collect::<Vec<_>>(), ["calc.IDice"]);
        Ok((f64::from_value(dice.call("next", args![])?)? * 10.0).into_value())
    });
    assert_eq!(gambler.create().unwrap().ask::<f64>("gamble", args![]), 40.0);
}
