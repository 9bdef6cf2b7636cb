//! Builds binaries as they are shipped: each package by itself, so that nobody else's features get in. In a try they are
//! built as `dev` builds them, with everybody's, so that nothing is built twice.

use crate::mode::Mode;
use anyhow::{Context, ensure};
use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// The workspace, and where it is built.
#[derive(Debug)]
pub struct Workspace {
    /// The project's root.
    pub root: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
    mode: Mode,
}

impl Workspace {
    /// The one that this benchmark was built in.
    pub fn of_process(mode: Mode) -> anyhow::Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
        // <target>/<profile>/deps/<this program>
        let program = env::current_exe()?;
        let target = program.ancestors().nth(3).context("this program lies in no target folder")?.to_owned();
        Ok(Self { root, target, mode })
    }

    /// Builds a package's binary; its path.
    pub fn build(&self, package: &str, binary: &str) -> anyhow::Result<PathBuf> {
        self.build_in(&self.root.join("Cargo.toml"), package, binary)
    }

    /// The same in the workspace of another manifest.
    pub fn build_in(&self, manifest: &Path, package: &str, binary: &str) -> anyhow::Result<PathBuf> {
        let (profile, folder) = self.mode.pick(("release", "release"), ("dev", "debug"));
        println!("building `{package}` ({profile})");
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["build", "--offline", "--quiet", "--profile", profile, "--bin", binary]);
        if self.mode == Mode::Measure {
            cargo.args(["--package", package]);
        }
        let output = cargo
            .arg("--manifest-path")
            .arg(manifest)
            .arg("--target-dir")
            .arg(&self.target)
            .output()
            .context("cargo did not start")?;
        ensure!(output.status.success(), "it does not build:\n{}", String::from_utf8_lossy(&output.stderr));
        Ok(self.target.join(folder).join(binary))
    }
}
