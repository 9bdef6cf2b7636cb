//! A small workshop: tools on shelves, which can be found, moved and lent. It serves
//! `schemas/workshop/workshop.openapi.yaml`, keeps its state in memory, and is the same after each `POST /reset`.
//!
//! Members show the number of their card as a bearer token: `demo-card-mara`, who has two tools, or `demo-card-noor`,
//! who has none, but a shelf that is her own; Mara's card does not reach so far (403, `X-Reason: scope`). All else is open
//! to everybody.
//!
//! Some things are awkward on purpose, so that a skill can be seen to cope:
//! * the shelf `locked` takes nothing (409);
//! * `brush-busy` refuses every other request, the first included (429, `Retry-After: 1`), `brush-swamped` all of
//!   them (429, `Retry-After: 30`), and so does `saw-broken` (503);
//! * a move, a loan and a note of `hammer-lost` are made, those of `hammer-stuck` are not; either way the connection is
//!   closed without an answer;
//! * what is asked about `hammer-sledge` takes 1.35 s.

mod answers;
mod diary;
mod marks;
mod notes;
mod seed;
mod world;

use answers::{Items, Lent, MemberAnswer, OneTool, Page, ShelfAnswer, ToolAnswer};
use axum::{
    Json, Router,
    extract::{
        Path, Query, State,
        rejection::{JsonRejection, QueryRejection},
    },
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
    routing::{get, post, put},
};
use serde::Deserialize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use world::{Kind, Refusal, World};

/// The service with a workshop of its own.
pub fn app() -> Router {
    Router::new()
        .route("/shelves", get(list_shelves))
        .route("/shelves/clean", put(note_clean))
        .route("/shelves/{id}/tools", get(shelf_tools))
        .route("/tools", get(find_tools))
        .route("/marks", get(marks::list))
        .route("/tools/matching", get(marks::matching))
        .route("/tools/{id}", get(get_tool))
        .route("/tools/{id}/marks", get(marks::of_tool).put(marks::change))
        .route("/tools/{id}/shelf", put(move_tool))
        .route("/tools/{id}/loans", get(notes::loans).post(lend_tool))
        .route("/tools/{id}/notes", post(notes::add))
        .route("/notes", get(notes::find))
        .route("/diary", get(diary::read))
        .route("/member", get(get_member))
        .route("/member/shelves", get(notes::own_shelves))
        .route("/reset", post(reset))
        .with_state(Workshop(Arc::new(Mutex::new(World::new()))))
}

#[derive(Clone)]
struct Workshop(Arc<Mutex<World>>);

impl Workshop {
    /// The world for one request. No request leaves it half changed, so one that panicked does no harm.
    fn enter(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Deserialize)]
struct ShelvesQuery {
    kind: Option<Kind>,
}

async fn list_shelves(
    State(workshop): State<Workshop>,
    query: Result<Query<ShelvesQuery>, QueryRejection>,
) -> Result<Json<Items<ShelfAnswer>>, Refusal> {
    let Query(query) = query?;
    let world = workshop.enter();
    let shelves = world.shelves.iter().filter(|shelf| query.kind.is_none_or(|kind| shelf.kind == kind));
    Ok(Json(Items { items: shelves.map(ShelfAnswer::from).collect() }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Clean {
    shelves: Vec<String>,
}

async fn note_clean(
    State(workshop): State<Workshop>,
    body: Result<Json<Clean>, JsonRejection>,
) -> Result<StatusCode, Refusal> {
    let Json(Clean { shelves }) = body?;
    workshop.enter().note_clean(&shelves)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn shelf_tools(
    State(workshop): State<Workshop>,
    Path(id): Path<String>,
) -> Result<Json<Items<ToolAnswer>>, Refusal> {
    let world = workshop.enter();
    let shelf = world.shelf(&id)?.id;
    let tools = world.tools.iter().filter(|tool| tool.shelf == shelf);
    Ok(Json(Items { items: tools.map(|tool| ToolAnswer::new(tool, &world)).collect() }))
}

#[derive(Deserialize)]
struct ToolsQuery {
    kind: Option<Kind>,
    cursor: Option<String>,
    limit: Option<usize>,
}

async fn find_tools(
    State(workshop): State<Workshop>,
    query: Result<Query<ToolsQuery>, QueryRejection>,
) -> Result<Json<Page<ToolAnswer>>, Refusal> {
    let Query(query) = query?;
    let world = workshop.enter();
    let (tools, next) = world.page(query.kind, query.cursor.as_deref(), query.limit)?;
    Ok(Json(Page { items: tools.into_iter().map(|tool| ToolAnswer::new(tool, &world)).collect(), next }))
}

async fn get_tool(
    State(workshop): State<Workshop>,
    Path(id): Path<String>,
) -> Result<Json<OneTool>, Refusal> {
    marks::slow(&id).await;
    let mut world = workshop.enter();
    let tool = world.tool(&id)?.clone();
    Ok(Json(OneTool::new(&tool, &world)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Move {
    shelf: String,
    note: Option<String>,
}

async fn move_tool(
    State(workshop): State<Workshop>,
    Path(id): Path<String>,
    body: Result<Json<Move>, JsonRejection>,
) -> Result<StatusCode, Refusal> {
    let Json(Move { shelf, note }) = body?;
    workshop.enter().move_tool(&id, &shelf, note)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewLoan {
    days: u32,
    to: String,
}

async fn lend_tool(
    State(workshop): State<Workshop>,
    Path(id): Path<String>,
    body: Result<Json<NewLoan>, JsonRejection>,
) -> Result<(StatusCode, Json<Lent>), Refusal> {
    let Json(NewLoan { days, to }) = body?;
    let id = workshop.enter().lend(&id, to, days)?;
    Ok((StatusCode::CREATED, Json(Lent { id })))
}

async fn get_member(headers: HeaderMap) -> Result<Json<MemberAnswer>, Refusal> {
    let shown = headers.get(AUTHORIZATION).and_then(|it| it.to_str().ok());
    let card = shown.and_then(|it| it.strip_prefix("Bearer ")).unwrap_or_default();
    let member = seed::MEMBERS.iter().find(|member| member.card == card);
    member.map(|member| Json(MemberAnswer::from(member))).ok_or(Refusal::Stranger)
}

async fn reset(State(workshop): State<Workshop>) -> StatusCode {
    *workshop.enter() = World::new();
    StatusCode::NO_CONTENT
}

impl From<QueryRejection> for Refusal {
    fn from(_: QueryRejection) -> Self {
        Self::Wrong("the query is not what the contract says")
    }
}

impl From<JsonRejection> for Refusal {
    fn from(_: JsonRejection) -> Self {
        Self::Wrong("the body is not what the contract says")
    }
}
