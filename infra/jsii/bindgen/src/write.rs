//! Files to disk, or compared with what is there. The folder is the generator's as a whole.

use crate::{Error, File};
use std::{
    collections::BTreeSet,
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

/// Writes the files that differ, and removes what is left over.
pub fn write(folder: &Path, files: &[File]) -> Result<usize, Error> {
    let stale = stale(folder, files)?;
    for name in &stale {
        let path = folder.join(name);
        match files.iter().find(|file| file.path == *name) {
            None => fs::remove_file(&path).map_err(|source| Error::File { path, source })?,
            Some(file) => put(&path, &file.text)?,
        }
    }
    Ok(stale.len())
}

/// Fails where a folder does not hold just these files; `command` is what the error names.
pub fn check(folder: &Path, files: &[File], command: &str) -> Result<(), Error> {
    let files = stale(folder, files)?;
    if files.is_empty() { Ok(()) } else { Err(Error::Stale { files, command: command.to_owned() }) }
}

/// Files that differ, are missing, or are left over.
fn stale(folder: &Path, files: &[File]) -> Result<Vec<String>, Error> {
    let known: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let there = list(folder, folder)?;
    let over = there.into_iter().filter(|path| !known.contains(path.as_str()));
    let differs = |file: &&File| match fs::read_to_string(folder.join(&file.path)) {
        Ok(text) => text != file.text,
        Err(_) => true,
    };
    Ok(files.iter().filter(differs).map(|file| file.path.clone()).chain(over).collect())
}

/// The files below a folder, relative to its root.
fn list(folder: &Path, root: &Path) -> Result<Vec<String>, Error> {
    let failed = |source| Error::File { path: folder.to_owned(), source };
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed)?,
    };
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(failed)?.path());
    }
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            found.extend(list(&path, root)?);
        } else {
            let relative = path.strip_prefix(root).unwrap_or(&path);
            found.push(relative.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(found)
}

fn put(path: &Path, text: &str) -> Result<(), Error> {
    let failed = |source| Error::File { path: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(path, text).map_err(failed)
}
