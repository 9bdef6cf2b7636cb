//! One exchange with a service: a request goes out, an answer of bounded size comes in, in bounded time.

use super::{
    Service, Then,
    reason::Reason,
    rules::{Rule, Trouble},
};
use reqwest::{Client, Request, Response};
use std::{error::Error, iter, time::Duration};
use tokio::time::{Instant, timeout_at};

/// The largest body that is read, in bytes.
const LARGEST: usize = 1024 * 1024;

/// The largest body of a refusal that is read for its reason, in bytes.
const LARGEST_REFUSAL: usize = 64 * 1024;

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
    service: &Service,
) -> Result<Vec<u8>, Trouble> {
    let ends = Instant::now() + within;
    let responding = timeout_at(ends, respond(client, request, attempts));
    let response = responding.await.unwrap_or(Err(Trouble::Timeout))?;
    let status = response.status();
    // Some services say by a header that a success is none.
    let refused = |rule: &Rule| rule.refuses(status.as_u16(), response.headers());
    if !status.is_success() || service.rules.iter().any(refused) {
        // Boxed: it is rare, and every call would have room for it.
        return Err(Box::pin(refusal(response, service, ends)).await);
    }
    match want {
        Want::Body => timeout_at(ends, body(response, LARGEST)).await.unwrap_or(Err(Trouble::Timeout)),
        Want::Status => Ok(Vec::new()),
    }
}

/// A refusal, with its reason where its rule looks for one. A body that does not come leaves it what it is.
async fn refusal(response: Response, service: &Service, ends: Instant) -> Trouble {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let trouble = Trouble::Status { status, headers: headers.clone(), reason: None };
    let Then::SayWhy { reason: paths, .. } = service.then(&trouble) else { return trouble };
    match timeout_at(ends, body(response, LARGEST_REFUSAL)).await {
        Ok(Ok(body)) => Trouble::Status { status, headers, reason: Reason::of(&body, paths) },
        _ => trouble,
    }
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
            Err(error) if error.is_timeout() && !error.is_connect() => return Err(Trouble::Timeout),
            Err(_) if left > 0 => {}
            Err(error) => {
                return Err(Trouble::Unreachable { sent: !error.is_connect(), cause: cause(&error) });
            }
        }
    }
}

async fn body(mut response: Response, largest: usize) -> Result<Vec<u8>, Trouble> {
    let too_large = || Trouble::Malformed { cause: format!("the body is larger than {largest} bytes") };
    let announced =
        response.content_length().map_or(0, |length| usize::try_from(length).unwrap_or(usize::MAX));
    if announced > largest {
        return Err(too_large());
    }
    let mut body = Vec::with_capacity(announced);
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > largest => return Err(too_large()),
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
