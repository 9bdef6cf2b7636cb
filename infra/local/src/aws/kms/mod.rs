//! AWS KMS: symmetric keys whose material can be rotated without losing what older material has sealed.
//!
//! <https://docs.aws.amazon.com/kms/latest/APIReference/Welcome.html>

mod cipher;
mod keys;
mod operations;
mod requests;

use super::{
    ACCOUNT, REGION,
    answer::AwsError,
    grant::{Caller, resource_name},
};
use crate::problem::Problem;
use keys::{Keys, Stored};
use sayso_schemas::plan::Plan;
use serde_json::Value;
use std::{
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// What to do where the stored keys can't be used.
const START_OVER: &str = "start with another `--state` folder; what the keys sealed is lost with them";

/// The keys of all skills.
pub struct Kms {
    keys: Mutex<Stored>,
}

impl Kms {
    /// The keys in `file`, or none where it is missing.
    pub(super) fn open(file: PathBuf) -> Result<Self, Problem> {
        let failed = |error: String| Problem::project(format!("the keys can't be used: {error}"), START_OVER);
        Stored::open(file).map(|keys| Self { keys: Mutex::new(keys) }).map_err(failed)
    }

    /// Makes the key of `plan` where it is missing.
    pub fn ensure(&self, plan: &Plan) -> Result<(), Problem> {
        let Some(key) = &plan.key else { return Ok(()) };
        let alias = format!("alias/{}", resource_name(&plan.skill, &key.name));
        let description = format!("seals the records of the skill `{}`", plan.skill);
        let made = self.keys().change(|keys| {
            if keys.by_alias(&alias).is_none() {
                let id = keys.create(description)?;
                keys.name(alias.clone(), id);
            }
            Ok(())
        });
        made.map_err(|error| {
            Problem::project(format!("the key `{alias}` can't be made: {}", error.message), START_OVER)
        })
    }

    /// Deletes every key at once, unlike AWS, which waits for a week.
    pub fn clear(&self) -> Result<(), Problem> {
        let cleared = self.keys().change(|keys| {
            *keys = Keys::default();
            Ok(())
        });
        cleared.map_err(|error| {
            Problem::project(format!("the keys can't be emptied: {}", error.message), START_OVER)
        })
    }

    /// Answers one request.
    pub(super) fn serve(&self, action: &str, caller: &Caller, body: &[u8]) -> Result<Value, AwsError> {
        operations::serve(&mut self.keys(), action, caller, body)
    }

    /// A change that fails leaves the keys as they were, so that a poisoned lock holds whole data.
    fn keys(&self) -> MutexGuard<'_, Stored> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The ARN of a key (`key/<id>`) or alias (`alias/<name>`).
fn arn(resource: &str) -> String {
    format!("arn:aws:kms:{REGION}:{ACCOUNT}:{resource}")
}
