//! The verbs that build nothing, as a user runs them: streams and exit codes.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const GIT: &str = "https://example.org/sayso.git#v1";
const SPEC: &str = "schemas/moon-walk/skill.yaml";
const GENERATED: &str = "handlers/moon-walk/src/generated";

fn sayso(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
    // As a user's shell has it: cargo did not start this.
    command.current_dir(folder).args(arguments).env_remove("CARGO").env_remove("CARGO_MANIFEST_DIR");
    command.stdin(Stdio::null()).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Exit code, stdout, stderr.
fn told(output: &Output) -> (Option<i32>, &str, &str) {
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// A project as `sayso new` makes it.
struct Made {
    _folder: TempDir,
    root: PathBuf,
}

impl Made {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let output = sayso(folder.path(), &["new", "moon-walk", "--framework", GIT]);
        let (code, out, err) = told(&output);
        assert_eq!(code, Some(0), "{err}");
        assert_eq!(out, "made moon-walk, with the skill `moon-walk` that knows how long a tea takes\n");
        let root = folder.path().join("moon-walk");
        Self { _folder: folder, root }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        sayso(&self.root, arguments)
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.root.join(path)).unwrap();
        assert!(text.contains(from), "{path} has no `{from}`");
        fs::write(self.root.join(path), text.replace(from, to)).unwrap();
    }
}

