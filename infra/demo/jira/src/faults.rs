//! Faults that tests ask for.

use crate::request::{Content, Reply, Request};
use axum::{
    body::{Body, to_bytes},
    http::{HeaderValue, header::CONTENT_LENGTH},
    response::{IntoResponse, Response},
};
use futures_util::StreamExt as _;
use serde::Deserialize;
use serde_json::Value;
use std::{collections::BTreeMap, io, time::Duration};

/// Between the half of a torn answer and the end of the connection.
const TEAR: Duration = Duration::from_millis(50);

/// What goes wrong, for which requests and how often.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    /// Any where it is left out.
    method: Option<String>,
    #[serde(default)]
    path_prefix: String,
    pub(crate) kind: Kind,
    /// Of `status`.
    #[serde(default = "broken")]
    status: u16,
    /// Of `status`.
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// Of `status`: JSON, or text as a page.
    #[serde(default)]
    body: Value,
    /// Of `slow`.
    #[serde(default = "slow")]
    milliseconds: u64,
    #[serde(default = "once")]
    times: u32,
}

fn broken() -> u16 {
    500
}

fn slow() -> u64 {
    3000
}

fn once() -> u32 {
    1
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// Nothing is done, and something else answered.
    Status,
    /// All is done, and the answer lost.
    LostReply,
    /// All is done, and half of the answer sent.
    TornReply,
    /// All is done, but late.
    Slow,
}

impl Fault {
    /// The answer that is given instead of the right one.
    pub(crate) fn reply(&self) -> Option<Reply> {
        let content = match &self.body {
            Value::Null => Content::Nothing,
            Value::String(text) => Content::Page(text.clone()),
            body => Content::Json(body.clone()),
        };
        let headers = self.headers.iter().map(|(name, value)| (name.clone().into(), value.clone())).collect();
        (self.kind == Kind::Status).then_some(Reply { status: self.status, headers, body: content })
    }

    /// How long an answer takes.
    pub(crate) fn delay(&self) -> Option<Duration> {
        (self.kind == Kind::Slow).then_some(Duration::from_millis(self.milliseconds))
    }
}

/// The positions of those that no request has used up.
pub(crate) fn left(faults: &[Fault]) -> Vec<usize> {
    let unmet = faults.iter().enumerate().filter(|(_, fault)| fault.times > 0);
    unmet.map(|(position, _)| position).collect()
}

/// The fault that hits a request, and one time less of it to come.
pub(crate) fn take(faults: &mut [Fault], request: &Request) -> Option<Fault> {
    let fault = faults.iter_mut().find(|fault| {
        fault.times > 0
            && fault.method.as_ref().is_none_or(|method| method.eq_ignore_ascii_case(&request.method))
            && request.path.starts_with(&fault.path_prefix)
    })?;
    fault.times -= 1;
    Some(fault.clone())
}

/// An answer of which nothing arrives. The server writes the head of an answer together with the first of its body;
/// where that fails, it closes the connection with both unsent.
pub(crate) fn silence() -> Response {
    let lost = futures_util::stream::iter([Err::<&[u8], _>(io::Error::other("the answer is lost"))]);
    Body::from_stream(lost).into_response()
}

/// Half of an answer, after which the connection ends. What was written is sent first: what comes after it comes later.
pub(crate) async fn torn(answer: Response) -> Response {
    let (parts, body) = answer.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let half = whole.slice(..whole.len() / 2);
    let end = futures_util::stream::once(async {
        tokio::time::sleep(TEAR).await;
        Err(io::Error::other("the answer is torn"))
    });
    let mut answer =
        Response::from_parts(parts, Body::from_stream(futures_util::stream::iter([Ok(half)]).chain(end)));
    answer.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(whole.len()));
    answer
}
