//! What stands on the origin of one skill: CloudFront with the linking page, and behind it API Gateway, an HTTP API with
//! its default stage and Lambda proxy integrations (payload 2.0).
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>

mod edge;
mod event;
mod host;
mod page;
mod response;

pub use host::{Host, authority};
pub(crate) use page::Page;

use crate::{lambda::Function, skill::Skill};
use axum::{
    Json,
    body::{Body, Bytes},
    http::{Request, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::json;
use std::{net::IpAddr, sync::Arc, time::Duration};

/// API Gateway's limit of a request's body.
const BODY: usize = 10 * 1024 * 1024;
/// API Gateway's limit of an integration.
const INTEGRATION: Duration = Duration::from_secs(30);

/// Answers a request of `viewer` on the origin of `skill`. Only the plan's routes, and the files of its page, lead
/// anywhere.
pub async fn serve(skill: &Skill, viewer: IpAddr, mut request: Request<Body>) -> Response {
    let path = request.uri().path();
    if skill.route(request.method().as_str(), path).is_none()
        && !skill.has_route(path)
        && let Some(page) = skill.page()
    {
        return page.answer(&request.into_parts().0);
    }
    edge::forward(request.headers_mut(), viewer, skill.origin_secret().as_ref());
    serve_api(skill, edge::EDGE, request).await
}

/// Answers a request that `source` sends to the API of `skill`: CloudFront, or whoever tries to get past it. Only the
/// plan's routes lead anywhere.
pub async fn serve_api(skill: &Skill, source: IpAddr, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let Some((route, function)) = skill.route(parts.method.as_str(), parts.uri.path()) else {
        return message(StatusCode::NOT_FOUND, "Not Found");
    };
    let Ok(body) = axum::body::to_bytes(body, BODY).await else {
        return message(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large");
    };
    let event = event::event(&skill.name, &route, source, &parts, &body);
    let request_id = event.request_context.request_id.clone();
    let mut response = match serde_json::to_vec(&event) {
        Ok(payload) => integrate(&function, payload.into()).await,
        Err(_) => message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error"),
    };
    if let Ok(id) = request_id.parse() {
        response.headers_mut().insert("apigw-requestid", id);
    }
    response
}

async fn integrate(function: &Arc<Function>, payload: Bytes) -> Response {
    match tokio::time::timeout(INTEGRATION, function.invoke(payload)).await {
        Ok(Ok(answer)) => response::response(&answer)
            .unwrap_or_else(|| message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")),
        Ok(Err(failure)) if !failure.is_throttle() => {
            message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
        }
        _ => message(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable"),
    }
}

/// An answer of the gateway itself.
fn message(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({ "message": message }))).into_response()
}
