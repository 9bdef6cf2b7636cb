//! A function's process, as Lambda starts it, and what it uses.

use crate::lambda::RuntimeApi;
use std::{
    fs, io,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// A running function with its Runtime API. It is killed when dropped.
#[derive(Debug)]
pub struct Function {
    child: Child,
    api: RuntimeApi,
    spawned: Instant,
}

impl Function {
    /// Starts `binary` with nothing but what Lambda sets and `variables`.
    pub fn spawn(binary: &Path, task_root: &Path, variables: &[(&str, &str)]) -> io::Result<Self> {
        let api = RuntimeApi::start()?;
        let spawned = Instant::now();
        let mut child = Command::new(binary)
            .env_clear()
            .env("AWS_LAMBDA_RUNTIME_API", api.authority())
            .env("AWS_LAMBDA_FUNCTION_NAME", "bench")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .env("AWS_REGION", "us-east-1")
            .env("LAMBDA_TASK_ROOT", task_root)
            .envs(variables.iter().copied())
            .current_dir(task_root)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        if let Some(mut log) = child.stderr.take() {
            // On Lambda somebody reads the log, too.
            thread::spawn(move || io::copy(&mut log, &mut io::sink()));
        }
        Ok(Self { child, api, spawned })
    }

    /// Its events and answers.
    pub fn api(&self) -> &RuntimeApi {
        &self.api
    }

    /// When it was started.
    pub fn spawned(&self) -> Instant {
        self.spawned
    }

    /// CPU time so far, of all threads, once the process has come to rest; `None` where the system does not tell.
    ///
    /// Threads that ended are not counted; none ends while requests are answered. Source: `proc(5)`, `schedstat`.
    pub fn cpu(&self) -> Option<Duration> {
        self.rest()?;
        let mut nanos = 0;
        for task in fs::read_dir(format!("/proc/{}/task", self.child.id())).ok()? {
            let schedstat = fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
            nanos += schedstat.split(' ').next()?.parse::<u64>().ok()?;
        }
        Some(Duration::from_nanos(nanos))
    }

    /// Waits until the main thread sleeps, or for a second.
    fn rest(&self) -> Option<()> {
        let deadline = Instant::now() + Duration::from_secs(1);
        loop {
            let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).ok()?;
            // The second field is the program's name in parentheses, which may have spaces; the third is the state.
            if stat.rsplit(") ").next()?.starts_with('S') || Instant::now() > deadline {
                return Some(());
            }
            thread::yield_now();
        }
    }

    /// Resident memory in bytes; `None` where there is no `/proc`.
    pub fn memory(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
