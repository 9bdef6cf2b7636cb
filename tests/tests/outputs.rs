//! What is generated: the same everywhere, committed, restored, and made also when the code around it is broken.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use sayso_codegen::{
    output::{Output, Owner},
    project::Project,
};
use sayso_tests::sayso;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The projects of this repository: itself, and the fixture.
fn projects() -> [PathBuf; 2] {
    [sayso::root(), sayso::root().join("tests/cases/workshop")]
}

fn output(root: &Path, skill: &str) -> Output {
    let project = Project { root: root.to_owned() };
    let compiled = sayso_codegen::compile(&project, skill);
    assert!(!compiled.diagnostics.has_errors(), "`{skill}` has errors");
    compiled.output.unwrap()
}

/// Copies what a team writes, and nothing that is generated.
fn copy_sources(from: &Path, to: &Path) {
    fs::create_dir_all(to.join("schemas")).unwrap();
    fs::copy(from.join("cdk.json"), to.join("cdk.json")).unwrap();
    for skill in (Project { root: from.to_owned() }).skills().unwrap() {
        let folder = to.join("schemas").join(&skill);
        fs::create_dir_all(&folder).unwrap();
        for file in fs::read_dir(from.join("schemas").join(&skill)).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), folder.join(file.file_name())).unwrap();
        }
    }
}

/// Every file below a folder.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    fn walk(root: &Path, folder: &Path, into: &mut BTreeMap<PathBuf, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, into);
            } else {
                into.insert(path.strip_prefix(root).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    let mut files = BTreeMap::new();
    walk(folder, folder, &mut files);
    files
}

#[test]
fn two_folders_and_two_runs_give_the_same_bytes() {
    for root in projects() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let deep = other.path().join("a/much/longer/path");
        copy_sources(&root, one.path());
        copy_sources(&root, &deep);
        sayso::succeed(one.path(), &["generate"]);
        sayso::succeed(&deep, &["generate"]);
        let first = tree(one.path());
        assert_eq!(first, tree(&deep));
        sayso::succeed(one.path(), &["generate"]);
        assert_eq!(first, tree(one.path()));
    }
}

#[test]
fn what_is_committed_is_fresh() {
    for root in projects() {
        sayso::succeed(&root, &["generate", "--check"]);
    }
}

#[test]
fn deleted_folders_are_restored() {
    for root in projects() {
        let copy = tempfile::tempdir().unwrap();
        copy_sources(&root, copy.path());
        sayso::succeed(copy.path(), &["generate"]);
        for skill in (Project { root: root.clone() }).skills().unwrap() {
            for folder in output(&root, &skill).folders {
                let committed = tree(&root.join(&folder));
                assert_eq!(committed, tree(&copy.path().join(&folder)), "{folder}");
                fs::remove_dir_all(copy.path().join(&folder)).unwrap();
                let stale = sayso::run(copy.path(), &["generate", "--check"]);
                assert_eq!(stale.status.code(), Some(1));
                sayso::succeed(copy.path(), &["generate"]);
                assert_eq!(committed, tree(&copy.path().join(&folder)), "{folder}");
            }
        }
    }
}

#[test]
fn check_and_generate_work_while_generated_code_is_broken() {
    let (root, copy) = (sayso::root(), tempfile::tempdir().unwrap());
    copy_sources(&root, copy.path());
    sayso::succeed(copy.path(), &["generate"]);
    let broken = copy.path().join("handlers/hello/src/generated/mod.rs");
    let whole = fs::read(&broken).unwrap();
    fs::write(&broken, "this is no Rust").unwrap();
    sayso::succeed(copy.path(), &["check"]);
    let stale = sayso::run(copy.path(), &["generate", "--check"]);
    let said = String::from_utf8_lossy(&stale.stdout).into_owned() + &String::from_utf8_lossy(&stale.stderr);
    assert_eq!(stale.status.code(), Some(1));
    assert!(said.contains("handlers/hello/src/generated/mod.rs") && said.contains("generate"), "{said}");
    sayso::succeed(copy.path(), &["generate"]);
    assert_eq!(fs::read(&broken).unwrap(), whole);
}

/// Takes out of `text` the lines of the mapping that `key` begins, and gives how many they were.
fn without(text: &str, key: &str) -> (String, usize) {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let (mut rest, mut taken, mut inside) = (String::new(), 0, false);
    for line in text.lines() {
        inside = line == key || (inside && depth(line) > depth(key));
        if inside {
            taken += 1;
        } else {
            rest.push_str(line);
            rest.push('\n');
        }
    }
    (rest, taken)
}

/// The dialogs that link by it (`# linked: token`) show that it works.
#[test]
fn a_third_way_to_link_is_a_few_lines_of_yaml_and_nothing_else() {
    let copy = tempfile::tempdir().unwrap();
    copy_sources(&sayso::root(), copy.path());
    let with = output(copy.path(), "jira");
    let mut lines = 0;
    for (file, key) in [("skill.yaml", "    token:"), ("words.de-DE.yaml", "    token:")] {
        let path = copy.path().join("schemas/jira").join(file);
        let (rest, taken) = without(&fs::read_to_string(&path).unwrap(), key);
        let rest: Vec<_> = rest.lines().filter(|it| !it.contains("method: token")).collect();
        assert!(taken > 0, "{file}");
        lines += taken;
        fs::write(path, rest.join("\n") + "\n").unwrap();
    }
    assert!(lines <= 12, "{lines} lines, with the German ones");
    let two_ways = output(copy.path(), "jira");
    let of = |output: &Output, owner: Owner| -> BTreeMap<String, String> {
        let files = output.files.iter().filter(|file| file.owner == owner);
        files.map(|file| (file.path.clone(), file.contents.clone())).collect()
    };
    assert_eq!(of(&with, Owner::Scaffold), of(&two_ways, Owner::Scaffold), "nobody writes anything");
    let (more, fewer) = (of(&with, Owner::Generated), of(&two_ways, Owner::Generated));
    assert!(more.keys().eq(fewer.keys()));
    let changed: Vec<_> =
        more.iter().filter(|(path, text)| fewer[*path] != **text).map(|(path, _)| path).collect();
    assert!(changed.iter().any(|path| path.ends_with("linking-page/page.json")), "{changed:?}");
    assert!(changed.iter().any(|path| path.ends_with("generated/mod.rs")), "{changed:?}");
}
