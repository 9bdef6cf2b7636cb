//! `demo-facts --listen 127.0.0.1:0`: prints its base URL, and serves until standard input is closed.

use std::{io::Read, process::ExitCode};
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let listen = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => "127.0.0.1:0".to_owned(),
        ["--listen", address] => (*address).to_owned(),
        _ => {
            eprintln!("usage: demo-facts [--listen ADDRESS:PORT]");
            return ExitCode::from(2);
        }
    };
    match serve(&listen).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: can't serve on `{listen}`: {error}");
            ExitCode::from(2)
        }
    }
}

async fn serve(listen: &str) -> std::io::Result<()> {
    let app = demo_facts::app()?;
    let listener = TcpListener::bind(listen).await?;
    println!("http://{}", listener.local_addr()?);
    let (closed, stdin) = tokio::sync::oneshot::channel::<()>();
    std::thread::spawn(move || {
        let mut input = std::io::stdin().lock();
        let mut buffer = [0; 256];
        while matches!(input.read(&mut buffer), Ok(1..)) {}
        drop(closed);
    });
    tokio::select! {
        served = axum::serve(listener, app) => served,
        _ = stdin => Ok(()),
    }
}
