//! A small library with whatever is odd in assemblies. Its bindings are committed, and compiled here without warnings;
//! `COMMAND` writes them: read them before you commit them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

/// Whatever rustc warns of is an error here, but what is not used.
#[deny(warnings, missing_docs)]
#[allow(dead_code, clippy::pedantic, clippy::all, reason = "generated, to be compiled only")]
#[rustfmt::skip]
#[path = "shop/generated/mod.rs"]
mod generated;

use flate2::{Compression, write::GzEncoder};
use jsii::IntoValue;
use jsii_bindgen::{Error, File, bindings, list::List, write};
use std::{fs, io::Write, path::PathBuf};

/// What writes the bindings.
const COMMAND: &str = "cargo run -p sayso-jsii-bindgen -- infra/jsii/bindgen/tests/shop/bindings.txt \
                       --packages infra/jsii/bindgen/tests/shop/packages \
                       --out infra/jsii/bindgen/tests/shop/generated";

fn shop() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/shop")
}

fn made(list: &str) -> Result<Vec<File>, Error> {
    bindings(&List::parse(list)?, &shop().join("packages"), "a command").map(|made| made.files)
}

/// What a list gives for the module `shop`.
fn module(list: &str) -> String {
    let files = made(list).unwrap();
    files.into_iter().find(|file| file.path == "shop.rs").unwrap().text
}

fn refused(list: &str) -> String {
    made(list).unwrap_err().to_string()
}

#[test]
fn committed_bindings_are_what_the_library_gives() {
    let list = List::read(&shop().join("bindings.txt")).unwrap();
    let made = || {
        let command = "jsii-bindgen infra/jsii/bindgen/tests/shop/bindings.txt";
        bindings(&list, &shop().join("packages"), command).unwrap().files
    };
    assert_eq!(made(), made(), "twice is not the same");
    write::check(&shop().join("generated"), &made(), COMMAND).unwrap();
}

#[test]
fn a_struct_is_made_by_setters_and_knows_its_name() {
    let basket = generated::shop::BigBasket::new(["a"], 3, "wicker").payment("cheque").extra(true);
    let jsii::Value::Struct(name, fields) = basket.into_value() else { panic!("no struct") };
    assert_eq!(name, "shop.BigBasket");
    let names: Vec<_> = fields.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["fields", "size", "type", "payment", "extra"]);
    let coin = generated::shop::Coin::V1_2.into_value();
    assert!(matches!(coin, jsii::Value::Enum(name) if name == "shop.Coin/V1_2"));
}

#[test]
fn an_unknown_name_is_refused_with_the_nearest() {
    let text = refused("package shop\nshop.Bakset\nshop.Till.pya");
    assert_eq!(
        text,
        "line 2: there is no `shop.Bakset`\nhelp: the nearest name is `shop.Basket`\n\
         line 3: there is no `shop.Till.pya`\nhelp: the nearest name is `shop.Till.pay`"
    );
}

#[test]
fn lines_that_do_nothing_are_refused() {
    assert!(refused("package shop\nshop.Coin\n!shop.Gold*").contains("line 3: `!shop.Gold*` cuts nothing"));
    assert!(refused("package shop\nshop.Gold*").contains("there is no `shop.Gold*`"));
    assert!(refused("package shop\nshop.Coin implement").contains("`shop.Coin` is no interface"));
    assert!(refused("package shop\nshop.Till requires color").contains("no parameter `color`"));
}

#[test]
fn what_is_deprecated_stays_out_unless_a_line_asks_for_it() {
    let without = module("package shop\nshop.*");
    assert!(!without.contains("fn ring") && !without.contains("struct Broken"));
    let with = module("package shop\nshop.Till\nshop.Till.ring\nshop.Broken");
    assert!(with.contains("#[deprecated(note = \"it is silent now\")]") && with.contains("struct Broken"));
}

#[test]
fn a_cut_type_is_an_untyped_object_and_is_told() {
    let list = List::parse("package shop\nshop.Basket\n!shop.safe.*").unwrap();
    let made = bindings(&list, &shop().join("packages"), "a command").unwrap();
    assert_eq!(made.cut, ["shop.safe.Vault"]);
    let text = &made.files.iter().find(|file| file.path == "shop.rs").unwrap().text;
    assert!(text.contains("fn vault(mut self, vault: impl Into<jsii::Ref>)"), "{text}");
}

#[test]
fn an_assembly_may_be_zipped_beside_a_redirect() {
    let folder = tempfile::tempdir().unwrap();
    let package = folder.path().join("shop");
    fs::create_dir(&package).unwrap();
    let mut zip = GzEncoder::new(Vec::new(), Compression::fast());
    zip.write_all(&fs::read(shop().join("packages/shop/.jsii")).unwrap()).unwrap();
    fs::write(package.join(".jsii.gz"), zip.finish().unwrap()).unwrap();
    let redirect = r#"{"schema":"jsii/file-redirect","compression":"gzip","filename":".jsii.gz"}"#;
    fs::write(package.join(".jsii"), redirect).unwrap();
    let list = List::parse("package shop\nshop.Till").unwrap();
    let zipped = bindings(&list, folder.path(), "a command").unwrap().files;
    assert_eq!(zipped, made("package shop\nshop.Till").unwrap());

    fs::write(package.join(".jsii"), redirect.replace("gzip", "brotli")).unwrap();
    let text = bindings(&list, folder.path(), "a command").unwrap_err().to_string();
    assert!(text.contains("unknown form, `brotli`"), "{text}");
    fs::write(package.join(".jsii"), "[]").unwrap();
    let text = bindings(&list, folder.path(), "a command").unwrap_err().to_string();
    assert!(text.contains("is not a jsii assembly"), "{text}");
}

#[test]
fn a_package_that_is_not_installed_is_named() {
    assert!(refused("package mall\nmall.Shop").starts_with("the package `mall` is not installed in "));
}

#[test]
fn stale_files_are_named_with_the_command_that_writes_them() {
    let folder = tempfile::tempdir().unwrap();
    let files = made("package shop\nshop.Till").unwrap();
    write::write(folder.path(), &files).unwrap();
    write::check(folder.path(), &files, "a command").unwrap();
    fs::write(folder.path().join("left_over.rs"), "").unwrap();
    fs::write(folder.path().join("shop.rs"), "").unwrap();
    let text = write::check(folder.path(), &files, "a command").unwrap_err().to_string();
    assert_eq!(text, "2 of the bindings are stale: shop.rs, left_over.rs\nhelp: run `a command`");
    assert_eq!(write::write(folder.path(), &files).unwrap(), 2);
    assert!(!folder.path().join("left_over.rs").exists());
}
