//! Where a path of an output lies on disk, and whether it may be written.

use super::WriteError;
use std::fs::File;
use std::path::{Path, PathBuf};

/// The root of a project.
pub(super) struct Root {
    /// As given.
    path: PathBuf,
    /// With all links resolved.
    real: PathBuf,
}

impl Root {
    pub(super) fn open(path: &Path) -> Result<Self, WriteError> {
        let real = path.canonicalize().map_err(WriteError::disk("read", path))?;
        Ok(Self { path: path.to_owned(), real })
    }

    /// Waits until no other process writes to this project; holds until the result is dropped (or the process dies).
    pub(super) fn take_turn(&self) -> Result<File, WriteError> {
        let path = self.parents(".sayso/write.lock")?;
        let folder = self.path.join(".sayso");
        std::fs::create_dir_all(&folder).map_err(WriteError::disk("make", &folder))?;
        let lock = File::create(&path).map_err(WriteError::disk("write", &path))?;
        lock.lock().map_err(WriteError::disk("lock", &path))?;
        Ok(lock)
    }

    /// Where `path` lies, having seen that no folder on the way there leads out of the project.
    pub(super) fn parents(&self, path: &str) -> Result<PathBuf, WriteError> {
        if let Some(why) = fault(path) {
            return Err(WriteError::Path { path: path.to_owned(), why });
        }
        let mut parts = path.split('/').peekable();
        let mut at = self.path.clone();
        while let Some(part) = parts.next() {
            at.push(part);
            let is_folder_on_the_way = parts.peek().is_some();
            if is_folder_on_the_way && at.is_symlink() {
                let inside = at.canonicalize().is_ok_and(|real| real.starts_with(&self.real));
                if !inside {
                    return Err(WriteError::Link { path: path.to_owned(), link: at, leaves: true });
                }
            }
        }
        Ok(at)
    }

    /// Where `path`, which the compiler owns, lies: as [`Self::parents`], and it is no link itself.
    pub(super) fn owned(&self, path: &str) -> Result<PathBuf, WriteError> {
        let at = self.parents(path)?;
        if at.is_symlink() {
            return Err(WriteError::Link { path: path.to_owned(), link: at, leaves: false });
        }
        Ok(at)
    }
}

/// What is wrong with a relative path, if anything.
fn fault(path: &str) -> Option<&'static str> {
    let odd = |part: &str| part.is_empty() || part == "." || part == "..";
    if path.split('/').any(odd) {
        Some("a path has no empty part, `.` or `..`")
    } else if path.contains(|c: char| c == '\\' || c == ':' || c.is_control()) {
        Some("a path has no backslash, colon or control character")
    } else {
        None
    }
}
