//! The process of an execution environment: its program, folder and variables.

use super::Processes;
use crate::state::RunFolder;
use std::{collections::BTreeMap, io, net::SocketAddr, process::Stdio, sync::Arc, time::Duration};
use tokio::process::{Child, Command};

/// How often a program that is "busy" is tried again. A fork elsewhere in this process, while `bootstrap` is being
/// copied, holds it open for writing until its own exec; that takes well under a millisecond.
const BUSY: u32 = 50;

/// What an environment of a function runs, for one generation of its skill.
#[derive(Debug)]
pub struct Version {
    /// Counted from 1 since the embedded cloud started.
    pub generation: u64,
    /// The task root, which holds `bootstrap`.
    pub folder: Arc<RunFolder>,
    /// The longest that an invocation may take.
    pub timeout: Duration,
    /// The function's ARN.
    pub arn: String,
    /// All variables but the address of the Runtime API, the task root and the session token.
    pub variables: BTreeMap<String, String>,
    /// Where its processes are found.
    pub processes: Arc<Processes>,
}

impl Version {
    /// Starts `bootstrap` with what it has on Lambda and no more: the task root as its folder, nothing to read on
    /// standard input, none of our own environment. It is a process group of its own, so that Ctrl-C in a terminal
    /// reaches us alone and we end it in order; it is killed when its handle is dropped.
    pub(super) async fn spawn(&self, runtime_api: SocketAddr, session: &str) -> io::Result<Child> {
        let root = self.folder.path();
        let mut command = Command::new(root.join("bootstrap"));
        command
            .current_dir(root)
            .env_clear()
            .envs(&self.variables)
            .env("LAMBDA_TASK_ROOT", root)
            .env("AWS_LAMBDA_RUNTIME_API", runtime_api.to_string())
            // Requests that are signed with temporary credentials carry it.
            .env("AWS_SESSION_TOKEN", session)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        let mut tries = 0;
        loop {
            match command.spawn() {
                Err(error) if error.kind() == io::ErrorKind::ExecutableFileBusy && tries < BUSY => {
                    tries += 1;
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
                outcome => return outcome,
            }
        }
    }
}
