//! Where a project is, and which skills it has.

use std::path::{Path, PathBuf};

/// The file that marks the root of a project: the CDK's own configuration.
const MARKER: &str = "cdk.json";
/// The file that makes a folder of `schemas/` a skill.
const SPEC: &str = "skill.yaml";

/// A project on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Absolute path of the folder that holds `cdk.json`.
    pub root: PathBuf,
}

/// Why a project or its skills were not found.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// Neither the folder nor any above it has the marker.
    #[error(
        "no `cdk.json` in `{0}` or any folder above it; run this inside a project, or make one with `sayso new`"
    )]
    NotFound(PathBuf),
    /// A skill's folder is named in something else than UTF-8.
    #[error("the folder `{0}` has no readable name; rename it to lower-case letters, digits and hyphens")]
    Name(PathBuf),
    /// The disk refused.
    #[error("can't read `{path}`")]
    Read {
        /// What was read.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
}

impl Project {
    /// The project that `from` lies in: the nearest folder, from there upwards, with a `cdk.json`.
    pub fn find(from: &Path) -> Result<Self, ProjectError> {
        let from = std::path::absolute(from)
            .map_err(|source| ProjectError::Read { path: from.to_owned(), source })?;
        match from.ancestors().find(|folder| folder.join(MARKER).is_file()) {
            Some(root) => Ok(Self { root: root.to_owned() }),
            None => Err(ProjectError::NotFound(from)),
        }
    }

    /// Names of the project's skills, sorted: the folders of `schemas/` with a `skill.yaml`.
    pub fn skills(&self) -> Result<Vec<String>, ProjectError> {
        let schemas = self.root.join("schemas");
        let failed = |source| ProjectError::Read { path: schemas.clone(), source };
        let entries = match std::fs::read_dir(&schemas) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(error)),
        };
        let mut skills = Vec::new();
        for entry in entries {
            let path = entry.map_err(failed)?.path();
            if path.join(SPEC).is_file() {
                match path.file_name().and_then(|name| name.to_str()) {
                    Some(name) => skills.push(name.to_owned()),
                    None => return Err(ProjectError::Name(path)),
                }
            }
        }
        skills.sort_unstable();
        Ok(skills)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use std::fs;

    #[test]
    fn finds_the_nearest_marker_above() {
        let outer = tempfile::tempdir().unwrap();
        let inner = outer.path().join("a/b");
        fs::create_dir_all(inner.join("schemas/x")).unwrap();
        fs::write(outer.path().join(MARKER), "{}").unwrap();
        assert_eq!(Project::find(&inner.join("schemas/x")).unwrap().root, outer.path());
        fs::write(inner.join(MARKER), "{}").unwrap();
        assert_eq!(Project::find(&inner.join("schemas/x")).unwrap().root, inner);
    }

    #[test]
    fn says_where_it_looked() {
        let folder = tempfile::tempdir().unwrap();
        let error = Project::find(folder.path()).unwrap_err().to_string();
        assert!(error.contains(folder.path().to_str().unwrap()) && error.contains("sayso new"), "{error}");
    }

    #[test]
    fn skills_are_folders_with_a_spec() {
        let folder = tempfile::tempdir().unwrap();
        let project = Project { root: folder.path().to_owned() };
        assert_eq!(project.skills().unwrap(), Vec::<String>::new());
        for name in ["wear", "hello", "src"] {
            fs::create_dir_all(folder.path().join("schemas").join(name)).unwrap();
        }
        fs::write(folder.path().join("schemas/wear/skill.yaml"), "").unwrap();
        fs::write(folder.path().join("schemas/hello/skill.yaml"), "").unwrap();
        fs::write(folder.path().join("schemas/skill.schema.json"), "").unwrap();
        assert_eq!(project.skills().unwrap(), ["hello", "wear"]);
    }
}
