//! What a kernel is started with.

use crate::Console;
use std::path::PathBuf;

/// What a kernel is started with. The default is what is found: `node` on `PATH`, the nearest packages, the user's
/// cache.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Options {
    /// The program `node`; looked for on `PATH` unless given.
    pub node: Option<PathBuf>,
    /// The folder `node_modules`. Unless given, it is what the variable `SAYSO_NODE_MODULES` says, or the first
    /// `infra/app/node_modules` or `node_modules` of the working directory and the folders above it.
    pub packages: Option<PathBuf>,
    /// The folder where the kernel keeps what it has read of packages; the user's cache folder unless given.
    pub cache: Option<PathBuf>,
    /// Where what JavaScript prints goes.
    pub console: Console,
}

impl Options {
    /// The default.
    pub fn new() -> Options {
        Options::default()
    }

    /// With this program `node`.
    pub fn node(mut self, program: impl Into<PathBuf>) -> Options {
        self.node = Some(program.into());
        self
    }

    /// With this folder `node_modules`.
    pub fn packages(mut self, folder: impl Into<PathBuf>) -> Options {
        self.packages = Some(folder.into());
        self
    }

    /// With this cache folder.
    pub fn cache(mut self, folder: impl Into<PathBuf>) -> Options {
        self.cache = Some(folder.into());
        self
    }

    /// With what JavaScript prints going there.
    pub fn console(mut self, console: Console) -> Options {
        self.console = console;
        self
    }
}
