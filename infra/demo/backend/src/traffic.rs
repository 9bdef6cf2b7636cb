//! The faults to come, and what was asked.

use crate::{Fault, OddFault};
use axum::{
    Json, Router,
    extract::{Request, State, rejection::JsonRejection},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse as _, Response},
    routing::get,
};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The requests of a service: each meets its fault, and is logged.
///
/// [`Traffic::observe`] goes around the service's own routes, beside which [`Traffic::routes`] are put.
#[derive(Debug, Clone, Default)]
pub struct Traffic(Arc<Mutex<Now>>);

#[derive(Debug, Default)]
struct Now {
    faults: Vec<Fault>,
    /// How many requests met one.
    met: u32,
    log: Vec<Value>,
}

impl Traffic {
    /// `POST /faults` puts a list of faults in the place of those before, `GET /faults` gives the positions of those that
    /// are left.
    pub fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        Router::new().route("/faults", get(left).post(replace)).with_state(self.clone())
    }

    /// `GET /log`: method, path, query and status of each request.
    pub fn log_route<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        Router::new().route("/log", get(log)).with_state(self.clone())
    }

    /// No faults, and nothing asked.
    pub fn reset(&self) {
        *self.enter() = Now::default();
    }

    /// How many requests met a fault.
    pub fn met(&self) -> u32 {
        self.enter().met
    }

    /// Around every request of the service: a middleware.
    pub async fn observe(State(traffic): State<Self>, request: Request, next: Next) -> Response {
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let fault = traffic.take(method.as_str(), uri.path());
        let answer = match fault {
            Some(fault) => fault.befall(next.run(request)).await,
            None => next.run(request).await,
        };
        let status = answer.extensions().get::<StatusCode>().copied().unwrap_or(answer.status());
        traffic.enter().log.push(json!({
            "method": method.as_str(),
            "path": uri.path(),
            "query": uri.query().unwrap_or_default(),
            "status": status.as_u16(),
        }));
        answer
    }

    /// The fault that a request meets, if any: the first that fits, used up by one.
    fn take(&self, method: &str, path: &str) -> Option<Fault> {
        let now = &mut *self.enter();
        let fault = now.faults.iter_mut().find(|fault| fault.fits(method, path))?;
        fault.use_up();
        now.met += 1;
        Some(fault.clone())
    }

    fn replace(&self, faults: Vec<Fault>) -> Result<(), OddFault> {
        faults.iter().try_for_each(|fault| fault.answer().map(drop))?;
        self.enter().faults = faults;
        Ok(())
    }

    /// The state for one request. No request leaves it half changed, so one that panicked does no harm.
    fn enter(&self) -> MutexGuard<'_, Now> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn left(State(traffic): State<Traffic>) -> Json<Vec<usize>> {
    let now = traffic.enter();
    let left = now.faults.iter().enumerate().filter(|(_, fault)| fault.is_left());
    Json(left.map(|(position, _)| position).collect())
}

async fn replace(State(traffic): State<Traffic>, body: Result<Json<Vec<Fault>>, JsonRejection>) -> Response {
    match body {
        Ok(Json(faults)) => match traffic.replace(faults) {
            Ok(()) => StatusCode::NO_CONTENT.into_response(),
            Err(odd) => wrong(&odd.to_string()),
        },
        Err(odd) => wrong(&odd.body_text()),
    }
}

async fn log(State(traffic): State<Traffic>) -> Json<Vec<Value>> {
    Json(traffic.enter().log.clone())
}

/// A test asked for something that can't be.
pub fn wrong(message: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "message": message }))).into_response()
}
