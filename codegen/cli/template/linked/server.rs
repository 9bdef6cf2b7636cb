//! Just enough of HTTP for a demo: one request for each connection, each on a thread of its own.

use std::{
    env,
    io::{self, BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    process::ExitCode,
    thread,
};

/// The longest body that is read.
const LONGEST: usize = 64 << 10;

/// A request.
#[derive(Default)]
pub struct Request {
    /// `GET /loans`.
    pub what: String,
    /// What follows `?`, as it is.
    pub query: String,
    /// The token of `Authorization: Bearer`.
    pub bearer: Option<String>,
    /// The body.
    pub body: String,
}

/// An answer.
pub struct Answer {
    /// `200 OK`.
    pub status: &'static str,
    /// `application/json`; a location where the status is a redirect.
    pub kind: String,
    /// The body.
    pub body: String,
}

impl Answer {
    /// JSON with a status.
    pub fn json(status: &'static str, body: &str) -> Self {
        Self { status, kind: "application/json".to_owned(), body: body.to_owned() }
    }
}

/// Serves at `--listen ADDRESS:PORT`, and says where in the first line of output. Ends when standard input does, so that
/// it does not outlive whoever started it.
pub fn serve(answer: fn(&Request) -> Answer) -> ExitCode {
    let address = env::args().nth(2).unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let listening = TcpListener::bind(&address).and_then(|it| {
        writeln!(io::stdout(), "http://{}", it.local_addr()?)?;
        Ok(it)
    });
    let listener = match listening {
        Ok(listener) => listener,
        Err(error) => {
            eprintln!("can't serve on `{address}`: {error}");
            return ExitCode::from(2);
        }
    };
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            thread::spawn(move || drop(speak(&connection, answer)));
        }
    });
    // An error ends it as well as the end.
    drop(io::copy(&mut io::stdin().lock(), &mut io::sink()));
    ExitCode::SUCCESS
}

fn speak(mut connection: &TcpStream, answer: fn(&Request) -> Answer) -> io::Result<()> {
    let Answer { status, kind, body } = answer(&read(&mut BufReader::new(connection))?);
    let header = if status.starts_with('3') { "location" } else { "content-type" };
    let length = body.len();
    write!(
        connection,
        "HTTP/1.1 {status}\r\n{header}: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

fn read(from: &mut impl BufRead) -> io::Result<Request> {
    let (mut request, mut length, mut line) = (Request::default(), 0, String::new());
    from.read_line(&mut line)?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    request.what = format!("{method} {path}");
    request.query = query.to_owned();
    loop {
        let mut line = String::new();
        from.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "authorization" => request.bearer = value.strip_prefix("Bearer ").map(str::to_owned),
            "content-length" => length = value.parse().unwrap_or(0).min(LONGEST),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    from.read_exact(&mut body)?;
    request.body = String::from_utf8_lossy(&body).into_owned();
    Ok(request)
}
