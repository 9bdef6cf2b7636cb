//! The only writes to disk: [`apply`] puts an [`Output`] there, [`check`] tells what of it is not there.
//!
//! * What is equal is not touched: a changed time stamp would make cargo build again.
//! * A generated folder is written beside itself and renamed in, so that nobody sees half of one. A process that dies
//!   in between leaves a hidden folder, which the next [`apply`] puts back or removes. Nothing is synced to the disk
//!   on purpose: after a power cut the same files are simply generated again.
//! * Nothing is written through a symbolic link that leaves the project.

mod folder;
mod place;

use crate::output::{File, Output, Owner};
use place::Root;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What [`apply`] did; paths as in [`File::path`], sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Generated files that are new or different.
    pub changed: Vec<String>,
    /// Files that belong to the team from now on.
    pub scaffolded: Vec<String>,
    /// Files that lay in a generated folder and belong to it no more.
    pub removed: Vec<String>,
    /// Stubs that nothing asks for; left alone.
    pub orphans: Vec<String>,
}

/// A path at which the disk is not as the compiler wants it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stale {
    /// As in [`File::path`].
    pub path: String,
    /// What is the matter.
    pub why: Why,
}

/// What is the matter with a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It is not there.
    Missing,
    /// It has other contents.
    Differs,
    /// It lies in a generated folder without belonging to it.
    Extra,
}

/// Why something could not be written or compared.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A path that no renderer may make.
    #[error("won't write `{path}`: {why}")]
    Path {
        /// The path as the renderer gave it.
        path: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A symbolic link stands in the way.
    #[error("won't write `{path}`: `{link}` is a symbolic link{}; replace it by a folder or file of the project", if *.leaves { " out of the project" } else { "" })]
    Link {
        /// What was to be written.
        path: String,
        /// The link.
        link: PathBuf,
        /// Whether it leads out of the project (or nowhere).
        leaves: bool,
    },
    /// The disk refused.
    #[error("can't {action} `{path}`")]
    Disk {
        /// What was tried: `read`, `write`, `remove`, …
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
}

impl WriteError {
    /// Makes the error of an action on a path.
    fn disk(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Disk { action, path: path.to_owned(), source }
    }
}

/// Makes the disk as `output` wants it. `root` is the project's root. One `apply` runs at a time per project; a second
/// one waits.
pub fn apply(root: &Path, output: &Output) -> Result<Written, WriteError> {
    let root = Root::open(root)?;
    let sorted = sort(&root, output)?;
    let _turn = root.take_turn()?;
    let mut written = Written::default();
    for (name, wanted) in &sorted.folders {
        let path = root.owned(name)?;
        folder::sweep(&path)?;
        let stale = folder::compare(&path, wanted)?;
        if !stale.is_empty() {
            folder::replace(&path, wanted, &stale)?;
        }
        for (inner, why) in stale {
            let list = if why == Why::Extra { &mut written.removed } else { &mut written.changed };
            list.push(format!("{name}/{inner}"));
        }
    }
    for file in &sorted.single {
        let path = root.owned(&file.path)?;
        if folder::differs(&path, file.contents.as_bytes())?.is_some() {
            folder::write_file(&path, &file.contents)?;
            written.changed.push(file.path.clone());
        }
    }
    for file in &sorted.scaffolds {
        let path = root.parents(&file.path)?;
        if path.symlink_metadata().is_err() {
            folder::write_file(&path, &file.contents)?;
            written.scaffolded.push(file.path.clone());
        }
    }
    written.orphans = orphans(&root, output)?;
    for list in [&mut written.changed, &mut written.scaffolded, &mut written.removed] {
        list.sort_unstable();
    }
    Ok(written)
}

/// Tells where the disk is not as `output` wants it, sorted by path; writes nothing. A scaffold is only ever missing.
pub fn check(root: &Path, output: &Output) -> Result<Vec<Stale>, WriteError> {
    let root = Root::open(root)?;
    let sorted = sort(&root, output)?;
    let mut stale = Vec::new();
    for (name, wanted) in &sorted.folders {
        let path = root.owned(name)?;
        let found = folder::compare(&path, wanted)?;
        stale.extend(found.into_iter().map(|(inner, why)| Stale { path: format!("{name}/{inner}"), why }));
    }
    for file in &sorted.single {
        if let Some(why) = folder::differs(&root.owned(&file.path)?, file.contents.as_bytes())? {
            stale.push(Stale { path: file.path.clone(), why });
        }
    }
    for file in &sorted.scaffolds {
        if root.parents(&file.path)?.symlink_metadata().is_err() {
            stale.push(Stale { path: file.path.clone(), why: Why::Missing });
        }
    }
    stale.sort_unstable();
    Ok(stale)
}

/// The files of an output by how they are written.
struct Sorted<'a> {
    /// Generated folder to path within it to contents.
    folders: BTreeMap<&'a str, folder::Wanted<'a>>,
    /// Generated files that lie in no such folder.
    single: Vec<&'a File>,
    /// Files of the team.
    scaffolds: Vec<&'a File>,
}

