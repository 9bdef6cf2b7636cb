//! The verbs, one per file: arguments, help and what it does.

pub(crate) mod check;
pub(crate) mod deploy;
pub(crate) mod destroy;
pub(crate) mod dev;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod generate;
pub(crate) mod new;
pub(crate) mod rewrap;
pub(crate) mod say;
pub(crate) mod synth;
pub(crate) mod test;
pub(crate) mod token;

use crate::{Outcome, terminal};
use anyhow::{Context, bail};
use std::future::Future;
use std::io::IsTerminal;

/// Runs a verb that waits for things: on one thread, with everything that it started left behind at its end.
fn block_on(verb: impl Future<Output = anyhow::Result<Outcome>>) -> anyhow::Result<Outcome> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.context("the asynchronous runtime can't be started")?;
    let result = tokio::task::LocalSet::new().block_on(&runtime, verb);
    // A thread may still wait for a line from the keyboard; nobody waits for that thread.
    runtime.shutdown_background();
    result
}

/// Ends when the user (Ctrl-C) or the system (SIGTERM) asks this process to end.
async fn interrupted() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            pressed = tokio::signal::ctrl_c() => pressed,
            _ = terminated.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

/// Said where a deployment or its opposite is interrupted.
const CLOUDFORMATION_GOES_ON: &str = "interrupted; CloudFormation goes on with what it was told";

/// Drops a verb, with all that it has started, once somebody asks this process to end. That is no success.
async fn unless_interrupted(
    verb: impl Future<Output = anyhow::Result<Outcome>>,
    otherwise: &'static str,
) -> anyhow::Result<Outcome> {
    tokio::select! {
        result = verb => result,
        signal = interrupted() => {
            signal.context("can't wait for Ctrl-C")?;
            bail!(otherwise)
        }
    }
}

/// Refuses to begin what must be confirmed where nobody is there to do so.
fn must_be_answered(yes: bool) -> anyhow::Result<()> {
    if !yes && !std::io::stdin().is_terminal() {
        bail!("nobody is there to confirm; `--yes` asks nothing");
    }
    Ok(())
}

/// Asks the user at the terminal. The answer is read beside this thread, so that Ctrl-C is heard meanwhile.
async fn confirmed(question: &str) -> anyhow::Result<bool> {
    terminal::note_bytes(format!("{question} [y/N] ").as_bytes());
    let read = tokio::task::spawn_blocking(|| {
        let mut answer = String::new();
        std::io::stdin().read_line(&mut answer).map(|_| answer)
    });
    let answer = read.await.context("the answer can't be waited for")?.context("the answer can't be read")?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
