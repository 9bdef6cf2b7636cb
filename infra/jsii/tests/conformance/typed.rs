//! What is about types, as they are in a language: by the bindings that `bindgen` makes of the libraries.

#[allow(dead_code, clippy::all, clippy::pedantic, reason = "generated: all of the libraries, of which some is used")]
#[rustfmt::skip]
#[path = "../../bindgen/tests/calc/generated/mod.rs"]
mod generated;

use crate::calc;
use generated::{
    base::Note,
    calc::{
        Bell, Choice, ChoiceOptions, Everything, EverythingMore, KeywordFields, KeywordReader, Keywords,
        Postman, Register, RegisterOptions, Roof, StringOrNumber, StringOrNumberOrEverything, Tower,
        TowerOptions, Wishes,
    },
};
use jsii::Result;

#[test]
fn reserved_keywords_are_slugified_in_method_names() -> Result<()> {
    let Some(calc) = calc::start() else { return Ok(()) };
    let keywords = Keywords::new(&calc.kernel, "one")?;
    assert_eq!(keywords.move_()?, "moved");
    assert_eq!(keywords.fn_()?, "called");
    assert_eq!(keywords.loop_()?, "hello");
    Ok(())
}

#[test]
fn reserved_keywords_are_slugified_in_class_properties() -> Result<()> {
    let Some(calc) = calc::start() else { return Ok(()) };
    let keywords = Keywords::new(&calc.kernel, "one")?;
    assert_eq!(keywords.type_()?, "one");
    assert_eq!(keywords.match_("two")?, "onetwo");
    Ok(())
}

#[test]
fn reserved_keywords_are_slugified_in_struct_properties() -> Result<()> {
    let Some(calc) = calc::start() else { return Ok(()) };
    let fields = KeywordFields::new("one").impl_("two").self_("three");
    assert_eq!(KeywordReader::read(&calc.kernel, fields)?, "one two three");
    Ok(())
}

#[test]
fn equals_is_resistant_to_property_shadowing_result_variable() {
    assert_eq!(KeywordFields::new("x").result("one"), KeywordFields::new("x").result("one"));
    assert_ne!(KeywordFields::new("x").result("one"), KeywordFields::new("x").result("two"));
}

#[test]
fn structs_non_optionalequals() {
    assert_eq!(Note::new(1, "one"), Note::new(1, "one"));
    assert_ne!(Note::new(1, "one"), Note::new(1, "two"));
}

#[test]
fn structs_optional_equals() {
    assert_eq!(Wishes::new().first("one"), Wishes::new().first("one"));
    assert_ne!(Wishes::new().first("one"), Wishes::new().first("two"));
    assert_ne!(Wishes::new().first("one"), Wishes::new());
}

#[test]
fn structs_multiple_properties_equals() {
    let roof = |right: &str| Roof::new("floor", "left", right, "top");
    assert_eq!(roof("right"), roof("right"));
    assert_ne!(roof("right"), roof("other"));
}

#[test]
fn structs_returned_literal_equals_native_built() -> Result<()> {
    let Some(calc) = calc::start() else { return Ok(()) };
    let returned = Postman::new(&calc.kernel)?.wishes()?;
    let native = Wishes::new().first("from a literal").third(false);
    assert_eq!(native.get_first()?, returned.get_first()?);
    assert_eq!(native.get_second()?, returned.get_second()?);
    assert_eq!(native.get_third()?, returned.get_third()?);
    assert_eq!(native, returned);
    assert_eq!(returned, native);
    Ok(())
}

#[test]
fn union_properties_with_builder() -> Result<()> {
    let Some(calc) = calc::start() else { return Ok(()) };
    let first = Choice::new(&calc.kernel, ChoiceOptions::new(12).second("Hello"))?;
    assert!(matches!(first.first()?, StringOrNumberOrEverything::Number(12.0)));
    assert!(matches!(first.second()?, Some(StringOrNumber::String(text)) if text == "Hello"));

    let second = Choice::new(&calc.kernel, ChoiceOptions::new("a text"))?;
    assert!(matches!(second.first()?, StringOrNumberOrEverything::String(text) if text == "a text"));
    assert!(second.second()?.is_none());

    let everything = Everything::new(&calc.kernel)?;
    let third = Choice::new(&calc.kernel, ChoiceOptions::new(&everything).second(999))?;
    let StringOrNumberOrEverything::Everything(back) = third.first()? else { panic!("it is no object") };
    assert_eq!(back.as_ref(), everything.as_ref());
    assert!(matches!(third.second()?, Some(StringOrNumber::Number(999.0))));
    Ok(())
}

#[test]
fn fluent_api() -> Result<()> {
    let Some(calc) = calc::start() else { return Ok(()) };
    let register = Register::new(&calc.kernel, RegisterOptions::new().initial(20).limit(30))?;
    register.add(3)?;
    assert_eq!(register.value()?, 23.0);
    Ok(())
}

#[test]
fn test_fluent_api_with_derived_classes() -> Result<()> {
    let Some(calc) = calc::start() else { return Ok(()) };
    let more = EverythingMore::new(&calc.kernel)?;
    more.set_text("Hello")?;
    more.set_count(12)?;
    assert_eq!(more.text()?, "Hello");
    assert_eq!(more.count()?, 12.0);
    Ok(())
}

#[test]
fn lifted_kwarg_with_same_name_as_positional_arg() -> Result<()> {
    let Some(calc) = calc::start() else { return Ok(()) };
    let bell = Bell::new(&calc.kernel)?;
    let tower = Tower::new(&bell, TowerOptions::new("Driiiing!"))?;
    assert_eq!(tower.bell()?.as_ref(), bell.as_ref());
    assert_eq!(tower.options()?, TowerOptions::new("Driiiing!"));
    Ok(())
}
