//! What tests tell the service, and ask it.

use crate::{
    Now, Weather,
    faults::{self, Fault},
};
use axum::{
    Json,
    extract::{Request, State, rejection::JsonRejection},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

/// Around every request of the service: it meets its fault, and is logged.
pub(crate) async fn observe(State(weather): State<Weather>, request: Request, next: Next) -> Response {
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let fault = faults::take(&mut weather.enter().faults, method.as_str(), uri.path());
    let answer = match fault {
        Some(fault) => fault.befall(next.run(request)).await,
        None => next.run(request).await,
    };
    weather.enter().log.push(json!({
        "method": method.as_str(),
        "path": uri.path(),
        "query": uri.query().unwrap_or_default(),
        "status": answer.status().as_u16(),
    }));
    answer
}

pub(crate) async fn reset(State(weather): State<Weather>) -> StatusCode {
    *weather.enter() = Now::default();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Advance {
    advance_seconds: u32,
}

pub(crate) async fn clock(
    State(weather): State<Weather>,
    body: Result<Json<Advance>, JsonRejection>,
) -> Response {
    match body {
        Ok(Json(Advance { advance_seconds })) => {
            weather.enter().clock.advance(advance_seconds);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(odd) => wrong(&odd.body_text()),
    }
}

pub(crate) async fn faults(
    State(weather): State<Weather>,
    body: Result<Json<Vec<Fault>>, JsonRejection>,
) -> Response {
    let faults = match body {
        Ok(Json(faults)) => faults,
        Err(odd) => return wrong(&odd.body_text()),
    };
    if let Some(odd) = faults.iter().find_map(|fault| fault.answer().err()) {
        return wrong(&odd.to_string());
    }
    weather.enter().faults = faults;
    StatusCode::NO_CONTENT.into_response()
}

pub(crate) async fn left(State(weather): State<Weather>) -> Json<Vec<usize>> {
    Json(faults::left(&weather.enter().faults))
}

pub(crate) async fn log(State(weather): State<Weather>) -> Json<Vec<Value>> {
    Json(weather.enter().log.clone())
}

fn wrong(message: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "message": message }))).into_response()
}
