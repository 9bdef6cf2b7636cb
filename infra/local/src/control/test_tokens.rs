//! What test access tokens are asked for with, where they are a provider's.
//!
//! ```text
//! GET /api/skills/{skill}/client  {"authorize", "token", "client_id", "client_secret", "services"}: the client that the
//!                                 skill has at the provider before which its token endpoint stands; where that is, and
//!                                 where the services are, by name
//! ```

use crate::{
    cloud::Hub,
    problem::{Kind, Problem},
};
use axum::{
    Json,
    extract::{Path, State},
    http::header,
    response::IntoResponse,
};
use serde::Serialize;
use std::{collections::BTreeMap, sync::Arc};

/// A client at a provider.
#[derive(Serialize)]
struct Registered {
    authorize: String,
    token: String,
    client_id: String,
    client_secret: String,
    services: BTreeMap<String, String>,
}

/// `GET /api/skills/{skill}/client`.
pub(super) async fn client(
    State(hub): State<Arc<Hub>>,
    Path(skill): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    let skill = hub.skill(&skill)?;
    let behind = skill.linking().and_then(|linking| Some((linking.behind.clone()?, linking)));
    let Some((behind, linking)) = behind else {
        return Err(Problem::new(
            Kind::Unknown,
            format!("no provider gives tokens to `{}`", skill.name),
            "where it has account linking, tokens are those of an account that is linked",
        ));
    };
    let client = Registered {
        client_secret: skill.provider_secret(&behind)?,
        authorize: linking.authorize,
        token: behind.token,
        client_id: linking.client_id,
        services: skill.services(),
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(client)))
}
