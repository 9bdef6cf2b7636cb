//! What tests tell the provider, and ask it.

use crate::{Habits, Service, connect::OpenIdLog, provider::Provider};
use axum::{
    Json,
    extract::{State, rejection::JsonRejection},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use demo_backend::wrong;
use serde::Deserialize;
use serde_json::{Value, json};

pub(crate) async fn reset(State(service): State<Service>) -> StatusCode {
    *service.provider() = Provider::with_habits(service.settings().habits().clone());
    service.traffic().reset();
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

pub(crate) async fn habits(
    State(service): State<Service>,
    body: Result<Json<Habits>, JsonRejection>,
) -> Response {
    match body {
        Ok(Json(habits)) => {
            service.provider().habits = habits;
            StatusCode::NO_CONTENT.into_response()
        }
        Err(odd) => wrong(&odd.body_text()),
    }
}

/// Requests that reached the token endpoint, by grant, whatever came of them; and those that a fault befell, anywhere.
/// Those that OpenID Connect's endpoints got, too, once there are any.
pub(crate) async fn log(State(service): State<Service>) -> Json<Value> {
    let (log, openid) = {
        let provider = service.provider();
        (provider.log, provider.openid_log)
    };
    let mut told = json!({ "token": log, "faults_met": service.traffic().met() });
    if openid != OpenIdLog::default() {
        told["openid"] = json!(openid);
    }
    Json(told)
}
