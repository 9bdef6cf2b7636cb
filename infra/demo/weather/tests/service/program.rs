//! The program itself.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
};

#[test]
fn the_program_says_where_it_is_and_ends_with_its_input() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_demo-weather"))
        .args(["--provider", "http://127.0.0.1:1", "--listen", "127.0.0.1:0"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let port = line.trim_end().strip_prefix("http://127.0.0.1:").map(str::parse::<u16>);
    assert!(matches!(port, Some(Ok(1..))), "{line}");
    drop(program.stdin.take());
    assert!(program.wait().unwrap().success());

    for arguments in [&["--port", "1"][..], &["--listen"], &["--listen", "nowhere"]] {
        let wrong = Command::new(env!("CARGO_BIN_EXE_demo-weather")).args(arguments).output().unwrap();
        assert_eq!(wrong.status.code(), Some(2), "{arguments:?}");
    }
}
