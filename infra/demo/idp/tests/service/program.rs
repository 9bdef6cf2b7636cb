//! The program: where it finds its settings, and when it ends.

use crate::visitor::{CLIENT, REDIRECT, SECRET};
use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
};

fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_demo-idp"));
    program.env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    program.args(["--listen", "127.0.0.1:0"]);
    program
}

fn registered() -> Command {
    let mut program = program();
    program
        .env("DEMO_CLIENT_ID", CLIENT)
        .env("DEMO_CLIENT_SECRET", SECRET)
        .env("DEMO_REDIRECT_URIS", REDIRECT);
    program
}

#[test]
fn it_says_where_it_is_and_ends_with_its_input() {
    let mut running = registered().spawn().unwrap();
    let mut line = String::new();
    BufReader::new(running.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let port = line.trim_end().strip_prefix("http://127.0.0.1:").map(str::parse::<u16>);
    assert!(matches!(port, Some(Ok(1..))), "{line}");
    drop(running.stdin.take());
    assert!(running.wait().unwrap().success());
}

#[test]
fn without_an_app_it_does_not_start() {
    for name in ["DEMO_CLIENT_ID", "DEMO_CLIENT_SECRET", "DEMO_REDIRECT_URIS"] {
        for ended in [registered().env_remove(name).output(), registered().env(name, "").output()] {
            let ended = ended.unwrap();
            let said = String::from_utf8(ended.stderr).unwrap();
            assert_eq!((ended.status.code(), ended.stdout.len()), (Some(2), 0), "{said}");
            assert!(said.starts_with(&format!("demo-idp: `{name}` is not set")), "{said}");
            assert!(!said.contains(SECRET), "{said}");
        }
    }
    let relative = registered().env("DEMO_REDIRECT_URIS", "/link/callback").output().unwrap();
    assert_eq!(relative.status.code(), Some(2));
    let wrong = program().arg("--port").output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
}
