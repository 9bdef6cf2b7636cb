//! Why a function has no code.

use super::{architecture::Architecture, fault};
use std::{io, path::PathBuf};

#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("`{path}` cannot run on Amazon Linux 2023 as `bootstrap`:{}", fault::describe(faults, *architecture))]
    Unfit { path: PathBuf, architecture: Architecture, faults: Vec<fault::Fault> },
    #[error("there is no `bootstrap` at `{0}`\nhelp: name the binary itself, or the folder that holds it")]
    Missing(PathBuf),
    #[error(
        "`{name}` is no name of a file beside `bootstrap`\nhelp: write it as `folder/file`, below the asset's folder"
    )]
    Name { name: String },
    #[error("can't {what} `{path}`: {source}")]
    Io { what: &'static str, path: PathBuf, source: io::Error },
    #[error("can't start `{program}`: {source}\nhelp: {help}")]
    NoCargo { program: String, source: io::Error, help: &'static str },
    #[error("`{command}` failed\nhelp: {help}")]
    Build { command: String, help: String },
    #[error("`{command}` made no program called `{binary}`\nhelp: name one of the package's binaries")]
    NoBinary { command: String, binary: String },
}

impl Error {
    pub(super) fn io(what: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { what, path, source }
    }
}
