//! What a function's runtime asks on its connection.

use super::Exchange;
use crate::http::Requests;
use std::{
    io::{self, Write},
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
    let mut requests = Requests::new(stream);
    let mut out = Vec::new();
    loop {
        let request = requests.read()?.ok_or(io::ErrorKind::UnexpectedEof)?;
        match request.target.rsplit('/').next() {
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
                exchange.answered(request.body);
                writer.write_all(ACCEPTED)?;
            }
            Some("error") => {
                exchange.failed(request.body);
                writer.write_all(ACCEPTED)?;
            }
            _ => return Err(io::ErrorKind::InvalidData.into()),
        }
    }
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
