//! What befalls a request.

use axum::{
    body::{Body, to_bytes},
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{CONTENT_LENGTH, CONTENT_TYPE, InvalidHeaderName, InvalidHeaderValue},
        status::InvalidStatusCode,
    },
    response::Response,
};
use futures_util::StreamExt as _;
use serde::Deserialize;
use serde_json::Value;
use std::{collections::BTreeMap, io, time::Duration};

/// Between the half of a torn answer and the end of the connection.
const TEAR: Duration = Duration::from_millis(50);

/// What befalls requests to come.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Any where it is left out.
    method: Option<String>,
    /// Any where it is left out.
    #[serde(default)]
    path_prefix: String,
    kind: Kind,
    /// Of `status`.
    #[serde(default = "broken")]
    status: u16,
    /// Of `status`.
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// Of `status`: JSON; or text, which is a page.
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

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    /// Nothing is done, and something else answered.
    Status,
    /// All is done, but late.
    Slow,
    /// All is done, and the connection ends before the answer is sent.
    LostReply,
    /// All is done, and the connection ends when half of the answer is sent.
    TornReply,
}

/// A status or a header that HTTP does not know.
#[derive(Debug, thiserror::Error)]
pub enum OddFault {
    /// The status.
    #[error(transparent)]
    Status(#[from] InvalidStatusCode),
    /// A header's name.
    #[error(transparent)]
    Name(#[from] InvalidHeaderName),
    /// A header's value.
    #[error(transparent)]
    Value(#[from] InvalidHeaderValue),
}

impl Fault {
    /// Whether it can still befall a request like this.
    pub(crate) fn fits(&self, method: &str, path: &str) -> bool {
        self.is_left()
            && self.method.as_deref().is_none_or(|it| it.eq_ignore_ascii_case(method))
            && path.starts_with(&self.path_prefix)
    }

    /// Whether it can still befall a request.
    pub(crate) fn is_left(&self) -> bool {
        self.times > 0
    }

    /// One time less to come.
    pub(crate) fn use_up(&mut self) {
        self.times = self.times.saturating_sub(1);
    }

    /// What becomes of a request that would be answered so.
    pub(crate) async fn befall(&self, right: impl Future<Output = Response>) -> Response {
        match self.kind {
            // It was looked at when it came; what could not be said is lost.
            Kind::Status => self.answer().unwrap_or_else(|_| silence()),
            Kind::Slow => {
                let answer = right.await;
                tokio::time::sleep(Duration::from_millis(self.milliseconds)).await;
                answer
            }
            Kind::LostReply => lost(&right.await),
            Kind::TornReply => torn(right.await).await,
        }
    }

    /// The answer in the place of the service's.
    pub(crate) fn answer(&self) -> Result<Response, OddFault> {
        let (kind, body) = match &self.body {
            Value::Null => (None, String::new()),
            Value::String(text) => (Some("text/html; charset=utf-8"), text.clone()),
            body => (Some("application/json"), body.to_string()),
        };
        let mut answer = Response::new(Body::from(body));
        *answer.status_mut() = StatusCode::from_u16(self.status)?;
        if let Some(kind) = kind {
            answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        for (name, value) in &self.headers {
            answer.headers_mut().insert(HeaderName::try_from(name)?, HeaderValue::try_from(value)?);
        }
        Ok(answer)
    }
}

/// Nothing arrives of the answer; its status, which would say that there is no body, is for the log alone.
fn lost(answer: &Response) -> Response {
    let mut silence = silence();
    silence.extensions_mut().insert(answer.status());
    silence
}

/// An answer of which nothing arrives. The server writes the head of an answer together with the first of its body;
/// where that fails, it closes the connection with both unsent.
fn silence() -> Response {
    let lost = futures_util::stream::iter([Err::<&[u8], _>(io::Error::other("the answer is lost"))]);
    Response::new(Body::from_stream(lost))
}

/// Half of an answer, after which the connection ends. What was written is sent first: what comes after it comes later.
async fn torn(answer: Response) -> Response {
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
