//! A skill in process, for tests and benchmarks of generated code.

mod linker;
pub(crate) mod memory;
mod memory_tokens;
mod token_endpoint;

pub use linker::Linker;
pub use memory_tokens::{MemoryTokens, NoRequest};
pub use token_endpoint::TokenEndpoint;

use crate::{
    Clock, Config, Skill,
    app::{App, Rejected, StartError},
    log::Log,
};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

/// The skill's id in a [`Harness`] whose environment names none.
pub const SKILL_ID: &str = "amzn1.ask.skill.test";

/// A skill in process: the same code that Lambda runs, from the event to the response.
#[derive(Debug)]
pub struct Harness<S> {
    app: App<S>,
    log: Arc<Mutex<Vec<String>>>,
}

impl<S: Skill> Harness<S> {
    /// Starts the skill with the words files in `words` and the variables of `environment`.
    pub fn new(words: &Path, environment: BTreeMap<String, String>) -> Result<Self, StartError> {
        Self::at(words, environment, Clock::System)
    }

    /// As [`Harness::new`], with the time of `clock`.
    pub fn at(words: &Path, environment: BTreeMap<String, String>, clock: Clock) -> Result<Self, StartError> {
        let mut variables = BTreeMap::from(
            [("LAMBDA_TASK_ROOT", ""), ("SAYSO_SKILL_ID", SKILL_ID)]
                .map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        variables.extend(environment);
        let mut config = Config::read(S::NAME, variables)?;
        let log = Arc::default();
        words.clone_into(&mut config.words);
        config.log = Log::Memory(Arc::clone(&log));
        config.store = config.store.map(|store| store.with_clock(clock));
        Ok(Self { app: App::start(config)?, log })
    }

    /// Answers one event.
    pub async fn invoke(&self, event: &Value) -> Result<Value, Rejected> {
        self.invoke_text(&event.to_string()).await.map(|text| {
            // What was just serialised parses.
            serde_json::from_str(&text).unwrap_or_default()
        })
    }

    /// Answers one event, text to text as in Lambda.
    pub async fn invoke_text(&self, event: &str) -> Result<String, Rejected> {
        let response = self.app.handle(event, None).await?;
        // A response has string keys, so it serialises.
        Ok(serde_json::to_string(&response).unwrap_or_default())
    }

    /// The lines logged so far.
    pub fn logged(&self) -> Vec<String> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
