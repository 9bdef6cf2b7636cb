use crate::calc::{self, Calc, Use as _, always, args};
use sayso_jsii::{Call, Error, IntoValue as _, Kind, Ref, Result, Value};
use std::{cell::Cell, rc::Rc};

/// A courier whose method `carry` is Rust.
fn courier(calc: &Calc, carry: impl Fn(Call) -> Result<Value> + 'static) -> Ref {
    calc.kernel.object("calc.Courier").method("carry", carry).create().unwrap()
}

#[test]
fn async_overrides_call_async_method() {
    let Some(calc) = calc::start() else { return };
    let courier = calc.make("Courier", args![]);
    assert_eq!(courier.wait::<f64>("deliver", args![]), 73.0);
    assert_eq!(courier.wait::<f64>("carry", args![44]), 308.0);
}

#[test]
fn async_overrides_override_async_method() {
    let Some(calc) = calc::start() else { return };
    let courier = courier(&calc, |call| Ok((call.arg::<f64>(0)? * 2222.0).into_value()));
    assert_eq!(courier.wait::<f64>("deliver", args![]), 22_223.0);
}

/// What overrides is shared by several, as a base class's would be.
#[test]
fn async_overrides_override_async_method_by_parent_class() {
    let Some(calc) = calc::start() else { return };
    let parent: Rc<dyn Fn(Call) -> Result<Value>> = Rc::new(always(4444));
    let child = {
        let parent = parent.clone();
        courier(&calc, move |call| parent(call))
    };
    assert_eq!(child.wait::<f64>("deliver", args![]), 4447.0);
}

#[test]
fn async_overrides_override_calls_super() {
    let Some(calc) = calc::start() else { return };
    let courier = courier(&calc, |call| {
        let weight = call.args()[0].clone();
        let own = call.this().call_async("carry", vec![weight])?;
        let Value::Number(own) = own else { return Err(Error::new("no number")) };
        Ok((own * 10.0 + 1.0).into_value())
    });
    assert_eq!(courier.wait::<f64>("carry", args![12]), 84.0, "called by Rust, it is what was overridden");
    assert_eq!(courier.wait::<f64>("deliver", args![]), 704.0);
}

#[test]
fn async_overrides_two_overrides() {
    let Some(calc) = calc::start() else { return };
    let courier = calc.kernel.object("calc.Courier").method("carry", always(666)).method("tip", always(10));
    assert_eq!(courier.create().unwrap().wait::<f64>("deliver", args![]), 679.0);
}

#[test]
fn async_overrides_override_throws() {
    let Some(calc) = calc::start() else { return };
    let courier = courier(&calc, |_| Err(Error::new("thrown by Rust")));
    let error = courier.call_async("deliver", args![]).unwrap_err();
    assert!(error.message().contains("thrown by Rust"), "{error}");
    // And the kernel is as good as before.
    assert_eq!(calc.make("Courier", args![]).wait::<f64>("deliver", args![]), 73.0);
}

#[test]
fn void_returning_async() {
    let Some(calc) = calc::start() else { return };
    let courier = calc.make("Courier", args![]);
    assert_eq!(courier.call_async("rest", args![]).unwrap(), Value::Null);
}

/// What JavaScript called while a call of Rust's was under way may not begin something asynchronous.
fn refuses_double_async(act: impl Fn(&Ref) -> Result<()>) {
    let Some(calc) = calc::start() else { return };
    let courier = calc.make("Courier", args![]);
    let refused = Rc::new(Cell::new(false));
    let seen = refused.clone();
    let actor = calc.kernel.object("calc.Actor").method("play", move |_| {
        let refusal = courier.call_async("deliver", args![]).unwrap_err();
        assert_eq!(refusal.kind(), Kind::Fault);
        seen.set(true);
        Err(refusal)
    });
    let error = act(&actor.create().unwrap()).unwrap_err();
    assert!(refused.get());
    assert!(error.message().contains("Cannot invoke async method"), "{error}");
}

#[test]
fn fail_sync_overrides_calls_double_async_method() {
    refuses_double_async(|actor| actor.call("perform", args![]).map(drop));
}

#[test]
fn fail_sync_overrides_calls_double_async_property_getter() {
    refuses_double_async(|actor| actor.get("performance").map(drop));
}

#[test]
fn fail_sync_overrides_calls_double_async_property_setter() {
    refuses_double_async(|actor| actor.set("performance", 12));
}

/// Not of the suite: two promises at once, ended in the other order.
#[test]
fn promises_may_end_in_any_order() {
    let Some(calc) = calc::start() else { return };
    let courier = courier(&calc, always(100));
    let first = courier.begin("deliver", args![]).unwrap();
    let second = courier.begin("deliver", args![]).unwrap();
    assert_eq!(second.end().unwrap(), 103.into_value());
    assert_eq!(first.end().unwrap(), 103.into_value());
}

/// Not of the suite.
#[test]
fn a_promise_that_fails_is_an_error_of_javascript() {
    let Some(calc) = calc::start() else { return };
    let error = calc.make("Courier", args![]).call_async("lose", args![]).unwrap_err();
    assert_eq!(error.kind(), Kind::JavaScript);
    assert_eq!(error.message(), "the parcel is lost");
    assert_eq!(error.at().file(), file!());
}

/// Not of the suite: nothing can bring the promise about, so Node.js ends; that is an error, not a wait for ever.
#[test]
fn a_promise_that_nothing_keeps_is_an_error() {
    let Some(calc) = calc::start() else { return };
    let error = calc.make("Courier", args![]).call_async("stall", args![]).unwrap_err();
    assert_eq!(error.kind(), Kind::Ended, "{error}");
}

/// Not of the suite: an asynchronous method of JavaScript may call what Rust overrides in its usual way.
#[test]
fn an_asynchronous_method_calls_synchronous_overrides() {
    let Some(calc) = calc::start() else { return };
    let actor = calc.kernel.object("calc.Actor").method("play", always(5)).create().unwrap();
    assert_eq!(actor.wait::<f64>("rehearse", args![]), 5.0);
}
