//! Faults of the services that a skill calls, where these are demo backends.
//!
//! ```text
//! POST /api/skills/{skill}/faults  {"faults": [{"service", …}]}: these befall the next requests to each service that is
//!                                  named, in order, and no others do; beside `service` each says what the demo backend
//!                                  takes
//! GET  /api/skills/{skill}/faults  {"left": {service: [position]}}: those that no request has met yet, each by its
//!                                  place among those of its service, from 0; only where the demo backend tells
//! ```
//!
//! `alexa`, where no demo backend is called so, is Alexa's own API, at which a skill says that one must wait, and asks for the
//! time zone of the device.
//!
//! A demo backend that takes faults has `POST /faults`, a list that replaces the one before, and `GET /faults`, the
//! positions of those that are left. `POST /reset`, and so `POST /api/reset`, forgets them.

use super::Body;
use crate::{
    cloud::Hub,
    loopback,
    problem::{Kind, Problem},
};
use axum::{
    Json,
    extract::{Path, State},
};
use reqwest::{Client, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// Alexa's own API, as a service.
const ALEXA: &str = "alexa";
/// How long a demo backend may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FaultList {
    faults: Vec<ServiceFault>,
}

#[derive(Deserialize)]
struct ServiceFault {
    service: String,
    /// As the demo backend takes it.
    #[serde(flatten)]
    fault: Map<String, Value>,
}

#[derive(Serialize)]
pub(super) struct Left {
    left: BTreeMap<String, Vec<usize>>,
}

/// `POST /api/skills/{skill}/faults`.
pub(super) async fn inject(
    State(hub): State<Arc<Hub>>,
    Path(skill): Path<String>,
    Body(FaultList { faults }): Body<FaultList>,
) -> Result<Json<Value>, Problem> {
    let demos = hub.skill(&skill)?.demo_services();
    let mut lists: BTreeMap<&str, Vec<&Map<String, Value>>> = BTreeMap::new();
    for ServiceFault { service, fault } in &faults {
        lists.entry(service).or_default().push(fault);
    }
    if let (false, Some(list)) = (demos.contains_key(ALEXA), lists.remove(ALEXA)) {
        hub.alexa_faults.replace(&list)?;
    }
    if let Some(service) = lists.keys().find(|service| !demos.contains_key(**service)) {
        return Err(no_demo(&skill, service, &demos));
    }
    let client = client()?;
    for (service, url) in &demos {
        let Some(list) = lists.get(service.as_str()) else { continue };
        let answer = client.post(format!("{url}/faults")).json(list).send().await;
        let answer = answer.map_err(|error| silent(service, error))?;
        match answer.status() {
            status if status.is_success() => {}
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => return Err(takes_none(service)),
            status => {
                let said = answer.text().await.unwrap_or_default();
                return Err(Problem::new(
                    Kind::Usage,
                    format!("the demo of `{service}` does not take this fault: it answered {status}, {said}"),
                    "see what its `POST /faults` takes",
                ));
            }
        }
    }
    Ok(Json(json!({})))
}

/// `GET /api/skills/{skill}/faults`.
pub(super) async fn left(
    State(hub): State<Arc<Hub>>,
    Path(skill): Path<String>,
) -> Result<Json<Left>, Problem> {
    let client = client()?;
    let mut left = BTreeMap::new();
    for (service, url) in hub.skill(&skill)?.demo_services() {
        let answer = client.get(format!("{url}/faults")).send().await;
        let answer = answer.map_err(|error| silent(&service, error))?;
        // One that takes no faults has none left.
        if answer.status().is_success() {
            let positions: Vec<usize> = answer.json().await.map_err(|error| silent(&service, error))?;
            left.insert(service, positions);
        }
    }
    left.entry(ALEXA.to_owned()).or_insert_with(|| hub.alexa_faults.left());
    Ok(Json(Left { left }))
}

fn client() -> Result<Client, Problem> {
    loopback::client()
        .timeout(PATIENCE)
        .build()
        .map_err(|error| Problem::project(format!("no demo backend can be asked: {error}"), "start again"))
}

fn no_demo(skill: &str, service: &str, demos: &BTreeMap<String, String>) -> Problem {
    let known: Vec<String> = demos.keys().map(|name| format!("`{name}`")).collect();
    let help = if known.is_empty() {
        "a service is one where `infra.stages.local.services` says `demo: …`".to_owned()
    } else {
        format!("there is {}", known.join(", "))
    };
    Problem::new(
        Kind::Unknown,
        format!("`{skill}` calls no service `{service}` that is a demo backend in stage `local`"),
        help,
    )
}

fn takes_none(service: &str) -> Problem {
    Problem::new(
        Kind::Unknown,
        format!("the demo of `{service}` can't be made to fail"),
        "give it a `POST /faults`, which takes a list of faults",
    )
}

fn silent(service: &str, error: reqwest::Error) -> Problem {
    let error = error.without_url();
    Problem::project(
        format!("the demo of `{service}` does not answer: {error}"),
        "see its log, or start again",
    )
}
