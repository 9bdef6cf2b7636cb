//! The function `token` in process.

use crate::{
    Clock, Config, ConfigError, Skill,
    config::Function,
    log::Log,
    token::{Passing, Server, Token},
};
use http::{Request, Response};
use std::{
    collections::BTreeMap,
    marker::PhantomData,
    sync::{Arc, Mutex, PoisonError},
};

/// Whose tokens it gives.
#[derive(Debug)]
enum Of {
    Issuing(Box<Token<Server>>),
    Passing(Box<Token<Passing>>),
}

/// The function `token` in process: the same code that Lambda runs, from request to response.
#[derive(Debug)]
pub struct TokenEndpoint<S> {
    token: Of,
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
        let Function::Token(token) = config.function.clone() else { return Ok(None) };
        let token = match (S::LINKING, S::PROXY) {
            (Some(linking), _) => Of::Issuing(Box::new(Token::start(config, token, linking)?)),
            (None, Some(proxy)) => Of::Passing(Box::new(Token::proxy(config, token, proxy)?)),
            (None, None) => return Ok(None),
        };
        Ok(Some(Self { token, log, skill: PhantomData }))
    }

    /// Answers one request.
    pub async fn handle(&self, request: Request<Vec<u8>>) -> Response<String> {
        match &self.token {
            Of::Issuing(token) => token.handle(request).await,
            Of::Passing(token) => token.handle(request).await,
        }
    }

    /// The lines logged so far.
    pub fn logged(&self) -> Vec<String> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
