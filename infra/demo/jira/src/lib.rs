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
//! | `grace` | `hopper-1906` | `demo-pat-grace` | all in `WEB`; see `OPS`, but change nothing there; not see `PAY` |
//!
//! The site Northwind (and Data Center) has the projects `OPS`, `WEB` and `PAY`, Tailspin has `LAB`. Yuki's site, Fabrikam,
//! has `KIT`, `GAR`, `BAK`, `CEL` and `ATT`, and what is rare: two sprints that run at once, one of them without a goal and
//! an end; boards of team-managed projects, with sprints and without; and nobody who estimates. Anna Kim's site Contoso has `OBS` and `OTS`, which sound alike. In open sprints five
//! issues are blocked: `OPS-42`, `OPS-44`, `OPS-45` and `OPS-47`, which lead straight to Done by "Finish", and `WEB-15`,
//! which does not. It is Wednesday, 11 March 2026, 10:00 UTC, and each change takes a minute.
//!
//! | project | boards | sprints | new issues |
//! |---|---|---|---|
//! | `OPS` | 1, scrum, in story points | closed 9 to 12, active 13, to come 14 | of five types |
//! | `WEB` | 2, scrum, in story points; 4, kanban | closed 21, active 22 | |
//! | `PAY` | 3, kanban | none | only with a cost centre |
//! | `LAB` | 5, scrum | none | no bugs |
//! | `KIT` | 6, scrum | active 31 and 32 | |
//! | `GAR` | 7, team-managed | closed 33 and 34, active 35 | |
//! | `BAK` | 8, scrum | none | |
//! | `CEL` | 9, team-managed | has none | |
//! | `ATT` | none | none | |
//! | `OBS`, `OTS` | none | none | tasks and bugs |
//!
//! | custom field | Northwind | Data Center | Tailspin | Fabrikam |
//! |---|---|---|---|---|
//! | story points | `customfield_10016`, "Story point estimate" | `customfield_10106`, "Story Points" | none | none |
//! | sprint | `customfield_10020` | `customfield_10020` | `customfield_10007` | `customfield_10009` |
//! | flagged | `customfield_10021` | `customfield_10102` | `customfield_10008` | `customfield_10011` |
//! | cost centre | `customfield_10040` | `customfield_10140` | none | none |
//!
//! Two people are called Anna, Berg and Kim. On Cloud an issue takes 20 changes in two seconds and 100 in thirty; what is
//! more is answered with 429.
//!
//! For tests: `POST /faults` takes a list of faults that replaces the one before ([`demo_backend::Fault`]), and `GET /faults` gives the
//! positions of those that are left; `GET /log` lists method, path, query and status of the requests since the last reset. [`scenario`]
//! tells how to have another world.

mod answer;
mod cloud;
mod documents;
mod durations;
mod find;
mod jql;
mod limits;
mod operation;
mod people;
mod request;
mod scenario;
mod server;
mod shapes;
mod world;
mod write;

use axum::{
    Router,
    body::to_bytes,
    extract::{self, FromRequestParts as _, Query, State},
    http::{
        StatusCode,
        header::{AUTHORIZATION, CONTENT_TYPE},
    },
    middleware,
    response::{IntoResponse, Response},
    routing::post,
};
use cloud::Provider;
use demo_backend::Traffic;
use limits::Writes;
use request::{Reply, Request};
use server::Failures;
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};
use world::World;

/// The largest body that is read.
const LARGEST: usize = 1 << 20;

/// The service with the built-in world. `provider` is the base URL of the identity provider. Fails where the world can't
/// be read.
pub fn app(provider: Option<String>) -> Result<Router, String> {
    serve_world(provider, World::read().map_err(|error| error.to_string())?)
}

/// The service with the world of a scenario, which is JSON. Fails where it is none.
pub fn app_of_scenario(provider: Option<String>, text: &str) -> Result<Router, String> {
    serve_world(provider, scenario::read(text)?)
}

fn serve_world(provider: Option<String>, morning: World) -> Result<Router, String> {
    let provider =
        provider.map(|base| Provider::new(&base)).transpose().map_err(|error| error.to_string())?;
    let now = Now::new(morning.clone());
    let traffic = Traffic::default();
    let now = Arc::new(Mutex::new(now));
    let jira = Jira { provider, morning: Arc::new(morning), now, traffic: traffic.clone() };
    Ok(Router::new()
        .fallback(serve)
        .layer(middleware::from_fn_with_state(traffic.clone(), Traffic::observe))
        // What is below has no faults, and is not logged.
        .route("/reset", post(reset))
        .merge(traffic.routes())
        .merge(traffic.log_route())
        .with_state(jira))
}

#[derive(Clone)]
struct Jira {
    provider: Option<Provider>,
    /// The world as it is after a reset.
    morning: Arc<World>,
    now: Arc<Mutex<Now>>,
    traffic: Traffic,
}

/// What changes.
struct Now {
    world: World,
    failures: Failures,
    writes: Writes,
}

impl Now {
    fn new(world: World) -> Self {
        Self { world, failures: Failures::new(), writes: Writes::default() }
    }
}

impl Jira {
    /// The state for one request. No request leaves it half changed, so one that panicked does no harm.
    fn enter(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn reset(State(jira): State<Jira>) -> StatusCode {
    let world = World::clone(&jira.morning);
    *jira.enter() = Now::new(world);
    jira.traffic.reset();
    StatusCode::NO_CONTENT
}

async fn serve(State(jira): State<Jira>, request: extract::Request) -> Response {
    match read(request).await {
        Ok(request) => answer(&jira, &request).await.into_response(),
        Err(reply) => reply.into_response(),
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
            let Now { world, writes, .. } = &mut *jira.enter();
            let admitted = cloud::admit(&caller, site, rest, request, world);
            let done = admitted.and_then(|(operation, viewer)| {
                if let Some(issue) = operation.written().and_then(|key| world.issue(key, &viewer)) {
                    writes.admit(&issue.key, Instant::now())?;
                }
                answer::answer(&operation, request, world, &viewer)
            });
            done.unwrap_or_else(|reply| reply)
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
        is_json: parts
            .headers
            .get(CONTENT_TYPE)
            .and_then(|it| it.to_str().ok())
            .is_some_and(|it| it.to_ascii_lowercase().starts_with("application/json")),
        authorization: parts.headers.get(AUTHORIZATION).and_then(|it| it.to_str().ok()).map(str::to_owned),
    })
}
