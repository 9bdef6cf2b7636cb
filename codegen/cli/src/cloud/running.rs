//! A running `sayso dev` and how other processes of the same project find it.
//!
//! Whoever holds the lock on `.sayso/dev.lock` is the one that runs; the system lets go of it when the process dies,
//! however it dies. `.sayso/dev.json` says where it is, once it is ready.

use anyhow::Context;
use serde::{Deserialize, Serialize};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where a running `sayso dev` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Address {
    /// The public port of its cloud.
    pub(crate) port: u16,
    /// Its process.
    pub(crate) pid: u32,
}

/// Being the one `sayso dev` of a project.
pub(crate) struct Claim {
    file: PathBuf,
    /// Held, not read.
    _lock: File,
}

/// Another `sayso dev` of the project.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Other {
    /// There is none.
    None,
    /// There is one that is not ready yet.
    Starting,
    /// There is one.
    Ready(Address),
}

/// Where a project keeps what belongs to this machine alone; not under version control.
pub(crate) fn folder(root: &Path) -> PathBuf {
    root.join(".sayso")
}

fn lock_file(root: &Path) -> anyhow::Result<File> {
    let folder = folder(root);
    let path = folder.join("dev.lock");
    let open = || {
        std::fs::create_dir_all(&folder)?;
        File::options().create(true).append(true).open(&path)
    };
    open().with_context(|| format!("can't write `{}`", path.display()))
}

/// How often, and how far apart, a claim is tried: one who only looks holds the lock for a moment, too.
const TRIES: u32 = 5;
const BETWEEN_TRIES: Duration = Duration::from_millis(20);

/// Claims the project, or finds the one that has it.
pub(crate) fn claim(root: &Path) -> anyhow::Result<Result<Claim, Other>> {
    let lock = lock_file(root)?;
    let file = folder(root).join("dev.json");
    for _ in 0..TRIES {
        match lock.try_lock() {
            Ok(()) => {
                // One that was left behind by a process that was killed.
                let _ = std::fs::remove_file(&file);
                return Ok(Ok(Claim { file, _lock: lock }));
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(BETWEEN_TRIES),
            Err(TryLockError::Error(error)) => return Err(error).context("can't lock `.sayso/dev.lock`"),
        }
    }
    Ok(Err(address(&file)))
}

/// Finds a running `sayso dev` of the project.
pub(crate) fn find(root: &Path) -> anyhow::Result<Other> {
    if !folder(root).join("dev.lock").exists() {
        return Ok(Other::None);
    }
    match lock_file(root)?.try_lock_shared() {
        Ok(()) => Ok(Other::None),
        Err(TryLockError::WouldBlock) => Ok(address(&folder(root).join("dev.json"))),
        Err(TryLockError::Error(error)) => Err(error).context("can't lock `.sayso/dev.lock`"),
    }
}

fn address(file: &Path) -> Other {
    let read = std::fs::read(file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    read.map_or(Other::Starting, Other::Ready)
}

impl Claim {
    /// Tells others where this one is.
    pub(crate) fn announce(&self, port: u16) -> anyhow::Result<()> {
        let address = Address { port, pid: std::process::id() };
        let text = serde_json::to_vec(&address).context("the address can't be written as JSON")?;
        let unfinished = self.file.with_extension("json.part");
        std::fs::write(&unfinished, text)
            .and_then(|()| std::fs::rename(&unfinished, &self.file))
            .with_context(|| format!("can't write `{}`", self.file.display()))
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        // The lock, not the file, says whether one runs; a file that stays is harmless.
        let _ = std::fs::remove_file(&self.file);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn one_at_a_time_and_found_once_ready() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        assert_eq!(find(root).unwrap(), Other::None);
        let first = claim(root).unwrap().ok().unwrap();
        assert_eq!(claim(root).unwrap().err(), Some(Other::Starting));
        first.announce(8080).unwrap();
        let there = Other::Ready(Address { port: 8080, pid: std::process::id() });
        assert_eq!(find(root).unwrap(), there);
        drop(first);
        assert_eq!(find(root).unwrap(), Other::None);
        assert!(claim(root).unwrap().is_ok());
    }

    #[test]
    fn looking_does_not_get_in_the_way() {
        let root = tempfile::tempdir().unwrap();
        drop(claim(root.path()).unwrap().ok().unwrap());
        let (one, two) = (lock_file(root.path()).unwrap(), lock_file(root.path()).unwrap());
        one.try_lock_shared().unwrap();
        two.try_lock_shared().unwrap();
        assert_eq!(find(root.path()).unwrap(), Other::None);
    }

    #[test]
    fn what_a_killed_one_left_behind_is_ignored() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder(root.path())).unwrap();
        std::fs::write(folder(root.path()).join("dev.lock"), "").unwrap();
        std::fs::write(folder(root.path()).join("dev.json"), r#"{"port":1,"pid":1}"#).unwrap();
        assert_eq!(find(root.path()).unwrap(), Other::None);
    }
}
