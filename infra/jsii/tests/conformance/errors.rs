use crate::calc::{self, Use as _, args, fields};
use sayso_jsii::{Kind, Value};

#[test]
fn exceptions() {
    let Some(calc) = calc::start() else { return };
    let options = fields! {initial: 20, limit: 30}.into_struct("calc.RegisterOptions");
    let register = calc.make("Register", vec![options]);
    register.ask::<()>("add", args![3]);
    assert_eq!(register.read::<f64>("value"), 23.0);

    let error = register.call("add", args![10]).unwrap_err();
    assert_eq!(error.kind(), Kind::JavaScript);
    assert_eq!(error.message(), "33 is more than the limit, 30");

    register.write("limit", 40);
    register.ask::<()>("add", args![10]);
    assert_eq!(register.read::<f64>("value"), 33.0);
}

#[test]
fn exception_message() {
    let Some(calc) = calc::start() else { return };
    let options = fields! {source: "a bad path"}.into_struct("calc.PathOptions");
    let error = calc.try_make("Source", vec![options]).unwrap_err();
    assert_eq!(error.kind(), Kind::JavaScript);
    assert_eq!(error.message(), "there is nothing at \"a bad path\"");
    assert_eq!(error.name(), Some("NoSuchPath"));
}

/// Not of the suite: errors of everything that may be asked, with the line that asked.
#[test]
fn every_error_has_javascripts_stack_and_the_line_of_rust() {
    let Some(calc) = calc::start() else { return };
    let failing = calc.make("Failing", args![]);
    let line = line!() + 2;
    let errors = [
        failing.call("method", args![]).unwrap_err(),
        failing.get("property").unwrap_err(),
        failing.set("property", "x").unwrap_err(),
        calc.kernel.call_static("calc.Failing", "statically", args![]).unwrap_err(),
    ];
    let said = [
        ("NoSuchPath", "within a method"),
        ("RangeError", "on reading"),
        ("RangeError", "on writing"),
        ("TypeError", "statically"),
    ];
    for ((error, (name, message)), line) in errors.iter().zip(said).zip(line..) {
        assert_eq!(error.kind(), Kind::JavaScript, "{error}");
        assert_eq!((error.name(), error.message()), (Some(name), message));
        assert_eq!((error.at().file(), error.at().line()), (file!(), line));
        assert!(error.to_string().contains(&format!("errors.rs:{line}:")), "{error}");
        assert!(error.js_stack().unwrap().contains("failures.js"), "{error:?}");
    }
    let text = failing.call("text", args![]).unwrap_err();
    assert_eq!(text.message(), "only a text");
}

/// Not of the suite: what the kernel itself refuses.
#[test]
fn what_is_unknown_or_of_the_wrong_type_is_refused() {
    let Some(calc) = calc::start() else { return };
    let amount = calc.amount(1.0);
    let errors = [
        (amount.call("nope", args![]).unwrap_err(), "doesn't have a method 'nope'"),
        (amount.get("nope").unwrap_err(), "doesn't have a property 'nope'"),
        (amount.set("value", 2).unwrap_err(), "Cannot set value of immutable property"),
        (calc.try_make("Nope", args![]).unwrap_err(), "'calc.Nope' not found"),
        (calc.try_make("base.Amount", args![]).unwrap_err(), "Not enough arguments"),
        (calc.try_make("base.Amount", args![1, 2]).unwrap_err(), "Too many arguments"),
        (calc.try_make("base.Amount", args!["one"]).unwrap_err(), "is not a number"),
        (calc.kernel.create("nope.Nope", args![]).unwrap_err(), "'nope' not found"),
        (amount.call_async("toString", args![]).unwrap_err(), "expected to be an async method"),
    ];
    for (error, said) in errors {
        assert_eq!(error.kind(), Kind::Fault, "{error}");
        assert!(error.message().contains(said), "{error}");
    }
    let error = amount.get_as::<String>("value").unwrap_err();
    assert_eq!(error.kind(), Kind::Usage);
    assert_eq!(error.message(), "a text was expected, but there is a number");
    assert_eq!(error.at().file(), file!());
}

/// Not of the suite: the line of Rust reaches the library, which may note it.
#[test]
fn a_library_can_tell_which_line_of_rust_called() {
    let Some(calc) = calc::start() else { return };
    let node = calc.make("Node", args![]);
    let trace = node.call("caller", args![]).unwrap();
    let line = line!() - 1;
    let Value::String(trace) = trace else { panic!("{trace:?}") };
    let frames: Vec<(String, u32, u32, String)> = serde_json::from_str(&trace).unwrap();
    // `aws-cdk-lib` drops the first.
    assert_eq!(frames[1].0, file!());
    assert_eq!(frames[1].1, line);
}
