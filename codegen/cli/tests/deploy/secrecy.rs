//! The client secret is in one file for a moment, and nowhere else.

use crate::project::{CANARY, Project, Told};
use std::{fs, path::Path, process::Command, thread, time::Duration};

fn request_was_private(project: &Project) {
    assert_eq!(project.recorded("request-mode"), "600\n");
    assert!(project.recorded("folder-modes").lines().all(|mode| mode == "700"));
    assert!(project.recorded("request.json").contains(CANARY), "Alexa got it");
}

/// It is in no file of the project, in no output, and in nobody's arguments or environment.
fn is_nowhere(project: &Project, told: &Told) {
    assert!(!told.stdout.contains(CANARY) && !told.stderr.contains(CANARY));
    fs::remove_file(project.path("record/request.json")).unwrap();
    let mut looked_at = 0;
    look(project.root(), &mut looked_at);
    assert!(looked_at > 20, "the project's files were not found");
    assert_eq!(project.temporary(), Vec::<std::path::PathBuf>::new());
}

fn look(folder: &Path, looked_at: &mut usize) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            look(&path, looked_at);
            continue;
        }
        // The fake itself is behind a link.
        if path.is_symlink() {
            continue;
        }
        *looked_at += 1;
        let text = fs::read(&path).unwrap();
        assert!(!String::from_utf8_lossy(&text).contains(CANARY), "{}", path.display());
    }
}

#[test]
fn it_is_gone_after_alexa_has_it() {
    let project = Project::new();
    let told = project.run(&["deploy", "--stage", "prod", "--yes"]).ended(0);
    request_was_private(&project);
    is_nowhere(&project, &told);
}

#[test]
fn it_is_gone_after_alexa_refused_it() {
    let project = Project::new();
    let told = project.run_with(&["deploy", "--stage", "prod", "--yes"], &[("ASK_ENDS", "1")]).ended(1);
    assert!(told.stderr.contains("Alexa was not told of account linking"), "{}", told.stderr);
    request_was_private(&project);
    is_nowhere(&project, &told);
}

#[test]
fn it_is_gone_after_an_interruption() {
    for signal in ["-INT", "-TERM"] {
        let project = Project::new();
        let mut command = project.command(&["deploy", "--stage", "prod", "--yes"]);
        let child = command.env("ASK_HANGS", "1").spawn().unwrap();
        let began = std::time::Instant::now();
        while project.recorded("request.json").is_empty() {
            assert!(began.elapsed() < Duration::from_mins(1), "the ASK CLI was not started");
            thread::yield_now();
        }
        assert_eq!(project.temporary().len(), 2, "the request is there");
        Command::new("kill").arg(signal).arg(child.id().to_string()).status().unwrap();
        let output = child.wait_with_output().unwrap();
        let told = Told {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
        .ended(2);
        assert!(told.stderr.contains("interrupted"), "{}", told.stderr);
        request_was_private(&project);
        is_nowhere(&project, &told);
    }
}
