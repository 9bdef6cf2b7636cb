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
use crate::problem::{Kind, Problem};
use keys::{Keys, Stored};
use sayso_schemas::plan::Plan;
use serde::Serialize;
use serde_json::Value;
use std::{
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};
use uuid::Uuid;

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
        let Some(alias) = alias(plan) else { return Ok(()) };
        let made = self.keys().change(|keys| {
            if keys.by_alias(&alias).is_none() {
                keys.create_for(&alias, description(plan))?;
            }
            keys.own(&alias);
            Ok(())
        });
        made.map_err(|error| not_made(&alias, &error))
    }

    /// The value of `SAYSO_KEY`: the alias of the plan's key, and while it is being replaced the ARN of the old one.
    pub fn variable(&self, plan: &Plan) -> Option<String> {
        let alias = alias(plan)?;
        Some(match self.keys().before(&alias) {
            Some(old) => format!("{alias},{}", key_arn(old)),
            None => alias,
        })
    }

    /// Whether the plan's key is being replaced.
    pub(crate) fn is_replaced(&self, plan: &Plan) -> bool {
        alias(plan).is_some_and(|alias| self.keys().before(&alias).is_some())
    }

    /// Makes a new key with the same policy, and has the alias name it. The old one still opens.
    pub fn replace(&self, plan: &Plan) -> Result<Replaced, Problem> {
        let alias = alias(plan).ok_or_else(|| no_key(plan))?;
        let mut stored = self.keys();
        let Some(old) = stored.by_alias(&alias) else { return Err(no_key(plan)) };
        if stored.before(&alias).is_some() {
            return Err(Problem::new(
                Kind::Conflict,
                format!("the key of `{}` is being replaced already", plan.skill),
                format!("end the old one first: `DELETE /api/skills/{}/key`", plan.skill),
            ));
        }
        let made = stored.change(|keys| keys.create_for(&alias, description(plan)));
        let new = made.map_err(|error| not_made(&alias, &error))?;
        Ok(Replaced { new: key_arn(new), old: key_arn(old), alias })
    }

    /// Ends the use of the key that another took the place of.
    pub fn retire(&self, plan: &Plan) -> Result<Replaced, Problem> {
        let alias = alias(plan).ok_or_else(|| no_key(plan))?;
        let mut stored = self.keys();
        let (Some(new), Some(old)) = (stored.by_alias(&alias), stored.before(&alias)) else {
            return Err(Problem::new(
                Kind::Conflict,
                format!("the key of `{}` is not being replaced", plan.skill),
                format!("begin with `POST /api/skills/{}/key`", plan.skill),
            ));
        };
        let ended = stored.change(|keys| {
            keys.disable(old);
            Ok(())
        });
        ended.map_err(|error| not_made(&alias, &error))?;
        Ok(Replaced { new: key_arn(new), old: key_arn(old), alias })
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

/// A key and the one whose place it took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Replaced {
    /// Names the new one.
    alias: String,
    /// ARN of the key that seals.
    new: String,
    /// ARN of the key that sealed before.
    old: String,
}

/// The alias of the plan's key.
pub(crate) fn alias(plan: &Plan) -> Option<String> {
    plan.key.as_ref().map(|key| format!("alias/{}", resource_name(&plan.skill, &key.name)))
}

fn description(plan: &Plan) -> String {
    format!("seals the records of the skill `{}`", plan.skill)
}

fn no_key(plan: &Plan) -> Problem {
    Problem::new(
        Kind::Unknown,
        format!("`{}` has no key", plan.skill),
        "only a skill with account linking keeps secrets",
    )
}

fn not_made(alias: &str, error: &AwsError) -> Problem {
    Problem::project(format!("the key `{alias}` can't be made: {}", error.message), START_OVER)
}

fn key_arn(id: Uuid) -> String {
    arn(&format!("key/{id}"))
}

/// The ARN of a key (`key/<id>`) or alias (`alias/<name>`).
fn arn(resource: &str) -> String {
    format!("arn:aws:kms:{REGION}:{ACCOUNT}:{resource}")
}
