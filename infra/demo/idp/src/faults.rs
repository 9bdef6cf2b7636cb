//! What befalls requests, when a test wants it.

use crate::Service;
use axum::{
    body::Body,
    extract::{Request, State},
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{CONTENT_TYPE, InvalidHeaderName, InvalidHeaderValue},
        status::InvalidStatusCode,
    },
    middleware::Next,
    response::Response,
};
use serde::Deserialize;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    io,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// What befalls requests to come, in the manner of the other demo backends.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Any where it is left out.
    method: Option<String>,
    /// Any where it is left out.
    #[serde(default)]
    path_prefix: String,
    kind: FaultKind,
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
pub enum FaultKind {
    /// Nothing is done, and something else answered.
    Status,
    /// All is done, but late.
    Slow,
    /// All is done, and the connection ends before the answer is sent.
    LostReply,
}

/// A status or a header that HTTP does not know.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OddFault {
    #[error(transparent)]
    Status(#[from] InvalidStatusCode),
    #[error(transparent)]
    Name(#[from] InvalidHeaderName),
    #[error(transparent)]
    Value(#[from] InvalidHeaderValue),
}

/// The faults to come, in order, and how many requests met one.
#[derive(Default)]
pub(crate) struct Faults(Mutex<(Vec<Fault>, u32)>);

impl Faults {
    /// Puts `faults` in the place of those before.
    pub(crate) fn replace(&self, faults: Vec<Fault>) -> Result<(), OddFault> {
        for fault in &faults {
            fault.answer()?;
        }
        self.enter().0 = faults;
        Ok(())
    }

    /// None to come, none met.
    pub(crate) fn reset(&self) {
        *self.enter() = (Vec::new(), 0);
    }

    /// How many requests met a fault.
    pub(crate) fn met(&self) -> u32 {
        self.enter().1
    }

    /// The fault that a request meets, if any: the first that fits, used up by one.
    fn take(&self, method: &str, path: &str) -> Option<Fault> {
        let (faults, met) = &mut *self.enter();
        let fault = faults.iter_mut().find(|fault| {
            fault.times > 0
                && fault.method.as_deref().is_none_or(|it| it.eq_ignore_ascii_case(method))
                && path.starts_with(&fault.path_prefix)
        })?;
        fault.times -= 1;
        *met += 1;
        Some(fault.clone())
    }

    fn enter(&self) -> MutexGuard<'_, (Vec<Fault>, u32)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Fault {
    /// The answer in the place of the service's.
    fn answer(&self) -> Result<Response, OddFault> {
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

/// Before every request of the service.
pub(crate) async fn befall(State(service): State<Service>, request: Request, next: Next) -> Response {
    let Some(fault) = service.faults().take(request.method().as_str(), request.uri().path()) else {
        return next.run(request).await;
    };
    match fault.kind {
        // It was looked at when it came; what could not be said is lost.
        FaultKind::Status => fault.answer().unwrap_or_else(|_| silence()),
        FaultKind::Slow => {
            let answer = next.run(request).await;
            tokio::time::sleep(Duration::from_millis(fault.milliseconds)).await;
            answer
        }
        FaultKind::LostReply => {
            drop(next.run(request).await);
            silence()
        }
    }
}

/// An answer of which nothing arrives. The server writes the head of an answer together with the first of its body;
/// where that fails, it closes the connection with both unsent.
fn silence() -> Response {
    let lost = futures_util::stream::iter([Err::<&[u8], _>(io::Error::other("the answer is lost"))]);
    Response::new(Body::from_stream(lost))
}
