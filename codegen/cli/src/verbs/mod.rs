//! The verbs, one per file: arguments, help and what it does.

pub(crate) mod check;
pub(crate) mod dev;
pub(crate) mod explain;
pub(crate) mod generate;
pub(crate) mod new;
pub(crate) mod rewrap;
pub(crate) mod say;
pub(crate) mod test;

use crate::Outcome;
use anyhow::Context;
use std::future::Future;

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
