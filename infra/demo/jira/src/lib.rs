//! A Jira: both products over one small world, which is in `world/world.json` and the same after each `POST /reset`.
//!
//! * **Cloud** is below `/ex/jira/{site}` (REST v3 and agile), and `/oauth/token/accessible-resources`. Its bearer tokens
//!   are checked at the identity provider (`GET {provider}/check`); without one, all are refused.
//! * **Data Center** is everything else (REST v2 and agile): Basic, a personal access token, or nobody, who sees the
//!   project `WEB`. A token that is unknown is answered as nobody, too, with the header `X-Seraph-LoginReason:
//!   AUTHENTICATED_FAILED`. Three wrong passwords in a row, and only 403 with `X-Authentication-Denied-Reason:
//!   CAPTCHA_CHALLENGE` follows, until `POST /reset`.
//!
//! | who | password | token of Data Center | may |
//! |---|---|---|---|
//! | `ada` | `lovelace-1815` | `demo-pat-ada` | all |
//! | `grace` | `hopper-1906` | `demo-pat-grace` | see `OPS`, but move nothing there; not see `PAY` |
//!
//! The site Northwind (and Data Center) has the projects `OPS`, `WEB` and `PAY`, Tailspin has `LAB`. In open sprints five
//! issues are blocked: `OPS-42`, `OPS-44`, `OPS-45` and `OPS-47`, which lead straight to Done by "Finish", and `WEB-15`,
//! which does not. It is Wednesday, 11 March 2026, 10:00 UTC, and each change takes a minute.
//!
//! For tests: `POST /faults` takes a list of faults that replaces the one before ([`faults`]), and `GET /faults` gives the
//! positions of those that are left; `GET /log` lists method, path, query and status of the requests since the last reset.

mod answer;
mod cloud;
mod faults;
mod find;
mod jql;
mod operation;
mod request;
mod server;
mod shapes;
mod world;

use axum::{
    Json, Router,
    body::to_bytes,
    extract::{self, FromRequestParts as _, Query, State},
    http::{StatusCode, header::AUTHORIZATION},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use cloud::Provider;
use faults::{Fault, Kind};
use request::{Reply, Request};
use serde_json::{Value, json};
use server::Failures;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use world::World;

/// The largest body that is read.
const LARGEST: usize = 1 << 20;

/// The service with a world of its own. `provider` is the base URL of the identity provider. Fails where the compiled-in
/// world can't be read.
pub fn app(provider: Option<String>) -> Result<Router, String> {
    let provider =
        provider.map(|base| Provider::new(&base)).transpose().map_err(|error| error.to_string())?;
    let morning = World::read().map_err(|error| error.to_string())?;
    let now = Now { world: morning.clone(), failures: Failures::new(), faults: Vec::new(), log: Vec::new() };
    let jira = Jira { provider, morning: Arc::new(morning), now: Arc::new(Mutex::new(now)) };
    Ok(Router::new()
        .route("/reset", post(reset))
        .route("/faults", get(faults_left).post(set_faults))
        .route("/log", get(log))
        .fallback(serve)
        .with_state(jira))
}

#[derive(Clone)]
struct Jira {
    provider: Option<Provider>,
    /// The world as it is after a reset.
    morning: Arc<World>,
    now: Arc<Mutex<Now>>,
}

/// What changes.
struct Now {
    world: World,
    failures: Failures,
    faults: Vec<Fault>,
    log: Vec<Value>,
}

impl Jira {
    /// The state for one request. No request leaves it half changed, so one that panicked does no harm.
    fn enter(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn reset(State(jira): State<Jira>) -> StatusCode {
    let world = World::clone(&jira.morning);
    *jira.enter() = Now { world, failures: Failures::new(), faults: Vec::new(), log: Vec::new() };
    StatusCode::NO_CONTENT
}

async fn set_faults(State(jira): State<Jira>, Json(faults): Json<Vec<Fault>>) -> StatusCode {
    jira.enter().faults = faults;
    StatusCode::NO_CONTENT
}

async fn faults_left(State(jira): State<Jira>) -> Json<Vec<usize>> {
    Json(faults::left(&jira.enter().faults))
}

async fn log(State(jira): State<Jira>) -> Json<Vec<Value>> {
    Json(jira.enter().log.clone())
}

async fn serve(State(jira): State<Jira>, request: extract::Request) -> Response {
    let raw = request.uri().query().unwrap_or_default().to_owned();
    let request = match read(request).await {
        Ok(request) => request,
        Err(reply) => return reply.into_response(),
    };
    let fault = faults::take(&mut jira.enter().faults, &request);
    if let Some(delay) = fault.as_ref().and_then(Fault::delay) {
        tokio::time::sleep(delay).await;
    }
    let reply = match fault.as_ref().and_then(Fault::reply) {
        Some(reply) => reply,
        None => answer(&jira, &request).await,
    };
    jira.enter()
        .log
        .push(json!({"method": request.method, "path": request.path, "query": raw, "status": reply.status}));
    match fault.map(|fault| fault.kind) {
        Some(Kind::LostReply) => faults::silence(),
        Some(Kind::TornReply) => faults::torn(reply.into_response()).await,
        _ => reply.into_response(),
    }
}

/// Decides by the path which product is meant.
async fn answer(jira: &Jira, request: &Request) -> Reply {
    let segments: Vec<&str> = request.segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["oauth", "token", "accessible-resources"] if request.method == "GET" => {
            match cloud::caller(jira.provider.as_ref(), request).await {
                Ok(caller) => cloud::resources(&caller, &jira.enter().world),
                Err(reply) => reply,
            }
        }
        ["ex", "jira", site, rest @ ..] => {
            let caller = match cloud::caller(jira.provider.as_ref(), request).await {
                Ok(caller) => caller,
                Err(reply) => return reply,
            };
            let world = &mut jira.enter().world;
            let admitted = cloud::admit(&caller, site, rest, request, world);
            admitted
                .and_then(|(operation, viewer)| answer::answer(&operation, request, world, &viewer))
                .unwrap_or_else(|reply| reply)
        }
        _ => {
            let Now { world, failures, .. } = &mut *jira.enter();
            let reply = server::admit(request, world, failures)
                .and_then(|(operation, viewer)| answer::answer(&operation, request, world, &viewer))
                .unwrap_or_else(|reply| reply);
            server::mark(reply, request, world)
        }
    }
}

/// Takes a request apart.
async fn read(request: extract::Request) -> Result<Request, Reply> {
    let (mut parts, body) = request.into_parts();
    let body = to_bytes(body, LARGEST).await.map_err(|_| Reply::error(413, ["The body is too large."]))?;
    let query = Query::<Vec<(String, String)>>::from_request_parts(&mut parts, &()).await;
    let Query(query) = query.map_err(|odd| Reply::wrong([odd.body_text()]))?;
    let path = parts.uri.path().to_owned();
    let decode =
        |segment: &str| percent_encoding::percent_decode_str(segment).decode_utf8_lossy().into_owned();
    Ok(Request {
        method: parts.method.to_string(),
        segments: path.trim_matches('/').split('/').map(decode).collect(),
        path,
        query,
        body: body.to_vec(),
        authorization: parts.headers.get(AUTHORIZATION).and_then(|it| it.to_str().ok()).map(str::to_owned),
    })
}
