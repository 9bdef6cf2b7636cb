//! Builds skills that the compiler has just made.

use anyhow::Context;
use sayso_bench::{
    spec::{Mix, Spec},
    workspace::Workspace,
};
use sayso_codegen::{compile, project::Project, write};
use std::{fs, path::PathBuf};

/// Generates a skill of `intents` intents that only speak, and builds it, in a project of its own in the target folder.
/// Returns its binary, the folder of its data, and its intents.
pub fn generated(workspace: &Workspace, intents: usize) -> anyhow::Result<(PathBuf, PathBuf, Vec<String>)> {
    let skill = format!("bench-{intents}");
    let root = workspace.target.join("bench-skills").join(intents.to_string());
    let spec = Spec::new(&skill, intents, Mix::SayOnly);
    spec.write(&root)?;
    let compiled = compile(&Project { root: root.clone() }, &skill);
    write::apply(&root, &compiled.output.context("the generated spec does not compile")?)?;
    let manifest = root.join("Cargo.toml");
    fs::write(&manifest, self::manifest(workspace)?)?;
    // The versions of everybody else, which are at hand without a network.
    fs::copy(workspace.root.join("Cargo.lock"), root.join("Cargo.lock"))?;
    let package = format!("{skill}-skill");
    let binary = workspace.build_in(&manifest, &package, &package)?;
    Ok((binary, root.join("infra/app/generated").join(&skill), spec.intents()))
}

/// The manifest of a generated project: this workspace's profiles, and its runtime.
fn manifest(workspace: &Workspace) -> anyhow::Result<String> {
    let own = fs::read_to_string(workspace.root.join("Cargo.toml"))?;
    let profiles = own.find("\n[profile.").map(|at| &own[at..]).context("the workspace has no profiles")?;
    let runtime = workspace.root.join("handlers/runtime");
    let runtime = runtime.to_str().context("the workspace's path is no text")?;
    Ok(format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\"handlers/*\"]\n\n\
         [workspace.package]\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [workspace.dependencies]\nsayso-runtime = {{ path = {runtime:?} }}\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\n{profiles}"
    ))
}
