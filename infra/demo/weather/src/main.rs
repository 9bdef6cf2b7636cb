//! Serves the demo: `demo-weather [--listen 127.0.0.1:0] [--provider URL]`. The first line of output is its base URL. It
//! ends when its standard input does, so that it does not outlive whoever started it.

use std::{
    env,
    io::{self, Write as _},
    process::ExitCode,
    thread,
};
use tokio::{net::TcpListener, sync::oneshot};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Some((listen, provider)) = read_arguments() else {
        eprintln!("usage: demo-weather [--listen ADDRESS:PORT] [--provider URL]");
        return ExitCode::from(2);
    };
    match serve(&listen, provider.as_deref()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("demo-weather: can't serve on `{listen}`: {error}");
            ExitCode::from(2)
        }
    }
}

/// Where to listen, and the identity provider. Nothing where the arguments are not understood.
fn read_arguments() -> Option<(String, Option<String>)> {
    let (mut listen, mut provider) = ("127.0.0.1:0".to_owned(), None);
    let mut arguments = env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next()?;
        match name.as_str() {
            "--listen" => listen = value,
            "--provider" => provider = Some(value),
            _ => return None,
        }
    }
    Some((listen, provider))
}

async fn serve(listen: &str, provider: Option<&str>) -> io::Result<()> {
    let app = demo_weather::app(provider).map_err(io::Error::other)?;
    let listener = TcpListener::bind(listen).await?;
    writeln!(io::stdout(), "http://{}", listener.local_addr()?)?;
    tokio::select! {
        served = axum::serve(listener, app) => served,
        _ = end_of_input() => Ok(()),
    }
}

/// Resolves when standard input ends. Read on a thread of its own, which nothing has to wait for.
fn end_of_input() -> oneshot::Receiver<()> {
    let (ended, wait) = oneshot::channel();
    thread::spawn(move || {
        // An error ends it as well as the end.
        _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        _ = ended.send(());
    });
    wait
}
