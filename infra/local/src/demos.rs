//! Demo backends: programs `demo-<name>` that stand in for the services and identity providers of stage `local`.
//!
//! A program is started with `--listen 127.0.0.1:0`, writes its base URL as its first line, and ends when its standard
//! input is closed. A provider finds its client in `DEMO_CLIENT_ID`, `DEMO_CLIENT_SECRET` and `DEMO_REDIRECT_URIS`
//! (parted by spaces); a service that belongs to a provider is told so by `--provider URL`. One with a state of its own
//! has `POST /reset`; one that can be made to fail has `POST /faults` and `GET /faults`, as the control API says.

use crate::{
    events::{Event, Events},
    lambda::lines,
    loopback,
    problem::Problem,
};
use std::{collections::BTreeMap, fmt, path::PathBuf, process::Stdio, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    process::{Child, ChildStdin, ChildStdout, Command},
    sync::Mutex,
    time::timeout,
};

/// How long a demo backend may take to say where it is.
const START: Duration = Duration::from_secs(10);
/// The longest line that it may say it in.
const URL: u64 = 200;

/// A demo backend as one skill wants it. Skills that want the same share it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instance {
    /// The program is `demo-<name>`.
    pub name: String,
    /// What it is told beside where to listen.
    pub arguments: Vec<String>,
    /// Its variables beside our own; where secrets are, since arguments are seen by everybody.
    pub variables: BTreeMap<String, String>,
}

impl Instance {
    /// One that is told nothing.
    pub fn plain(name: &str) -> Self {
        Self { name: name.to_owned(), arguments: Vec::new(), variables: BTreeMap::new() }
    }
}

impl fmt::Debug for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Instance({}, {:?}, {:?})", self.name, self.arguments, self.variables.keys())
    }
}

/// The demo backends that run.
pub struct Demos {
    programs: PathBuf,
    events: Events,
    running: Mutex<BTreeMap<Instance, Demo>>,
}

/// One that runs: it ends when its standard input is closed, and is killed when its handle is dropped.
struct Demo {
    url: String,
    child: Child,
    _stdin: Option<ChildStdin>,
}

impl Demos {
    /// None yet; their programs are in `programs`.
    pub fn new(programs: PathBuf, events: Events) -> Self {
        Self { programs, events, running: Mutex::default() }
    }

    /// The base URL of a demo backend, which is started unless it runs.
    pub async fn url(&self, instance: &Instance) -> Result<String, Problem> {
        let mut running = self.running.lock().await;
        if let Some(demo) = running.get_mut(instance) {
            match demo.child.try_wait() {
                Ok(None) => return Ok(demo.url.clone()),
                status => {
                    let status =
                        status.ok().flatten().map_or_else(|| "unknown".to_owned(), |it| it.to_string());
                    self.events.send(Event::DemoEnded { demo: instance.name.clone(), status });
                }
            }
        }
        let demo = self.start(instance).await?;
        let url = demo.url.clone();
        running.insert(instance.clone(), demo);
        Ok(url)
    }

    /// The names of those that run, each with its base URL.
    pub async fn list(&self) -> Vec<(String, String)> {
        let running = self.running.lock().await;
        running.iter().map(|(instance, demo)| (instance.name.clone(), demo.url.clone())).collect()
    }

    /// Puts every demo backend back to how it began: `POST /reset`, which one without a state of its own need not have.
    pub async fn reset(&self) -> Result<(), Problem> {
        let client = loopback::client().timeout(START).build();
        let running = self.running.lock().await;
        for (Instance { name, .. }, demo) in running.iter() {
            let failed = |reason: String| {
                Problem::project(
                    format!("`demo-{name}` can't be reset: {reason}"),
                    "see its log, or start again",
                )
            };
            let client = client.as_ref().map_err(|error| failed(error.to_string()))?;
            let answer = client.post(format!("{}/reset", demo.url)).send().await;
            let status = answer.map_err(|error| failed(error.without_url().to_string()))?.status();
            if !status.is_success() && !matches!(status.as_u16(), 404 | 405) {
                return Err(failed(format!("it answered {status}")));
            }
        }
        Ok(())
    }

    async fn start(&self, instance: &Instance) -> Result<Demo, Problem> {
        let name = &instance.name;
        let program = format!("demo-{name}");
        let mut command = Command::new(self.programs.join(&program));
        command
            .args(["--listen", "127.0.0.1:0"])
            .args(&instance.arguments)
            .envs(&instance.variables)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        let mut child = command.spawn().map_err(|error| {
            Problem::project(
                format!("the demo backend `{program}` can't be started: {error}"),
                format!("build it: `cargo build -p {program}`"),
            )
        })?;
        if let Some(stderr) = child.stderr.take() {
            let (demo, events) = (name.clone(), self.events.clone());
            tokio::spawn(lines(stderr, move |line| events.send(Event::DemoLog { demo: demo.clone(), line })));
        }
        let said = match child.stdout.take() {
            Some(stdout) => timeout(START, first_line(stdout)).await.unwrap_or_default(),
            None => String::new(),
        };
        if !said.starts_with("http://127.0.0.1:") {
            return Err(Problem::project(
                format!("the demo backend `{program}` did not say where it is, but `{said}`"),
                "its first line of standard output must be its base URL, `http://127.0.0.1:PORT`",
            ));
        }
        let stdin = child.stdin.take();
        Ok(Demo { url: said, child, _stdin: stdin })
    }
}

/// The first line; what comes after is read and dropped, so that the program never waits for us.
async fn first_line(stdout: ChildStdout) -> String {
    let mut stdout = BufReader::new(stdout);
    let mut line = String::new();
    let read = (&mut stdout).take(URL).read_line(&mut line).await;
    tokio::spawn(lines(stdout, drop));
    if read.is_ok() { line.trim_end().trim_end_matches('/').to_owned() } else { String::new() }
}
