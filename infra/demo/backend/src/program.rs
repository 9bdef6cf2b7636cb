//! The program of a demo backend.

use axum::Router;
use std::{
    env,
    io::{self, Write as _},
    process::ExitCode,
    thread,
};
use tokio::{net::TcpListener, sync::oneshot};

/// What the arguments say, `--name VALUE` each.
#[derive(Debug, Default)]
pub struct Options(Vec<(String, String)>);

impl Options {
    /// The last value of an option.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).last()
    }

    /// All values of an option, in order.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Nothing where the arguments are not understood.
    fn read(mut arguments: impl Iterator<Item = String>, known: &[(&str, &str)]) -> Option<Self> {
        let mut options = Self::default();
        while let Some(name) = arguments.next() {
            if name != "--listen" && known.iter().all(|(known, _)| *known != name) {
                return None;
            }
            options.0.push((name, arguments.next()?));
        }
        Some(options)
    }
}

/// Serves the demo `program` with `--listen ADDRESS:PORT` (`127.0.0.1:0` where it is left out) and the options in `known`,
/// each with the name of its value. `app` is told the service's own base URL, too.
///
/// The first line of output is the base URL. It ends when its standard input does, so that it does not outlive whoever
/// started it. Exit code 2: it was asked for something that can't be.
pub async fn run(
    program: &str,
    known: &[(&str, &str)],
    app: impl FnOnce(&Options, &str) -> Result<Router, String>,
) -> ExitCode {
    let Some(options) = Options::read(env::args().skip(1), known) else {
        let known: Vec<String> = known.iter().map(|(name, value)| format!(" [{name} {value}]")).collect();
        eprintln!("usage: {program} [--listen ADDRESS:PORT]{}", known.concat());
        return ExitCode::from(2);
    };
    match serve(&options, app).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{program}: {problem}");
            ExitCode::from(2)
        }
    }
}

async fn serve(
    options: &Options,
    app: impl FnOnce(&Options, &str) -> Result<Router, String>,
) -> Result<(), String> {
    let listen = options.get("--listen").unwrap_or("127.0.0.1:0");
    let no_server = |error: io::Error| format!("can't serve on `{listen}`: {error}");
    let listener = TcpListener::bind(listen).await.map_err(no_server)?;
    let base = format!("http://{}", listener.local_addr().map_err(no_server)?);
    let app = app(options, &base)?;
    writeln!(io::stdout(), "{base}").map_err(no_server)?;
    tokio::select! {
        served = axum::serve(listener, app) => served.map_err(no_server),
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
