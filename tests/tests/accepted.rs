//! Specs without a mistake: not a word about them, and their Rust compiles.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use sayso_codegen::{Compiled, compile, output::Owner, project::Project};
use sayso_tests::{cases, rendered, root};
use std::{
    collections::BTreeMap,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Every accepted case, and the skills of the repository, by name.
fn skills() -> BTreeMap<String, Compiled> {
    let mut skills = BTreeMap::new();
    for case in cases("accepted").unwrap() {
        let compiled = case.compile(&case.name).unwrap();
        skills.insert(case.name, compiled);
    }
    for folder in [root(), root().join("tests/cases/workshop")] {
        let project = Project { root: folder };
        for skill in project.skills().unwrap() {
            let compiled = compile(&project, &skill);
            skills.insert(skill, compiled);
        }
    }
    skills
}

#[test]
fn accepted_specs_compile_without_a_word() {
    for (name, compiled) in skills() {
        assert!(compiled.diagnostics.is_empty(), "{name}:\n{}", rendered(&compiled));
        assert!(compiled.output.is_some() && compiled.plan.is_some(), "{name}");
    }
}

#[test]
fn the_same_spec_compiles_to_the_same() {
    let (first, second) = (skills(), skills());
    for (name, compiled) in &first {
        assert_eq!(compiled.output, second[name].output, "{name}");
    }
}

/// Generated JSON is JSON; generated files are text that the tidy test would let pass.
#[test]
fn generated_documents_are_well_formed() {
    for (name, compiled) in skills() {
        for file in &compiled.output.unwrap().files {
            let at = format!("{name}: {}", file.path);
            if Path::new(&file.path).extension().is_some_and(|it| it == "json") {
                serde_json::from_str::<serde_json::Value>(&file.contents)
                    .unwrap_or_else(|error| panic!("{at}: {error}"));
            }
            assert!(
                file.contents.ends_with('\n') && !file.contents.ends_with("\n\n"),
                "{at} does not end in one line end"
            );
            assert!(
                file.contents.lines().all(|line| line == line.trim_end()),
                "{at} has blanks at the end of a line"
            );
        }
    }
}

/// All of them as modules of one crate, checked by cargo against the runtime, with every warning an error.
#[test]
fn generated_rust_compiles() {
    let cargo = std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
    if Command::new(&cargo).arg("--version").output().is_err() {
        eprintln!("skipped: there is no cargo");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    write_crate(folder.path());
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let output = Command::new(cargo)
        .args(["check", "--offline", "--quiet", "--color", "never"])
        .current_dir(folder.path())
        .env("CARGO_TARGET_DIR", target)
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn write_crate(folder: &Path) {
    let workspace = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    // The same profiles, so that the workspace's own builds of the dependencies serve.
    let profiles = workspace.find("[profile.").map_or("", |at| &workspace[at..]);
    let manifest = format!(
        "[package]\nname = \"generated-cases\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [lints.rust]\nwarnings = \"deny\"\nmissing_docs = \"deny\"\nunsafe_code = \"forbid\"\n\n\
         [dependencies]\nsayso-runtime = {{ path = '{}' }}\nserde = {{ version = \"1\", features = [\"derive\"] }}\n\n\
         [workspace]\n\n{profiles}",
        root().join("handlers/runtime").display()
    );
    fs::create_dir(folder.join("src")).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let mut library = "//! What the cases compile to.\n".to_owned();
    for (name, compiled) in skills() {
        let module = name.replace('-', "_");
        let skill = write_skill(&folder.join("src").join(&module), &name, &module, &compiled);
        writeln!(
            library,
            "/// `{name}`.\npub mod {module} {{\n    pub mod generated;\n    /// Its `main`.\n    \
             pub fn main() -> std::process::ExitCode {{\n        sayso_runtime::main::<{skill}>()\n    }}\n}}"
        )
        .unwrap();
    }
    fs::write(folder.join("src/lib.rs"), library).unwrap();
}

/// Writes the generated files and the stubs of a skill; the path of its type.
fn write_skill(folder: &Path, name: &str, module: &str, compiled: &Compiled) -> String {
    let mut skill = String::new();
    let prefix = format!("handlers/{name}/src/");
    for file in &compiled.output.as_ref().unwrap_or_else(|| panic!("{name}:\n{}", rendered(compiled))).files {
        let Some(path) = file.path.strip_prefix(&prefix) else { continue };
        // Here a skill is a module, not a crate; and stubs are not written yet.
        let text = file.contents.replace("crate::generated", &format!("crate::{module}::generated"));
        match file.owner {
            Owner::Scaffold if path == "lib.rs" => continue,
            Owner::Scaffold if path == "main.rs" => {
                let (_, rest) = text.split_once("::generated::").unwrap();
                skill = format!("generated::{}", rest.split('>').next().unwrap());
                continue;
            }
            Owner::Scaffold | Owner::Generated => {}
        }
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, written(&text)).unwrap();
    }
    skill
}

/// A stub as if somebody had written it.
fn written(stub: &str) -> String {
    let Some((before, rest)) = stub.split_once("compile_error!(") else { return stub.to_owned() };
    let (_, after) = rest.split_once(")\n").unwrap();
    let ignored = "#![allow(unused_variables, clippy::unused_async, reason = \"a stub\")]\n";
    let (docs, code) = before.split_once("\n\n").unwrap();
    format!("{docs}\n{ignored}\n{code}std::process::abort()\n{after}")
}
