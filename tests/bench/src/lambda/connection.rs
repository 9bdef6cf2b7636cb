//! HTTP/1.1 as far as a function's runtime speaks it: requests with a `Content-Length` or none, on one connection.

use super::Exchange;
use std::{
    io::{self, BufRead, BufReader, Write},
    net::TcpStream,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

const ACCEPTED: &[u8] = b"HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{\"status\":\"OK\"}";

/// Lambda's own time limit in the plan of a skill.
const TIMEOUT: Duration = Duration::from_secs(7);

/// Serves a function until it closes the connection.
pub fn serve(stream: TcpStream, exchange: &Exchange) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::with_capacity(64 * 1024, stream);
    let (mut line, mut body, mut out) = (String::new(), Vec::new(), Vec::new());
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
        read_body(&mut reader, &mut line, &mut body)?;
        match path.rsplit('/').next() {
            Some("next") => {
                let more = exchange.next(|number, event| {
                    event_response(&mut out, number, event);
                    writer.write_all(&out)
                })?;
                if !more {
                    return Ok(());
                }
            }
            Some("response") => {
                exchange.answered(&body);
                writer.write_all(ACCEPTED)?;
            }
            Some("error") => {
                exchange.failed(&body);
                writer.write_all(ACCEPTED)?;
            }
            _ => return Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

/// Reads headers and the body.
fn read_body(reader: &mut impl BufRead, line: &mut String, body: &mut Vec<u8>) -> io::Result<()> {
    let mut length = 0;
    loop {
        line.clear();
        reader.read_line(line)?;
        let header = line.trim_end();
        if header.is_empty() {
            break;
        }
        if let Some((name, value)) = header.split_once(':') {
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().map_err(|_| io::ErrorKind::InvalidData)?;
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "a body in chunks"));
            }
        }
    }
    body.resize(length, 0);
    reader.read_exact(body)
}

fn event_response(out: &mut Vec<u8>, number: usize, event: &str) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let deadline = (now + TIMEOUT).as_millis();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Lambda-Runtime-Aws-Request-Id: 8476a536-e9f4-11e8-9739-{number:012x}\r\n\
         Lambda-Runtime-Deadline-Ms: {deadline}\r\n\
         Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:123456789012:function:bench\r\n\
         Lambda-Runtime-Trace-Id: Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0\r\n\r\n",
        event.len()
    );
    out.clear();
    out.extend_from_slice(head.as_bytes());
    out.extend_from_slice(event.as_bytes());
}
