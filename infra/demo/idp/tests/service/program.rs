//! The program: where it finds its settings, and when it ends.

use crate::visitor::{CLIENT, REDIRECT, SECRET};
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
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

/// The whole answer to a request with a form.
fn ask(base: &str, request: &str, form: &str) -> String {
    let host = base.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let length = form.len();
    let kind = "content-type: application/x-www-form-urlencoded";
    let head = format!("{request} HTTP/1.1\r\nhost: {host}\r\n{kind}\r\ncontent-length: {length}");
    write!(stream, "{head}\r\nconnection: close\r\n\r\n{form}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn it_has_the_habits_of_its_arguments_again_after_a_reset() {
    let mut running = registered().args(["--expires-in", "client_credentials=string"]).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(running.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let form = format!("grant_type=client_credentials&client_id={CLIENT}&client_secret={SECRET}");
    let told = || ask(line.trim_end(), "POST /connect/token", &form).contains(r#""expires_in":"3600""#);
    assert!(told());
    ask(line.trim_end(), "POST /reset", "");
    assert!(told());
    drop(running.stdin.take());
    assert!(running.wait().unwrap().success());
}

#[test]
fn it_says_where_it_is_and_ends_with_its_input() {
    let mut running = registered().spawn().unwrap();
    let mut line = String::new();
    BufReader::new(running.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let port = line.trim_end().strip_prefix("http://127.0.0.1:").map(str::parse::<u16>);
    assert!(matches!(port, Some(Ok(1..))), "{line}");
    let found = ask(line.trim_end(), "GET /.well-known/openid-configuration", "");
    assert!(found.contains(&format!(r#""issuer":"{}""#, line.trim_end())), "{found}");
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
    for arguments in [
        &["--port"][..],
        &["--expires-in"],
        &["--expires-in", "refresh_token"],
        &["--expires-in", "password=omitted"],
        &["--expires-in", "refresh_token=sometimes"],
    ] {
        let wrong = registered().args(arguments).output().unwrap();
        assert_eq!(wrong.status.code(), Some(2), "{arguments:?}");
    }
}
