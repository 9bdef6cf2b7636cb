//! The folder that becomes the functions' zip: `bootstrap` and what lies beside it. The same input makes the same folder,
//! whose name is its hash; the CDK's own zip then differs in nothing either.

use super::error::Error;
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Component, Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime},
};

/// What Lambda starts.
pub(super) const BOOTSTRAP: &str = "bootstrap";
/// All files have one time: a zip's first day, 1980-01-01.
const TIME: Duration = Duration::from_hours(87_648);
/// How many folders were begun: apps of one process may write the same at the same time.
static DRAFTS: AtomicU64 = AtomicU64::new(0);

/// The files by their names, sorted.
#[derive(Debug, Clone, Default)]
pub(super) struct Asset(BTreeMap<String, Source>);

/// Where a file comes from.
#[derive(Debug, Clone)]
pub(super) enum Source {
    File(PathBuf),
    Contents(Vec<u8>),
}

impl Asset {
    pub(super) fn put(&mut self, name: impl Into<String>, source: Source) {
        self.0.insert(name.into(), source);
    }

    pub(super) fn names(&self) -> BTreeSet<String> {
        self.0.keys().cloned().collect()
    }

    /// Reads all files.
    pub(super) fn read(&self) -> Result<Files, Error> {
        let mut files = BTreeMap::new();
        for (name, source) in &self.0 {
            let is_below = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
            if name.is_empty() || name.contains('\\') || !is_below {
                return Err(Error::Name { name: name.clone() });
            }
            let contents = match source {
                Source::File(path) => fs::read(path).map_err(Error::io("read", path))?,
                Source::Contents(contents) => contents.clone(),
            };
            files.insert(name.clone(), contents);
        }
        Ok(Files(files))
    }
}

/// The files with their contents.
pub(super) struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    pub(super) fn contents(&self, name: &str) -> Option<&[u8]> {
        self.0.get(name).map(Vec::as_slice)
    }

    /// Bytes of all files.
    pub(super) fn size(&self) -> u64 {
        self.0.values().map(|contents| contents.len() as u64).sum()
    }

    /// SHA-256 over names, lengths and contents, in hex.
    fn hash(&self) -> String {
        let mut hash = Sha256::new();
        for (name, contents) in &self.0 {
            for part in [name.as_bytes(), contents] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
        }
        let mut hex = String::with_capacity(64);
        for byte in hash.finalize() {
            // Writing to a string can't fail.
            _ = write!(hex, "{byte:02x}");
        }
        hex
    }

    /// Writes them to a folder below `root`, whose name is their hash. One that is there is whole, because it was renamed
    /// when it was.
    pub(super) fn write(&self, root: &Path) -> Result<PathBuf, Error> {
        let hash = self.hash();
        let folder = root.join(&hash);
        if folder.is_dir() {
            return Ok(folder);
        }
        let number = DRAFTS.fetch_add(1, Ordering::Relaxed);
        let draft = root.join(format!("{hash}.{}.{number}", std::process::id()));
        if draft.exists() {
            fs::remove_dir_all(&draft).map_err(Error::io("remove", &draft))?;
        }
        for (name, contents) in &self.0 {
            write(&draft.join(name), contents, name == BOOTSTRAP)?;
        }
        match fs::rename(&draft, &folder) {
            // Another run was faster.
            Err(_) if folder.is_dir() => fs::remove_dir_all(&draft).map_err(Error::io("remove", &draft))?,
            renamed => renamed.map_err(Error::io("rename", &draft))?,
        }
        Ok(folder)
    }
}

/// Writes a file with a fixed mode and time.
fn write(path: &Path, contents: &[u8], is_executable: bool) -> Result<(), Error> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(Error::io("make", parent))?;
    }
    fs::write(path, contents).map_err(Error::io("write", path))?;
    let file = fs::File::options().write(true).open(path).map_err(Error::io("open", path))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = if is_executable { 0o755 } else { 0o644 };
        file.set_permissions(fs::Permissions::from_mode(mode)).map_err(Error::io("change", path))?;
    }
    #[cfg(not(unix))]
    let _ = is_executable;
    file.set_modified(SystemTime::UNIX_EPOCH + TIME).map_err(Error::io("change", path))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use std::{sync::Barrier, thread};

    fn asset(files: &[(&str, &str)]) -> Files {
        let mut asset = Asset::default();
        for (name, contents) in files {
            asset.put(*name, Source::Contents(contents.as_bytes().to_vec()));
        }
        asset.read().unwrap()
    }

    #[test]
    fn who_writes_the_same_at_the_same_time_is_in_nobodys_way() {
        let text = "words ".repeat(1000);
        let names = (0..20).map(|n| format!("words/{n}.json")).collect::<Vec<_>>();
        let files: Vec<_> = names.iter().map(|name| (name.as_str(), text.as_str())).collect();
        let files = asset(&files);
        for _ in 0..20 {
            let (root, start) = (tempfile::tempdir().unwrap(), Barrier::new(8));
            let write = || {
                start.wait();
                files.write(root.path()).unwrap()
            };
            let folders: Vec<PathBuf> = thread::scope(|scope| {
                let writers: Vec<_> = (0..8).map(|_| scope.spawn(write)).collect();
                writers.into_iter().map(|writer| writer.join().unwrap()).collect()
            });
            assert!(folders.iter().all(|folder| *folder == folders[0]));
            assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1, "no draft is left");
            assert_eq!(fs::read_dir(folders[0].join("words")).unwrap().count(), names.len());
        }
    }

    #[test]
    fn the_same_files_are_the_same_folder() {
        let root = tempfile::tempdir().unwrap();
        let one = asset(&[("bootstrap", "b"), ("words/en-US.json", "{}")]).write(root.path()).unwrap();
        let other = asset(&[("words/en-US.json", "{}"), ("bootstrap", "b")]).write(root.path()).unwrap();
        assert_eq!(one, other);
        assert_eq!(fs::read(one.join("words/en-US.json")).unwrap(), b"{}");
        for changed in [
            &[("bootstrap", "b"), ("words/en-US.json", "{} ")][..],
            &[("bootstrap", "b"), ("words/en-GB.json", "{}")],
            &[("bootstrap", "bwords/en-US.json{}")],
        ] {
            assert_ne!(asset(changed).write(root.path()).unwrap(), one);
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_bootstrap_is_executable_and_all_files_have_one_time() {
        use std::os::unix::fs::PermissionsExt as _;
        let root = tempfile::tempdir().unwrap();
        let folder = asset(&[("bootstrap", "b"), ("lib/a.so", "a")]).write(root.path()).unwrap();
        let seen = |name: &str| {
            let data = fs::metadata(folder.join(name)).unwrap();
            (data.permissions().mode() & 0o777, data.modified().unwrap())
        };
        let time = SystemTime::UNIX_EPOCH + TIME;
        assert_eq!(seen("bootstrap"), (0o755, time));
        assert_eq!(seen("lib/a.so"), (0o644, time));
    }

    #[test]
    fn nothing_lies_outside_the_folder() {
        for name in ["", "../a", "/a", "a/../b", "a\\b"] {
            let mut asset = Asset::default();
            asset.put(name, Source::Contents(Vec::new()));
            assert!(matches!(asset.read(), Err(Error::Name { .. })), "{name}");
        }
    }
}
