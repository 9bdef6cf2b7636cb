//! Not of the suite: what may go wrong in a callback, and within one.

use crate::calc::{self, Use as _, always, args};
use sayso_jsii::{Error, FromValue as _, IntoValue as _, Kind, Ref, Value};
use std::{cell::Cell, rc::Rc};

#[test]
fn javascript_may_catch_the_error_of_a_callback() {
    let Some(calc) = calc::start() else { return };
    let actor = calc.kernel.object("calc.Actor").method("play", |_| Err(Error::new("stage fright")));
    assert_eq!(actor.create().unwrap().ask::<String>("whatWentWrong", args![]), "stage fright");
}

#[test]
fn the_error_of_a_callback_comes_through_with_its_own_line() {
    let Some(calc) = calc::start() else { return };
    let line = line!() + 1;
    let actor = calc.kernel.object("calc.Actor").method("play", |_| Err(Error::new("stage fright")));
    let error = actor.create().unwrap().call("perform", args![]).unwrap_err();
    assert_eq!(error.kind(), Kind::JavaScript);
    assert_eq!(error.message(), "stage fright");
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains(&format!("callbacks.rs:{line}:")), "{cause}");
}

#[test]
fn a_panic_of_a_callback_is_an_error_of_javascript() {
    let Some(calc) = calc::start() else { return };
    let actor = calc.kernel.object("calc.Actor").method("play", |_| panic!("the stage collapsed"));
    let actor = actor.create().unwrap();
    let error = actor.call("perform", args![]).unwrap_err();
    assert_eq!(error.message(), "the override of `play` panicked: the stage collapsed");
    assert_eq!(actor.ask::<String>("whatWentWrong", args![]), error.message(), "and the kernel works on");
}

#[test]
fn a_callback_that_gives_the_wrong_type_is_an_error() {
    let Some(calc) = calc::start() else { return };
    let actor = calc.kernel.object("calc.Actor").method("play", always("no number")).create().unwrap();
    let error = actor.call("perform", args![]).unwrap_err();
    assert!(error.message().contains("Value is not a number"), "{error}");
    assert_eq!(calc.amount(1.0).read::<f64>("value"), 1.0);
}

/// Rust → JavaScript → Rust → … , each level within the one before.
#[test]
fn calls_nest_as_deep_as_they_like() {
    let Some(calc) = calc::start() else { return };
    let nest = calc.make("Nest", args![]);
    let kernel = calc.kernel.clone();
    let depth = Rc::new(Cell::new(0));
    let below = depth.clone();
    let dice = calc.kernel.object("Object").implements("calc.IDice").method("next", move |call| {
        below.set(below.get() + 1);
        if below.get() == 40 {
            // Whatever may be asked of a kernel may be asked here.
            let amount = kernel.create("@calc/base.Amount", args![7])?;
            return amount.get("value");
        }
        nest.call("sum", args![call.this(), 1])
    });
    let dice = dice.create().unwrap();
    assert_eq!(calc.make("Nest", args![]).ask::<f64>("sum", args![dice, 1]), 7.0);
    assert_eq!(depth.get(), 40);
}

#[test]
fn a_callback_may_make_objects_with_callbacks() {
    let Some(calc) = calc::start() else { return };
    let kernel = calc.kernel.clone();
    let dice = calc.kernel.object("Object").implements("calc.IDice").method("next", move |_| {
        let inner = kernel.object("Object").implements("calc.IDice").method("next", always(21)).create()?;
        let sum = kernel.create("calc.Nest", args![])?.call("sum", args![inner, 2])?;
        Ok(f64::from_value(sum)?.into_value())
    });
    let sum: f64 = calc.make("Nest", args![]).ask("sum", args![dice.create().unwrap(), 3]);
    assert_eq!(sum, 126.0);
}

#[test]
fn a_property_that_is_only_read_cannot_be_written() {
    let Some(calc) = calc::start() else { return };
    let object = calc.kernel.object("Object").implements("calc.ILabelled").getter("label", always("fixed"));
    let labeller = calc.make("Labeller", args![object.create().unwrap()]);
    let error = labeller.call("relabel", args!["other"]).unwrap_err();
    assert_eq!(error.message(), "the property `label` cannot be written");
}

#[test]
fn an_object_of_another_kernel_is_refused() {
    let (Some(one), Some(other)) = (calc::start(), calc::start()) else { return };
    let amount = one.amount(1.0);
    let times = other.amount(2.0);
    // Both have the same name in their kernels.
    assert_eq!(amount.id(), times.id());
    assert_ne!(amount, times);
    let error = other.try_make("Minus", args![&amount]).unwrap_err();
    assert_eq!(error.kind(), Kind::Usage);
    assert!(error.message().contains("lives in another kernel"), "{error}");

    let nested = args![[&amount]];
    assert!(other.make("Total", args![]).set("parts", nested[0].clone()).is_err());
    let foreign = other.kernel.object("calc.Actor").method("play", always(amount.clone())).create().unwrap();
    assert!(foreign.call("perform", args![]).unwrap_err().message().contains("lives in another kernel"));

    assert_eq!(one.make("Minus", args![&amount]).read::<f64>("value"), -1.0);
    assert_eq!(other.make("Minus", args![&times]).read::<f64>("value"), -2.0);
}

#[test]
fn what_is_forgotten_is_not_there_any_more() {
    let Some(calc) = calc::start() else { return };
    let amount = calc.amount(1.0);
    let before = calc.kernel.objects().unwrap();
    calc.kernel.forget(&amount).unwrap();
    assert_eq!(calc.kernel.objects().unwrap(), before - 1);
    assert_eq!(amount.get("value").unwrap_err().kind(), Kind::Fault);
}

#[test]
fn an_override_that_cannot_be_made_leaves_nothing_behind() {
    let Some(calc) = calc::start() else { return };
    let held = Rc::new(());
    let captured = held.clone();
    let broken = calc.kernel.object("calc.Nope").method("play", move |_| {
        drop(captured.clone());
        Ok(Value::Null)
    });
    assert!(broken.create().is_err());
    assert_eq!(Rc::strong_count(&held), 1);
    let twice = calc.kernel.object("calc.Actor").method("play", always(1)).method("play", always(2));
    assert!(twice.create().unwrap_err().message().contains("Duplicate override"));
    let _: Ref = calc.make("Actor", args![]);
}
