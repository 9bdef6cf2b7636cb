//! `GET /alexa/v2/devices/{device}/settings/System.timeZone`: what a device is set to, at Alexa's Device Settings API; and
//! faults of Alexa's own API.

use super::directives::bearer;
use crate::{
    cloud::Hub,
    problem::{Kind, Problem},
};
use axum::{
    Json,
    extract::{Path, Request, State},
    http::{HeaderMap, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// `GET /alexa/v2/devices/{device}/settings/System.timeZone`.
pub(super) async fn time_zone(
    State(hub): State<Arc<Hub>>,
    Path(device): Path<String>,
    headers: HeaderMap,
) -> Response {
    if let Some(zone) = bearer(&headers).and_then(|token| hub.directives.zone(token, &device)) {
        return Json(zone).into_response();
    }
    let message = "no request of that device with that token awaits its answer";
    (StatusCode::UNAUTHORIZED, Json(json!({ "message": message }))).into_response()
}

/// What befalls one request to Alexa's API.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    /// Any where left out.
    method: Option<String>,
    kind: FaultKind,
    /// Of `status`.
    status: Option<u16>,
    /// Of `slow`.
    milliseconds: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum FaultKind {
    /// Nothing is done, and an answer of this status comes, without a body.
    Status,
    /// All is done, and the answer comes so much later.
    Slow,
}

/// What befalls the next requests to Alexa's API, each with its place in the list that it came with.
#[derive(Debug, Default)]
pub(crate) struct AlexaFaults(Mutex<Vec<(usize, Fault)>>);

impl AlexaFaults {
    /// These from now on, and no others.
    pub(super) fn replace(&self, faults: &[&Map<String, Value>]) -> Result<(), Problem> {
        let read = |(at, fault): (usize, &&Map<String, Value>)| {
            serde_json::from_value(Value::Object((*fault).clone())).map(|fault| (at, fault))
        };
        let faults = faults.iter().enumerate().map(read).collect::<Result<_, _>>().map_err(|error| {
            Problem::new(
                Kind::Usage,
                format!("Alexa's own API can't be made to fail so: {error}"),
                "it answers with a status (`503`), or late (`slow 1s`)",
            )
        })?;
        *self.lock() = faults;
        Ok(())
    }

    /// The places of those that no request has met yet.
    pub(super) fn left(&self) -> Vec<usize> {
        self.lock().iter().map(|(at, _)| *at).collect()
    }

    pub(super) fn clear(&self) {
        self.lock().clear();
    }

    /// The first that fits a request, which uses it up.
    fn take(&self, method: &str) -> Option<Fault> {
        let mut faults = self.lock();
        let fits = |fault: &Fault| fault.method.as_deref().is_none_or(|wanted| wanted == method);
        let at = faults.iter().position(|(_, fault)| fits(fault))?;
        Some(faults.remove(at).1)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(usize, Fault)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets a request to Alexa's API meet its fault.
pub(super) async fn befall(State(hub): State<Arc<Hub>>, request: Request, next: Next) -> Response {
    match hub.alexa_faults.take(request.method().as_str()) {
        None => next.run(request).await,
        Some(Fault { kind: FaultKind::Status, status, .. }) => {
            let status = status.and_then(|status| StatusCode::from_u16(status).ok());
            status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
        }
        Some(Fault { kind: FaultKind::Slow, milliseconds, .. }) => {
            let answer = next.run(request).await;
            tokio::time::sleep(Duration::from_millis(milliseconds.unwrap_or_default())).await;
            answer
        }
    }
}
