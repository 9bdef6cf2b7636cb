//! Functions in Rust, seen in the template and in the asset.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use cdk::{
    App, AppProps, Stack,
    function::{Bootstrap, Build, RustCode, RustFunction},
    jsii::{Kernel, Kind, Options},
};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The kernel; none, with the reason, where Node.js or the packages are missing.
fn kernel() -> Option<Kernel> {
    match cdk::start(Options::default()) {
        Ok(kernel) => Some(kernel),
        Err(error) if matches!(error.kind(), Kind::Node | Kind::Packages) => {
            println!("skipped: {error}");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

/// What a program without needs looks like to Linux: a header.
fn program() -> Vec<u8> {
    let mut data = vec![0; 64];
    data[..7].copy_from_slice(b"\x7fELF\x02\x01\x01");
    (data[16], data[18], data[20], data[24], data[52]) = (2, 62, 1, 1, 64);
    data
}

/// The template of a stack with a function, and the folder of its code.
fn synthesise(kernel: &Kernel, folder: &Path, code: &RustCode) -> (Value, PathBuf) {
    let out = folder.join("out");
    let app =
        App::new(kernel, AppProps::new().outdir(out.to_string_lossy()).analytics_reporting(false)).unwrap();
    let stack = Stack::new(&app, "test", None).unwrap();
    let code = code.clone().folder(folder.join("functions")).add_to(&stack).unwrap();
    RustFunction::new(&stack, "One", &code, |props| props.memory_size(256.0)).unwrap();
    RustFunction::new(&stack, "Two", &code, |props| props).unwrap();
    app.synth(None).unwrap();
    let template = fs::read_to_string(out.join("test.template.json")).unwrap();
    let template: Value = serde_json::from_str(&template).unwrap();
    let metadata = template["Resources"]
        .as_object()
        .unwrap()
        .values()
        .find_map(|resource| resource["Metadata"]["aws:asset:path"].as_str().map(|path| out.join(path)));
    let assets: Vec<PathBuf> = fs::read_dir(&out)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir() && path.file_name().unwrap().to_string_lossy().starts_with("asset."))
        .collect();
    assert_eq!(assets.len(), 1, "functions of a stack share their code: {assets:?}");
    (template, metadata.unwrap_or_else(|| assets[0].clone()))
}

fn functions(template: &Value) -> Vec<&Value> {
    let resources = template["Resources"].as_object().unwrap().values();
    resources
        .filter(|resource| resource["Type"] == "AWS::Lambda::Function")
        .map(|it| &it["Properties"])
        .collect()
}

#[test]
fn a_program_becomes_the_bootstrap_of_functions() {
    let Some(kernel) = kernel() else { return };
    let folder = tempfile::tempdir().unwrap();
    let built = folder.path().join("target/hello");
    fs::create_dir_all(built.parent().unwrap()).unwrap();
    fs::write(&built, program()).unwrap();
    let code = RustCode::new(Bootstrap::Path(built.parent().unwrap().to_owned()))
        .binary("hello")
        .contents("words/en-US.json", "{}");
    let (template, asset) = synthesise(&kernel, folder.path(), &code);
    let functions = functions(&template);
    assert_eq!(functions.len(), 2);
    for function in &functions {
        assert_eq!(function["Handler"], "bootstrap");
        assert_eq!(function["Runtime"], "provided.al2023");
        assert_eq!(function["Architectures"], json!(["x86_64"]));
        assert_eq!(function["Code"], functions[0]["Code"]);
    }
    assert_eq!(template["Rules"]["NoPlaceholder"], Value::Null);
    assert_eq!(fs::read(asset.join("bootstrap")).unwrap(), program());
    assert_eq!(fs::read(asset.join("words/en-US.json")).unwrap(), b"{}");
}

#[test]
fn a_placeholder_makes_a_template_that_nobody_can_deploy() {
    let Some(kernel) = kernel() else { return };
    let folder = tempfile::tempdir().unwrap();
    let code = RustCode::new(Bootstrap::parse(None, Build::new("hello")));
    let (template, asset) = synthesise(&kernel, folder.path(), &code);
    // The only value that the parameter can have is the one that the rule refuses.
    assert_eq!(template["Parameters"]["Bootstrap"]["Default"], "placeholder");
    assert_eq!(template["Parameters"]["Bootstrap"]["AllowedValues"], json!(["placeholder"]));
    let assertions = &template["Rules"]["NoPlaceholder"]["Assertions"];
    assert_eq!(
        assertions[0]["Assert"],
        json!({"Fn::Not": [{"Fn::Equals": [{"Ref": "Bootstrap"}, "placeholder"]}]})
    );
    assert_eq!(assertions.as_array().unwrap().len(), 1);
    assert_eq!(template["Rules"]["NoPlaceholder"]["RuleCondition"], Value::Null);
    assert!(fs::read_to_string(asset.join("bootstrap")).unwrap().contains("placeholder"));
}

#[test]
fn what_cannot_run_is_refused_with_the_line_that_asked_for_it() {
    let Some(kernel) = kernel() else { return };
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("hello.sh");
    fs::write(&script, "#!/bin/sh\n").unwrap();
    let app = App::new(&kernel, AppProps::new().outdir(folder.path().join("out").to_string_lossy())).unwrap();
    let stack = Stack::new(&app, "test", None).unwrap();
    let error = RustCode::new(Bootstrap::Path(script.clone())).add_to(&stack).unwrap_err();
    let text = error.to_string();
    assert!(text.contains(&format!("`{}` cannot run on Amazon Linux 2023", script.display())), "{text}");
    assert!(text.contains("it is no ELF file") && text.contains("help: "), "{text}");
    assert!(error.at().file().ends_with("tests/function.rs"), "{text}");
}
