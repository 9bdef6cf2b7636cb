//! Bindings of libraries that are not AWS CDK: the two of the kernel's conformance suite. What is committed is compiled
//! here whether or not Node.js is there; where it is, it runs.
//!
//! `npm ci --prefix infra/jsii/tests/calc && npm run build --prefix infra/jsii/tests/calc` makes the libraries.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::float_cmp,
    reason = "a test fails by panicking; JavaScript's numbers are whole here"
)]

#[allow(dead_code, clippy::all, clippy::pedantic, reason = "generated: all of the libraries, of which some is used")]
#[rustfmt::skip]
#[path = "calc/generated/mod.rs"]
mod generated;

use generated::{
    base::{Amount, Expression, IGreeter, Note, Rounding},
    calc::{
        Actor, Bell, Chest, Choice, ChoiceOptions, Colour, Courier, CrateOrPacket, Cup, Everything, Failing,
        Family, IDice, ILabelled, ILabelledMembers, Labeller, Letter, Lobby, Oracle, Palette, Plus, Postman,
        Register, RegisterOptions, Roof, Rounder, Sorter, StringOrNumberOrEverything, Surveyor, Times, Total,
        Variadic,
    },
};
use jsii::{Date, Error, Kernel, Options, Result};
use jsii_bindgen::{bindings, list::List, write};
use std::{
    cell::RefCell,
    path::{Path, PathBuf},
};

/// The libraries; nothing, with a word about it, where they are not there.
fn packages() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/calc/node_modules");
    let built = folder.join("calc/.jsii").exists() && folder.join("@calc/base/.jsii").exists();
    if !built {
        println!(
            "skipped: `npm ci` and `npm run build` with `--prefix infra/jsii/tests/calc` make the libraries"
        );
    }
    built.then(|| folder.canonicalize().unwrap())
}

/// A kernel with the libraries.
fn kernel() -> Option<Kernel> {
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache");
    let kernel = Kernel::start(Options::new().packages(packages()?).cache(cache)).unwrap();
    for (package, version) in generated::PACKAGES {
        kernel.load_version(package, version).unwrap();
    }
    Some(kernel)
}

#[test]
fn committed_bindings_are_what_the_libraries_give() {
    let Some(packages) = packages() else { return };
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/calc");
    let list = List::read(&here.join("bindings.txt")).unwrap();
    let made = bindings(&list, &packages, "jsii-bindgen infra/jsii/bindgen/tests/calc/bindings.txt").unwrap();
    let command = "cargo run -p sayso-jsii-bindgen -- infra/jsii/bindgen/tests/calc/bindings.txt \
                   --packages infra/jsii/tests/calc/node_modules --out infra/jsii/bindgen/tests/calc/generated";
    write::check(&here.join("generated"), &made.files, command).unwrap();
}

#[test]
fn classes_are_made_called_and_passed_as_their_bases() -> Result<()> {
    let Some(kernel) = kernel() else { return Ok(()) };
    let (two, three) = (Amount::new(&kernel, 2)?, Amount::new(&kernel, 3)?);
    let sum = Plus::new(&two, &three)?;
    let product = Times::new(&sum, two.clone())?;
    assert_eq!(product.value()?, 10.0);
    assert_eq!(product.to_string()?, "((2 + 3) * 2)");
    // What a base class has is reached without a conversion, and what was given comes back typed.
    assert_eq!(product.left()?.value()?, 5.0);
    let total = Total::new(&kernel)?;
    total.set_parts([Expression::from(&two), product.into()])?;
    assert_eq!(total.value()?, 12.0);
    let register = Register::new(&kernel, RegisterOptions::new().initial(20))?;
    register.add(3)?;
    assert_eq!(register.operations()?["add"].len(), 1);
    assert_eq!(Register::new(&kernel, None)?.value()?, 0.0);
    Ok(())
}

#[test]
fn structs_go_by_value_and_come_with_getters() -> Result<()> {
    let Some(kernel) = kernel() else { return Ok(()) };
    let postman = Postman::new(&kernel)?;
    let oracle = Oracle::new(&kernel)?;
    let sent = Date::from_millis(1_700_000_000_000);
    let letter = Letter::new(7, &oracle, true, sent, "dear").copies(["a"]).headers([("urgent", true)]);
    let note = postman.as_note(letter)?;
    assert_eq!((note.get_text()?.as_str(), note.get_count()?, note.get_marks()?), ("dear", 7.0, None));
    // One that came can go again.
    assert_eq!(postman.count(note)?, 7.0);
    assert_eq!(postman.count(Note::new(3, "short").marks(["!"]))?, 3.0);
    assert_eq!(Family::child(&kernel)?.get_bar()?, 1337.0);
    let roof = Roof::new("floor", "left", "right", "top");
    assert_eq!(Surveyor::new(&kernel)?.survey(roof)?, "floor left right top");
    Ok(())
}