/// Sorts the files and refuses paths that no renderer may make.
fn sort<'a>(root: &Root, output: &'a Output) -> Result<Sorted<'a>, WriteError> {
    let refuse = |path: &str, why| Err(WriteError::Path { path: path.to_owned(), why });
    let mut sorted = Sorted { folders: BTreeMap::new(), single: Vec::new(), scaffolds: Vec::new() };
    for folder in &output.folders {
        root.parents(folder)?;
        if sorted
            .folders
            .keys()
            .any(|other| within(folder, other).is_some() || within(other, folder).is_some())
        {
            return refuse(folder, "one generated folder lies in another");
        }
        sorted.folders.insert(folder, BTreeMap::new());
    }
    for file in &output.files {
        root.parents(&file.path)?;
        let home =
            sorted.folders.iter_mut().find_map(|(folder, files)| Some((within(&file.path, folder)?, files)));
        match (home, file.owner) {
            (Some((inner, files)), Owner::Generated) => {
                if files.insert(inner, file.contents.as_bytes()).is_some() {
                    return refuse(&file.path, "it is generated twice");
                }
            }
            (Some(_), Owner::Scaffold) => {
                return refuse(&file.path, "a file of yours lies in a generated folder");
            }
            (None, Owner::Generated) => sorted.single.push(file),
            (None, Owner::Scaffold) => sorted.scaffolds.push(file),
        }
    }
    for asset in &output.assets {
        root.parents(&asset.path)?;
        let home =
            sorted.folders.iter_mut().find_map(|(folder, files)| Some((within(&asset.path, folder)?, files)));
        let Some((inner, files)) = home else {
            return refuse(&asset.path, "it is no text, and lies in no generated folder");
        };
        if files.insert(inner, &asset.contents).is_some() {
            return refuse(&asset.path, "it is generated twice");
        }
    }
    Ok(sorted)
}

/// The rest of `path` where it lies in `folder`.
fn within<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    path.strip_prefix(folder)?.strip_prefix('/')
}

/// Rust files directly in the stub folders that the output does not name.
fn orphans(root: &Root, output: &Output) -> Result<Vec<String>, WriteError> {
    let mut orphans = Vec::new();
    for name in &output.stub_folders {
        let path = root.parents(name)?;
        for (inner, is_file) in folder::entries(&path)? {
            let file = format!("{name}/{inner}");
            let is_rust = Path::new(&inner).extension().is_some_and(|extension| extension == "rs");
            if is_file && is_rust && !output.files.iter().any(|known| known.path == file) {
                orphans.push(file);
            }
        }
    }
    orphans.sort_unstable();
    Ok(orphans)
}

#[cfg(test)]
mod tests;
