//! One generated folder (or file) on disk: compared, and replaced as a whole.

use super::{Why, WriteError};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind::NotFound;
use std::path::{Path, PathBuf};

/// Path within a folder to contents.
pub(super) type Wanted<'a> = BTreeMap<&'a str, &'a [u8]>;

/// A hidden neighbour of `path`, which nothing but this module uses.
fn beside(path: &Path, kind: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.sayso-{kind}"))
}

/// Cleans up after a process that died in [`replace`]: the folder that it had moved away comes back unless its
/// successor is in place, everything else goes.
pub(super) fn sweep(path: &Path) -> Result<(), WriteError> {
    remove(&beside(path, "new"))?;
    let old = beside(path, "old");
    if old.is_dir() && !path.exists() {
        return fs::rename(&old, path).map_err(WriteError::disk("restore", path));
    }
    remove(&old)
}

fn remove(path: &Path) -> Result<(), WriteError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != NotFound => Err(WriteError::disk("remove", path)(error)),
        _ => Ok(()),
    }
}

/// Path within the folder to what is the matter with it; what is in order is left out.
pub(super) fn compare(path: &Path, wanted: &Wanted<'_>) -> Result<BTreeMap<String, Why>, WriteError> {
    let mut found = BTreeSet::new();
    walk(path, "", &mut found)?;
    let mut stale = BTreeMap::new();
    for (&inner, contents) in wanted {
        if !found.remove(inner) {
            stale.insert(inner.to_owned(), Why::Missing);
        } else if let Some(why) = differs(&path.join(inner), contents)? {
            stale.insert(inner.to_owned(), why);
        }
    }
    stale.extend(found.into_iter().map(|inner| (inner, Why::Extra)));
    Ok(stale)
}

/// Collects everything in a folder that is not a folder; links are not followed.
fn walk(path: &Path, prefix: &str, found: &mut BTreeSet<String>) -> Result<(), WriteError> {
    for (name, _) in entries(path)? {
        let inner = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
        let at = path.join(&name);
        if at.is_dir() && !at.is_symlink() {
            walk(&at, &inner, found)?;
        } else {
            found.insert(inner);
        }
    }
    Ok(())
}

/// Names in a folder, each with whether it is a regular file; none where there is no such folder. A name that is not
/// UTF-8 is shown with replacement characters: it matches nothing that is wanted.
pub(super) fn entries(path: &Path) -> Result<Vec<(String, bool)>, WriteError> {
    let failed = WriteError::disk("read", path);
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let named = |entry: fs::DirEntry| {
        Ok((entry.file_name().to_string_lossy().into_owned(), entry.file_type()?.is_file()))
    };
    entries.map(|entry| entry.and_then(named)).collect::<Result<_, _>>().map_err(failed)
}

/// What is the matter with one file, if anything. A link or a folder in its place differs.
pub(super) fn differs(path: &Path, contents: &[u8]) -> Result<Option<Why>, WriteError> {
    let failed = WriteError::disk("read", path);
    match path.symlink_metadata() {
        Err(error) if error.kind() == NotFound => Ok(Some(Why::Missing)),
        Err(error) => Err(failed(error)),
        Ok(found) if !found.is_file() || found.len() != contents.len() as u64 => Ok(Some(Why::Differs)),
        Ok(_) => {
            let same = fs::read(path).map_err(failed)? == contents;
            Ok((!same).then_some(Why::Differs))
        }
    }
}

/// Puts the wanted files in place of the folder. Those that are not `stale` keep their time of modification, so that
/// one changed file does not make a build system read them all again.
pub(super) fn replace(
    path: &Path,
    wanted: &Wanted<'_>,
    stale: &BTreeMap<String, Why>,
) -> Result<(), WriteError> {
    let (new, old) = (beside(path, "new"), beside(path, "old"));
    fs::create_dir_all(&new).map_err(WriteError::disk("make", &new))?;
    for (&inner, contents) in wanted {
        let at = new.join(inner);
        make_parent(&at)?;
        fs::write(&at, contents).map_err(WriteError::disk("write", &at))?;
        if !stale.contains_key(inner) {
            keep_time(&path.join(inner), &at).map_err(WriteError::disk("date", &at))?;
        }
    }
    let moved = match fs::rename(path, &old) {
        Ok(()) => true,
        Err(error) if error.kind() == NotFound => false,
        Err(error) => return Err(WriteError::disk("replace", path)(error)),
    };
    if let Err(error) = fs::rename(&new, path) {
        if moved {
            fs::rename(&old, path).map_err(WriteError::disk("restore", path))?;
        }
        return Err(WriteError::disk("replace", path)(error));
    }
    remove(&old)
}

fn keep_time(from: &Path, to: &Path) -> std::io::Result<()> {
    let modified = from.metadata()?.modified()?;
    fs::File::options().append(true).open(to)?.set_modified(modified)
}

/// Writes one file, whole or not at all.
pub(super) fn write_file(path: &Path, contents: &str) -> Result<(), WriteError> {
    make_parent(path)?;
    let new = beside(path, "new");
    fs::write(&new, contents).map_err(WriteError::disk("write", &new))?;
    fs::rename(&new, path).map_err(WriteError::disk("write", path))
}

fn make_parent(path: &Path) -> Result<(), WriteError> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).map_err(WriteError::disk("make", parent))
}
