//! The process of the embedded cloud.

use super::{Client, Events};
use crate::cargo;
use anyhow::{Context, bail};
use serde::Deserialize;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// How long a cloud that was asked to stop may take.
const GRACE: Duration = Duration::from_secs(5);

/// How a cloud is started.
pub(crate) struct Start<'a> {
    /// The project's root.
    pub(crate) root: &'a Path,
    /// Where it keeps tables, keys and run folders.
    pub(crate) state: &'a Path,
    /// Where the programs are.
    pub(crate) programs: &'a Path,
    /// Its public port; 0 for any.
    pub(crate) port: u16,
    /// The skills it runs.
    pub(crate) skills: &'a [String],
}

/// A running cloud. It ends with this process, however that ends: it stops when its stdin closes.
pub(crate) struct Cloud {
    child: Child,
    /// Held open; closing it asks the cloud to stop.
    stdin: Option<ChildStdin>,
    /// Its public port.
    pub(crate) port: u16,
    /// Skill to origin, in the order in which the cloud lists them.
    pub(crate) origins: Vec<(String, String)>,
}

/// The first line of its output.
#[derive(Deserialize)]
struct FirstLine {
    ready: Ready,
}

#[derive(Deserialize)]
struct Ready {
    port: u16,
    skills: Vec<ReadySkill>,
}

#[derive(Deserialize)]
struct ReadySkill {
    name: String,
    origin: String,
}

impl Cloud {
    /// Starts a cloud and waits until it is ready. Must be called within a [`tokio::task::LocalSet`].
    pub(crate) async fn start(start: &Start<'_>, events: Events) -> anyhow::Result<Self> {
        let program = start.programs.join(cargo::CLOUD);
        let mut command = Command::new(&program);
        command.arg("--root").arg(start.root).arg("--state").arg(start.state);
        command.arg("--bin-dir").arg(start.programs).arg("--port").arg(start.port.to_string());
        for skill in start.skills {
            command.arg("--skill").arg(skill);
        }
        command.current_dir(start.root).kill_on_drop(true).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("can't start `{}`", program.display()))?;
        let stdin = child.stdin.take();
        let Some(stdout) = child.stdout.take() else { bail!("the embedded cloud gave no output to read") };
        let mut lines = BufReader::new(stdout).lines();
        let first = lines.next_line().await.context("the embedded cloud's output can't be read")?;
        let Some(first) = first else {
            let status = child.wait().await.context("the embedded cloud can't be waited for")?;
            bail!("the embedded cloud did not start ({status}); what it wrote above says why");
        };
        let FirstLine { ready } = serde_json::from_str(&first)
            .with_context(|| format!("the embedded cloud did not say that it is ready but `{first}`"))?;
        tokio::task::spawn_local(forward(lines, events));
        let origins = ready.skills.into_iter().map(|skill| (skill.name, skill.origin)).collect();
        Ok(Self { child, stdin, port: ready.port, origins })
    }

    /// A client of its control API.
    pub(crate) fn client(&self) -> anyhow::Result<Client> {
        Client::new(self.port)
    }

    /// Waits until it ends by itself.
    pub(crate) async fn ended(&mut self) -> anyhow::Result<ExitStatus> {
        self.child.wait().await.context("the embedded cloud can't be waited for")
    }

    /// Stops it with everything that it started.
    pub(crate) async fn stop(mut self) {
        drop(self.stdin.take());
        if tokio::time::timeout(GRACE, self.child.wait()).await.is_err() {
            // It hangs; there is nothing left to ask for politely, and dropping it would do the same.
            let _ = self.child.kill().await;
        }
    }
}

/// Hands each line to `events` until the cloud closes its output.
async fn forward(mut lines: Lines<BufReader<ChildStdout>>, events: Events) {
    while let Ok(Some(line)) = lines.next_line().await {
        events.take(&line);
    }
}
