//! What the bindings make is what JavaScript makes by hand.
//!
//! Both are validated by CDK unless `CDK_VALIDATION=false` says not to, which saves ten seconds.
//!
//! Needs Node.js and the packages: `npm ci --prefix infra/app`, or another folder in `SAYSO_NODE_MODULES`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod fixture;
mod packages;

use packages::packages;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
};

/// The fixture, written by hand.
fn javascript(packages: &Path, out: &Path) {
    let app = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixture/app.js");
    let mut node = Command::new("node");
    node.arg(app).env("NODE_PATH", packages).env("CDK_OUTDIR", out);
    let output = node.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Every file below a folder, by its path.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(inner, text)| (format!("{name}/{inner}"), text)));
        } else {
            found.insert(name, String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned());
        }
    }
    found
}

/// What of a file is the same whatever the language: all of it, but
/// - `*.metadata.json` says which line made what, so these entries lose their traces;
/// - `tree.json` has the properties of resources in the order in which they were given, which in Rust is the required
///   ones first. It is compared as JSON.
fn canonical(path: &str, text: &str) -> String {
    if path.ends_with(".metadata.json") {
        let mut json: Value = serde_json::from_str(text).unwrap();
        drop_traces(&mut json);
        json.to_string()
    } else if path == "tree.json" {
        serde_json::from_str::<Value>(text).unwrap().to_string()
    } else {
        text.to_owned()
    }
}

fn drop_traces(json: &mut Value) {
    match json {
        Value::Array(items) => {
            items.retain(|item| item["type"] != "aws:cdk:creationStack");
            items.iter_mut().for_each(drop_traces);
        }
        Value::Object(entries) => {
            entries.remove("trace");
            entries.remove("stackTrace");
            entries.values_mut().for_each(drop_traces);
        }
        _ => {}
    }
}

/// The classes of a tree's nodes.
fn classes(tree: &Value, found: &mut BTreeSet<String>) {
    found.extend(tree["constructInfo"]["fqn"].as_str().map(str::to_owned));
    for child in tree["children"].as_object().into_iter().flatten() {
        classes(child.1, found);
    }
}

#[test]
fn rust_and_javascript_make_the_same_of_every_construct() {
    let Some(packages) = packages() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (rust, js) = (folder.path().join("rust"), folder.path().join("js"));
    let props = cdk::AppProps::new().outdir(rust.display().to_string());
    fixture::synth(cdk::jsii::Options::new().packages(&packages), props).unwrap();
    javascript(&packages, &js);

    let (made, by_hand) = (files(&rust), files(&js));
    let names = |of: &BTreeMap<String, String>| of.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&made), names(&by_hand));
    // Templates first: where one differs, so do hashes elsewhere.
    let (templates, others): (Vec<_>, Vec<_>) =
        made.iter().partition(|(path, _)| path.ends_with(".template.json"));
    assert!(templates.len() == 6, "{:?}", names(&made));
    for (path, text) in templates.into_iter().chain(others) {
        let (rust, js) = (canonical(path, text), canonical(path, &by_hand[path]));
        let different = rust.lines().zip(js.lines()).find(|(rust, js)| rust != js);
        assert!(rust == js, "{path} differs: {different:?}");
    }

    let mut found = BTreeSet::new();
    classes(&serde_json::from_str::<Value>(&made["tree.json"]).unwrap()["tree"], &mut found);
    let missing: Vec<_> = cdk::CONSTRUCTS.iter().filter(|fqn| !found.contains(**fqn)).collect();
    assert!(
        missing.is_empty(),
        "the fixture lacks {missing:?}: add them to tests/fixture, in both languages"
    );
}
