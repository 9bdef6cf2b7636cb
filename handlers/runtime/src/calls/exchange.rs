//! One exchange with a service: a request goes out, an answer of bounded size comes in, in bounded time.

use super::rules::{Rule, Trouble};
use reqwest::{Client, Request, Response};
use std::{error::Error, iter, time::Duration};
use tokio::time::timeout;

/// The largest body that is read, in bytes.
const LARGEST: usize = 1024 * 1024;

/// What is wanted of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    /// Its body.
    Body,
    /// Only that it is a success.
    Status,
}

/// Sends `request` up to `attempts` times, all within one span of time. It is sent again only where the connection
/// failed before any byte of an answer came.
pub(super) async fn run(
    client: &Client,
    request: &Request,
    want: Want,
    within: Duration,
    attempts: u32,
    rules: &[Rule],
) -> Result<Vec<u8>, Trouble> {
    let exchange = async {
        let response = respond(client, request, attempts).await?;
        let status = response.status();
        // Some services say by a header that a success is none.
        let refused = |rule: &Rule| rule.refuses(status.as_u16(), response.headers());
        if !status.is_success() || rules.iter().any(refused) {
            return Err(Trouble::Status { status: status.as_u16(), headers: response.headers().clone() });
        }
        match want {
            Want::Body => body(response).await,
            Want::Status => Ok(Vec::new()),
        }
    };
    timeout(within, exchange).await.unwrap_or(Err(Trouble::Timeout))
}

async fn respond(client: &Client, request: &Request, attempts: u32) -> Result<Response, Trouble> {
    let mut left = attempts;
    loop {
        left = left.saturating_sub(1);
        // Bodies here are bytes, which can be cloned.
        let Some(request) = request.try_clone() else {
            return Err(Trouble::Malformed { cause: "the request cannot be sent twice".to_owned() });
        };
        match client.execute(request).await {
            Ok(response) => return Ok(response),
            Err(_) if left > 0 => {}
            Err(error) => {
                return Err(Trouble::Unreachable { sent: !error.is_connect(), cause: cause(&error) });
            }
        }
    }
}

async fn body(mut response: Response) -> Result<Vec<u8>, Trouble> {
    let too_large = || Trouble::Malformed { cause: format!("the body is larger than {LARGEST} bytes") };
    let announced =
        response.content_length().map_or(0, |length| usize::try_from(length).unwrap_or(usize::MAX));
    if announced > LARGEST {
        return Err(too_large());
    }
    let mut body = Vec::with_capacity(announced);
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > LARGEST => return Err(too_large()),
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(body),
            Err(error) => return Err(Trouble::Malformed { cause: cause(&error) }),
        }
    }
}

/// The innermost cause, which names no URL: a query may hold what a user said.
fn cause(error: &reqwest::Error) -> String {
    let causes = iter::successors(error.source(), |error| (*error).source());
    causes.last().map_or_else(|| "the exchange failed".to_owned(), ToString::to_string)
}
