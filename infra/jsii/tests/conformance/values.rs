use crate::calc::{self, Use as _, args};
use sayso_jsii::{Date, IntoValue as _, Ref, Value};
use serde_json::json;

#[test]
fn primitive_types() {
    let Some(calc) = calc::start() else { return };
    let it = calc.make("Everything", args![]);

    it.write("flag", true);
    assert!(it.read::<bool>("flag"));

    it.write("text", "foo");
    assert_eq!(it.read::<String>("text"), "foo");

    it.write("count", 1234);
    assert_eq!(it.read::<f64>("count"), 1234.0);

    it.write("moment", Date::from_millis(123));
    assert_eq!(it.read::<Date>("moment"), Date::from_millis(123));

    it.write("data", json!({"Foo": {"Bar": 123, "none": null}}));
    assert_eq!(it.read::<serde_json::Value>("data"), json!({"Foo": {"Bar": 123, "none": null}}));
}

#[test]
fn dates() {
    let Some(calc) = calc::start() else { return };
    let it = calc.make("Everything", args![]);

    it.write("moment", Date::from_millis(123));
    assert_eq!(it.read::<Date>("moment"), Date::from_millis(123));

    // Without a type.
    it.write("anything", Date::from_millis(999_000));
    assert_eq!(it.read::<Date>("anything"), Date::from_millis(999_000));
    assert_eq!(it.ask::<String>("kindOfAnything", args![]), "[object Date]");
}

#[test]
fn dynamic_types() {
    let Some(calc) = calc::start() else { return };
    let it = calc.make("Everything", args![]);

    it.write("anything", false);
    assert!(!it.read::<bool>("anything"));

    it.write("anything", "String");
    assert_eq!(it.read::<String>("anything"), "String");

    it.write("anything", 12);
    assert_eq!(it.read::<f64>("anything"), 12.0);

    it.write("anything", Date::from_millis(1_234_000));
    assert_eq!(it.read::<Date>("anything"), Date::from_millis(1_234_000));

    let data = json!({"Goo": ["Hello", {"World": 123}]});
    it.write("anything", data.clone());
    assert_eq!(it.read::<serde_json::Value>("anything"), data);

    it.write("anything", ["Hello", "World"]);
    assert_eq!(it.read::<Vec<String>>("anything"), ["Hello", "World"]);

    let mixed = args!["Hybrid", calc.amount(12.0), 123, false];
    it.write("anythings", mixed.clone());
    assert_eq!(it.read::<Vec<Value>>("anythings"), mixed);

    let table = Value::Map(vec![
        ("Second".to_owned(), "MapValue".into_value()),
        ("First".to_owned(), 19_289_812.into_value()),
    ]);
    it.write("anythingTable", table.clone());
    assert_eq!(it.read::<Value>("anythingTable"), table, "entries stay in their order");

    let times = calc.make("Times", args![calc.amount(10.0), calc.amount(20.0)]);
    it.write("anything", &times);
    let back: Ref = it.read("anything");
    assert_eq!(back, times);
    assert_eq!(back.class(), "calc.Times");
    assert_eq!(back.read::<f64>("value"), 200.0);
}

#[test]
fn creation_of_native_objects_from_java_script_objects() {
    let Some(calc) = calc::start() else { return };
    let it = calc.make("Everything", args![]);

    let amount = calc.amount(44.0);
    it.write("anything", &amount);
    assert_eq!(it.read::<Ref>("anything").class(), "@calc/base.Amount");

    // One that Rust extends comes back as itself.
    let native =
        calc.kernel.object("calc.Plus").args(args![&amount, &amount]).method("hello", calc::always("Rust"));
    let native = native.create().unwrap();
    it.write("anything", &native);
    let back: Ref = it.read("anything");
    assert_eq!(back, native);
    assert_ne!(back, amount);
    assert_eq!(calc.make("Lobby", args![]).ask::<String>("hear", args![&back]), "heard: Rust");
}

/// A text is a text, also where it looks like a date.
#[test]
fn iso8601_does_not_deserialize_to_date() {
    let Some(calc) = calc::start() else { return };
    let now = "2026-01-31T12:34:56.000Z";
    let clock = calc.kernel.object("Object").implements("calc.IClock").method("now", calc::always(now));
    let clock = clock.create().unwrap();
    let echo = calc.kernel.object("calc.Echo").args(args![clock]).method("repeat", |call| {
        assert!(matches!(call.args(), [Value::String(_)]));
        Ok(call.args()[0].clone())
    });
    assert_eq!(echo.create().unwrap().ask::<String>("ask", args![]), now);
}
