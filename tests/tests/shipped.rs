//! What is shipped to Lambda is built with `-p <skill>-skill`, so that nothing that only development needs reaches it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use sayso_tests::{root, sayso};
use std::{collections::BTreeMap, process::Command};

/// Every package that a build of `package` alone compiles for the target, with its features.
fn packages(package: &str) -> BTreeMap<String, Vec<String>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(root())
        .args([
            "tree",
            "--offline",
            "--edges",
            "normal,no-proc-macro",
            "--prefix",
            "none",
            "--format",
            "{p}|{f}",
            "-p",
            package,
        ])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let package = |line: &str| {
        let (package, features) = line.split_once('|')?;
        let features = features.trim_end_matches(" (*)").split(',').map(str::to_owned).collect();
        Some((package.split(' ').next()?.to_owned(), features))
    };
    text.lines().filter_map(package).collect()
}

#[test]
fn development_does_not_reach_lambda() {
    for skill in ["hello-skill", "jira-skill", "wear-skill", "workshop-skill"] {
        let packages = packages(skill);
        for unwanted in
            ["sayso-codegen", "sayso-cli", "sayso-local", "axum", "clap", "schemars", "dynoxide-rs", "syn"]
        {
            assert!(!packages.contains_key(unwanted), "`{skill}` ships `{unwanted}`");
        }
        let tokio = &packages["tokio"];
        // `fs` comes with the SDKs (`aws-smithy-types/rt-tokio`).
        for unwanted in ["process", "signal", "full", "test-util"] {
            assert!(
                !tokio.iter().any(|it| it == unwanted),
                "`{skill}` ships tokio's `{unwanted}`: {tokio:?}"
            );
        }
        let schemas = &packages["sayso-schemas"];
        assert!(!schemas.iter().any(|it| it == "json-schema"), "`{skill}` ships the compiler's schemas");
    }
}

/// `.cargo/config.toml` leaves a source of random numbers out that takes 40 ms of a process's first answer.
#[test]
fn nobody_waits_for_random_numbers() {
    let program = std::fs::read(sayso::path()).unwrap();
    let named = |name: &str| program.windows(name.len()).any(|it| it == name.as_bytes());
    assert!(named("RAND_bytes"), "the program has no names");
    assert!(!named("jent_read_entropy"), "AWS-LC was built with its jitter entropy");
}
