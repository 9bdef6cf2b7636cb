//! Notes about tools, the loans of a tool, and the shelves that are a member's own.

use crate::{
    Workshop,
    answers::Items,
    seed,
    world::{Loan, Manner, Refusal},
};
use axum::{
    Json,
    extract::{
        Path, Query, State,
        rejection::{JsonRejection, QueryRejection},
    },
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
};
use serde::{Deserialize, Serialize};

/// A note.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Note {
    /// A tool's id.
    tool: &'static str,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewNote {
    text: String,
}

/// `POST /tools/{id}/notes`.
pub(crate) async fn add(
    State(workshop): State<Workshop>,
    Path(id): Path<String>,
    body: Result<Json<NewNote>, JsonRejection>,
) -> Result<StatusCode, Refusal> {
    let Json(NewNote { text }) = body?;
    let mut world = workshop.enter();
    let tool = world.tool(&id)?;
    let (tool, manner) = (tool.id, tool.manner);
    if manner != Manner::Stuck {
        world.notes.push(Note { tool, text });
    }
    if matches!(manner, Manner::Lost | Manner::Stuck) {
        Err(Refusal::Silence)
    } else {
        Ok(StatusCode::NO_CONTENT)
    }
}

#[derive(Deserialize)]
pub(crate) struct NotesQuery {
    query: String,
}

/// `GET /notes`: `tool = "…"`, newest first.
pub(crate) async fn find(
    State(workshop): State<Workshop>,
    query: Result<Query<NotesQuery>, QueryRejection>,
) -> Result<Json<Items<Note>>, Refusal> {
    let Query(NotesQuery { query }) = query?;
    let tool = query.strip_prefix("tool = \"").and_then(|rest| rest.strip_suffix("\" ORDER BY made DESC"));
    let tool = tool.ok_or(Refusal::Wrong("the query is none that is understood here"))?;
    let world = workshop.enter();
    let notes = world.notes.iter().rev().filter(|note| note.tool == tool);
    Ok(Json(Items { items: notes.cloned().collect() }))
}

/// `GET /tools/{id}/loans`.
pub(crate) async fn loans(
    State(workshop): State<Workshop>,
    Path(id): Path<String>,
) -> Result<Json<Items<Loan>>, Refusal> {
    let loan = workshop.enter().tool(&id)?.lent.clone();
    Ok(Json(Items { items: loan.into_iter().collect() }))
}

#[derive(Serialize)]
pub(crate) struct OwnShelf {
    name: &'static str,
    room: Option<&'static str>,
    note: Option<&'static str>,
}

/// `GET /member/shelves`: of members whose card reaches so far.
pub(crate) async fn own_shelves(headers: HeaderMap) -> Result<Json<Items<OwnShelf>>, Refusal> {
    let shown = headers.get(AUTHORIZATION).and_then(|it| it.to_str().ok());
    let card = shown.and_then(|it| it.strip_prefix("Bearer ")).unwrap_or_default();
    match seed::MEMBERS.iter().find(|member| member.card == card) {
        None => Err(Refusal::Stranger),
        Some(member) if member.id == "m-2" => {
            Ok(Json(Items { items: vec![OwnShelf { name: "the drawer", room: None, note: None }] }))
        }
        Some(_) => Err(Refusal::Scope),
    }
}
