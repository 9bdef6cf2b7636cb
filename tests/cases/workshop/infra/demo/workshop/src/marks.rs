//! Marks: what this workshop notes of its tools besides, each under a number of its own.

use crate::world::{Refusal, Tool, World};
use axum::{
    Json,
    extract::{Path, Query, State, rejection::JsonRejection},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, time::Duration};

/// How heavy a tool is, in kilos.
const WEIGHT: &str = "mark_3";
/// What a tool needs; each is an object with a `value`.
const CARE: &str = "mark_8";
/// So long takes what is slow.
const SLOW: Duration = Duration::from_millis(1_350);

/// The marks of the tools that have some, by tool.
#[derive(Debug, Clone)]
pub(crate) struct Marks(BTreeMap<&'static str, Map<String, Value>>);

impl Marks {
    /// As they are in the morning.
    pub(crate) fn new() -> Self {
        let of = |weight: f64, care: Option<&str>| {
            let care = care.map_or(Value::Null, |care| json!([{"value": care}]));
            Map::from_iter([(WEIGHT.to_owned(), json!(weight)), (CARE.to_owned(), care)])
        };
        Self(BTreeMap::from([
            ("saw-hand", of(0.5, Some("oil"))),
            ("saw-coping", of(0.25, None)),
            ("hammer-sledge", of(6.0, Some("a new handle"))),
        ]))
    }

    fn shown(&self, tool: &Tool, show: &[&str]) -> Map<String, Value> {
        let marks = self.0.get(tool.id).into_iter().flatten();
        let shown = marks.filter(|(id, _)| show.contains(&id.as_str()));
        shown.map(|(id, value)| (id.clone(), value.clone())).collect()
    }

    fn has(&self, tool: &Tool, id: &str) -> bool {
        self.0.get(tool.id).and_then(|marks| marks.get(id)).is_some_and(|value| !value.is_null())
    }
}

/// `GET /marks`.
pub(crate) async fn list() -> Json<Value> {
    Json(json!({"items": [
        {"id": WEIGHT, "name": "Weight"},
        {"id": "mark_4", "name": null},
        {"id": CARE, "name": "Needs care"},
    ]}))
}

#[derive(Serialize)]
pub(crate) struct Marked {
    name: &'static str,
    marks: Map<String, Value>,
}

type Parameters = Query<Vec<(String, String)>>;

fn values<'p>(Query(parameters): &'p Parameters, name: &str) -> Vec<&'p str> {
    parameters.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
}

/// `GET /tools/{id}/marks`.
pub(crate) async fn of_tool(
    State(workshop): State<crate::Workshop>,
    Path(id): Path<String>,
    parameters: Parameters,
) -> Result<Json<Marked>, Refusal> {
    slow(&id).await;
    let mut world = workshop.enter();
    let tool = world.tool(&id)?.clone();
    let show: Vec<&str> = values(&parameters, "show").into_iter().flat_map(|it| it.split(',')).collect();
    Ok(Json(Marked { name: tool.name, marks: world.marks.shown(&tool, &show) }))
}

/// `GET /tools/matching`: `kind = "…"` and `"<mark>" IS NOT EMPTY`, with `AND` between them.
pub(crate) async fn matching(
    State(workshop): State<crate::Workshop>,
    parameters: Parameters,
) -> Result<Json<Value>, Refusal> {
    let world = workshop.enter();
    let (query, show) = (values(&parameters, "query").join(" "), values(&parameters, "show"));
    let conditions: Vec<&str> = query.split(" AND ").map(str::trim).collect();
    let mut items = Vec::new();
    for tool in &world.tools {
        let fits: Result<Vec<bool>, Refusal> =
            conditions.iter().map(|condition| holds(&world, tool, condition)).collect();
        if fits?.into_iter().all(|it| it) {
            items.push(Marked { name: tool.name, marks: world.marks.shown(tool, &show) });
        }
    }
    Ok(Json(json!({ "items": items })))
}

fn holds(world: &World, tool: &Tool, condition: &str) -> Result<bool, Refusal> {
    let wrong = || Refusal::Wrong("the query is none that is understood here");
    if let Some(kind) = condition.strip_prefix("kind = ") {
        return Ok(json!(tool.kind).as_str() == Some(kind.trim_matches('"')));
    }
    let mark = condition.strip_suffix(" IS NOT EMPTY").ok_or_else(wrong)?;
    Ok(world.marks.has(tool, mark.trim_matches('"')))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Changed {
    marks: Map<String, Value>,
}

/// `PUT /tools/{id}/marks`.
pub(crate) async fn change(
    State(workshop): State<crate::Workshop>,
    Path(id): Path<String>,
    body: Result<Json<Changed>, JsonRejection>,
) -> Result<StatusCode, Refusal> {
    let Json(Changed { marks }) = body?;
    let mut world = workshop.enter();
    let id = world.tool(&id)?.id;
    for (mark, value) in marks {
        let fits = match mark.as_str() {
            WEIGHT => value.is_number(),
            CARE => value.as_array().is_some_and(|list| list.iter().all(|it| it["value"].is_string())),
            _ => false,
        };
        if !fits {
            return Err(Refusal::Wrong("a mark is unknown, or of another type"));
        }
        world.marks.0.entry(id).or_default().insert(mark, value);
    }
    Ok(StatusCode::NO_CONTENT)
}

/// The sledge hammer is heavy.
pub(crate) async fn slow(id: &str) {
    if id == "hammer-sledge" {
        tokio::time::sleep(SLOW).await;
    }
}
