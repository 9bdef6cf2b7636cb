//! What a run is asked for by context.

use crate::synth::{app, packages, run};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The stacks that a run with this context makes, or its error.
fn asked(context: &Value) -> Result<BTreeSet<String>, String> {
    let folder = tempfile::tempdir().unwrap();
    let output = run(&app("infra-app"), context, folder.path()).unwrap();
    if !output.status.success() {
        return Err(String::from_utf8(output.stderr).unwrap());
    }
    let files = std::fs::read_dir(folder.path().join("cdk.out")).unwrap();
    let names = files.map(|it| it.unwrap().file_name().into_string().unwrap());
    Ok(names.filter_map(|it| it.strip_suffix(".template.json").map(str::to_owned)).collect())
}

#[test]
fn a_skill_and_a_stage_narrow_what_is_made() {
    if packages().is_none() {
        return;
    }
    let names = |names: &[&str]| Ok(names.iter().map(|&it| it.to_owned()).collect());
    assert_eq!(asked(&json!({"skill": "hello"})), names(&["hello-dev", "hello-prod"]));
    assert_eq!(
        asked(&json!({"stage": "prod"})),
        names(&["hello-prod", "jira-prod", "jira-prod-edge", "wear-prod", "wear-prod-edge"])
    );
    assert_eq!(asked(&json!({"skill": "jira", "stage": "dev"})), names(&["jira-dev"]));
}

#[test]
fn what_is_not_there_is_named_with_what_is() {
    if packages().is_none() {
        return;
    }
    let error = asked(&json!({"skill": "jra", "stage": "dev"})).unwrap_err();
    assert!(
        error.contains("there is no skill `jra` with stage `dev`")
            && error.contains("`jira` (dev, local, prod)"),
        "{error}"
    );
    let error = asked(&json!({"skill": "hello", "stage": "local"})).unwrap_err();
    assert!(error.contains("demo backend `facts`") && error.contains("-c demo:facts=http"), "{error}");
}
