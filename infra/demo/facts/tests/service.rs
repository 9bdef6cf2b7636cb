//! The service as its clients see it: the program is started, asked over HTTP, and told to stop.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

struct Service {
    child: Child,
    address: String,
}

impl Service {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_demo-facts"))
            .args(["--listen", "127.0.0.1:0"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("http://").unwrap().to_owned();
        Self { child, address }
    }

    fn get(&self, target: &str) -> (u16, Value) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {target} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", self.address)
            .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), serde_json::from_str(body).unwrap())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let ended = self.child.wait().unwrap();
        assert!(ended.success() || std::thread::panicking(), "it ends when its input is closed: {ended}");
    }
}

#[test]
fn facts_follow_one_another_and_end() {
    let service = Service::start();
    let (status, first) = service.get("/facts/next?topic=whales&language=en");
    assert_eq!((status, first["topic"].as_str()), (200, Some("whales")));
    let mut facts = vec![first];
    loop {
        let after = facts.last().unwrap()["id"].as_str().unwrap();
        let (status, next) = service.get(&format!("/facts/next?topic=whales&after={after}&language=en"));
        if status == 404 {
            assert_eq!(next["message"], format!("there is no fact about `whales` after `{after}`"));
            break;
        }
        assert!(facts.iter().all(|told| told["text"] != next["text"]), "no fact is told twice");
        facts.push(next);
    }
    assert_eq!(facts.len(), 10);
    let last = facts.last().unwrap()["id"].as_str().unwrap();
    let (status, other) = service.get(&format!("/facts/next?after={last}&language=de"));
    assert_eq!((status, other["topic"].as_str()), (200, Some("bees")), "without a topic it goes on");
}

#[test]
fn the_fact_of_a_day_is_always_the_same() {
    let service = Service::start();
    let of =
        |day: &str, language: &str| service.get(&format!("/facts/of-the-day?day={day}&language={language}"));
    let (status, english) = of("2026-03-01", "en");
    let (_, german) = of("2026-03-01", "de");
    assert_eq!(status, 200);
    assert_eq!(english["id"], german["id"]);
    assert_ne!(english["text"], german["text"]);
    assert_eq!(of("2026-03-01", "en").1, english);
    assert_ne!(of("2026-03-02", "en").1["id"], english["id"]);
}

#[test]
fn what_is_not_there_is_said() {
    let service = Service::start();
    for (target, status) in [
        ("/facts/next?topic=trains&language=en", 404),
        ("/facts/next?topic=whales&after=bees-1&language=en", 404),
        ("/facts/next?topic=whales&language=fr", 404),
        ("/facts/next?topic=whales", 400),
        ("/facts/of-the-day?day=tomorrow&language=en", 400),
    ] {
        let (answered, body) = service.get(target);
        assert_eq!(answered, status, "{target}");
        assert!(!body["message"].as_str().unwrap().is_empty(), "{target}");
    }
}
