//! A demo backend for the tests of the embedded cloud: it keeps every connection open until its standard input is
//! closed.
#![allow(clippy::unwrap_used, reason = "a fixture; a panic shows in the test")]

use std::{io::Read, net::TcpListener, thread};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    assert_eq!(arguments, ["--listen", "127.0.0.1:0"]);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("http://{}", listener.local_addr().unwrap());
    eprintln!("at your service");
    thread::spawn(move || {
        let connections: Vec<_> = listener.incoming().collect();
        drop(connections);
    });
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}
