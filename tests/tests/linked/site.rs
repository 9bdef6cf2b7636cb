//! A server of the user's own, which need not mean well. The cloud takes it for a demo backend, so that it is behind TLS
//! and pinned like one; what it answers, the test says.

use crate::{cloud::Folder, programs::programs_with};
use serde_json::json;
use std::{
    collections::BTreeMap,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

/// The host that the user types.
pub const HOST: &str = "own.northwind.test";
/// The largest head of a request.
const HEAD: usize = 64 * 1024;
/// The most that an endless answer has: far more than anybody should read.
const ENDLESS: usize = 64 * 1024 * 1024;

/// How it answers.
#[derive(Clone)]
pub enum Manner {
    /// Everybody is welcome: who sends `Authorization` of another length is somebody else.
    Welcome,
    /// These bytes, from the status line on.
    Bytes(Vec<u8>),
    /// A success whose body does not end.
    Endless,
    /// A success whose body comes byte by byte, and does not end.
    Slow,
    /// Nothing, ever.
    Silent,
}

/// A request that it got.
#[derive(Clone, Debug)]
pub struct Got {
    pub line: String,
    /// The value of `Authorization`.
    pub authorization: Option<String>,
}

/// The server. It ends with the test's process.
#[derive(Clone)]
pub struct Site {
    /// By the path below which it is asked; everywhere else the one of the empty path.
    manners: Arc<Mutex<BTreeMap<String, Manner>>>,
    got: Arc<Mutex<Vec<Got>>>,
}

impl Site {
    /// Starts one for the skill `jira` of the cloud that will run on `folder`, and pins it there as [`HOST`].
    pub fn start(folder: &Folder) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let site = Self { manners: Arc::default(), got: Arc::default() };
        let serving = site.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let serving = serving.clone();
                thread::spawn(move || serving.serve(stream));
            }
        });
        programs_with(
            &folder.programs(),
            "demo-own",
            &format!("#!/bin/sh\necho http://{address}\nexec cat\n"),
        );
        folder.replan("jira", |plan| {
            plan["stages"]["local"]["pinned_hosts"][HOST] = json!({"demo": "own"});
        });
        site
    }

    /// From now on it answers like that.
    pub fn answers(&self, manner: Manner) {
        self.answers_below("", manner);
    }

    /// From now on it answers like that below a path, `/a`.
    pub fn answers_below(&self, path: &str, manner: Manner) {
        self.manners.lock().unwrap().insert(path.to_owned(), manner);
    }

    /// A JSON success.
    pub fn answers_with(&self, body: &str) {
        self.answers(Manner::Bytes(http("200 OK\r\ncontent-type: application/json", body.as_bytes())));
    }

    /// What it got since it was last asked.
    pub fn got(&self) -> Vec<Got> {
        std::mem::take(&mut *self.got.lock().unwrap())
    }

    fn serve(&self, mut stream: TcpStream) {
        let Some(head) = head(&mut stream) else { return };
        let mut lines = head.lines();
        let line = lines.next().unwrap_or_default().trim_end_matches(" HTTP/1.1").to_owned();
        let authorization = lines.find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("authorization").then(|| value.to_owned())
        });
        self.got.lock().unwrap().push(Got { line: line.clone(), authorization: authorization.clone() });
        let below =
            |(path, manner): (&String, &Manner)| line.contains(&format!(" {path}/")).then(|| manner.clone());
        let manner = self.manners.lock().unwrap().iter().rev().find_map(below).unwrap_or(Manner::Welcome);
        match manner {
            Manner::Welcome => {
                let who = format!("somebody-{}", authorization.unwrap_or_default().len());
                let body = json!({"key": who, "displayName": who, "name": who}).to_string();
                let answer = http("200 OK\r\ncontent-type: application/json", body.as_bytes());
                stream.write_all(&answer).ok();
            }
            Manner::Bytes(bytes) => drop(stream.write_all(&bytes)),
            Manner::Endless => {
                stream
                    .write_all(
                        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n[",
                    )
                    .ok();
                for _ in 0..ENDLESS / 4096 {
                    if stream.write_all(&[b' '; 4096]).is_err() {
                        return;
                    }
                }
            }
            Manner::Slow => {
                stream
                    .write_all(
                        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n{",
                    )
                    .ok();
                while stream.write_all(b" ").is_ok() {
                    thread::sleep(Duration::from_millis(100));
                }
            }
            Manner::Silent => while matches!(stream.read(&mut [0; 64]), Ok(1..)) {},
        }
    }
}

/// A response: status and headers, and a body.
pub fn http(head: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// The head of a request. What is asked for here has no body.
fn head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() > HEAD || stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    String::from_utf8(head).ok()
}
