//! What tests tell the service.

use crate::{Weather, clock::Clock};
use axum::{
    Json,
    extract::{State, rejection::JsonRejection},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use demo_backend::wrong;
use serde::Deserialize;

pub(crate) async fn reset(State(weather): State<Weather>) -> StatusCode {
    *weather.clock() = Clock::default();
    weather.0.traffic.reset();
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
            weather.clock().advance(advance_seconds);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(odd) => wrong(&odd.body_text()),
    }
}