#[test]
fn a_new_project_is_whole_and_its_own() {
    let made = Made::new();
    assert_eq!(told(&made.run(&["check"])), (Some(0), "1 skill: nothing to complain about\n", ""));
    let compared = made.run(&["check", "--overlaps"]);
    let (code, out, _) = told(&compared);
    assert_eq!(code, Some(0));
    assert!(out.starts_with("moon-walk en-US: ") && out.contains(", 0 are left to chance\n"), "{out}");
    assert_eq!(told(&made.run(&["generate", "--check"])), (Some(0), "", "everything is up to date\n"));
    assert!(!made.root.join(".sayso").join("dev.json").exists());
    let manifest = fs::read_to_string(made.root.join("Cargo.toml")).unwrap();
    assert!(manifest.contains(r#"sayso-cli = { git = "https://example.org/sayso.git", rev = "v1" }"#));
    let beside: Vec<_> =
        fs::read_dir(made.root.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(beside, ["moon-walk"]);
}

#[test]
fn a_new_project_links_accounts_in_every_way_there_is() {
    let folder = tempfile::tempdir().unwrap();
    for (linking, key, demos) in [("form", "form: {site", 1), ("oauth", "oauth:", 2), ("proxy", "proxy:", 2)]
    {
        let name = format!("{linking}-shelf");
        let output = sayso(folder.path(), &["new", &name, "--linking", linking, "--framework", GIT]);
        let (code, out, err) = told(&output);
        assert_eq!(code, Some(0), "{err}");
        assert!(out.ends_with("that knows what a reader has borrowed\n"), "{out}");
        let root = folder.path().join(name);
        assert_eq!(told(&sayso(&root, &["check"])), (Some(0), "1 skill: nothing to complain about\n", ""));
        let spec = fs::read_to_string(root.join(format!("schemas/{linking}-shelf/skill.yaml"))).unwrap();
        assert!(spec.contains(key), "{spec}");
        assert_eq!(fs::read_dir(root.join("infra/demo")).unwrap().count(), demos, "{linking}");
        // Who links at a provider alone has no page of ours.
        let page = root.join(format!("infra/app/generated/{linking}-shelf/linking-page"));
        assert_eq!(page.exists(), linking != "proxy", "{linking}");
    }
}

#[test]
fn a_new_project_overwrites_nothing_and_a_bad_name_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("taken")).unwrap();
    fs::write(folder.path().join("taken/mine.txt"), "mine").unwrap();
    for (arguments, part) in [
        (["new", "taken", "--framework", GIT], "is not empty"),
        (["new", "Moon Walk", "--framework", GIT], "can't name a skill"),
        // Alexa itself listens to this name, which only the compiler knows.
        (["new", "alexa-walk", "--framework", GIT], "choose another name"),
        (["new", "moon-walk", "--linking", "page"], "[possible values: none, form, oauth, proxy]"),
        (["new", "moon-walk", "--framework", "/nowhere"], "can't read the folder `/nowhere`"),
    ] {
        let output = sayso(folder.path(), &arguments);
        let (code, out, err) = told(&output);
        assert_eq!((code, out), (Some(2), ""), "{err}");
        assert!(err.contains(part), "{err}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert_eq!(fs::read_to_string(folder.path().join("taken/mine.txt")).unwrap(), "mine");
}

#[test]
fn check_finds_mistakes_and_tells_them_to_people_and_machines() {
    let made = Made::new();
    made.edit(SPEC, "compute: brewing_time", "compote: brewing_time");
    let output = made.run(&["check"]);
    let (code, out, err) = told(&output);
    assert_eq!(code, Some(1));
    assert!(out.starts_with("1 skill: ") && out.contains("error"), "{out}");
    assert!(err.contains("schemas/moon-walk/skill.yaml:") && !err.contains('\u{1b}'), "{err}");
    let output = made.run(&["check", "--format", "json"]);
    let (code, out, err) = told(&output);
    assert_eq!(code, Some(1));
    assert!(err.starts_with("1 skill: "), "{err}");
    assert!(out.lines().count() > 0);
    for line in out.lines() {
        let found: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(found["file"], SPEC);
    }
    let output = made.run(&["check", "--format", "github"]);
    assert!(text(&output.stdout).starts_with("::error file=schemas/moon-walk/skill.yaml,"));
}

#[test]
fn generate_writes_what_is_stale_and_keeps_what_is_yours() {
    let made = Made::new();
    let stub = made.root.join("handlers/moon-walk/src/intents/brewing_time.rs");
    let written = fs::read_to_string(&stub).unwrap();
    fs::remove_dir_all(made.root.join(GENERATED)).unwrap();
    made.edit(SPEC, "Which tea? Green", "Which one? Green");
    let output = made.run(&["generate", "--check"]);
    let (code, out, err) = told(&output);
    assert_eq!(code, Some(1));
    assert!(out.contains(&format!("missing {GENERATED}/mod.rs\n")), "{out}");
    assert!(out.contains("stale   infra/app/generated/moon-walk/words/en-US.json\n"), "{out}");
    assert!(err.contains("run `sayso generate` and commit"), "{err}");
    let output = made.run(&["generate"]);
    let (code, out, err) = told(&output);
    assert_eq!((code, err), (Some(0), ""));
    assert!(out.contains(&format!("wrote   {GENERATED}/mod.rs\n")), "{out}");
    assert_eq!(told(&made.run(&["generate"])), (Some(0), "", "everything is up to date\n"));
    assert_eq!(fs::read_to_string(&stub).unwrap(), written);
    // A stub under another name is made, and the old one reported.
    made.edit(SPEC, "compute: brewing_time", "compute: steeping_time");
    let output = made.run(&["generate"]);
    let (code, out, err) = told(&output);
    assert_eq!(code, Some(0));
    assert!(out.contains("yours   handlers/moon-walk/src/intents/steeping_time.rs\n"), "{out}");
    assert!(
        err.contains("no step asks for handlers/moon-walk/src/intents/brewing_time.rs any more"),
        "{err}"
    );
    assert_eq!(fs::read_to_string(&stub).unwrap(), written);
}

#[test]
fn a_skill_with_errors_keeps_the_files_it_has() {
    let made = Made::new();
    let module = made.root.join(GENERATED).join("mod.rs");
    let before = fs::read_to_string(&module).unwrap();
    made.edit(SPEC, "type: Tea", "type: Coffee");
    let output = made.run(&["generate"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("skills with errors keep the files they have"));
    assert_eq!(fs::read_to_string(&module).unwrap(), before);
}

#[test]
fn usage_and_surroundings_are_exit_code_two() {
    let nowhere = tempfile::tempdir().unwrap();
    let made = Made::new();
    for (folder, arguments, part) in [
        (nowhere.path(), &["check"][..], "no `cdk.json`"),
        (&made.root, &["check", "--skill", "sun"], "no skill `sun`; it has `moon-walk`"),
        (&made.root, &["say", "--now", "monday"], "`monday` is no time"),
        (&made.root, &["test", "nothing-like-it"], "a dialog's name is `<skill>/<name>`"),
        (&made.root, &["explain", "SAY"], "`sayso explain` lists all"),
        (&made.root, &["dance"], "unrecognized subcommand"),
    ] {
        let output = sayso(folder, arguments);
        let (code, out, err) = told(&output);
        assert_eq!((code, out), (Some(2), ""), "{arguments:?}: {err}");
        assert!(err.contains(part), "{arguments:?}: {err}");
    }
}

#[test]
fn every_listed_code_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let output = sayso(folder.path(), &["explain"]);
    let first = text(&output.stdout).lines().next().unwrap().split_whitespace().next().unwrap().to_owned();
    let output = sayso(folder.path(), &["explain", &first.to_lowercase()]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains(&first));
}
