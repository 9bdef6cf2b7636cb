//! The embedded cloud: what a skill's stack is on AWS, on one machine and in one process.
//!
//! ```text
//! http://localhost:PORT          index page, control API                         control
//! http://<skill>.localhost:PORT  CloudFront: the linking page, and API Gateway   gateway
//!                                   └─ Lambda: environments that run `bootstrap` lambda
//!                                         ├─ DynamoDB, KMS and secrets, as the plan permits  aws
//!                                         ├─ demo backends                       demos
//!                                         └─ the same behind TLS, for pinned hosts  tls
//! a typed utterance, a linking                                                   alexa, control
//! ```
//!
//! `http://<skill>.execute-api.localhost:PORT` is the same API Gateway past CloudFront: its functions refuse what comes
//! that way, and a test sees that they do.
//!
//! It reads the generated data files (plan, interaction models, words) and nothing else of the project. It replaces
//! endpoints, never code paths: `bootstrap` is the program that runs on AWS. Everything listens on 127.0.0.1 only.

pub mod alexa;
pub mod aws;
pub mod cloud;
mod control;
pub mod data;
pub mod demos;
pub mod events;
pub mod gateway;
pub mod lambda;
mod loopback;
pub mod problem;
pub mod skill;
pub mod state;
pub mod tls;

use clap::Parser;
use cloud::{Cloud, Options};
use events::Events;
use problem::Problem;
use serde_json::{Value, json};
use std::{io::Read, path::PathBuf, process::ExitCode};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::oneshot,
};

/// Runs the skills of a project. Prints one JSON line when ready, then one per event; stops when standard input is
/// closed.
#[derive(Debug, Parser)]
#[command(name = "sayso-local", version)]
struct Arguments {
    /// The project's folder.
    #[arg(long)]
    root: PathBuf,
    /// The folder that keeps tables and keys.
    #[arg(long)]
    state: PathBuf,
    /// The folder of the built programs, `target/debug`.
    #[arg(long)]
    bin_dir: PathBuf,
    /// The port on 127.0.0.1; 0 for any.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// A skill to run; all of the project where left out.
    #[arg(long)]
    skill: Vec<String>,
}

/// Runs an embedded cloud until standard input is closed, or SIGTERM or SIGINT arrives. Exit codes: 0; 2 for a usage
/// error or an environment in which it can't run.
pub fn main() -> ExitCode {
    let Arguments { root, state, bin_dir, port, skill: skills } = Arguments::parse();
    let run = || -> Result<(), Problem> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| {
            Problem::project(format!("no runtime: {error}"), "free some memory or threads")
        })?;
        runtime.block_on(serve(Options { root, state, bin_dir, port, skills }))
    };
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("error: {problem}\nhelp: {}", problem.help);
            ExitCode::from(2)
        }
    }
}

async fn serve(options: Options) -> Result<(), Problem> {
    let stop = stop_signal()?;
    let run = async {
        let (events, held) = Events::held();
        let cloud = Cloud::start(options, events).await?;
        held.release(&ready(&cloud).to_string());
        // It runs until it is dropped.
        std::future::pending::<()>().await;
        drop(cloud);
        Ok(())
    };
    tokio::select! {
        ended = run => ended,
        () = stop => Ok(()),
    }
}

/// The first line.
fn ready(cloud: &Cloud) -> Value {
    let skills: Vec<Value> =
        cloud.origins().map(|(name, origin)| json!({ "name": name, "origin": origin })).collect();
    let operator = cloud.operator();
    json!({
        "ready": {
            "port": cloud.port(),
            "skills": skills,
            "aws": {
                "endpoint": cloud.aws_endpoint(),
                "region": aws::REGION,
                "access_key_id": operator.access_key_id,
                "secret_access_key": operator.secret_access_key,
            },
        }
    })
}

/// Resolves when it is time to stop. The signals are taken over at once, so that one that arrives during the start
/// ends the process in order too.
fn stop_signal() -> Result<impl Future<Output = ()>, Problem> {
    let failed =
        |error| Problem::project(format!("no signal can be received: {error}"), "see the system's limits");
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    let (closed, stdin) = oneshot::channel::<()>();
    // A thread of its own: a blocked read of the runtime's would keep the runtime from ending.
    std::thread::spawn(move || {
        let mut input = std::io::stdin().lock();
        let mut buffer = [0; 256];
        while matches!(input.read(&mut buffer), Ok(1..)) {}
        drop(closed);
    });
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            _ = stdin => {}
        }
    })
}
