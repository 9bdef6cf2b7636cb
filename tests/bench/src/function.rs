//! A function's process, as Lambda starts it, and what it uses.

use crate::lambda::RuntimeApi;
use std::{
    fs, io,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Ticks per second of the times in `/proc/<pid>/stat`; fixed for all architectures that Lambda has. Source: `proc(5)`,
/// `USER_HZ`.
const TICKS: u32 = 100;

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

    /// User and system time so far, to 10 ms, once the process has come to rest; `None` where there is no `/proc`.
    pub fn cpu(&self) -> Option<Duration> {
        let deadline = Instant::now() + Duration::from_secs(1);
        loop {
            let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).ok()?;
            // The second field is the program's name in parentheses, which may have spaces; the third is the state.
            let fields: Vec<&str> = stat.rsplit(") ").next()?.split(' ').collect();
            if fields.first() != Some(&"S") && Instant::now() < deadline {
                thread::yield_now();
                continue;
            }
            let ticks: u32 = fields.get(11..13)?.iter().filter_map(|ticks| ticks.parse::<u32>().ok()).sum();
            return Some(Duration::from_secs(1) * ticks / TICKS);
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
