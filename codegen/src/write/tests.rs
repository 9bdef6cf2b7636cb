#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::output::Asset;
use std::fs;
use std::time::SystemTime;

const GENERATED: &str = "handlers/hello/src/generated";

fn file(path: &str, contents: &str, owner: Owner) -> File {
    File { path: path.to_owned(), contents: contents.to_owned(), owner }
}

fn output(files: Vec<File>) -> Output {
    Output {
        skill: "hello".to_owned(),
        folders: vec![GENERATED.to_owned()],
        files,
        assets: Vec::new(),
        stub_folders: vec!["handlers/hello/src/intents".to_owned()],
    }
}

fn hello() -> Output {
    output(vec![
        file("handlers/hello/src/generated/calls.rs", "calls", Owner::Generated),
        file("handlers/hello/src/generated/intents/fact.rs", "fact", Owner::Generated),
        file("handlers/hello/src/intents/velocity.rs", "stub", Owner::Scaffold),
        file("schemas/skill.schema.json", "{}", Owner::Generated),
    ])
}

fn modified(root: &Path, path: &str) -> SystemTime {
    root.join(path).metadata().unwrap().modified().unwrap()
}

/// Dates a file back, so that a rewrite shows.
fn age(root: &Path, path: &str) -> SystemTime {
    let long_ago = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    fs::File::options().append(true).open(root.join(path)).unwrap().set_modified(long_ago).unwrap();
    long_ago
}

#[test]
fn writes_everything_once_and_then_touches_nothing() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    let first = apply(root, &hello()).unwrap();
    assert_eq!(
        first.changed,
        [
            "handlers/hello/src/generated/calls.rs",
            "handlers/hello/src/generated/intents/fact.rs",
            "schemas/skill.schema.json"
        ]
    );
    assert_eq!(first.scaffolded, ["handlers/hello/src/intents/velocity.rs"]);
    assert_eq!(fs::read_to_string(root.join(GENERATED).join("intents/fact.rs")).unwrap(), "fact");
    let old: Vec<_> = hello().files.iter().map(|file| age(root, &file.path)).collect();
    assert_eq!(apply(root, &hello()).unwrap(), Written::default());
    let now: Vec<_> = hello().files.iter().map(|file| modified(root, &file.path)).collect();
    assert_eq!(now, old);
    assert_eq!(check(root, &hello()).unwrap(), []);
}

#[test]
fn replaces_a_folder_but_dates_only_what_changed() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    apply(root, &hello()).unwrap();
    let old = age(root, "handlers/hello/src/generated/calls.rs");
    age(root, "handlers/hello/src/generated/intents/fact.rs");
    let mut next = hello();
    next.files[1].contents = "another fact".to_owned();
    assert_eq!(
        check(root, &next).unwrap(),
        [Stale { path: "handlers/hello/src/generated/intents/fact.rs".to_owned(), why: Why::Differs }]
    );
    assert_eq!(apply(root, &next).unwrap().changed, ["handlers/hello/src/generated/intents/fact.rs"]);
    assert_eq!(modified(root, "handlers/hello/src/generated/calls.rs"), old);
    assert_ne!(modified(root, "handlers/hello/src/generated/intents/fact.rs"), old);
}

#[test]
fn removes_what_a_generated_folder_should_not_have() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    apply(root, &hello()).unwrap();
    fs::write(root.join(GENERATED).join("intents/gone.rs"), "old").unwrap();
    let gone = "handlers/hello/src/generated/intents/gone.rs".to_owned();
    assert_eq!(check(root, &hello()).unwrap(), [Stale { path: gone.clone(), why: Why::Extra }]);
    assert_eq!(apply(root, &hello()).unwrap().removed, std::slice::from_ref(&gone));
    assert!(!root.join(gone).exists());
}

#[test]
fn deleted_folders_come_back() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    apply(root, &hello()).unwrap();
    fs::remove_dir_all(root.join(GENERATED)).unwrap();
    assert_eq!(check(root, &hello()).unwrap().len(), 2);
    assert_eq!(apply(root, &hello()).unwrap().changed.len(), 2);
    assert_eq!(check(root, &hello()).unwrap(), []);
}

#[test]
fn never_touches_what_belongs_to_the_team() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    apply(root, &hello()).unwrap();
    let stub = root.join("handlers/hello/src/intents/velocity.rs");
    fs::write(&stub, "mine").unwrap();
    fs::write(stub.with_file_name("forgotten.rs"), "mine too").unwrap();
    fs::write(stub.with_file_name("notes.md"), "not Rust").unwrap();
    let again = apply(root, &hello()).unwrap();
    assert_eq!(again.orphans, ["handlers/hello/src/intents/forgotten.rs"]);
    assert_eq!((again.scaffolded.len(), fs::read_to_string(&stub).unwrap().as_str()), (0, "mine"));
    fs::remove_file(&stub).unwrap();
    assert_eq!(check(root, &hello()).unwrap()[0].why, Why::Missing);
}

