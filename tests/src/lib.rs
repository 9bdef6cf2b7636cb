//! Cases: folders with a spec, and what must come of it.
//!
//! * `cases/diagnostics/<name>/`: `skill.yaml`, what lies beside it, and `expected.txt`, what `sayso check` says.
//! * `cases/accepted/<name>/`: specs that compile without a word, and whose Rust compiles.
//!
//! To add a case, add a folder.

pub mod sayso;

use sayso_codegen::{Compiled, compile, project::Project};
use std::{
    fs, io,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// What a case says, beside its spec.
pub const EXPECTED: &str = "expected.txt";

/// A folder of `cases`.
#[derive(Debug, Clone)]
pub struct Case {
    /// The folder's name.
    pub name: String,
    /// Its absolute path.
    pub folder: PathBuf,
}

/// The workspace's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("/")).to_owned()
}

/// All cases of a kind (`diagnostics`), sorted by name.
pub fn cases(kind: &str) -> io::Result<Vec<Case>> {
    let mut cases = Vec::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("cases").join(kind))? {
        let folder = entry?.path();
        if let Some(name) = folder.file_name().and_then(|name| name.to_str()) {
            cases.push(Case { name: name.to_owned(), folder: folder.clone() });
        }
    }
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(cases)
}

impl Case {
    /// Compiles the case in a project of its own, as the skill `skill`.
    pub fn compile(&self, skill: &str) -> io::Result<Compiled> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if let Some(name) =
                path.file_name().and_then(|name| name.to_str()).filter(|name| *name != EXPECTED)
            {
                files.push((name.to_owned(), fs::read(&path)?));
            }
        }
        let files: Vec<_> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        compile_files(skill, &files)
    }
}

/// Compiles files as the skill `skill` of a project of its own.
pub fn compile_files(skill: &str, files: &[(&str, &[u8])]) -> io::Result<Compiled> {
    let project = TempDir::new()?;
    let folder = project.path().join("schemas").join(skill);
    fs::create_dir_all(&folder)?;
    fs::write(project.path().join("cdk.json"), "{}\n")?;
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes)?;
    }
    Ok(compile(&Project { root: project.path().to_owned() }, skill))
}

/// What `sayso check` prints about a spec, without colour.
pub fn rendered(compiled: &Compiled) -> String {
    let text = sayso_codegen::diagnostic::render::human(&compiled.diagnostics, &compiled.sources, false);
    let lines: Vec<&str> = text.trim_end().lines().map(str::trim_end).collect();
    lines.join("\n") + "\n"
}

/// The lines in which two texts differ, with a few around each; empty where none.
pub fn difference(expected: &str, found: &str) -> String {
    if expected == found {
        return String::new();
    }
    let diff = similar::TextDiff::from_lines(expected, found);
    diff.unified_diff().context_radius(3).header("expected", "found").to_string()
}
