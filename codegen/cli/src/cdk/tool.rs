//! The `cdk` command that the project's lock file pins.

use super::complaints;
use super::node::Packages;
use crate::terminal::{self, Style};
use anyhow::{Context, bail};
use std::io::ErrorKind;
use std::path::Path;
use std::process::Stdio;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;

/// How much of what it says is kept, from the end.
const KEPT: usize = 64 * 1024;

/// The `cdk` command, for one cloud assembly.
pub(crate) struct Cdk<'a> {
    pub(crate) root: &'a Path,
    pub(crate) packages: &'a Packages,
    /// The assembly's folder.
    pub(crate) assembly: &'a Path,
}

/// Where the user sees what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Stdout.
    Result,
    /// Stderr.
    Progress,
}

/// A run of it.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) succeeded: bool,
    /// What it said, without colours.
    pub(crate) said: String,
}

impl Ran {
    /// What to do about a run that failed because of the environment; the error that stands for the run.
    pub(crate) fn environment(&self) -> Option<anyhow::Error> {
        (!self.succeeded).then(|| complaints::explain(&self.said)).flatten().map(anyhow::Error::msg)
    }
}

impl Cdk<'_> {
    /// Runs it and shows what it says. It asks nothing: whoever calls has asked.
    pub(crate) async fn run(&self, arguments: &[&str], shown: Shown) -> anyhow::Result<Ran> {
        let program = self.packages.program("cdk");
        let mut command = Command::new(&program);
        command.args(arguments).arg("--app").arg(self.assembly);
        command.args(["--no-notices", "--no-version-reporting"]);
        // Neither looks for a newer version nor tells anybody that it ran.
        command.env("CDK_DISABLE_VERSION_CHECK", "1").env("CDK_DISABLE_CLI_TELEMETRY", "1");
        // What the SDK thinks of Node's version is nothing for whoever deploys.
        command.env("AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED", "true");
        // AWS's endpoints are what the environment says; see `endpoints`.
        command.env_remove("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
        let style = if shown == Shown::Result { Style::stdout() } else { Style::stderr() };
        if style.colour {
            command.env("FORCE_COLOR", "1");
        } else {
            command.env_remove("FORCE_COLOR").env("NO_COLOR", "1").arg("--no-color");
        }
        command.current_dir(self.root).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.kill_on_drop(true);
        let mut child = match command.spawn() {
            Ok(child) => child,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                bail!("there is no `{}`; the lock file of infra/app must list `aws-cdk`", program.display())
            }
            Err(error) => {
                return Err(error).with_context(|| format!("can't start `{}`", program.display()));
            }
        };
        let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) else {
            bail!("`cdk` gave no output to read")
        };
        let (out, error) = tokio::join!(follow(stdout, shown), follow(stderr, shown));
        let status = child.wait().await.context("`cdk` can't be waited for")?;
        let said = without_colours(&format!("{}{}", out?, error?));
        Ok(Ran { succeeded: status.success(), said })
    }
}

/// Shows bytes as they come, so that a line that is not finished yet is seen; keeps the last of them.
async fn follow(mut from: impl AsyncRead + Unpin, shown: Shown) -> anyhow::Result<String> {
    let mut kept = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = from.read(&mut buffer).await.context("`cdk` can't be listened to")?;
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        match shown {
            Shown::Result => terminal::result_bytes(bytes),
            Shown::Progress => terminal::note_bytes(bytes),
        }
        kept.extend_from_slice(bytes);
        kept.drain(..kept.len().saturating_sub(KEPT));
    }
    Ok(String::from_utf8_lossy(&kept).into_owned())
}

/// Text without its escape sequences `ESC [ … letter`.
fn without_colours(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut parts = text.split("\x1b[");
    plain.extend(parts.next());
    for part in parts {
        plain.push_str(
            part.trim_start_matches(|it: char| it.is_ascii_digit() || it == ';').get(1..).unwrap_or(""),
        );
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_not_read() {
        assert_eq!(without_colours("\x1b[1m\x1b[31mno\x1b[39;49m way\x1b[0m"), "no way");
        assert_eq!(without_colours("plain"), "plain");
        assert_eq!(without_colours("torn\x1b["), "torn");
    }
}
