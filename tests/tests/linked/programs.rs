//! The programs that run, and their lines.

use sayso_tests::{root, sayso::programs};
use std::{
    fs::{self, Permissions},
    io::{BufRead, BufReader, Read},
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{Arc, Condvar, Mutex, Once},
    thread,
    time::Duration,
};

/// What is built for these tests.
const NAMES: [&str; 9] = [
    "sayso",
    "sayso-local",
    "jira-skill",
    "wear-skill",
    "workshop-skill",
    "demo-jira",
    "demo-idp",
    "demo-weather",
    "demo-workshop",
];

/// The path of a program of this repository, which is built where it is not fresh.
pub fn program(name: &str) -> PathBuf {
    static BUILT: Once = Once::new();
    BUILT.call_once(|| {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut build = Command::new(cargo);
        build.current_dir(root()).args(["build", "--quiet", "--workspace", "--target-dir"]);
        build.arg(programs().parent().unwrap());
        build.args(NAMES.iter().flat_map(|name| ["--bin", name]));
        assert!(build.status().unwrap().success(), "the programs do not build");
    });
    programs().join(name)
}

/// Fills a folder with the programs, and with a script of the test's own.
pub fn programs_with(folder: &Path, name: &str, script: &str) {
    fs::create_dir_all(folder).unwrap();
    for name in NAMES {
        symlink(program(name), folder.join(name)).unwrap();
    }
    let path = folder.join(name);
    fs::write(&path, script).unwrap();
    fs::set_permissions(path, Permissions::from_mode(0o700)).unwrap();
}

/// The longest that a line may be waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// Lines, as they come.
#[derive(Default)]
struct Lines {
    said: Mutex<Vec<String>>,
    more: Condvar,
    /// Of standard output.
    first: Mutex<Option<String>>,
}

/// A program that runs: it ends when its standard input is closed, at the latest with this test.
pub struct Program {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Arc<Lines>,
    readers: Vec<thread::JoinHandle<()>>,
}

impl Program {
    /// Starts one and waits for its first line.
    pub fn start(command: &mut Command) -> Self {
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = Arc::new(Lines::default());
        let readers = vec![
            follow(child.stdout.take().unwrap(), lines.clone(), true),
            follow(child.stderr.take().unwrap(), lines.clone(), false),
        ];
        let program = Self { stdin: child.stdin.take(), child, lines, readers };
        program.wait_until(|_| program.lines.first.lock().unwrap().is_some());
        program
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Its first line.
    pub fn first(&self) -> String {
        self.lines.first.lock().unwrap().clone().unwrap()
    }

    /// What it has said so far, to standard output and error.
    pub fn said(&self) -> Vec<String> {
        self.lines.said.lock().unwrap().clone()
    }

    /// Waits until it has said enough.
    pub fn wait_until(&self, mut is_enough: impl FnMut(&[String]) -> bool) {
        let said = self.lines.said.lock().unwrap();
        let (said, waited) =
            self.lines.more.wait_timeout_while(said, PATIENCE, |said| !is_enough(said)).unwrap();
        assert!(!waited.timed_out(), "it says too little: {}", said.join("\n"));
    }

    /// Ends it in order; all that it has said.
    pub fn end(mut self) -> Vec<String> {
        drop(self.stdin.take());
        self.child.wait().unwrap();
        for reader in self.readers.drain(..) {
            reader.join().unwrap();
        }
        self.said()
    }

    /// `kill -9`; all that it has said.
    pub fn kill(mut self) -> Vec<String> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.said()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.stdin.take());
        drop(self.child.wait());
    }
}

/// Collects the lines of `from`.
fn follow(from: impl Read + Send + 'static, lines: Arc<Lines>, is_output: bool) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            if is_output {
                lines.first.lock().unwrap().get_or_insert_with(|| line.clone());
            }
            lines.said.lock().unwrap().push(line);
            lines.more.notify_all();
        }
    })
}
