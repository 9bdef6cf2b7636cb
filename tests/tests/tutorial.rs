//! What docs/tutorial.md promises of its intent: that it compiles, in so few lines, and needs no Rust.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use sayso_codegen::{compile, output::Owner, project::Project};
use sayso_tests::root;
use std::{fs, path::Path};

/// The lines of YAML in the tutorial, one block for each of the files that they go to.
fn blocks() -> [String; 2] {
    let text = fs::read_to_string(root().join("docs/tutorial.md")).unwrap();
    let parts = text.split("```yaml\n").skip(1);
    let blocks: Vec<String> = parts.map(|part| part.split("```").next().unwrap().to_owned()).collect();
    blocks.try_into().unwrap()
}

/// A project with the skill alone, and what the tutorial adds to it.
fn project(folder: &Path) -> Project {
    let (from, to) = (root().join("schemas/jira"), folder.join("schemas/jira"));
    fs::create_dir_all(&to).unwrap();
    fs::write(folder.join("cdk.json"), "{}\n").unwrap();
    for file in fs::read_dir(from).unwrap() {
        let path = file.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
    let [spec, german] = blocks();
    let add = |file: &str, block: &str, before: &str| {
        let path = to.join(file);
        let text = fs::read_to_string(&path).unwrap();
        let (head, tail) = text.split_once(before).unwrap();
        fs::write(path, format!("{head}\n{block}{before}{tail}")).unwrap();
    };
    add("skill.yaml", &spec, "\nstore:\n");
    add("words.de-DE.yaml", &german, "\nstore:\n");
    Project { root: folder.to_owned() }
}

#[test]
fn the_new_intent_is_a_few_lines_and_no_rust() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    let lines: usize = blocks().iter().map(|block| block.lines().count()).sum();
    assert!(lines < 15, "{lines} lines");
    let compiled = compile(&project, "jira");
    assert!(compiled.diagnostics.is_empty(), "{:#?}", compiled.diagnostics);
    let output = compiled.output.unwrap();
    let scaffolds = |output: &sayso_codegen::output::Output| -> Vec<String> {
        let files = output.files.iter().filter(|file| file.owner == Owner::Scaffold);
        files.map(|file| file.path.clone()).collect()
    };
    let before = compile(&Project { root: root() }, "jira").output.unwrap();
    assert_eq!(scaffolds(&output), scaffolds(&before), "nothing is left to write by hand");
    let decided: Vec<_> =
        compiled.comparisons[0].1.shared.iter().filter(|it| it.taken == "WhoReported").collect();
    assert!(
        decided.iter().any(|it| it.left == "IssueField" && it.sentence.starts_with("who reported")),
        "{decided:?}"
    );
}
