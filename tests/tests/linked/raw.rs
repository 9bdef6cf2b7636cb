//! HTTP as bytes, for what no client would send.

use crate::cloud::Cloud;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// The longest that an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// An answer, byte by byte.
pub struct Raw {
    /// The status; none where the connection was just closed.
    pub status: Option<u16>,
    /// The lines of the head after the first one.
    pub head: Vec<String>,
}

impl Raw {
    /// The values of a header.
    pub fn all(&self, name: &str) -> Vec<&str> {
        let of = |line: &'_ String| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then_some(value.len())
        };
        let values = self.head.iter().filter_map(|line| Some(line[line.len() - of(line)?..].trim()));
        values.collect()
    }
}

/// Sends a request to the origin of a skill. `lines` are the first line and further headers, without line ends.
pub async fn ask(cloud: &Cloud, skill: &str, lines: &[&[u8]], body: &[u8]) -> Raw {
    let port = cloud.folder.port;
    let mut request = lines.join(&b"\r\n"[..]);
    let host = format!(
        "\r\nhost: {skill}.localhost:{port}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    request.extend(host.as_bytes());
    request.extend(body);
    let exchange = async {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        // Who refuses a request may close the connection before it is sent.
        stream.write_all(&request).await.ok();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.ok();
        answer
    };
    let answer = timeout(PATIENCE, exchange).await.unwrap_or_else(|_| panic!("no answer"));
    read(&answer)
}

fn read(answer: &[u8]) -> Raw {
    let end = answer.windows(4).position(|it| it == b"\r\n\r\n").unwrap_or(answer.len());
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let mut lines = head.split("\r\n").map(str::to_owned);
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
    Raw { status, head: lines.collect() }
}
