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
}

#[derive(Default)]
struct Shared {
    passed: Mutex<Vec<u8>>,
    trap: Mutex<Option<Trap>>,
    /// Connections that are held open and lead nowhere.
    held: Mutex<Vec<TcpStream>>,
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
        let trap = Trap { start: start.to_owned(), part: part.to_owned(), side, reached };
        *self.shared.trap.lock().unwrap() = Some(trap);
        moment
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
            let mut trap = way.trap.lock().unwrap();
            if let Some(sprung) = trap.take_if(|it| line.starts_with(&it.start) && line.contains(&it.part)) {
                if sprung.side == Side::Before {
                    way.held.lock().unwrap().extend([from.try_clone().unwrap(), to.try_clone().unwrap()]);
                    sprung.reached.send(()).ok();
                    return;
                }
                *asked.lock().unwrap() = Some(sprung.reached);
            }
            drop(trap);
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
            if to.write_all(piece).is_err() {
                break;
            }
        }
        to.shutdown(Shutdown::Both).ok();
    });
}
