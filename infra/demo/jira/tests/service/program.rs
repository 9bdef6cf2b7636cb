//! The program itself.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
};

#[test]
fn the_program_says_where_it_is_and_ends_with_its_input() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_demo-jira"))
        .args([
            "--provider",
            "http://127.0.0.1:1",
            "--listen",
            "127.0.0.1:0",
            "--scenario",
            "scenarios/large.json",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
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

    let wrong_ones: [&[&str]; 5] = [
        &["--port", "1"],
        &["--listen"],
        &["--listen", "nowhere"],
        &["--scenario", "nowhere.json"],
        &["--scenario", "Cargo.toml"],
    ];
    for arguments in wrong_ones {
        let wrong = Command::new(env!("CARGO_BIN_EXE_demo-jira")).args(arguments).output().unwrap();
        assert_eq!(wrong.status.code(), Some(2), "{arguments:?}");
    }
}
