//! A gate before a demo backend: it writes down what passes, and can be shut at one exact moment.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

/// The most that is passed on at once, in bytes. What clients ask for is shorter.
const PIECE: usize = 8 * 1024;

/// When to shut.
#[derive(Clone, Copy, PartialEq)]
pub enum Side {
    /// A request has come, and was not passed on.
    Before,
    /// It was answered, and the answer not passed on.
    After,
}

/// Where to shut, and whom to tell.
struct Trap {
    /// How the request begins: `POST /x`.
    start: String,
    /// What is in the request line besides.
    part: String,
    side: Side,
    reached: Sender<()>,
    /// Until when it is shut; for good, where there is nothing to wait for.
    until: Option<Receiver<()>>,
}

#[derive(Default)]
struct Shared {
    passed: Mutex<Vec<u8>>,
    trap: Mutex<Option<Trap>>,
    /// Connections that are held open and lead nowhere.
    held: Mutex<Vec<TcpStream>>,
    /// What answers say otherwise than they came: of the same length.
    instead: Mutex<Option<(Vec<u8>, Vec<u8>)>>,
}

/// A gate.
pub struct Gate {
    pub url: String,
    shared: Arc<Shared>,
}

impl Gate {
    /// A gate before the service at `url`.
    pub fn before(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (shared, inner) = (Arc::new(Shared::default()), url.trim_start_matches("http://").to_owned());
        let passing = shared.clone();
        // Ends with the test's process.
        thread::spawn(move || {
            for outer in listener.incoming().map_while(Result::ok) {
                let Ok(inner) = TcpStream::connect(&inner) else { continue };
                pass(&outer, &inner, &passing);
            }
        });
        Self { url: format!("http://{address}"), shared }
    }

    /// A gate behind which nothing is: whoever connects waits. Says so when somebody does.
    pub fn nowhere() -> (String, Receiver<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (reached, moment) = channel();
        thread::spawn(move || {
            let mut held = Vec::new();
            for stream in listener.incoming().map_while(Result::ok) {
                held.push(stream);
                reached.send(()).ok();
            }
        });
        (address, moment)
    }

    /// Shuts at the next request whose line begins with `start` and has `part` in it. Says so when it is there.
    pub fn shut(&self, start: &str, part: &str, side: Side) -> Receiver<()> {
        let (reached, moment) = channel();
        let trap = Trap { start: start.to_owned(), part: part.to_owned(), side, reached, until: None };
        *self.shared.trap.lock().unwrap() = Some(trap);
        moment
    }

    /// Holds the next such request until it is told to pass it on.
    pub fn hold(&self, start: &str, part: &str) -> (Receiver<()>, Sender<()>) {
        let (go_on, until) = channel();
        let moment = self.shut(start, part, Side::Before);
        self.shared.trap.lock().unwrap().as_mut().unwrap().until = Some(until);
        (moment, go_on)
    }

    /// From now on answers say `there` where they said `here`.
    pub fn say_instead(&self, here: &str, there: &str) {
        assert_eq!(here.len(), there.len(), "the length of an answer is said before");
        *self.shared.instead.lock().unwrap() = Some((here.into(), there.into()));
    }

    /// All that has passed, in both directions.
    pub fn passed(&self) -> Vec<u8> {
        self.shared.passed.lock().unwrap().clone()
    }
}

/// Passes on what comes from either side. A request is in one piece, as clients send what is small.
fn pass(outer: &TcpStream, inner: &TcpStream, shared: &Arc<Shared>) {
    let answered = Arc::new(Mutex::new(None::<Sender<()>>));
    let (mut from, mut to) = (outer.try_clone().unwrap(), inner.try_clone().unwrap());
    let (way, asked) = (shared.clone(), answered.clone());
    thread::spawn(move || {
        let mut piece = [0; PIECE];
        while let Ok(length @ 1..) = from.read(&mut piece) {
            let piece = &piece[..length];
            way.passed.lock().unwrap().extend(piece);
            let line = String::from_utf8_lossy(piece).lines().next().unwrap_or_default().to_owned();
            let fits = |it: &mut Trap| line.starts_with(&it.start) && line.contains(&it.part);
            let sprung = way.trap.lock().unwrap().take_if(fits);
            if let Some(sprung) = sprung {
                if let Some(until) = sprung.until {
                    sprung.reached.send(()).ok();
                    until.recv().ok();
                } else if sprung.side == Side::Before {
                    way.held.lock().unwrap().extend([from.try_clone().unwrap(), to.try_clone().unwrap()]);
                    sprung.reached.send(()).ok();
                    return;
                } else {
                    *asked.lock().unwrap() = Some(sprung.reached);
                }
            }
            if to.write_all(piece).is_err() {
                break;
            }
        }
        to.shutdown(Shutdown::Both).ok();
    });
    let (mut from, mut to) = (inner.try_clone().unwrap(), outer.try_clone().unwrap());
    let way = shared.clone();
    thread::spawn(move || {
        let mut piece = [0; PIECE];
        while let Ok(length @ 1..) = from.read(&mut piece) {
            let piece = &piece[..length];
            way.passed.lock().unwrap().extend(piece);
            if let Some(reached) = answered.lock().unwrap().take() {
                way.held.lock().unwrap().extend([from.try_clone().unwrap(), to.try_clone().unwrap()]);
                reached.send(()).ok();
                return;
            }
            let mut piece = piece.to_vec();
            if let Some((here, there)) = &*way.instead.lock().unwrap()
                && let Some(at) = piece.windows(here.len()).position(|part| part == here)
            {
                piece[at..at + here.len()].copy_from_slice(there);
            }
            if to.write_all(&piece).is_err() {
                break;
            }
        }
        to.shutdown(Shutdown::Both).ok();
    });
}
