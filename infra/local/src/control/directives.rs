//! `POST /alexa/v1/directives`: Alexa's Directives API, at which a skill says something before its answer.

use super::Body;
use crate::{
    alexa::{Awaited, Refused},
    cloud::Hub,
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The requests whose answers are awaited, by id.
#[derive(Default)]
pub(crate) struct Directives(Mutex<BTreeMap<String, Awaited>>);

/// Awaits the answer to one request; dropped, it awaits it no longer.
pub(super) struct Awaiting<'a> {
    directives: &'a Directives,
    id: Option<String>,
}

impl Directives {
    /// From now on directives for `request`, which comes from a device in `zone`, are taken.
    pub(super) fn expect(&self, request: &Value, zone: &str) -> Awaiting<'_> {
        let id = Awaited::new(request, zone).map(|awaited| {
            let id = awaited.id().to_owned();
            self.lock().insert(id.clone(), awaited);
            id
        });
        Awaiting { directives: self, id }
    }

    /// The time zone of a device, for who has the token of a request that comes from it.
    pub(super) fn zone(&self, token: &str, device: &str) -> Option<String> {
        self.lock().values().find_map(|awaited| awaited.zone(token, device)).map(str::to_owned)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Awaited>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Awaiting<'_> {
    /// The answer is there: what was said before it.
    pub(super) fn said(mut self) -> Vec<String> {
        let awaited = self.id.take().and_then(|id| self.directives.lock().remove(&id));
        awaited.map(Awaited::into_said).unwrap_or_default()
    }
}

impl Drop for Awaiting<'_> {
    fn drop(&mut self) {
        if let Some(id) = &self.id {
            self.directives.lock().remove(id);
        }
    }
}

/// The token that a request to Alexa's API carries.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "))
}

/// `POST /alexa/v1/directives`.
pub(super) async fn speak(
    State(hub): State<Arc<Hub>>,
    headers: HeaderMap,
    Body(directive): Body<Value>,
) -> Response {
    let token = bearer(&headers);
    let id = directive.pointer("/header/requestId").and_then(Value::as_str).unwrap_or_default();
    let outcome = match hub.directives.lock().get_mut(id) {
        Some(awaited) => awaited.take(token, &directive),
        None => Err(Refused::Stranger),
    };
    let refused = |status: StatusCode, message: String| (status, Json(json!({ "message": message })));
    match outcome {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(Refused::Stranger) => {
            refused(StatusCode::UNAUTHORIZED, "no request with that token awaits its answer".to_owned())
                .into_response()
        }
        Err(Refused::Bad(bad)) => refused(StatusCode::BAD_REQUEST, bad.to_string()).into_response(),
        Err(Refused::TooMany) => {
            refused(StatusCode::FORBIDDEN, "there were enough directives for one request".to_owned())
                .into_response()
        }
    }
}