#[test]
fn recovers_from_a_crash_between_any_two_steps() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    apply(root, &hello()).unwrap();
    let (folder, parent) = (root.join(GENERATED), root.join("handlers/hello/src"));
    let (new, old) = (parent.join(".generated.sayso-new"), parent.join(".generated.sayso-old"));
    // It died while it wrote the new folder …
    fs::create_dir_all(&new).unwrap();
    fs::write(new.join("half.rs"), "ha").unwrap();
    assert_eq!(apply(root, &hello()).unwrap(), Written::default());
    // … after it moved the old one away …
    let before = age(root, "handlers/hello/src/generated/calls.rs");
    fs::rename(&folder, &old).unwrap();
    fs::create_dir_all(&new).unwrap();
    assert_eq!(apply(root, &hello()).unwrap(), Written::default());
    assert_eq!(modified(root, "handlers/hello/src/generated/calls.rs"), before);
    // … before it removed the old one.
    fs::create_dir_all(&old).unwrap();
    fs::write(old.join("calls.rs"), "older").unwrap();
    assert_eq!(apply(root, &hello()).unwrap(), Written::default());
    assert!(!new.exists() && !old.exists());
}

#[test]
#[cfg(unix)]
fn refuses_links_out_of_the_project() {
    let root = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let link = |to: &Path, path: &str| {
        fs::create_dir_all(root.path().join(path).parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(to, root.path().join(path)).unwrap();
    };
    link(elsewhere.path(), "handlers/hello");
    let error = apply(root.path(), &hello()).unwrap_err();
    assert!(matches!(error, WriteError::Link { leaves: true, .. }), "{error}");
    fs::remove_file(root.path().join("handlers/hello")).unwrap();
    link(root.path(), GENERATED);
    let error = apply(root.path(), &hello()).unwrap_err();
    assert!(matches!(error, WriteError::Link { leaves: false, .. }), "{error}");
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}

#[test]
#[cfg(unix)]
fn a_link_within_a_generated_folder_goes_and_its_target_stays() {
    let root = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::NamedTempFile::new().unwrap();
    fs::write(elsewhere.path(), "calls").unwrap();
    apply(root.path(), &hello()).unwrap();
    let calls = root.path().join(GENERATED).join("calls.rs");
    fs::remove_file(&calls).unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), &calls).unwrap();
    assert_eq!(apply(root.path(), &hello()).unwrap().changed, ["handlers/hello/src/generated/calls.rs"]);
    assert!(!calls.is_symlink() && elsewhere.path().exists());
}

#[test]
fn refuses_paths_that_no_renderer_may_make() {
    let root = tempfile::tempdir().unwrap();
    for path in ["../out.rs", "/etc/passwd", "a//b", "a/./b", "", "a\\b", "c:x"] {
        let error = apply(root.path(), &output(vec![file(path, "", Owner::Generated)])).unwrap_err();
        assert!(matches!(error, WriteError::Path { .. }), "{path}: {error}");
    }
    let stub = file("handlers/hello/src/generated/mine.rs", "", Owner::Scaffold);
    assert!(apply(root.path(), &output(vec![stub])).is_err());
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
}

#[test]
fn what_is_no_text_is_written_compared_and_lies_in_a_generated_folder() {
    let root = tempfile::tempdir().unwrap();
    let asset = |path: &str, contents: &[u8]| Asset { path: path.to_owned(), contents: contents.to_owned() };
    let icon = "handlers/hello/src/generated/icon.png";
    let mut wanted = hello();
    wanted.assets = vec![asset(icon, b"\x89PNG\xff")];
    assert!(apply(root.path(), &wanted).unwrap().changed.contains(&icon.to_owned()));
    assert_eq!(fs::read(root.path().join(icon)).unwrap(), b"\x89PNG\xff");
    assert_eq!(check(root.path(), &wanted).unwrap(), []);
    wanted.assets = vec![asset(icon, b"\x89PNG\xfe")];
    let stale = Stale { path: icon.to_owned(), why: Why::Differs };
    assert_eq!(check(root.path(), &wanted).unwrap(), [stale]);
    wanted.assets = vec![asset("docs/icon.png", b"")];
    assert!(matches!(apply(root.path(), &wanted).unwrap_err(), WriteError::Path { .. }));
}
