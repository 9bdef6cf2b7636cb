//! The diary: on which days tools come back.

use crate::{
    answers::Items,
    world::{Kind, Refusal},
};
use axum::{
    Json,
    extract::{Query, rejection::QueryRejection},
};
use serde::{Deserialize, Serialize};

/// What the diary says, by day. Days are compared as they are written.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Entry {
    name: &'static str,
    kind: Kind,
    day: &'static str,
}

const ENTRIES: [Entry; 7] = [
    Entry { name: "wire brush", kind: Kind::Brush, day: "2026-02-27" },
    Entry { name: "claw hammer", kind: Kind::Hammer, day: "2026-02-28" },
    Entry { name: "hand saw", kind: Kind::Saw, day: "2026-03-02" },
    Entry { name: "coping saw", kind: Kind::Saw, day: "2026-03-04" },
    Entry { name: "rubber mallet", kind: Kind::Hammer, day: "2026-03-08" },
    Entry { name: "sledge hammer", kind: Kind::Hammer, day: "2026-03-10" },
    Entry { name: "lost hammer", kind: Kind::Hammer, day: "2026-03-31" },
];

#[derive(Deserialize)]
pub(crate) struct DiaryQuery {
    query: String,
    since: Option<String>,
    most: Option<usize>,
    #[serde(default)]
    newest: bool,
}

/// `GET /diary`: `day <= "…"`, `day >= "…"` and `kind = "…"`, with `AND` between them.
pub(crate) async fn read(
    query: Result<Query<DiaryQuery>, QueryRejection>,
) -> Result<Json<Items<Entry>>, Refusal> {
    let Query(DiaryQuery { query, since, most, newest }) = query?;
    let mut items = Vec::new();
    for entry in ENTRIES.into_iter().filter(|entry| since.as_deref().is_none_or(|since| entry.day >= since)) {
        let fits: Result<Vec<bool>, Refusal> =
            query.split(" AND ").map(|condition| holds(entry, condition.trim())).collect();
        if fits?.into_iter().all(|it| it) {
            items.push(entry);
        }
    }
    if newest {
        items.reverse();
    }
    items.truncate(most.unwrap_or(usize::MAX));
    Ok(Json(Items { items }))
}

fn holds(entry: Entry, condition: &str) -> Result<bool, Refusal> {
    let operand = |start: &str| condition.strip_prefix(start).map(|it| it.trim_matches('"'));
    if let Some(day) = operand("day <= ") {
        return Ok(entry.day <= day);
    }
    if let Some(day) = operand("day >= ") {
        return Ok(entry.day >= day);
    }
    match operand("kind = ") {
        Some(kind) => Ok(serde_json::json!(entry.kind).as_str() == Some(kind)),
        None => Err(Refusal::Wrong("the query is none that is understood here")),
    }
}
