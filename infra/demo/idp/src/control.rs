//! What tests tell the provider, and ask it.

use crate::{Fault, Service, provider::Provider};
use axum::{
    Json,
    extract::{State, rejection::JsonRejection},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

pub(crate) async fn reset(State(service): State<Service>) -> StatusCode {
    *service.provider() = Provider::default();
    service.faults().reset();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Advance {
    advance_seconds: u64,
}

pub(crate) async fn clock(
    State(service): State<Service>,
    body: Result<Json<Advance>, JsonRejection>,
) -> Response {
    match body {
        Ok(Json(Advance { advance_seconds })) => {
            service.provider().clock.advance(advance_seconds);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(odd) => wrong(&odd.body_text()),
    }
}

pub(crate) async fn faults(
    State(service): State<Service>,
    body: Result<Json<Vec<Fault>>, JsonRejection>,
) -> Response {
    match body {
        Ok(Json(faults)) => match service.faults().replace(faults) {
            Ok(()) => StatusCode::NO_CONTENT.into_response(),
            Err(odd) => wrong(&odd.to_string()),
        },
        Err(odd) => wrong(&odd.body_text()),
    }
}

/// Requests that reached the token endpoint, by grant, whatever came of them; and those that a fault befell, anywhere.
pub(crate) async fn log(State(service): State<Service>) -> Json<Value> {
    let log = service.provider().log;
    let met = service.faults().met();
    Json(json!({ "token": log, "faults_met": met }))
}

fn wrong(message: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "message": message }))).into_response()
}
