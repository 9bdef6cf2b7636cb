//! The bindings are what the installed packages and the allow-list give.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod packages;

use jsii_bindgen::{bindings, list::List, write};
use packages::packages;
use std::path::Path;

#[test]
fn committed_bindings_are_what_the_packages_give() {
    let Some(packages) = packages() else { return };
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let list = List::read(&here.join("bindings.txt")).unwrap();
    let made = bindings(&list, &packages, "jsii-bindgen infra/cdk/bindings.txt").unwrap();
    let command = "cargo run -p sayso-jsii-bindgen -- infra/cdk/bindings.txt";
    write::check(&here.join("src/generated"), &made.files, command).unwrap();
}
