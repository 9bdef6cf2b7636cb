//! AWS Secrets Manager: secrets with their current and their previous value.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/Welcome.html>

mod operations;
mod stored;

use super::{
    answer::AwsError,
    grant::{Caller, STAGE, resource_name},
};
use crate::problem::Problem;
use sayso_schemas::plan::{Plan, ProviderAt};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};
use stored::Stored;

/// What to do where the stored secrets can't be used.
const START_OVER: &str = "start with another `--state` folder";

/// The secrets of all skills. Unlike tables and keys they are not emptied by a reset: what runs was started with them.
pub struct Secrets {
    stored: Mutex<Stored>,
}

impl Secrets {
    /// The secrets in `file`, or none where it is missing.
    pub(super) fn open(file: PathBuf) -> Result<Self, Problem> {
        let failed =
            |error: String| Problem::project(format!("the secrets can't be used: {error}"), START_OVER);
        Stored::open(file).map(|stored| Self { stored: Mutex::new(stored) }).map_err(failed)
    }

    /// The secret `name`, which is made where it is missing: 256 bits from the operating system.
    pub fn ensure(&self, name: &str) -> Result<String, Problem> {
        self.stored().ensure(name, |secret| secret).map_err(|error| {
            Problem::project(format!("the secret `{name}` can't be made: {}", error.message), START_OVER)
        })
    }

    /// Makes the [origin secret](of_origin) of `plan` where it is missing. Its current value, which CloudFront sends;
    /// nothing where the plan has no account linking.
    pub fn ensure_origin(&self, plan: &Plan) -> Result<Option<String>, Problem> {
        let Some(name) = of_origin(plan) else { return Ok(None) };
        let fresh = |secret: String| json!({ "current": secret }).to_string();
        let text = self.stored().ensure(&name, fresh).map_err(|error| {
            Problem::project(format!("the secret `{name}` can't be made: {}", error.message), START_OVER)
        })?;
        let current = serde_json::from_str(&text).map(|Origin { current }| current);
        current.map(Some).map_err(|_| {
            Problem::project(
                format!("the secret `{name}` is not JSON with a text `current`"),
                "put it there: `{\"current\": \"…\", \"previous\": \"…\"}`",
            )
        })
    }

    /// Answers one request.
    pub(super) fn serve(&self, action: &str, caller: &Caller, body: &[u8]) -> Result<Value, AwsError> {
        operations::serve(&mut self.stored(), action, caller, body)
    }

    /// A change that fails leaves the secrets as they were, so that a poisoned lock holds whole data.
    fn stored(&self) -> MutexGuard<'_, Stored> {
        self.stored.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the origin secret holds; the value before is for the functions only.
#[derive(Deserialize)]
struct Origin {
    current: String,
}

/// The name of the secret that CloudFront shows to the functions; nothing where the plan has no account linking.
pub(crate) fn of_origin(plan: &Plan) -> Option<String> {
    plan.linking.as_ref().map(|linking| resource_name(&plan.skill, &linking.origin_secret))
}

/// The name of the secret that Alexa authenticates with at the skill's token endpoint.
pub(crate) fn of_alexa(plan: &Plan) -> String {
    resource_name(&plan.skill, "alexa-client")
}

/// The name of the secret of the stage's client at `provider`; nothing where the stage has no client there.
pub(crate) fn of_provider(plan: &Plan, provider: &str) -> Option<String> {
    match plan.stages.get(STAGE)?.providers.get(provider)? {
        ProviderAt::Client { secret, .. } => Some(secret.clone()),
        ProviderAt::Demo(_) => Some(resource_name(&plan.skill, provider)),
    }
}
