//! Serves the identity provider: `demo-idp [--listen 127.0.0.1:0]`. The first line of output is its base URL. It ends
//! when its standard input does, so that it does not outlive whoever started it.

use demo_idp::Settings;
use std::{
    env,
    io::{self, Write as _},
    process::ExitCode,
    thread,
};
use tokio::{net::TcpListener, sync::oneshot};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut args = env::args().skip(1);
    let address = match (args.next().as_deref(), args.next(), args.next()) {
        (None, ..) => "127.0.0.1:0".to_owned(),
        (Some("--listen"), Some(address), None) => address,
        _ => {
            eprintln!("usage: demo-idp [--listen ADDRESS:PORT]");
            return ExitCode::from(2);
        }
    };
    let settings = match Settings::from_environment() {
        Ok(settings) => settings,
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

async fn serve(address: &str, settings: Settings) -> io::Result<()> {
    let listener = TcpListener::bind(address).await?;
    writeln!(io::stdout(), "http://{}", listener.local_addr()?)?;
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