#[test]
fn enums_and_collections_cross_both_ways() -> Result<()> {
    let Some(kernel) = kernel() else { return Ok(()) };
    assert_eq!(Palette::colour(&kernel)?, Colour::Green);
    let all = Everything::new(&kernel)?;
    assert_eq!(all.same_colour(Colour::Red)?, Colour::Red);
    assert_eq!(all.colour()?, None);
    let rounder = Rounder::new(&kernel)?;
    rounder.save(Rounding::Up)?;
    assert_eq!(rounder.load()?, Some(Rounding::Up));
    Chest::set_list(&kernel, ["three", "four"])?;
    assert_eq!(Chest::list(&kernel)?, ["three", "four"]);
    assert_eq!(Chest::make_table(&kernel)?["key1"], "value1");
    assert_eq!(Variadic::new(&kernel, [1, 2])?.all(3, [4, 5])?, [1.0, 2.0, 3.0, 4.0, 5.0]);
    all.set_moment(Date::from_millis(123))?;
    assert_eq!(all.moment()?.millis(), 123);
    all.set_table([("a", Amount::new(&kernel, 4)?)])?;
    assert_eq!(all.table()?["a"].twice()?, 8.0);
    all.set_anything(serde_json::json!({"deep": [1, null]}))?;
    assert_eq!(all.anything_as_json()?, r#"{"deep":[1,null]}"#);
    Ok(())
}

#[test]
fn unions_are_made_from_their_members_and_told_apart() -> Result<()> {
    let Some(kernel) = kernel() else { return Ok(()) };
    let all = Everything::new(&kernel)?;
    let choice = Choice::new(&kernel, ChoiceOptions::new("text").second(5))?;
    assert!(matches!(choice.first()?, StringOrNumberOrEverything::String(text) if text == "text"));
    let choice = Choice::new(&kernel, ChoiceOptions::new(&all))?;
    assert!(
        matches!(choice.first()?, StringOrNumberOrEverything::Everything(it) if it.as_ref() == all.as_ref())
    );
    all.set_either(8)?;
    all.set_either(Amount::new(&kernel, 9)?)?;
    let packet = generated::calc::Packet::new("small").size(1);
    assert!(Sorter::is_packet(&kernel, packet)?);
    assert!(matches!(Sorter::give(&kernel, false)?, CrateOrPacket::Packet(_) | CrateOrPacket::Crate(_)));
    Ok(())
}

/// Keeps a label.
struct Label(RefCell<String>);

impl ILabelledMembers for Label {
    fn label(&self) -> Result<String> {
        Ok(self.0.borrow().clone())
    }

    fn set_label(&self, value: String) -> Result<()> {
        value.clone_into(&mut self.0.borrow_mut());
        Ok(())
    }

    fn mark(&self) -> Result<String> {
        Ok("from Rust".to_owned())
    }
}

#[test]
fn rust_implements_interfaces_by_closures_and_by_traits() -> Result<()> {
    let Some(kernel) = kernel() else { return Ok(()) };
    let greeter = IGreeter::implement(&kernel, || Ok("rusty".to_owned()))?;
    assert_eq!(Lobby::new(&kernel)?.hear(&greeter)?, "heard: rusty");
    let dice = IDice::implement(&kernel, || Ok(4.0))?;
    let cup = Cup::new(&dice)?;
    assert!(cup.holds(&dice)?);
    assert_eq!(cup.hundredfold()?, 400.0);
    let labelled = ILabelled::implement(&kernel, Label(RefCell::default()))?;
    let office = Labeller::new(&labelled)?;
    assert_eq!(office.read()?, "from Rust");
    assert_eq!(office.relabel("new")?, "new");
    let failing = IDice::implement(&kernel, || Err(Error::new("the dice is lost")))?;
    let error = Cup::new(failing)?.hundredfold().unwrap_err();
    assert!(error.to_string().contains("the dice is lost"), "{error}");
    Ok(())
}

#[test]
fn errors_name_the_line_of_rust_that_made_the_call() -> Result<()> {
    let Some(kernel) = kernel() else { return Ok(()) };
    let failing = Failing::new(&kernel)?;
    let error = failing.property().unwrap_err();
    assert_eq!((error.at().file(), error.at().line()), (file!(), line!() - 1));
    assert!(error.message().contains("on reading"), "{error}");
    let error = Failing::statically(&kernel).unwrap_err();
    assert_eq!(error.at().line(), line!() - 1);
    Ok(())
}

#[test]
fn asynchronous_methods_are_waited_for() -> Result<()> {
    let Some(kernel) = kernel() else { return Ok(()) };
    assert_eq!(Courier::new(&kernel)?.deliver()?, 73.0);
    assert_eq!(Actor::new(&kernel)?.rehearse()?, 20.0);
    assert!(Bell::new(&kernel)?.as_ref().class().ends_with("Bell"));
    Ok(())
}
