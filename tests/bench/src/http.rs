//! HTTP/1.1 as far as it is spoken to the stand-ins here: requests with a `Content-Length` or none, one after the other
//! on a connection.

use std::io::{self, BufRead, BufReader, Read};

/// The requests of one connection, in buffers that are used again.
#[derive(Debug)]
pub struct Requests<R> {
    reader: BufReader<R>,
    line: String,
    head: String,
    body: Vec<u8>,
}

/// A request.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// What is asked for: the path and maybe a query.
    pub target: &'a str,
    head: &'a str,
    /// The body; empty where there is none.
    pub body: &'a [u8],
}

impl<R: Read> Requests<R> {
    /// Those that come by `stream`.
    pub fn new(stream: R) -> Self {
        let reader = BufReader::with_capacity(64 * 1024, stream);
        Self { reader, line: String::new(), head: String::new(), body: Vec::new() }
    }

    /// The next one; none where the connection was closed.
    pub fn read(&mut self) -> io::Result<Option<Request<'_>>> {
        self.line.clear();
        if self.reader.read_line(&mut self.line)? == 0 {
            return Ok(None);
        }
        let length = self.read_head()?;
        self.body.resize(length, 0);
        self.reader.read_exact(&mut self.body)?;
        let target = self.line.split(' ').nth(1).unwrap_or_default();
        Ok(Some(Request { target, head: &self.head, body: &self.body }))
    }

    /// Reads the headers; the length of the body.
    fn read_head(&mut self) -> io::Result<usize> {
        let mut length = 0;
        self.head.clear();
        loop {
            let start = self.head.len();
            self.reader.read_line(&mut self.head)?;
            let header = self.head.get(start..).unwrap_or_default().trim_end();
            if header.is_empty() {
                return Ok(length);
            }
            let Some((name, value)) = header.split_once(':') else { continue };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().map_err(|_| io::ErrorKind::InvalidData)?;
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "a body in chunks"));
            }
        }
    }
}

impl<'a> Request<'a> {
    /// The value of a header, the first where there are several.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        let headers = self.head.lines().filter_map(|line| line.split_once(':'));
        headers.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read_one_after_the_other() {
        let text =
            "POST /a HTTP/1.1\r\nA: 1\r\ncontent-length: 2\r\n\r\nhiGET /b?c HTTP/1.1\r\nHost: x\r\n\r\n";
        let mut requests = Requests::new(text.as_bytes());
        let first = requests.read().unwrap().unwrap();
        assert_eq!((first.target, first.body, first.header("a")), ("/a", &b"hi"[..], Some("1")));
        let second = requests.read().unwrap().unwrap();
        assert_eq!((second.target, second.body, second.header("A")), ("/b?c", &b""[..], None));
        assert!(requests.read().unwrap().is_none());
        assert!(Requests::new(&b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"[..]).read().is_err());
    }
}
