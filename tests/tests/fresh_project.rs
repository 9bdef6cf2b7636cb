//! A project of its own, made by `sayso new` outside of this repository, and edited while `dev` runs.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use sayso_tests::sayso;
use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Output, Stdio},
    sync::mpsc::{Receiver, channel},
    time::Duration,
};

/// The longest wait for something that `dev` says; a build is in it.
const PATIENCE: Duration = Duration::from_mins(5);

/// A command of the project's README, with this workspace's target folder.
fn cargo(project: &Path, arguments: &[&str]) -> Output {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(project)
        .args(["run", "--quiet", "--"])
        .args(arguments)
        .env("CARGO_TARGET_DIR", sayso::programs().parent().unwrap())
        .output()
        .unwrap();
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "`cargo run -- {}` failed:\n{stdout}\n{stderr}", arguments.join(" "));
    output
}

/// Compiles a package of the project, and runs nothing: what it runs on may not be installed.
fn compiles(project: &Path, package: &str) {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(project)
        .args(["check", "--quiet", "--package", package])
        .env("CARGO_TARGET_DIR", sayso::programs().parent().unwrap())
        .output()
        .unwrap();
    assert!(output.status.success(), "{package}:\n{}", String::from_utf8_lossy(&output.stderr));
}

/// A running `dev`; it ends with this value.
struct Dev {
    child: Child,
    lines: Receiver<String>,
}

impl Dev {
    fn start(project: &Path) -> Self {
        let program = sayso::programs().join(project.file_name().unwrap());
        let mut child = Command::new(program)
            .current_dir(project)
            .args(["dev", "--port", "0"])
            .env("CARGO_TARGET_DIR", sayso::programs().parent().unwrap())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = channel();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Self { child, lines }
    }

    /// The next line that holds `text`.
    fn says(&self, text: &str) -> String {
        loop {
            let line =
                self.lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("`dev` never said `{text}`"));
            if line.contains(text) {
                return line;
            }
        }
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn replace(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "`{from}` is not in {}", file.display());
    fs::write(file, text.replace(from, to)).unwrap();
}

#[test]
#[ignore = "builds a second workspace, about a minute; `tests/run` runs it"]
fn a_fresh_project_does_all_of_this_with_its_own_names() {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("tea-house");
    sayso::succeed(folder.path(), &["new", "tea-house"]);
    for arguments in [&["check"][..], &["generate", "--check"], &["test"]] {
        cargo(&project, arguments);
    }
    let said = cargo(&project, &["say", "open tea house", "I drink green tea"]);
    assert!(String::from_utf8_lossy(&said.stdout).contains("A green tea takes 2 minutes."));
    for package in ["infra-app", "tea-house-client-secret", "tea-house-rewrap"] {
        compiles(&project, package);
    }

    let spec = project.join("schemas/tea-house/skill.yaml");
    let dev = Dev::start(&project);
    dev.says("Links: http://localhost:");

    replace(&spec, "A {tea} tea takes", "Your {tea} tea takes");
    println!("an edited sentence: {}", dev.says(" live in "));
    let said = cargo(&project, &["say", "open tea house", "I drink green tea"]);
    assert!(String::from_utf8_lossy(&said.stdout).contains("Your green tea takes 2 minutes."));

    replace(
        &spec,
        "intents:\n",
        "intents:\n  Favourite:\n    samples: [\"what is your favourite\"]\n    say: \"Earl grey, hot.\"\n\n",
    );
    println!("a new intent: {}", dev.says(" live in "));
    let said = cargo(&project, &["say", "open tea house", "what is your favourite"]);
    assert!(String::from_utf8_lossy(&said.stdout).contains("Earl grey, hot."));

    // A stub that is not written yet: cargo says so, and the old version goes on answering.
    replace(
        &spec,
        "    say: \"Earl grey, hot.\"",
        "    do:\n      - {id: pick, compute: pick_tea, out: {name: text}}\n    say: \"{pick.name}, hot.\"",
    );
    let stub = project.join("handlers/tea-house/src/intents/pick_tea.rs");
    let patience = std::time::Instant::now();
    while !stub.exists() {
        assert!(patience.elapsed() < PATIENCE, "the stub was never written");
        std::thread::yield_now();
    }
    let said = cargo(&project, &["say", "open tea house", "what is your favourite"]);
    assert!(String::from_utf8_lossy(&said.stdout).contains("Earl grey, hot."));
    let text = fs::read_to_string(&stub).unwrap();
    let body = text.lines().find(|line| line.contains("compile_error!")).unwrap().to_owned();
    replace(&stub, &body, "    PickTeaOutput { name: \"Assam\".to_owned() }");
    println!("a written stub: {}", dev.says(" live in "));
    let said = cargo(&project, &["say", "open tea house", "what is your favourite"]);
    assert!(String::from_utf8_lossy(&said.stdout).contains("Assam, hot."));
}

/// All link an account by the requests that a browser makes, and call with it.
#[test]
#[ignore = "builds three more workspaces, about two minutes; `tests/run` runs it"]
fn a_fresh_project_that_links_accounts_does_so() {
    let folder = tempfile::tempdir().unwrap();
    for linking in ["form", "oauth", "proxy"] {
        let name = format!("{linking}-shelf");
        sayso::succeed(folder.path(), &["new", &name, "--linking", linking]);
        let project = folder.path().join(name);
        for arguments in [&["check"][..], &["generate", "--check"]] {
            cargo(&project, arguments);
        }
        let played = cargo(&project, &["test"]);
        let said = String::from_utf8_lossy(&played.stdout);
        assert!(said.contains("2 passed, 0 failed"), "{said}");
        // What `say` and `test` do to link an account is one; it is said once.
        if linking == "proxy" {
            let said = cargo(&project, &["say", "--linked", "ask proxy shelf what have I borrowed"]);
            assert!(String::from_utf8_lossy(&said.stdout).contains("These are yours. Persuasion"));
        }
    }
}
