//! `sayso synth` and the plain `cdk synth` make the same, offline and without an account.
//!
//! They need the CDK's Node packages: those that `SAYSO_NODE_MODULES` names, or `npm ci --prefix infra/app`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use sayso_tests::{root, sayso};
use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// Nobody listens there.
const NOWHERE: &str = "http://127.0.0.1:9";

/// The packages, where they are installed.
fn packages() -> Option<PathBuf> {
    let named = env::var_os("SAYSO_NODE_MODULES").filter(|it| !it.is_empty()).map(PathBuf::from);
    let packages = named.unwrap_or_else(|| root().join("infra/app/node_modules"));
    packages.join("aws-cdk-lib").is_dir().then_some(packages)
}

/// A process that reaches neither the internet nor an account.
fn offline(command: &mut Command, home: &Path, packages: &Path) {
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AWS_")) {
        command.env_remove(name);
    }
    command.current_dir(root()).env("SAYSO_NODE_MODULES", packages).env("CDK_HOME", home);
    // Cargo's own folders stay where they are.
    let cargo_home = env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo"));
    if env::var_os("CARGO_HOME").is_none() {
        command.envs(cargo_home.map(|it| ("CARGO_HOME", it)));
    }
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"] {
        command.env(name, NOWHERE);
    }
    command.env("CDK_DISABLE_CLI_TELEMETRY", "1").env("CDK_DISABLE_VERSION_CHECK", "1");
    command.env("AWS_EC2_METADATA_DISABLED", "true").env("CARGO_NET_OFFLINE", "true");
    command.env("CARGO_TARGET_DIR", sayso::programs().parent().unwrap()).env("CDK_VALIDATION", "false");
}

fn succeeds(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{}\n{stderr}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stdout).unwrap()
}

/// Every file below a folder, by its path in it.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    files
}

#[test]
fn both_ways_to_synthesise_make_the_same() {
    let Some(packages) = packages() else {
        println!("skipped: the CDK's Node packages are not installed (npm ci --prefix infra/app)");
        return;
    };
    let folder = TempDir::new().unwrap();
    let (ours, plain) = (folder.path().join("ours"), folder.path().join("plain"));

    let mut command = Command::new(sayso::path());
    command.args(["synth", "--format", "json", "--output"]).arg(&ours);
    offline(&mut command, folder.path(), &packages);
    let summary: serde_json::Value = serde_json::from_str(&succeeds(&mut command)).unwrap();
    let stacks = summary["stacks"].as_array().unwrap();
    let names: Vec<_> = stacks.iter().map(|stack| stack["name"].as_str().unwrap()).collect();
    let wanted = [
        "hello-dev",
        "hello-prod",
        "jira-dev",
        "jira-prod",
        "jira-prod-edge",
        "wear-dev",
        "wear-prod",
        "wear-prod-edge",
    ];
    assert_eq!(names, wanted);
    for stack in stacks {
        assert_eq!(
            stack["cost"]["not_priced"],
            serde_json::json!([]),
            "a price is missing for {}",
            stack["name"]
        );
    }

    let mut command = Command::new(packages.join(".bin/cdk"));
    command.args(["synth", "--quiet", "--no-notices", "--output"]).arg(&plain);
    offline(&mut command, folder.path(), &packages);
    succeeds(&mut command);

    let (ours, plain) = (files(&ours), files(&plain));
    assert_eq!(ours.keys().collect::<Vec<_>>(), plain.keys().collect::<Vec<_>>());
    for (path, text) in &ours {
        assert!(*text == plain[path], "{} differs from what `cdk synth` makes", path.display());
    }
}
