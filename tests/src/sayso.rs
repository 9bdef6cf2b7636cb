//! The `sayso` command, built once and run as a user runs it.

#![allow(clippy::panic, clippy::missing_panics_doc, reason = "a test fails by panicking")]

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_owned)
}

/// The folder of the built programs: the one that this test lies in, without `deps`.
pub fn programs() -> PathBuf {
    let test = std::env::current_exe().unwrap_or_default();
    test.ancestors().nth(2).map_or_else(PathBuf::new, Path::to_owned)
}

/// The path of `sayso`, which is built where it is not fresh.
pub fn path() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let built = Command::new(cargo)
            .current_dir(root())
            .args(["build", "--quiet", "--workspace", "--bin", "sayso", "--target-dir"])
            .arg(programs().parent().map_or_else(PathBuf::new, Path::to_owned))
            .status();
        assert!(built.is_ok_and(|status| status.success()), "`sayso` does not build");
        programs().join("sayso")
    })
}

/// Runs `sayso` in a folder; its programs are built into the target folder of this test.
pub fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap_or_else(|error| panic!("can't run `sayso`: {error}"))
}

/// The same, not yet started.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(path());
    command
        .current_dir(folder)
        .args(arguments)
        .env("CARGO_TARGET_DIR", programs().parent().map_or_else(PathBuf::new, Path::to_owned))
        .env("NO_COLOR", "1");
    command
}

/// Standard output of a run that must succeed.
pub fn succeed(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "`sayso {}` failed:\n{stdout}\n{stderr}", arguments.join(" "));
    stdout.into_owned()
}
