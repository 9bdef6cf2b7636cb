//! Where `bootstrap` comes from.

use super::{architecture::Architecture, build::Build, error::Error};
use std::path::{Path, PathBuf};

/// Where the functions' program comes from.
#[derive(Debug, Clone)]
pub enum Bootstrap {
    /// From nowhere: a template to look at, which CloudFormation refuses to deploy.
    Placeholder,
    /// From Cargo, which builds it now.
    Build(Build),
    /// From a file, or from the folder that holds it under the binary's name or as `bootstrap`.
    Path(PathBuf),
}

impl Bootstrap {
    /// Reads what a user wrote: `placeholder`, `build` (then `build` says what), or a path. Nothing is a placeholder.
    pub fn parse(text: Option<&str>, build: Build) -> Self {
        match text {
            None | Some("" | "placeholder") => Self::Placeholder,
            Some("build") => Self::Build(build),
            Some(path) => Self::Path(path.into()),
        }
    }

    /// The program; none for a placeholder. `binary` is its name in a folder.
    pub(super) fn program(
        &self,
        binary: Option<&str>,
        architecture: Architecture,
    ) -> Result<Option<PathBuf>, Error> {
        match self {
            Self::Placeholder => Ok(None),
            Self::Build(build) => build.run(architecture).map(Some),
            Self::Path(path) => find(path, binary).map(Some),
        }
    }
}

fn find(path: &Path, binary: Option<&str>) -> Result<PathBuf, Error> {
    let inside = binary.into_iter().chain([super::asset::BOOTSTRAP]).map(|name| path.join(name));
    let found = [path.to_owned()].into_iter().chain(inside).find(|path| path.is_file());
    found.ok_or_else(|| Error::Missing(path.to_owned()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_word_or_a_path_says_where_it_comes_from() {
        let parse = |text| Bootstrap::parse(text, Build::new("a"));
        assert!(matches!(parse(None), Bootstrap::Placeholder));
        assert!(matches!(parse(Some("placeholder")), Bootstrap::Placeholder));
        assert!(matches!(parse(Some("build")), Bootstrap::Build(_)));
        assert!(
            matches!(parse(Some("target/debug")), Bootstrap::Path(path) if path == Path::new("target/debug"))
        );
    }

    #[test]
    fn it_is_a_file_or_in_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let (file, named) = (folder.path().join("bootstrap"), folder.path().join("a-skill"));
        let find = |path: &Path| super::find(path, Some("a-skill"));
        assert!(matches!(find(folder.path()), Err(Error::Missing(path)) if path == folder.path()));
        fs::write(&file, "").unwrap();
        assert_eq!(find(folder.path()).unwrap(), file);
        fs::write(&named, "").unwrap();
        assert_eq!(find(folder.path()).unwrap(), named, "its own name comes first");
        assert_eq!(find(&file).unwrap(), file);
    }
}
