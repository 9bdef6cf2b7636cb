//! The child process: isolated, and gone with us.
//!
//! The kernel speaks JSON lines over its descriptor 3. The runtime's own wrapper would start a second Node.js to carry
//! them to standard input and output, would not notice the kernel's end, and so would let us wait for ever. We start the
//! kernel itself, with one end of a pair of sockets: when the other closes, however this process ends, it ends too.

mod message;
mod node;

pub(crate) use message::{Answer, Asked, Callback};
pub(crate) use node::BEFORE;

use crate::{
    Console, Error, Kind, Result, Stream,
    console::{self, Tail},
    error::Explain as _,
    packages::Packages,
};
use message::Message;
use serde::Serialize;
use std::{
    cell::RefCell,
    io::{self, BufRead as _, BufReader, Write as _},
    net::Shutdown,
    os::unix::{net::UnixStream, process::ExitStatusExt as _},
    path::{Path, PathBuf},
    process::{Child, ExitStatus, Stdio},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// How long Node.js may take to start. After that it may take as long as it likes: what is asked of it is work.
const START: Duration = Duration::from_mins(1);

/// How long a kernel may take to end once it is told to, or once its socket is closed.
const END: Duration = Duration::from_secs(3);

pub(crate) struct Process {
    id: u32,
    state: RefCell<State>,
    tail: Tail,
    console: Console,
}

enum State {
    Alive(Box<Alive>),
    /// With what is to be said of it.
    Ended(String),
}

struct Alive {
    child: Child,
    socket: BufReader<UnixStream>,
    printers: Vec<JoinHandle<()>>,
}

impl Process {
    #[track_caller]
    pub fn start(node: Option<PathBuf>, console: Console, packages: &Packages) -> Result<Process> {
        let program = node::find(node)?;
        let (ours, theirs) = UnixStream::pair()
            .explain(Kind::Node, |error| format!("no socket for the kernel could be made: {error}"))?;
        let mut child = node::command(&program, packages)
            .stdin(Stdio::from(std::os::fd::OwnedFd::from(theirs)))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .explain(Kind::Node, |error| format!("`{}` could not be started: {error}", program.display()))?;
        let tail = Tail::default();
        let out =
            child.stdout.take().map(|it| console::forward(it, Stream::Out, console.clone(), tail.clone()));
        let err =
            child.stderr.take().map(|it| console::forward(it, Stream::Err, console.clone(), tail.clone()));
        let printers = out.into_iter().chain(err).collect();
        let id = child.id();
        let alive = Alive { child, socket: BufReader::new(ours), printers };
        let process = Process { id, state: RefCell::new(State::Alive(Box::new(alive))), tail, console };
        process.patience(Some(START));
        process.greet(&program)?;
        process.patience(None);
        Ok(process)
    }

    /// Reads what comes before the first request: the version of Node.js, by our own few lines; then the kernel's hello.
    #[track_caller]
    fn greet(&self, program: &Path) -> Result<()> {
        match self.read() {
            Ok(Message::Node(version)) => node::check(program, &version)?,
            Ok(other) => return Err(other.unexpected()),
            Err(error) if error.kind() == Kind::Ended => {
                return Err(node::not_started(program, error.message()));
            }
            Err(error) => return Err(error),
        }
        match self.read()? {
            Message::Hello(hello) => Packages::check_runtime(&hello),
            other => Err(other.unexpected()),
        }
    }

    /// How long to wait for a line; one that does not come is the end of the process.
    fn patience(&self, time: Option<Duration>) {
        if let State::Alive(alive) = &mut *self.state.borrow_mut() {
            // Fails only for no time at all.
            let _ = alive.socket.get_mut().set_read_timeout(time);
        }
    }

    pub fn id(&self) -> u32 {
        self.id
    }

    /// Sends a line, and reads the next.
    #[track_caller]
    pub fn ask(&self, request: &impl Serialize) -> Result<Asked> {
        let mut line = serde_json::to_vec(request).explain(Kind::Usage, |error| error.to_string())?;
        line.push(b'\n');
        self.write(&line)?;
        match self.read() {
            Ok(Message::Ok(answer)) => Ok(Asked::Answered(*answer)),
            Ok(Message::Callback(callback)) => Ok(Asked::Callback(*callback)),
            Ok(Message::Error(thrown)) => Err(thrown.into_error()),
            Ok(other) => Err(self.give_up(other.unexpected())),
            Err(error) if error.kind() == Kind::Protocol => Err(self.give_up(error)),
            Err(error) => Err(error),
        }
    }

    /// Ends a process that does not keep to the protocol: nobody knows which answer would come next.
    fn give_up(&self, error: Error) -> Error {
        let mut state = self.state.borrow_mut();
        if let State::Alive(alive) = &mut *state {
            alive.end();
            *state = State::Ended(format!("the jsii kernel was given up: {}", error.message()));
        }
        error
    }

    #[track_caller]
    fn write(&self, line: &[u8]) -> Result<()> {
        let mut state = self.state.borrow_mut();
        let State::Alive(alive) = &mut *state else { return Err(ended(&state)) };
        match alive.socket.get_mut().write_all(line) {
            Ok(()) => Ok(()),
            Err(_) => Err(self.bury(&mut state)),
        }
    }

    /// The next line that is a message. What a library itself writes to the descriptor is passed on as printed.
    #[track_caller]
    fn read(&self) -> Result<Message> {
        let mut state = self.state.borrow_mut();
        let State::Alive(alive) = &mut *state else { return Err(ended(&state)) };
        let mut line = Vec::new();
        loop {
            line.clear();
            // A line without its end is one in which the kernel was killed.
            if !matches!(alive.socket.read_until(b'\n', &mut line), Ok(1..) if line.ends_with(b"\n")) {
                return Err(self.bury(&mut state));
            }
            if let Some(message) = Message::parse(&line)? {
                return Ok(message);
            }
            self.console.line(Stream::Out, String::from_utf8_lossy(&line).trim_end());
        }
    }

    /// Says that the process has ended, and why as far as that is known.
    #[track_caller]
    fn bury(&self, state: &mut State) -> Error {
        if let State::Alive(alive) = state {
            let how = alive.end();
            let said = self.tail.text();
            let said = if said.is_empty() { said } else { format!("; the last that it printed:\n{said}") };
            *state = State::Ended(format!("the jsii kernel has ended: {how}{said}"));
        }
        ended(state)
    }

    /// Ends the process, which answers nothing that is under way.
    #[track_caller]
    pub fn close(&self) -> Result<()> {
        let Ok(mut state) = self.state.try_borrow_mut() else {
            return Err(Error::of(Kind::Usage, "the kernel cannot be closed while it is asked"));
        };
        if let State::Alive(alive) = &mut *state {
            // One that has ended already needs no telling.
            let _ = alive.socket.get_mut().write_all(b"{\"exit\":0}\n");
            alive.end();
            *state = State::Ended("the jsii kernel was closed".to_owned());
        }
        Ok(())
    }
}

#[track_caller]
fn ended(state: &State) -> Error {
    match state {
        State::Ended(why) => Error::of(Kind::Ended, why.clone()),
        State::Alive(_) => Error::of(Kind::Ended, "the jsii kernel has ended"),
    }
}

impl Alive {
    /// Waits for the end of the process, and brings it about after a while; says how it ended.
    fn end(&mut self) -> String {
        let deadline = Instant::now() + END;
        // What it still has to say is taken, so that it can end in peace.
        let _ = self.socket.get_mut().shutdown(Shutdown::Write);
        let _ = self.socket.get_mut().set_read_timeout(Some(END));
        let _ = io::copy(&mut self.socket, &mut io::sink());
        let how = loop {
            match self.child.try_wait() {
                Ok(Some(status)) => break said(status),
                Ok(None) if Instant::now() < deadline => thread::sleep(Duration::from_millis(2)),
                Ok(None) | Err(_) => {
                    let _ = self.child.kill();
                    let _ = self.child.wait();
                    break "it did not answer and was killed".to_owned();
                }
            }
        };
        for printer in self.printers.drain(..) {
            // A grandchild may hold the other end open for as long as it likes.
            while !printer.is_finished() && Instant::now() < deadline {
                thread::sleep(Duration::from_millis(1));
            }
        }
        how
    }
}

fn said(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit status {code}"),
        (_, Some(signal)) => format!("killed by signal {signal}"),
        _ => "of an unknown cause".to_owned(),
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Fails only while it is asked, which borrows it.
        let _ = self.close();
    }
}

#[cfg(test)]
mod tests;
