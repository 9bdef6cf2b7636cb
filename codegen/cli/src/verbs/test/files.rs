//! The dialogs of a project on disk.

use crate::dialog::{Dialog, ParseError, parse};
use anyhow::Context;
use std::path::{Path, PathBuf};

/// A file `tests/dialogs/**/*.dialog`.
#[derive(Debug)]
pub(super) struct DialogFile {
    pub(super) path: PathBuf,
    /// Its path within `tests/dialogs` without the ending, `hello/first`.
    pub(super) name: String,
    pub(super) dialog: Result<Dialog, ParseError>,
}

impl DialogFile {
    /// The skill that it talks to: of its header, else the first folder of its name.
    pub(super) fn skill(&self) -> Option<&str> {
        let header = self.dialog.as_ref().ok().and_then(|dialog| dialog.header.skill.as_deref());
        header.or_else(|| self.name.split_once('/').map(|(folder, _)| folder))
    }
}

/// All dialogs of a project, sorted by name.
pub(super) fn find(root: &Path) -> anyhow::Result<Vec<DialogFile>> {
    let folder = root.join("tests/dialogs");
    let mut files = Vec::new();
    if folder.is_dir() {
        collect(&folder, "", &mut files).with_context(|| format!("can't read `{}`", folder.display()))?;
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<DialogFile>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if entry.file_type()?.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), files)?;
        } else if let Some(stem) = name.strip_suffix(".dialog") {
            let dialog = parse(&std::fs::read_to_string(&path)?);
            files.push(DialogFile { path, name: format!("{prefix}{stem}"), dialog });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn finds_dialogs_and_whom_they_talk_to() {
        let root = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = root.path().join("tests/dialogs").join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        assert!(find(root.path()).unwrap().is_empty());
        write("wear/deep/rain.dialog", "You: hi\n");
        write("hello/first.dialog", "# skill: other\nYou: hi\n");
        write("loose.dialog", "You: hi\n");
        write("hello/notes.txt", "no dialog");
        let files = find(root.path()).unwrap();
        let found: Vec<_> = files.iter().map(|file| (file.name.as_str(), file.skill())).collect();
        assert_eq!(
            found,
            [("hello/first", Some("other")), ("loose", None), ("wear/deep/rain", Some("wear"))]
        );
    }
}
