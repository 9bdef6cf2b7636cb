//! The JSON schema that editors use, held by an independent validator against what the compiler accepts and refuses.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use sayso_codegen::{
    diagnostic::Diagnostics,
    syntax::{Sources, parse, read},
};
use sayso_tests::{cases, root};
use serde_json::Value;
use std::{fs, path::Path};

/// A YAML file as JSON; `None` where it is no YAML.
fn json(path: &Path) -> Option<Value> {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let file = sources.add("file", fs::read(path).unwrap()).ok()?;
    let node = parse(&sources, file, &mut diagnostics)?;
    if diagnostics.has_errors() { None } else { read(&node).ok() }
}

fn validator(name: &str) -> jsonschema::Validator {
    let text = fs::read_to_string(root().join("schemas").join(name)).unwrap();
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

#[test]
fn what_compiles_fits_the_schema() {
    let (skill, words) = (validator("skill.schema.json"), validator("words.schema.json"));
    let own = ["schemas/hello", "schemas/jira", "schemas/wear", "tests/cases/workshop/schemas/workshop"];
    let mut folders: Vec<_> = own.iter().map(|folder| root().join(folder)).collect();
    folders.extend(cases("accepted").unwrap().into_iter().map(|case| case.folder));
    let mut count = 0;
    for file in folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap()) {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let validator = match name.as_str() {
            "skill.yaml" => &skill,
            name if name.starts_with("words.") => &words,
            _ => continue,
        };
        let value = json(&path).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", path.display());
        count += 1;
    }
    assert!(count > 10, "only {count} files");
}

#[test]
fn what_has_the_wrong_shape_does_not() {
    let skill = validator("skill.schema.json");
    // A second verb, and null where a key may be left out, are findings of ours that JSON Schema cannot tell.
    let ours = ["SAY105", "SAY108", "SAY109", "SAY110"];
    let mut count = 0;
    for case in cases("diagnostics").unwrap() {
        let code = case.name.split('-').next().unwrap_or_default();
        if !code.starts_with("SAY10") || ours.contains(&code) {
            continue;
        }
        let expected = fs::read_to_string(case.folder.join(sayso_tests::EXPECTED)).unwrap();
        if !expected.contains("skill.yaml:") {
            continue;
        }
        let Some(value) = json(&case.folder.join("skill.yaml")) else { continue };
        assert!(!skill.is_valid(&value), "`{}` has the wrong shape, but fits the schema", case.name);
        count += 1;
    }
    assert!(count > 8, "only {count} cases");
}
