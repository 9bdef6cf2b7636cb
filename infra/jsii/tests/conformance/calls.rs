use crate::calc::{self, Calc, Use as _, args, fields};
use sayso_jsii::{Fields, IntoValue, Ref, Value};
use std::collections::BTreeMap;

fn register(calc: &Calc, options: Fields) -> Ref {
    calc.make("Register", vec![options.into_struct("calc.RegisterOptions")])
}

#[test]
fn create_object_and_ctor_overloads() {
    let Some(calc) = calc::start() else { return };
    assert_eq!(calc.make("Register", args![]).read::<f64>("value"), 0.0);
    assert_eq!(register(&calc, fields! {initial: 10}).read::<f64>("value"), 10.0);
}

#[test]
fn get_set_primitive_properties() {
    let Some(calc) = calc::start() else { return };
    let amount = |value| calc.amount(value);
    assert_eq!(amount(20.0).read::<f64>("value"), 20.0);
    assert_eq!(amount(20.0).read::<f64>("twice"), 40.0);
    let plus = calc.make("Plus", args![amount(20.0), amount(10.0)]);
    assert_eq!(calc.make("Minus", args![&plus]).read::<f64>("value"), -30.0);
    assert_eq!(calc.make("Times", args![&plus, amount(2.0)]).read::<f64>("value"), 60.0);
    assert_eq!(calc.make("Raise", args![amount(3.0), 4]).read::<f64>("value"), 81.0);
    assert_eq!(calc.make("Raise", args![amount(999.0), 0]).read::<f64>("value"), 1.0);
}

#[test]
fn call_methods() {
    let Some(calc) = calc::start() else { return };
    let register = calc.make("Register", args![]);
    let steps = [("add", args![10], 10.0), ("multiply", args![2], 20.0), ("raise", args![5], 3_200_000.0)];
    for (method, args, value) in steps {
        register.ask::<()>(method, args);
        assert_eq!(register.read::<f64>("value"), value);
    }
    register.ask::<()>("negate", args![]);
    assert_eq!(register.read::<f64>("value"), -3_200_000.0);
}

#[test]
fn unmarshall_into_abstract_type() {
    let Some(calc) = calc::start() else { return };
    let register = calc.make("Register", args![]);
    register.ask::<()>("add", args![120]);
    assert_eq!(register.read::<Ref>("current").read::<f64>("value"), 120.0);
}

#[test]
fn get_and_set_non_primitive_properties() {
    let Some(calc) = calc::start() else { return };
    let register = calc.make("Register", args![]);
    register.ask::<()>("add", args![3_200_000]);
    register.ask::<()>("negate", args![]);
    register.write("current", calc.make("Times", args![calc.amount(2.0), register.read::<Ref>("current")]));
    assert_eq!(register.read::<f64>("value"), -6_400_000.0);
}

/// A type of Rust that is one of the library's, made in its own way.
struct AddTen(Ref);

impl AddTen {
    fn new(calc: &Calc, value: f64) -> AddTen {
        AddTen(calc.make("Plus", args![calc.amount(value), calc.amount(10.0)]))
    }
}

impl IntoValue for AddTen {
    fn into_value(self) -> Value {
        Value::Object(self.0)
    }
}

#[test]
fn subclassing() {
    let Some(calc) = calc::start() else { return };
    let register = calc.make("Register", args![]);
    register.write("current", AddTen::new(&calc, 33.0));
    register.ask::<()>("negate", args![]);
    assert_eq!(register.read::<f64>("value"), -43.0);
}

#[test]
fn statics() {
    let Some(calc) = calc::start() else { return };
    assert_eq!(calc.call::<String>("Town", "greet", args!["Yoyo"]), "hello, Yoyo");
    assert_eq!(calc.get::<Ref>("Town", "instance").read::<String>("value"), "first");

    let town = calc.make("Town", args!["second"]);
    calc.set("Town", "instance", &town);
    assert_eq!(calc.get::<Ref>("Town", "instance"), town);
    assert_eq!(calc.get::<Ref>("Town", "instance").read::<String>("value"), "second");

    assert_eq!(calc.get::<f64>("Town", "population"), 265.0);
    calc.set("Town", "population", 266);
    assert_eq!(calc.get::<f64>("Town", "population"), 266.0);
}

#[test]
fn consts() {
    let Some(calc) = calc::start() else { return };
    assert_eq!(calc.get::<String>("Town", "NAME"), "Ghent");
    assert_eq!(calc.get::<f64>("Town", "YEAR"), 1180.0);
    assert_eq!(calc.get::<Ref>("Town", "ORACLE").ask::<String>("hello", args![]), "I knew you would come");
    assert_eq!(calc.get::<BTreeMap<String, String>>("Town", "STREETS")["old"], "Graslei");
    let error = calc.kernel.set_static("calc.Town", "NAME", "Bruges".into_value()).unwrap_err();
    assert!(error.message().contains("readonly"), "{error}");
}

#[test]
fn variadic_method_can_be_invoked() {
    let Some(calc) = calc::start() else { return };
    let variadic = calc.make("Variadic", args![1]);
    assert_eq!(variadic.ask::<Vec<f64>>("all", args![3, 4, 5, 6]), [1.0, 3.0, 4.0, 5.0, 6.0]);
    let variadic = calc.make("Variadic", args![]);
    assert_eq!(variadic.ask::<Vec<f64>>("all", args![3]), [3.0]);
}

#[test]
fn node_standard_library() {
    let Some(calc) = calc::start() else { return };
    let node = calc.make("Node", args![]);
    assert_eq!(node.wait::<String>("read", args![]), "a resource of the library\n");
    assert_eq!(node.ask::<String>("readSync", args![]), "a resource of the library\n");
    assert!(!node.read::<String>("platform").is_empty());
    // FIPS 180-2, appendix B.1.
    let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(node.ask::<String>("digest", args!["abc"]), digest);
}

#[test]
fn test_jsii_agent() {
    let Some(calc) = calc::start() else { return };
    assert_eq!(calc.get::<String>("Node", "agent"), concat!("Rust/", env!("CARGO_PKG_VERSION")));
}
