//! Node.js: where it is, and whether it is new enough.

use crate::{
    Error, Kind, Result,
    error::{Explain as _, Help as _},
    packages::Packages,
};
use std::{
    env,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

/// The oldest that the libraries run on: what `aws-cdk-lib` says it needs.
const OLDEST: u32 = 20;

const INSTALL: &str = "install Node.js 20 or later (https://nodejs.org)";

/// What Node.js runs before the kernel.
pub(crate) const BEFORE: &str = include_str!("before.js");

/// The program: what was asked for, else the first on `PATH`.
#[track_caller]
pub(super) fn find(wanted: Option<PathBuf>) -> Result<PathBuf> {
    let wanted = wanted.unwrap_or_else(|| PathBuf::from("node"));
    let path = env::var_os("PATH").unwrap_or_default();
    let found = match wanted.components().count() {
        1 => env::split_paths(&path).map(|folder| folder.join(&wanted)).find(|it| runs(it)),
        _ => Some(wanted.clone()).filter(|it| runs(it)),
    };
    let missing = |()| match wanted.components().count() {
        1 => format!("Node.js was not found: there is no `{}` on PATH", wanted.display()),
        _ => format!("Node.js was not found: `{}` is no program", wanted.display()),
    };
    found.explain(Kind::Node, missing).help(|| INSTALL.to_owned())
}

fn runs(path: &Path) -> bool {
    path.metadata().is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o111 != 0)
}

/// The command that starts the kernel. Standard input becomes descriptor 3, where the kernel expects us; a shell does
/// that, for Rust can place no other descriptor without `unsafe`.
pub(super) fn command(program: &Path, packages: &Packages) -> Command {
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", "exec \"$0\" \"$@\" 3<&0 0</dev/null"])
        .arg(program)
        // The stub packages are links into the cache; what they need lies beside the link.
        .arg("--preserve-symlinks")
        .arg("--require")
        .arg(packages.before())
        .arg(packages.program())
        .env("JSII_AGENT", concat!("Rust/", env!("CARGO_PKG_VERSION")))
        .env("JSII_BEFORE", "1")
        .env("JSII_RUNTIME_PACKAGE_CACHE", "enabled")
        .env("JSII_RUNTIME_PACKAGE_CACHE_ROOT", packages.cache());
    command
}

#[track_caller]
pub(super) fn check(program: &Path, version: &str) -> Result<()> {
    let major = version.trim_start_matches('v').split('.').next().and_then(|it| it.parse::<u32>().ok());
    match major {
        Some(major) if major >= OLDEST => Ok(()),
        _ => {
            let message = format!(
                "Node.js {version} (`{}`) is too old: {OLDEST} is the oldest that works",
                program.display()
            );
            Err(Error::of(Kind::Node, message).help(INSTALL))
        }
    }
}

#[track_caller]
pub(super) fn not_started(program: &Path, why: &str) -> Error {
    Error::of(Kind::Node, format!("`{}` does not run the jsii kernel: {why}", program.display()))
        .help(INSTALL)
}
