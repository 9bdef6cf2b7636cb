//! The key of a skill, and who seals its records anew under another one.
//!
//! ```text
//! POST   /api/skills/{skill}/key       {}: a new key with the same policy seals from now on, and the old one opens what
//!                                      it sealed: the alias names the new one, and the functions are brought up again
//!                                      with `SAYSO_KEY=<alias>,<ARN of the old one>`
//! DELETE /api/skills/{skill}/key       {}: the old one is disabled, and the functions know the alias alone
//!        both answer {"alias", "new", "old"}; ARNs
//! GET    /api/skills/{skill}/operator  {"endpoint", "region", "access_key_id", "secret_access_key", "table", "key"}:
//!                                      what `sayso rewrap` needs; it may do what the plan's `rewrap` says, and no more
//! ```

use super::{Body, Nothing, stopping};
use crate::{
    aws::{OPERATOR, REGION, kms::Replaced},
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
use std::sync::Arc;

/// What an operator needs.
#[derive(Serialize)]
struct Operator {
    /// `AWS_ENDPOINT_URL`.
    endpoint: String,
    region: &'static str,
    access_key_id: String,
    secret_access_key: String,
    /// The table's name.
    table: String,
    /// The alias of the key that seals.
    key: String,
}

/// `POST /api/skills/{skill}/key`.
pub(super) async fn replace(
    State(hub): State<Arc<Hub>>,
    Path(skill): Path<String>,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Json<Replaced>, Problem> {
    let skill = hub.skill(&skill)?.clone();
    // Not abandoned half-way when the one who asked goes away.
    let replaced = tokio::spawn(async move { skill.replace_key().await }).await;
    replaced.unwrap_or_else(|_| Err(stopping())).map(Json)
}

/// `DELETE /api/skills/{skill}/key`.
pub(super) async fn retire(
    State(hub): State<Arc<Hub>>,
    Path(skill): Path<String>,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Json<Replaced>, Problem> {
    let skill = hub.skill(&skill)?.clone();
    let retired = tokio::spawn(async move { skill.retire_key().await }).await;
    retired.unwrap_or_else(|_| Err(stopping())).map(Json)
}

/// `GET /api/skills/{skill}/operator`.
pub(super) async fn operator(
    State(hub): State<Arc<Hub>>,
    Path(skill): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    let skill = hub.skill(&skill)?;
    let nothing = || {
        Problem::new(
            Kind::Unknown,
            format!("`{}` has nothing to seal under a new key", skill.name),
            "only a skill with account linking keeps secrets",
        )
    };
    let key = skill.credentials(OPERATOR).ok_or_else(nothing)?;
    let (table, alias) = skill.table().zip(skill.key_alias()).ok_or_else(nothing)?;
    let operator = Operator {
        endpoint: hub.aws.endpoint(),
        region: REGION,
        access_key_id: key.access_key_id,
        secret_access_key: key.secret_access_key,
        table,
        key: alias,
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(operator)))
}
