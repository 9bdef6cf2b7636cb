//! Building what Lambda runs.

use crate::cargo::{self, Build};
use anyhow::bail;
use sayso_schemas::plan::Plan;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::process::Command;

/// The oldest C library that the binary may meet: Amazon Linux 2023's
/// (<https://docs.aws.amazon.com/linux/al2023/release-notes/>).
const GLIBC: &str = "2.34";

/// How a skill's binary is built here.
#[derive(Debug, PartialEq, Eq)]
enum How {
    /// Against exactly that C library, by `cargo-zigbuild`, for a target.
    Zig(String),
    /// Against this machine's; the app refuses a binary that needs a newer one than Amazon Linux has.
    Here,
}

/// Builds the binary of a skill as it ships: optimised, and with `-p`, so that no feature of development is in it. None
/// where it failed, which cargo has explained.
pub(crate) async fn build(root: &Path, plan: &Plan) -> anyhow::Result<Option<PathBuf>> {
    let here = (std::env::consts::OS, std::env::consts::ARCH);
    let how = how(&plan.architecture, has_zigbuild().await, here)?;
    let mut arguments: Vec<OsString> = match &how {
        How::Zig(_) => vec!["zigbuild".into()],
        How::Here => vec!["build".into()],
    };
    arguments.extend(["--release", "-p", &plan.binary, "--bin", &plan.binary].map(OsString::from));
    if let How::Zig(target) = &how {
        arguments.extend(["--target".into(), target.into()]);
    }
    let Build { succeeded, folder, .. } = cargo::run(root, &arguments, &[plan.binary.clone()].into()).await?;
    if !succeeded {
        return Ok(None);
    }
    match folder {
        Some(folder) => Ok(Some(folder.join(&plan.binary))),
        None => bail!("cargo did not say where it put `{}`", plan.binary),
    }
}

fn how(architecture: &str, zig: bool, (os, here): (&str, &str)) -> anyhow::Result<How> {
    let processor = if architecture == "arm64" { "aarch64" } else { architecture };
    if zig {
        return Ok(How::Zig(format!("{processor}-unknown-linux-gnu.{GLIBC}")));
    }
    if os != "linux" || here != processor {
        bail!(
            "the functions run on Linux with `{architecture}`, which this machine does not build for by itself; install \
             zig and `cargo install cargo-zigbuild`, then `rustup target add {processor}-unknown-linux-gnu`; or build \
             elsewhere and name the binary with `--bootstrap PATH`"
        );
    }
    Ok(How::Here)
}

/// Whether `cargo zigbuild` is installed.
async fn has_zigbuild() -> bool {
    let mut command = Command::new("cargo-zigbuild");
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().await.is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn another_processor_needs_another_linker() {
        let linux = ("linux", "x86_64");
        assert_eq!(how("x86_64", false, linux).unwrap(), How::Here);
        let zig = how("arm64", true, linux).unwrap();
        assert_eq!(zig, How::Zig("aarch64-unknown-linux-gnu.2.34".to_owned()));
        for (architecture, here) in [("arm64", linux), ("x86_64", ("macos", "x86_64"))] {
            assert!(how(architecture, false, here).unwrap_err().to_string().contains("cargo-zigbuild"));
        }
    }
}
