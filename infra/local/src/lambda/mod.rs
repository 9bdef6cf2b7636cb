//! AWS Lambda: functions, their execution environments and the Runtime API that these live on.

mod environment;
mod failure;
mod log;
mod process;
mod processes;
mod runtime_api;

pub use failure::Failure;
pub(crate) use log::lines;
pub use process::Version;
pub use processes::Processes;

use crate::events::{Event, Events};
use axum::body::Bytes;
use environment::Environment;
use serde::Serialize;
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::Semaphore;

/// How many invocations of one function run at once; more of them wait.
pub const CONCURRENCY: usize = 4;
/// How long an invocation waits for its turn before it is refused as Lambda refuses what exceeds the concurrency.
const QUEUE: Duration = Duration::from_secs(30);

/// One function. Its environments are started on demand, answer one invocation at a time, and are kept warm.
#[derive(Debug)]
pub struct Function {
    skill: String,
    name: String,
    events: Events,
    turns: Semaphore,
    pool: Mutex<Pool>,
}

#[derive(Debug)]
struct Pool {
    version: Arc<Version>,
    idle: Vec<Environment>,
    running: usize,
    starting: usize,
    started: u64,
    failure: Option<String>,
}

/// What `/api/status` says of a function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// The function's name.
    pub name: String,
    /// Environments that are warm or run.
    pub environments: usize,
    /// The generation that new invocations meet.
    pub generation: u64,
    /// Whether an invocation can be expected to work.
    pub state: Health,
    /// Why not.
    pub error: Option<String>,
}

/// Whether an invocation can be expected to work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Health {
    /// The last start worked.
    Ready,
    /// The first environment is being started.
    Starting,
    /// The last start failed; the next invocation tries again.
    Failed,
}

impl Function {
    /// The function `name` of `skill`, which runs `version`. Nothing is started yet.
    pub fn new(skill: &str, name: &str, version: Version, events: Events) -> Self {
        let pool = Pool {
            version: Arc::new(version),
            idle: Vec::new(),
            running: 0,
            starting: 0,
            started: 0,
            failure: None,
        };
        let turns = Semaphore::new(CONCURRENCY);
        Self { skill: skill.to_owned(), name: name.to_owned(), events, turns, pool: Mutex::new(pool) }
    }

    /// New invocations meet `version`; running ones finish where they are.
    pub fn replace(&self, version: Version) {
        let old = {
            let mut pool = self.pool();
            pool.version = Arc::new(version);
            pool.failure = None;
            std::mem::take(&mut pool.idle)
        };
        drop(old);
    }

    /// Starts one environment, so that the next invocation need not.
    pub async fn warm(&self) -> Result<(), Failure> {
        let environment = self.start().await?;
        self.put_back(environment);
        Ok(())
    }

    /// Invokes the function with a JSON document and returns the JSON document that it answers. As on Lambda, an
    /// invocation runs to its end also when nobody waits for the answer any more.
    pub async fn invoke(self: &Arc<Self>, payload: Bytes) -> Result<Bytes, Failure> {
        let function = self.clone();
        let run = tokio::spawn(async move { function.run(payload).await });
        run.await.unwrap_or_else(|_| Err(Failure::init("the embedded cloud is being stopped".to_owned())))
    }

    async fn run(&self, payload: Bytes) -> Result<Bytes, Failure> {
        let turn = tokio::time::timeout(QUEUE, self.turns.acquire()).await;
        let Ok(Ok(_turn)) = turn else { return Err(Failure::throttled()) };
        let mut environment = match self.take_idle() {
            Some(warm) => warm,
            None => self.start().await?,
        };
        let _running = Running::begin(self);
        let begun = Instant::now();
        let request = uuid::Uuid::new_v4().to_string();
        let outcome = environment.invoke(&request, payload).await;
        self.events.send(Event::Invoked {
            skill: self.skill.clone(),
            function: self.name.clone(),
            request,
            ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            error: outcome.as_ref().err().map(|failure| failure.error_type.clone()),
        });
        if !environment.has_ended() {
            self.put_back(environment);
        }
        outcome
    }

    /// How it is.
    pub fn status(&self) -> Status {
        let pool = self.pool();
        let environments = pool.idle.iter().filter(|it| !it.has_ended()).count() + pool.running;
        let state = match &pool.failure {
            Some(_) => Health::Failed,
            None if pool.starting > 0 && environments == 0 => Health::Starting,
            None => Health::Ready,
        };
        let generation = pool.version.generation;
        Status { name: self.name.clone(), environments, generation, state, error: pool.failure.clone() }
    }

    async fn start(&self) -> Result<Environment, Failure> {
        let (version, number, _starting) = {
            let mut pool = self.pool();
            pool.started += 1;
            pool.starting += 1;
            (pool.version.clone(), pool.started, Starting(self))
        };
        let log = log::Log::new(&self.skill, &self.name, number, self.events.clone());
        let started = Environment::start(version.clone(), log).await;
        let failure = started.as_ref().err().map(|failure| failure.error_message.clone());
        if let Some(message) = &failure {
            self.events.send(Event::InitFailed {
                skill: self.skill.clone(),
                function: self.name.clone(),
                message: message.clone(),
            });
        }
        let mut pool = self.pool();
        if Arc::ptr_eq(&pool.version, &version) {
            pool.failure = failure;
        }
        drop(pool);
        started
    }

    fn take_idle(&self) -> Option<Environment> {
        let mut pool = self.pool();
        while let Some(environment) = pool.idle.pop() {
            if !environment.has_ended() {
                return Some(environment);
            }
        }
        None
    }

    /// Keeps an environment warm, unless another version has come meanwhile; then it is dropped, which ends it.
    fn put_back(&self, environment: Environment) {
        let mut pool = self.pool();
        if Arc::ptr_eq(&pool.version, environment.version()) {
            pool.idle.push(environment);
        } else {
            drop(pool);
            drop(environment);
        }
    }

    /// No code between lock and unlock panics, so that a poisoned lock holds whole data.
    fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts an environment as running until dropped, also when the invoker goes away.
struct Running<'a>(&'a Function);

impl<'a> Running<'a> {
    fn begin(function: &'a Function) -> Self {
        function.pool().running += 1;
        Self(function)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.pool().running -= 1;
    }
}

/// Counts an environment as starting until dropped.
struct Starting<'a>(&'a Function);

impl Drop for Starting<'_> {
    fn drop(&mut self) {
        self.0.pool().starting -= 1;
    }
}
