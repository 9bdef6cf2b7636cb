//! What the service says.

use crate::world::{Kind, Loan, Member, Refusal, Shelf, Tool, World};
use axum::{
    Json,
    body::Body,
    http::{HeaderValue, StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use std::io;

/// A list, all of it.
#[derive(Serialize)]
pub(crate) struct Items<T> {
    pub(crate) items: Vec<T>,
}

/// One page of a list.
#[derive(Serialize)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    pub(crate) next: Option<String>,
}

/// A shelf.
#[derive(Serialize)]
pub(crate) struct ShelfAnswer {
    id: &'static str,
    name: &'static str,
    room: Named,
    note: Option<&'static str>,
    open: bool,
}

/// A tool in a list.
#[derive(Serialize)]
pub(crate) struct ToolAnswer {
    id: &'static str,
    name: &'static str,
    kind: Kind,
    uses: u32,
    shelf: ShelfName,
}

/// A tool alone.
#[derive(Serialize)]
pub(crate) struct OneTool {
    #[serde(flatten)]
    tool: ToolAnswer,
    note: Option<String>,
    lent: Option<Loan>,
}

/// A loan that was made.
#[derive(Serialize)]
pub(crate) struct Lent {
    pub(crate) id: String,
}

/// A member.
#[derive(Serialize)]
pub(crate) struct MemberAnswer {
    id: &'static str,
    name: &'static str,
    tools: u32,
}

#[derive(Serialize)]
struct Named {
    name: &'static str,
}

#[derive(Serialize)]
struct ShelfName {
    id: &'static str,
    name: &'static str,
}

#[derive(Serialize)]
struct Problem<'a> {
    message: &'a str,
}

impl From<&Member> for MemberAnswer {
    fn from(member: &Member) -> Self {
        Self { id: member.id, name: member.name, tools: member.tools }
    }
}

impl From<&Shelf> for ShelfAnswer {
    fn from(shelf: &Shelf) -> Self {
        let (room, open) = (Named { name: shelf.room }, !shelf.locked);
        Self { id: shelf.id, name: shelf.name, room, note: shelf.note, open }
    }
}

impl ToolAnswer {
    pub(crate) fn new(tool: &Tool, world: &World) -> Self {
        let name = world.shelf(tool.shelf).map_or(tool.shelf, |shelf| shelf.name);
        let shelf = ShelfName { id: tool.shelf, name };
        Self { id: tool.id, name: tool.name, kind: tool.kind, uses: tool.uses, shelf }
    }
}

impl OneTool {
    pub(crate) fn new(tool: &Tool, world: &World) -> Self {
        Self { tool: ToolAnswer::new(tool, world), note: tool.note.clone(), lent: tool.lent.clone() }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let problem = |status, message| (status, Json(Problem { message })).into_response();
        match self {
            Self::Wrong(message) => problem(StatusCode::BAD_REQUEST, message),
            Self::Stranger => problem(StatusCode::UNAUTHORIZED, "nobody has that card"),
            Self::Scope => {
                let mut response = problem(StatusCode::FORBIDDEN, "the card does not reach so far");
                response.headers_mut().insert("x-reason", HeaderValue::from_static("scope: shelves"));
                response
            }
            Self::Missing(message) => problem(StatusCode::NOT_FOUND, message),
            Self::Conflict(message) => problem(StatusCode::CONFLICT, message),
            Self::Later(seconds) => {
                let mut response = problem(StatusCode::TOO_MANY_REQUESTS, "too many want it");
                response.headers_mut().insert(RETRY_AFTER, seconds.into());
                response
            }
            Self::Broken => problem(StatusCode::SERVICE_UNAVAILABLE, "it is being repaired"),
            Self::Silence => silence(),
        }
    }
}

/// An answer of which nothing arrives. The server writes the head of an answer together with the first of its body;
/// where that fails, it closes the connection with both unsent.
fn silence() -> Response {
    let lost = futures_util::stream::iter([Err::<&[u8], _>(io::Error::other("the answer is lost"))]);
    Response::new(Body::from_stream(lost))
}
