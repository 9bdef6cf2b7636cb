//! Serves the identity provider: `demo-idp [--listen 127.0.0.1:0] [--expires-in GRANT=HOW]…`. The first line of output is
//! its base URL. It ends when its standard input does, so that it does not outlive whoever started it.

use demo_idp::{Habits, Settings};
use std::{
    env,
    io::{self, Write as _},
    process::ExitCode,
    thread,
};
use tokio::{net::TcpListener, sync::oneshot};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let (address, habits) = match read_arguments() {
        Ok(read) => read,
        Err(odd) => {
            if let Some(odd) = odd {
                eprintln!("demo-idp: {odd}");
            }
            eprintln!("usage: demo-idp [--listen ADDRESS:PORT] [--expires-in GRANT=HOW]...");
            return ExitCode::from(2);
        }
    };
    let settings = match Settings::from_environment() {
        Ok(settings) => settings.with_habits(habits),
        Err(error) => {
            eprintln!("demo-idp: {error}");
            return ExitCode::from(2);
        }
    };
    match serve(&address, settings).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("demo-idp: can't serve on `{address}`: {error}");
            ExitCode::from(2)
        }
    }
}

/// Where to listen, and which habits to have at first. Fails with what is odd, where there is a word to say about it.
fn read_arguments() -> Result<(String, Habits), Option<String>> {
    let (mut address, mut habits) = ("127.0.0.1:0".to_owned(), Habits::default());
    let mut arguments = env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or(None)?;
        match name.as_str() {
            "--listen" => address = value,
            "--expires-in" => habits = habits.expires_in(&value)?,
            _ => return Err(None),
        }
    }
    Ok((address, habits))
}

async fn serve(address: &str, settings: Settings) -> io::Result<()> {
    let listener = TcpListener::bind(address).await?;
    let base = format!("http://{}", listener.local_addr()?);
    let settings = settings.with_openid(&base).map_err(io::Error::other)?;
    writeln!(io::stdout(), "{base}")?;
    tokio::select! {
        served = axum::serve(listener, demo_idp::app(settings)) => served,
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
