//! A demo provider, and a demo service of one, for the tests of the embedded cloud: it answers every request with what
//! it was told.
#![allow(clippy::unwrap_used, reason = "a fixture; a panic shows in the test")]

use serde_json::json;
use std::{
    env,
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    thread,
};

fn main() {
    let told = json!({
        "arguments": env::args().skip(3).collect::<Vec<_>>(),
        "client": env::var("DEMO_CLIENT_ID").ok(),
        "secret": env::var("DEMO_CLIENT_SECRET").ok(),
        "redirects": env::var("DEMO_REDIRECT_URIS").ok(),
    })
    .to_string();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut reader = BufReader::new(stream.unwrap());
            let mut line = String::new();
            while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                line.clear();
            }
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                told.len()
            );
            drop(write!(reader.get_mut(), "{head}{told}"));
        }
    });
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}
