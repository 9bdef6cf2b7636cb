//! A service that answers, throttles, hangs, hangs up, tears its answers and lies, as it is told.

use serde_json::Value;
use std::{
    fmt::Write,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

/// What the service does with one request.
#[derive(Debug, Clone)]
pub enum Conduct {
    /// Answers with a status, headers and a body.
    Answer(u16, Vec<(&'static str, String)>, String),
    /// Never answers.
    Hang,
    /// Closes the connection without an answer.
    HangUp,
    /// Announces a larger body than it sends.
    Tear,
    /// Announces a body with this status, and never sends it.
    Stall(u16),
    /// Sends what is no HTTP.
    Babble,
    /// Sends a body without end.
    Flood,
}

impl Conduct {
    pub fn json(body: &Value) -> Self {
        Self::Answer(200, vec![], body.to_string())
    }

    pub fn status(status: u16) -> Self {
        Self::Answer(status, vec![], "{}".to_owned())
    }
}

/// A request as the service received it.
#[derive(Debug, Clone)]
pub struct Received {
    /// `GET /tools?page=2`.
    pub line: String,
    /// All headers, lower case.
    pub headers: String,
    pub body: String,
}

/// A service on a port of its own; it ends when dropped.
pub struct Service {
    pub url: String,
    received: Arc<Mutex<Vec<Received>>>,
    _accepting: JoinSet<()>,
}

impl Service {
    /// `conduct` is given each request and how many came before it.
    pub async fn start(conduct: impl Fn(&Received, usize) -> Conduct + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::<Mutex<Vec<Received>>>::default();
        let mut accepting = JoinSet::new();
        let (log, conduct) = (Arc::clone(&received), Arc::new(conduct));
        accepting.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (log, conduct) = (Arc::clone(&log), Arc::clone(&conduct));
                connections.spawn(async move {
                    serve(stream, &log, conduct.as_ref()).await;
                });
            }
        });
        Self { url, received, _accepting: accepting }
    }

    /// A service that answers every request alike.
    pub async fn always(conduct: Conduct) -> Self {
        Self::start(move |_, _| conduct.clone()).await
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    pub fn lines(&self) -> Vec<String> {
        self.received().into_iter().map(|request| request.line).collect()
    }
}

async fn serve(
    mut stream: TcpStream,
    log: &Mutex<Vec<Received>>,
    conduct: &(impl Fn(&Received, usize) -> Conduct + ?Sized),
) {
    let Some(request) = read(&mut stream).await else { return };
    let before = {
        let mut log = log.lock().unwrap();
        log.push(request.clone());
        log.len() - 1
    };
    // The other side may have gone.
    let _ = match conduct(&request, before) {
        Conduct::Answer(status, headers, body) => {
            let mut head =
                format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n", body.len());
            for (name, value) in headers {
                write!(head, "{name}: {value}\r\n").unwrap();
            }
            stream.write_all(format!("{head}\r\n{body}").as_bytes()).await
        }
        Conduct::Hang => std::future::pending().await,
        Conduct::HangUp => Ok(()),
        Conduct::Tear => stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"items\":[").await,
        Conduct::Stall(status) => {
            let head = format!("HTTP/1.1 {status} X\r\ncontent-length: 99\r\n\r\n{{");
            let _ = stream.write_all(head.as_bytes()).await;
            std::future::pending().await
        }
        Conduct::Babble => stream.write_all(b"I am no HTTP server\r\n\r\n").await,
        Conduct::Flood => {
            let head = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n";
            let mut sent = stream.write_all(head).await;
            while sent.is_ok() {
                sent = stream.write_all(&[b' '; 8_192]).await;
            }
            sent
        }
    };
}

async fn read(stream: &mut TcpStream) -> Option<Received> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..head_end].to_vec()).ok()?;
    let (line, headers) = head.split_once("\r\n")?;
    let headers = headers.to_lowercase();
    let length = headers.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.map_or(0, |length| length.parse().unwrap());
    while bytes.len() < head_end + 4 + length {
        stream.read_buf(&mut bytes).await.ok()?;
    }
    let body = String::from_utf8(bytes[head_end + 4..].to_vec()).ok()?;
    let line = line.trim_end_matches(" HTTP/1.1").to_owned();
    Some(Received { line, headers, body })
}
