//! What is measured.

use crate::build;
use anyhow::Context;
use flate2::{Compression, write::DeflateEncoder};
use sayso_bench::{request, spec::LARGEST, workspace::Workspace};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// A built function, and what it is asked.
#[derive(Debug)]
pub struct Subject {
    /// What it is called in the table.
    pub label: String,
    /// Intents of its own; none for the empty function.
    pub intents: usize,
    /// Its program.
    pub binary: PathBuf,
    /// The folder that stands for `/var/task`: with `words/`, but for the empty function.
    pub task_root: PathBuf,
    /// Its environment beside Lambda's own.
    pub variables: Vec<(&'static str, &'static str)>,
    /// Events, asked in turn.
    pub events: Vec<String>,
    /// What every answer has in it.
    pub answer: &'static str,
    /// Bytes of the program.
    pub size: u64,
    /// Bytes of a zip of the program and its words, but for some headers.
    pub zip: u64,
}

/// Builds everything; what does not build is left out with its reason.
pub fn all(workspace: &Workspace) -> [(&'static str, anyhow::Result<Subject>); 5] {
    [
        ("empty function", empty(workspace)),
        ("hello", hello(workspace)),
        ("jira", jira(workspace)),
        ("30 intents", generated(workspace, 30)),
        ("the most intents", generated(workspace, LARGEST)),
    ]
}

fn empty(workspace: &Workspace) -> anyhow::Result<Subject> {
    let binary = workspace.build("sayso-bench", "empty-function")?;
    let events = vec![request::intent("en-US", "FactAbout", &["topic"])];
    subject("empty function", 0, binary, &workspace.root, events, "{}")
}

fn hello(workspace: &Workspace) -> anyhow::Result<Subject> {
    let binary = workspace.build("hello-skill", "hello-skill")?;
    // A question is asked back, so nothing is called.
    let events = vec![request::intent("en-US", "FactAbout", &["topic"])];
    let data = workspace.root.join("infra/app/generated/hello");
    let mut hello = subject("hello", 3, binary, &data, events, "Dialog.ElicitSlot")?;
    hello.variables.push(("SAYSO_SERVICE_FACTS", "http://127.0.0.1:9"));
    Ok(hello)
}

/// The function `skill` of a skill with account linking, asked by somebody who has linked none: the answer is a card.
/// The benchmark `linked` asks as somebody who has.
fn jira(workspace: &Workspace) -> anyhow::Result<Subject> {
    let binary = workspace.build("jira-skill", "jira-skill")?;
    let events = vec![request::intent("en-US", "MyIssues", &["project"])];
    let data = workspace.root.join("infra/app/generated/jira");
    let mut jira = subject("jira, not linked", 5, binary, &data, events, "LinkAccount")?;
    // Nothing of all this is reached.
    jira.variables.extend([
        ("SAYSO_SERVICE_JIRA", "http://127.0.0.1:9"),
        ("SAYSO_PROVIDER_ATLASSIAN_AUTHORIZE", "http://127.0.0.1:9/authorize"),
        ("SAYSO_PROVIDER_ATLASSIAN_TOKEN", "http://127.0.0.1:9/token"),
        ("SAYSO_PROVIDER_ATLASSIAN_CLIENT_ID", "bench"),
        ("SAYSO_PROVIDER_ATLASSIAN_SECRET", "bench"),
        ("SAYSO_TABLE", "bench"),
        ("SAYSO_KEY", "alias/bench"),
        ("AWS_ACCESS_KEY_ID", "bench"),
        ("AWS_SECRET_ACCESS_KEY", "bench"),
    ]);
    Ok(jira)
}

fn generated(workspace: &Workspace, intents: usize) -> anyhow::Result<Subject> {
    let (binary, data, names) = build::generated(workspace, intents)?;
    let events = names.iter().map(|name| request::intent("en-US", name, &[])).collect();
    subject(&format!("{intents} intents"), intents, binary, &data, events, "in the handbook")
}

fn subject(
    label: &str,
    intents: usize,
    binary: PathBuf,
    task_root: &Path,
    events: Vec<String>,
    answer: &'static str,
) -> anyhow::Result<Subject> {
    let program = fs::read(&binary).with_context(|| format!("can't read `{}`", binary.display()))?;
    let mut zip = deflated(&program)?;
    if intents > 0 {
        for words in fs::read_dir(task_root.join("words"))? {
            zip += deflated(&fs::read(words?.path())?)?;
        }
    }
    let size = program.len() as u64;
    let variables = vec![("SAYSO_SKILL_ID", request::SKILL_ID)];
    let task_root = absolute(task_root)?;
    Ok(Subject { label: label.to_owned(), intents, binary, task_root, variables, events, answer, size, zip })
}

fn absolute(path: &Path) -> anyhow::Result<PathBuf> {
    path.canonicalize().with_context(|| format!("there is no `{}`", path.display()))
}

/// The bytes that something takes in a zip.
fn deflated(bytes: &[u8]) -> std::io::Result<u64> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len() as u64)
}
