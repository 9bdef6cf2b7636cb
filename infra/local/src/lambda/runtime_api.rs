//! The Lambda Runtime API of one environment, version 2018-06-01.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>

use super::Failure;
use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, Path, State},
    http::{HeaderMap, Response, StatusCode},
    response::IntoResponse,
    routing::{get, post},
};
use serde_json::json;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Mutex as AsyncMutex, mpsc, oneshot, watch};

/// The largest answer of a function that Lambda passes on: 6 MB and 100 bytes.
const RESPONSE: usize = 6 * 1024 * 1024 + 100;
/// More than this is not even read.
const BODY: usize = 32 * 1024 * 1024;

/// One event on its way to a function.
#[derive(Debug)]
pub(super) struct Invocation {
    /// `Lambda-Runtime-Aws-Request-Id`.
    pub(super) request: String,
    /// `Lambda-Runtime-Deadline-Ms`, milliseconds since the epoch.
    pub(super) deadline_ms: u128,
    /// The event.
    pub(super) payload: Bytes,
    /// Where the answer goes.
    pub(super) reply: oneshot::Sender<Result<Bytes, Failure>>,
}

/// How far an environment has come.
#[derive(Debug, Clone)]
pub(super) enum Phase {
    /// The process has not asked for an event yet.
    Starting,
    /// It has.
    Ready,
    /// It reported that it can't start.
    Failed(Failure),
}

/// The state of the API.
pub(super) struct RuntimeApi {
    arn: String,
    phase: watch::Sender<Phase>,
    waiting: AsyncMutex<mpsc::Receiver<Invocation>>,
    current: Mutex<Option<Current>>,
}

/// The event that the function works on.
struct Current {
    request: String,
    reply: oneshot::Sender<Result<Bytes, Failure>>,
}

impl RuntimeApi {
    pub(super) fn new(arn: String, waiting: mpsc::Receiver<Invocation>) -> (Self, watch::Receiver<Phase>) {
        let (phase, watcher) = watch::channel(Phase::Starting);
        let api = Self { arn, phase, waiting: AsyncMutex::new(waiting), current: Mutex::new(None) };
        (api, watcher)
    }

    pub(super) fn router(self) -> Router {
        Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{request}/response", post(response))
            .route("/2018-06-01/runtime/invocation/{request}/error", post(error))
            .route("/2018-06-01/runtime/init/error", post(init_error))
            .layer(DefaultBodyLimit::max(BODY))
            .with_state(Arc::new(self))
    }

    /// Ends the current invocation if it is `request`.
    fn finish(&self, request: &str, outcome: Result<Bytes, Failure>) -> axum::response::Response {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        match current.take_if(|current| current.request == request) {
            Some(current) => {
                // The invoker may have given up; that is its business.
                drop(current.reply.send(outcome));
                accepted()
            }
            None => refused(StatusCode::BAD_REQUEST, "InvalidRequestID", "Invalid request ID"),
        }
    }
}

async fn next(State(api): State<Arc<RuntimeApi>>) -> axum::response::Response {
    api.phase.send_replace(Phase::Ready);
    if api.current.lock().unwrap_or_else(PoisonError::into_inner).is_some() {
        let message = "Transition from Running to Ready is not allowed";
        return refused(StatusCode::FORBIDDEN, "InvalidStateTransition", message);
    }
    let Some(invocation) = api.waiting.lock().await.recv().await else {
        // As on Lambda, an environment that is let go hears nothing more; its process is being killed.
        return std::future::pending().await;
    };
    let Invocation { request, deadline_ms, payload, reply } = invocation;
    let answer = Response::builder()
        .header("Lambda-Runtime-Aws-Request-Id", &request)
        .header("Lambda-Runtime-Deadline-Ms", deadline_ms.to_string())
        .header("Lambda-Runtime-Invoked-Function-Arn", &api.arn)
        .header("Lambda-Runtime-Trace-Id", trace(&request))
        .header("content-type", "application/json")
        .body(Body::from(payload));
    *api.current.lock().unwrap_or_else(PoisonError::into_inner) = Some(Current { request, reply });
    answer.map_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response(), IntoResponse::into_response)
}

async fn response(
    State(api): State<Arc<RuntimeApi>>,
    Path(request): Path<String>,
    body: Bytes,
) -> axum::response::Response {
    if body.len() > RESPONSE {
        drop(api.finish(&request, Err(Failure::too_large(body.len(), RESPONSE))));
        return refused(
            StatusCode::PAYLOAD_TOO_LARGE,
            "RequestEntityTooLarge",
            "Exceeded maximum allowed payload size",
        );
    }
    api.finish(&request, Ok(body))
}

async fn error(
    State(api): State<Arc<RuntimeApi>>,
    Path(request): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> axum::response::Response {
    api.finish(&request, Err(reported(&headers, &body)))
}

async fn init_error(
    State(api): State<Arc<RuntimeApi>>,
    headers: HeaderMap,
    body: Bytes,
) -> axum::response::Response {
    api.phase.send_replace(Phase::Failed(reported(&headers, &body)));
    accepted()
}

/// The error that a function reports: a JSON body, whose type a header repeats.
fn reported(headers: &HeaderMap, body: &[u8]) -> Failure {
    let header = headers.get("lambda-runtime-function-error-type").and_then(|value| value.to_str().ok());
    let mut failure: Failure = serde_json::from_slice(body).unwrap_or_else(|_| Failure {
        error_type: String::new(),
        error_message: String::from_utf8_lossy(body).into_owned(),
    });
    if failure.error_type.is_empty() {
        header.unwrap_or("Unhandled").clone_into(&mut failure.error_type);
    }
    failure
}

fn accepted() -> axum::response::Response {
    (StatusCode::ACCEPTED, Json(json!({ "status": "OK" }))).into_response()
}

fn refused(status: StatusCode, error_type: &str, message: &str) -> axum::response::Response {
    (status, Json(json!({ "errorType": error_type, "errorMessage": message }))).into_response()
}

/// An X-Ray trace header that samples nothing; the root is derived from the request's id.
fn trace(request: &str) -> String {
    let hex: String = request.chars().filter(char::is_ascii_hexdigit).collect();
    let (start, rest) = hex.split_at_checked(8).unwrap_or(("00000000", &hex));
    format!("Root=1-{start}-{rest};Sampled=0")
}
