//! A front before a demo backend: it writes down each request, and does to exactly one of them what networks and servers
//! do.

use crate::kind::Kind;
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

/// The largest head or body that passes.
const LARGEST: usize = 1 << 20;

/// A request that came.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Method and path.
    pub what: String,
    /// The whole address.
    pub address: String,
    /// The status of the answer, where the backend was asked.
    pub served: Option<u16>,
}

/// Told to kill the processes that ask.
type Killer = Box<dyn Fn() + Send>;

#[derive(Default)]
struct State {
    asked: Vec<Asked>,
    /// What happens, and how many requests pass before.
    fault: Option<(usize, Kind)>,
    /// Whether it has.
    met: bool,
    killer: Option<Killer>,
    /// What is shown in the place of a name and a password.
    shown: Option<&'static str>,
    /// Text in answers, and what stands there instead.
    replaced: Vec<(String, String)>,
    /// All answers, as they were given.
    answers: Vec<u8>,
}

/// A front. It ends with the test's process.
#[derive(Clone)]
pub struct Front {
    pub url: String,
    state: Arc<Mutex<State>>,
}

impl Front {
    /// A front before the service at `url`.
    pub fn before(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let front = Self { url: format!("http://{}", listener.local_addr().unwrap()), state: Arc::default() };
        let (serving, inner) = (front.clone(), url.trim_start_matches("http://").to_owned());
        thread::spawn(move || {
            for outer in listener.incoming().map_while(Result::ok) {
                let (serving, inner) = (serving.clone(), inner.clone());
                thread::spawn(move || serving.pass(outer, &inner));
            }
        });
        front
    }

    /// Which processes a crash kills.
    pub fn crashes(&self, killer: impl Fn() + Send + 'static) {
        self.state().killer = Some(Box::new(killer));
    }

    /// Whatever stands in answers as the first of a pair is from now on the second.
    pub fn replaces(&self, pairs: &[(&str, String)]) {
        self.state().replaced = pairs.iter().map(|(from, to)| ((*from).to_owned(), to.clone())).collect();
    }

    /// Whoever comes with a name and a password comes with these (RFC 7617): `Basic …`.
    pub fn shows(&self, credential: &'static str) {
        self.state().shown = Some(credential);
    }

    /// Lets `after` requests pass, and then `kind` befall one.
    pub fn befall(&self, after: usize, kind: Kind) {
        let mut state = self.state();
        (state.fault, state.met) = (Some((after, kind)), false);
    }

    /// Nothing happens any more; whether it had.
    pub fn clear(&self) -> bool {
        let mut state = self.state();
        state.fault = None;
        std::mem::take(&mut state.met)
    }

    /// How many came so far.
    pub fn count(&self) -> usize {
        self.state().asked.len()
    }

    /// What came after the first `count`.
    pub fn since(&self, count: usize) -> Vec<Asked> {
        self.state().asked.iter().skip(count).cloned().collect()
    }

