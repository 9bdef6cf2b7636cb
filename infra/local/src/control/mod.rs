//! What `http://localhost:PORT` offers: the index page and the control API.
//!
//! ```text
//! GET  /                             the index page
//! GET  /api/status                   what runs
//! POST /api/skills/{skill}/turns     something is said to a skill                     turns
//! POST /api/skills/{skill}/reload    {}: what is in the project now runs from now on
//! POST /api/reset                    {}: tables, keys, conversations and links are emptied
//! POST /alexa/v1/directives          a skill says something before its answer         directives
//! GET  /alexa/v2/devices/{device}/settings/System.timeZone                            settings
//! …                                  accounts that are linked, and skill events       links
//!                                    the key of a skill, and its operator             keys
//!                                    what test access tokens are asked for with       test_tokens
//!                                    faults, and what was called                      faults
//!                                    faults of services                               service_faults
//! ```
//!
//! A request that changes anything must say `content-type: application/json`. A page of another site can't send that
//! without asking first (a CORS preflight), and is never answered yes.

mod conversations;
mod directives;
mod faults;
mod keys;
mod links;
mod page;
mod service_faults;
mod settings;
mod test_tokens;
mod turns;

use crate::{
    cloud::Hub,
    events::Event,
    lambda,
    problem::{Kind, Problem},
    skill::{Reloaded, Skill},
};
use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequest, Path, Request, State},
    http::header::CONTENT_TYPE,
    middleware,
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
pub(crate) use conversations::Conversations;
pub(crate) use directives::Directives;
pub(crate) use links::Links;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
pub(crate) use settings::AlexaFaults;
use std::sync::Arc;

/// Utterances and lists of faults are short.
const BODY: usize = 64 * 1024;

/// The routes of Alexa's own API.
fn alexa_api(hub: Arc<Hub>) -> Router<Arc<Hub>> {
    Router::new()
        .route("/alexa/v1/directives", post(directives::speak))
        .route("/alexa/v2/devices/{device}/settings/System.timeZone", get(settings::time_zone))
        .route_layer(middleware::from_fn_with_state(hub, settings::befall))
}

/// The routes of `http://localhost:PORT`.
pub(crate) fn router(hub: Arc<Hub>) -> Router {
    alexa_api(hub.clone())
        .route("/", get(index))
        .route("/api/status", get(status))
        .route("/api/skills/{skill}/turns", post(turns::turn))
        .route("/api/skills/{skill}/reload", post(reload))
        .route("/api/skills/{skill}/links", post(links::begun))
        .route("/api/skills/{skill}/links/{link}", get(links::report).delete(links::disable))
        .route("/api/skills/{skill}/links/{link}/due", post(links::due))
        .route("/api/skills/{skill}/links/{link}/token", get(links::token))
        .route("/api/skills/{skill}/events", post(links::send))
        .route("/api/skills/{skill}/key", post(keys::replace).delete(keys::retire))
        .route("/api/skills/{skill}/operator", get(keys::operator))
        .route("/api/skills/{skill}/client", get(test_tokens::client))
        .route("/api/skills/{skill}/faults", get(service_faults::left).post(service_faults::inject))
        .route("/link/{skill}", get(links::open))
        .route("/alexa/redirect/{vendor}", get(links::redirected))
        .route("/api/reset", post(reset))
        .route("/api/faults", post(faults::inject))
        .route("/api/calls", get(faults::calls).delete(faults::forget))
        .fallback(unknown)
        .method_not_allowed_fallback(unknown)
        .layer(DefaultBodyLimit::max(BODY))
        .with_state(hub)
}

/// A JSON body that says that it is one; where it is empty, `{}`.
struct Body<T>(T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let stated =
            request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let kind = stated.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(Problem::new(
                Kind::MediaType,
                "the body is not declared as JSON",
                "send the header `content-type: application/json`",
            ));
        }
        let unreadable = |error: String| {
            Problem::new(
                Kind::Usage,
                format!("the body can't be read: {error}"),
                "see the control API's documentation",
            )
        };
        let bytes =
            Bytes::from_request(request, state).await.map_err(|error| unreadable(error.to_string()))?;
        let bytes: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        serde_json::from_slice(bytes).map(Self).map_err(|error| unreadable(error.to_string()))
    }
}

/// No members.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

#[derive(Serialize)]
struct Status {
    skills: Vec<SkillStatus>,
    demos: Vec<DemoStatus>,
}

#[derive(Serialize)]
struct DemoStatus {
    name: String,
    url: String,
}

#[derive(Serialize)]
struct SkillStatus {
    name: String,
    locales: Vec<String>,
    functions: Vec<lambda::Status>,
}

async fn index(State(hub): State<Arc<Hub>>) -> Html<String> {
    Html(page::render(&hub))
}

async fn status(State(hub): State<Arc<Hub>>) -> Json<Status> {
    let of = |skill: &Arc<Skill>| SkillStatus {
        name: skill.name.clone(),
        locales: skill.locales(),
        functions: skill.functions(),
    };
    let demos = hub.around.demos.list().await;
    let demos = demos.into_iter().map(|(name, url)| DemoStatus { name, url }).collect();
    Json(Status { skills: hub.skills.values().map(of).collect(), demos })
}

async fn reload(
    State(hub): State<Arc<Hub>>,
    Path(skill): Path<String>,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Json<Reloaded>, Problem> {
    let skill = hub.skill(&skill)?.clone();
    // Not abandoned half-way when the one who asked goes away.
    let reloaded = tokio::spawn(async move { skill.reload().await }).await;
    reloaded.unwrap_or_else(|_| Err(stopping())).map(Json)
}

async fn reset(
    State(hub): State<Arc<Hub>>,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Json<serde_json::Value>, Problem> {
    hub.links.settle().await;
    // Those know of a key that is about to go.
    let replaced: Vec<_> = hub.skills.values().filter(|skill| skill.is_key_replaced()).collect();
    hub.aws.tables().clear()?;
    hub.aws.kms().clear()?;
    hub.conversations.clear();
    hub.alexa_faults.clear();
    hub.links.clear();
    hub.around.demos.reset().await?;
    for skill in hub.skills.values() {
        skill.provide()?;
    }
    for skill in replaced {
        skill.reload().await?;
    }
    hub.events.send(Event::Reset);
    Ok(Json(serde_json::json!({})))
}

async fn unknown(request: Request) -> Response {
    Problem::new(
        Kind::Unknown,
        format!("there is no `{} {}`", request.method(), request.uri().path()),
        "see the index page, `/`",
    )
    .into_response()
}

fn stopping() -> Problem {
    Problem::new(Kind::Conflict, "the embedded cloud is being stopped", "start it again")
}
