//! Where a new project takes the framework from.

use anyhow::{Context, bail};
use std::path::{Path, PathBuf};

/// A source of the framework's crates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Framework {
    /// A folder of this machine.
    Path(PathBuf),
    /// A git repository at a tag or commit.
    Git { url: String, revision: String },
}

impl Framework {
    /// The one asked for, or the folder that this program was built from.
    pub(super) fn choose(wanted: Option<&str>) -> anyhow::Result<Self> {
        match wanted {
            Some(text) => Self::read(text),
            None => Self::built_from().context(
                "the folder that this sayso was built from is gone; say where sayso comes from with \
                 `--framework PATH` or `--framework URL#REV`",
            ),
        }
    }

    fn read(text: &str) -> anyhow::Result<Self> {
        let is_url = text.contains("://") || text.starts_with("git@");
        if !is_url {
            let path =
                Path::new(text).canonicalize().with_context(|| format!("can't read the folder `{text}`"))?;
            if !is_framework(&path) {
                bail!("`{text}` is not a folder of sayso: it has no `codegen/cli` and `handlers/runtime`");
            }
            return Ok(Self::Path(path));
        }
        match text.rsplit_once('#') {
            Some((url, revision)) if !revision.is_empty() => {
                Ok(Self::Git { url: url.to_owned(), revision: revision.to_owned() })
            }
            _ => bail!("`{text}` does not say which version; add `#` and a tag or commit"),
        }
    }

    /// None where it is gone, or is cargo's own copy, which comes and goes.
    fn built_from() -> Option<Self> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2)?;
        let cargos_own = path.iter().any(|part| part == "checkouts" || part == "registry");
        (!cargos_own && is_framework(path)).then(|| Self::Path(path.to_owned()))
    }

    /// A dependency on one of its crates, as a value of a manifest.
    pub(super) fn dependency(&self, folder: &str) -> anyhow::Result<String> {
        Ok(format!("{{ {} }}", self.source(folder)?))
    }

    /// A dependency on a crate that is called otherwise in code.
    pub(super) fn renamed(&self, folder: &str, package: &str) -> anyhow::Result<String> {
        Ok(format!("{{ {}, package = \"{package}\" }}", self.source(folder)?))
    }

    fn source(&self, folder: &str) -> anyhow::Result<String> {
        // A JSON string is a TOML string.
        let quoted = |text: &str| serde_json::to_string(text).context("a path can't be quoted");
        Ok(match self {
            Self::Path(path) => {
                let path = path.join(folder);
                let text = path.to_str().with_context(|| format!("`{}` is not UTF-8", path.display()))?;
                format!("path = {}", quoted(text)?)
            }
            Self::Git { url, revision } => {
                format!("git = {}, rev = {}", quoted(url)?, quoted(revision)?)
            }
        })
    }

    /// Its lock file: versions that are known to work together.
    pub(super) fn lock_file(&self) -> Option<PathBuf> {
        match self {
            Self::Path(path) => Some(path.join("Cargo.lock")).filter(|path| path.is_file()),
            Self::Git { .. } => None,
        }
    }
}

fn is_framework(path: &Path) -> bool {
    ["codegen/cli", "handlers/runtime", "infra/local"]
        .iter()
        .all(|part| path.join(part).join("Cargo.toml").is_file())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn takes_a_folder_or_a_version_of_a_repository() {
        let git = Framework::read("https://example.org/sayso.git#v1").unwrap();
        assert_eq!(
            git.dependency("codegen/cli").unwrap(),
            r#"{ git = "https://example.org/sayso.git", rev = "v1" }"#
        );
        assert_eq!(
            git.renamed("infra/cdk", "sayso-cdk").unwrap(),
            r#"{ git = "https://example.org/sayso.git", rev = "v1", package = "sayso-cdk" }"#
        );
        let own = Framework::choose(None).unwrap();
        assert!(own.dependency("codegen/cli").unwrap().ends_with(r#"/codegen/cli" }"#));
        assert!(own.lock_file().is_some());
        for (text, part) in [
            ("https://example.org/sayso.git", "which version"),
            ("https://example.org/sayso.git#", "which version"),
            ("/", "not a folder of sayso"),
            ("/nowhere/at/all", "can't read the folder"),
        ] {
            let error = Framework::read(text).unwrap_err();
            assert!(error.to_string().contains(part), "{error}");
        }
    }
}