    /// All answers so far.
    pub fn answers(&self) -> Vec<u8> {
        self.state().answers.clone()
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Passes one request on; the connection ends with it, or where something is odd (`None`).
    fn pass(&self, mut outer: TcpStream, inner: &str) -> Option<()> {
        let (head, body) = message(&mut outer)?;
        let line = head.lines().next()?.trim_end_matches(" HTTP/1.1").to_owned();
        let what = line.split('?').next()?.to_owned();
        let (number, fault) = {
            let mut state = self.state();
            state.asked.push(Asked { what, address: line, served: None });
            let fault = match &mut state.fault {
                Some((0, kind)) => Some(*kind),
                Some((after, _)) => {
                    *after -= 1;
                    None
                }
                None => None,
            };
            state.met |= fault.is_some();
            if fault.is_some_and(|kind| kind != Kind::Down) {
                state.fault = None;
            }
            (state.asked.len() - 1, fault)
        };
        if let Some(answer) = fault.and_then(instead) {
            return outer.write_all(&answer).ok();
        }
        match fault {
            Some(Kind::Reset) => return Some(()),
            // Whoever waits gives up, and closes the connection.
            Some(Kind::Hang) => {
                hold(&mut outer);
                return None;
            }
            Some(Kind::CrashBefore) => {
                self.crash(&mut outer);
                return None;
            }
            _ => {}
        }
        let shown = self.state().shown;
        let (head, body) = serve(inner, &head, &body, shown)?;
        self.state().asked[number].served = head.split(' ').nth(1)?.parse().ok();
        let (head, body) = self.rewritten(&head, &body);
        match fault {
            Some(Kind::LostReply) => Some(()),
            Some(Kind::CrashAfter) => {
                self.crash(&mut outer);
                None
            }
            Some(Kind::TornReply) => {
                outer.write_all(&[head.as_bytes(), &body[..body.len() / 2]].concat()).ok()
            }
            Some(Kind::WrongChecksum) => {
                let garbled: Vec<u8> = body.iter().map(|byte| byte ^ 0x15).collect();
                outer.write_all(&[head.as_bytes(), &garbled].concat()).ok()
            }
            _ => outer.write_all(&[head.as_bytes(), &body].concat()).ok(),
        }
    }

    fn crash(&self, outer: &mut TcpStream) {
        if let Some(killer) = &self.state().killer {
            killer();
        }
        hold(outer);
    }

    /// The answer with what stands there instead; its length is right again.
    fn rewritten(&self, head: &str, body: &[u8]) -> (String, Vec<u8>) {
        let mut text = String::from_utf8(body.to_vec()).unwrap();
        let mut state = self.state();
        for (from, to) in &state.replaced {
            text = text.replace(from, to);
        }
        state.answers.extend(text.as_bytes());
        state.answers.push(b'\n');
        let lines = head.trim_end().lines().filter(|line| {
            let line = line.to_lowercase();
            !line.starts_with("content-length:") && !line.starts_with("connection:")
        });
        let lines: Vec<&str> = lines.collect();
        let head =
            format!("{}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", lines.join("\r\n"), text.len());
        (head, text.into_bytes())
    }
}

/// What is answered in the place of the backend's answer.
fn instead(kind: Kind) -> Option<Vec<u8>> {
    let (status, body) = match kind {
        Kind::Throttle => ("429 Too Many Requests\r\nretry-after: 1", r#"{"message":"Rate limit exceeded"}"#),
        Kind::Internal | Kind::Down => ("500 Internal Server Error", r#"{"message":"Internal error"}"#),
        Kind::Denied => ("403 Forbidden", r#"{"message":"Forbidden"}"#),
        _ => return None,
    };
    let head = format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\nconnection: close\r\n");
    Some(format!("{head}content-length: {}\r\n\r\n{body}", body.len()).into_bytes())
}

/// Says nothing until the other side has gone.
fn hold(stream: &mut TcpStream) {
    while matches!(stream.read(&mut [0; 64]), Ok(1..)) {}
}

/// Has a request answered by the backend: head and body of the answer.
fn serve(inner: &str, head: &str, body: &[u8], shown: Option<&str>) -> Option<(String, Vec<u8>)> {
    let mut stream = TcpStream::connect(inner).ok()?;
    let lines = head.trim_end().lines().filter(|line| !line.to_lowercase().starts_with("connection:"));
    let lines = lines.map(|line| match shown {
        Some(shown) if line.to_lowercase().starts_with("authorization: basic ") => {
            format!("authorization: {shown}")
        }
        _ => line.to_owned(),
    });
    let head = lines.collect::<Vec<_>>().join("\r\n");
    let request = [head.as_bytes(), b"\r\nconnection: close\r\n\r\n", body].concat();
    stream.write_all(&request).ok()?;
    message(&mut stream)
}

/// Reads a head, and a body of the length that it says.
fn message(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let (mut bytes, mut piece) = (Vec::new(), [0; 8192]);
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|it| it == b"\r\n\r\n") {
            break at + 4;
        }
        let length = stream.read(&mut piece).ok().filter(|length| *length > 0)?;
        bytes.extend(&piece[..length]);
        assert!(bytes.len() < LARGEST, "a head without end");
    };
    let mut body = bytes.split_off(end);
    let head = String::from_utf8(bytes).ok()?;
    let lower = head.to_lowercase();
    assert!(!lower.contains("transfer-encoding:"), "what passes here says how long it is");
    let length = lower.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    let length: usize = length.unwrap_or(0);
    while body.len() < length {
        let read = stream.read(&mut piece).ok().filter(|length| *length > 0)?;
        body.extend(&piece[..read]);
    }
    Some((head, body))
}
