//! The state folder: what survives a restart, and the folders that functions run in.
//!
//! ```text
//! lock                       held while an embedded cloud uses the folder
//! dynamodb.sqlite            the tables
//! keys.json                  the keys
//! secrets.json               the secrets
//! authority.json             the certificate authority of pinned demo backends
//! run/<skill>/<generation>/  what Lambda calls the task root; emptied at start
//! ```

use crate::problem::{Kind, Problem};
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

/// The state folder, locked for this process until the last clone is dropped.
#[derive(Debug, Clone)]
pub struct State {
    folder: PathBuf,
    _lock: Arc<File>,
}

impl State {
    /// Makes the folder where it is missing and takes it for this process. The lock dies with the process, however
    /// that ends.
    pub fn open(folder: &Path) -> Result<Self, Problem> {
        let failed = |error: io::Error| {
            Problem::project(
                format!("the state folder `{}` can't be used: {error}", folder.display()),
                "pass a folder that you may write to as `--state`",
            )
        };
        fs::create_dir_all(folder).map_err(failed)?;
        let folder = folder.canonicalize().map_err(failed)?;
        let lock =
            private().create(true).truncate(false).write(true).open(folder.join("lock")).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Problem::new(
                    Kind::Conflict,
                    format!("another embedded cloud uses the state folder `{}`", folder.display()),
                    "stop it, or pass another folder as `--state`",
                ));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let run = folder.join("run");
        match fs::remove_dir_all(&run) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
        Ok(Self { folder, _lock: Arc::new(lock) })
    }

    /// The file of the tables.
    pub fn database(&self) -> PathBuf {
        self.folder.join("dynamodb.sqlite")
    }

    /// The file of the keys.
    pub fn keys(&self) -> PathBuf {
        self.folder.join("keys.json")
    }

    /// The file of the secrets.
    pub fn secrets(&self) -> PathBuf {
        self.folder.join("secrets.json")
    }

    /// The file of the certificate authority.
    pub fn authority(&self) -> PathBuf {
        self.folder.join("authority.json")
    }

    /// A fresh task root for one generation of a skill.
    pub fn run_folder(&self, skill: &str, generation: u64) -> io::Result<RunFolder> {
        let path = self.folder.join("run").join(skill).join(generation.to_string());
        fs::create_dir_all(&path)?;
        Ok(RunFolder { path })
    }
}

/// A task root; removed when the last environment that runs in it has ended.
#[derive(Debug)]
pub struct RunFolder {
    path: PathBuf,
}

impl RunFolder {
    /// Its place.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for RunFolder {
    fn drop(&mut self) {
        // What can't be removed now is removed by the next start.
        drop(fs::remove_dir_all(&self.path));
    }
}

/// Replaces `path` by `bytes` such that a crash at any moment leaves the old content or the new one: written beside,
/// synced, renamed, and the folder synced. Only the owner can read it.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut file = private().create(true).truncate(true).write(true).open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Options to open a file that only its owner can read.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn one_process_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let first = State::open(folder.path()).unwrap();
        let second = State::open(folder.path()).unwrap_err();
        assert_eq!(second.kind, Kind::Conflict);
        drop(first);
        State::open(folder.path()).unwrap();
    }

    #[test]
    fn run_folders_go_with_their_last_user_and_at_start() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path()).unwrap();
        let run = state.run_folder("hello", 1).unwrap();
        let path = run.path().to_owned();
        assert!(path.is_dir());
        drop(run);
        assert!(!path.exists());

        fs::create_dir_all(&path).unwrap();
        drop(state);
        State::open(folder.path()).unwrap();
        assert!(!path.exists(), "left over by a killed process");
    }

    #[test]
    fn replacing_keeps_nothing_of_the_old_content() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        replace(&path, b"a longer text").unwrap();
        replace(&path, b"short").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"short");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }
}
