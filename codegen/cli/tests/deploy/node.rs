//! The Node packages are installed once, and it is said what is missing.

use crate::project::{Project, fakes};
use std::{fs, os::unix::fs::symlink};

/// As in a fresh clone: no packages anywhere.
const FRESH: (&str, &str) = ("SAYSO_NODE_MODULES", "");

#[test]
fn packages_are_installed_on_first_use_and_not_again() {
    let project = Project::new();
    let told = project.run_with(&["synth"], &[FRESH]).ended(0);
    assert!(told.stderr.contains("installing the CDK's Node packages"), "{}", told.stderr);
    assert_eq!(project.calls_of("npm"), ["ci"]);
    project.run_with(&["synth"], &[FRESH]).ended(0);
    assert_eq!(project.calls_of("npm"), ["ci"], "they are there");

    let installed = project.path("infra/app/node_modules/.package-lock.json");
    let old = fs::read_to_string(&installed).unwrap().replace("\"2.276.0\"", "\"2.275.0\"");
    fs::write(installed, old).unwrap();
    project.run_with(&["synth"], &[FRESH]).ended(0);
    assert_eq!(project.calls_of("npm"), ["ci", "ci"], "the lock file changed");
}

#[test]
fn what_is_missing_is_said_with_what_to_do() {
    let offline =
        "npm error code ENOTFOUND\nnpm error network request to https://registry.npmjs.org/x failed";
    for (variables, means) in [
        (
            &[FRESH, ("NODE_SAYS", "v18.20.1")][..],
            "Node.js v18.20.1 is too old for the CDK; install Node.js 20",
        ),
        (&[FRESH, ("NODE_SAYS", "nonsense")], "which is no version"),
        (&[FRESH, ("NPM_SAYS", offline)], "npm's registry can't be reached"),
        (&[FRESH, ("NPM_SAYS", "npm error code EUSAGE")], "do not fit each other"),
        (&[FRESH, ("NPM_SAYS", "no space left")], "no space left"),
        (&[("SAYSO_NODE_MODULES", "nowhere")], "which is no folder"),
    ] {
        let project = Project::new();
        let told = project.run_with(&["synth"], variables).ended(2);
        assert!(told.stderr.contains(means), "{means}\n{}", told.stderr);
        assert!(!project.recorded("calls").contains("infra-app"), "nothing is built in vain");
    }
}

#[test]
fn a_machine_without_node_is_told_so() {
    let project = Project::new();
    let programs = project.path("programs");
    fs::create_dir(&programs).unwrap();
    let path = programs.to_str().unwrap();
    let told = project.run_with(&["synth"], &[FRESH, ("PATH", path)]).ended(2);
    assert!(told.stderr.contains("there is no `node`; install Node.js 20"), "{}", told.stderr);
    symlink(fakes().join("node"), programs.join("node")).unwrap();
    symlink("/bin/sh", programs.join("sh")).unwrap();
    let told = project.run_with(&["synth"], &[FRESH, ("PATH", path)]).ended(2);
    assert!(told.stderr.contains("there is `node` but no `npm`"), "{}", told.stderr);
}
