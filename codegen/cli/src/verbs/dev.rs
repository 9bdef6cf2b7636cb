//! `sayso dev`.

mod live;
mod pending;
mod report;

use crate::Outcome;
use crate::cloud::running::{self, Address, Other};
use crate::selection::Selection;
use crate::terminal;
use crate::watch::Watch;
use anyhow::{Context, bail};
use live::Live;
use std::net::{Ipv4Addr, TcpListener};

/// Run the skills on this machine; what you save is live
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sayso dev                 http://localhost:8080/, or the next free port
  sayso dev --port 9000     exactly there

It builds the skills, starts a small cloud for them on this machine, and watches schemas/, handlers/ and infra/demo/.
A changed sentence is live at once, changed code after a build; while something is wrong, the last good version keeps
answering. Talk to it with `sayso say` from another terminal. Ctrl-C stops everything.")]
pub(crate) struct Arguments {
    /// The port; 8080, or the next free one, where left out.
    #[arg(long, value_name = "N")]
    port: Option<u16>,
}

pub(crate) fn run(arguments: &Arguments, skill: Option<&str>) -> anyhow::Result<Outcome> {
    let selection = Selection::all(skill)?;
    super::block_on(dev(selection, skill, arguments.port))
}

async fn dev(selection: Selection, skill: Option<&str>, port: Option<u16>) -> anyhow::Result<Outcome> {
    let project = selection.project;
    let claim = match running::claim(&project.root)? {
        Ok(claim) => claim,
        Err(Other::Ready(Address { port, pid })) => bail!(
            "`sayso dev` runs already for this project, at http://localhost:{port}/ (process {pid}); \
             talk to it with `{}`, or stop it with Ctrl-C where it runs",
            terminal::command("say")
        ),
        Err(_) => bail!("`sayso dev` is just starting for this project in another terminal"),
    };
    let mut watch = Watch::everything(&project)?;
    let mut live = Live::new(project, skill, free_port(port)?, claim);
    let result = tokio::select! {
        result = live.run(&mut watch) => result.map(|never| match never {}),
        signal = super::interrupted() => signal.map(|()| Outcome::Clean).context("can't wait for Ctrl-C"),
    };
    live.stop().await;
    result
}

/// The first port tried, and how many after it.
const PORT: u16 = 8080;
const TRIED: u16 = 100;

/// The port asked for, or a free one near the usual one.
fn free_port(wanted: Option<u16>) -> anyhow::Result<u16> {
    let free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    match wanted {
        Some(port) if free(&port) => Ok(port),
        Some(port) => bail!("port {port} is taken; choose another one, or leave out `--port`"),
        None => {
            let Some(port) = (PORT..PORT + TRIED).find(free) else {
                bail!("ports {PORT} to {} are all taken; choose one with `--port`", PORT + TRIED - 1)
            };
            if port != PORT {
                terminal::note(format!("port {PORT} is taken; this is at {port}"));
            }
            Ok(port)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_taken_port_is_refused_when_asked_for() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert!(free_port(Some(port)).unwrap_err().to_string().contains("is taken"));
        assert_ne!(free_port(None).unwrap(), port);
    }
}
