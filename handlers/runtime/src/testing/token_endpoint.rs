//! The function `token` in process.

use crate::{Clock, Config, ConfigError, Skill, config::Function, log::Log, token::Token};
use http::{Request, Response};
use std::{
    collections::BTreeMap,
    marker::PhantomData,
    sync::{Arc, Mutex, PoisonError},
};

/// The function `token` in process: the same code that Lambda runs, from request to response.
#[derive(Debug)]
pub struct TokenEndpoint<S> {
    token: Token,
    log: Arc<Mutex<Vec<String>>>,
    skill: PhantomData<fn() -> S>,
}

impl<S: Skill> TokenEndpoint<S> {
    /// Starts it with the variables of `environment` at the time of `clock`. None where the skill links no account, or
    /// the environment is another function's.
    pub fn new(environment: BTreeMap<String, String>, clock: Clock) -> Result<Option<Self>, ConfigError> {
        let mut config = Config::read(S::NAME, environment)?;
        let log = Arc::default();
        config.log = Log::Memory(Arc::clone(&log));
        config.store = config.store.map(|store| store.with_clock(clock));
        let (Function::Token(token), Some(linking)) = (config.function.clone(), S::LINKING) else {
            return Ok(None);
        };
        Ok(Some(Self { token: Token::start(config, token, linking)?, log, skill: PhantomData }))
    }

    /// Answers one request.
    pub async fn handle(&self, request: Request<Vec<u8>>) -> Response<String> {
        self.token.handle(request).await
    }

    /// The lines logged so far.
    pub fn logged(&self) -> Vec<String> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
