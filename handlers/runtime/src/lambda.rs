//! The program that AWS Lambda runs.

mod raw;

use crate::{
    Config, Skill,
    app::{App, Rejected, StartError},
    config::Function,
    link::Link,
    log::{Event, Log},
    token::{Serves, Token},
};
use lambda_http::{Adapter, Request, Response, Service};
use lambda_runtime::{Diagnostic, LambdaEvent, Runtime, service_fn};
use serde_json::value::RawValue;
use std::{
    convert::Infallible,
    env, panic,
    process::ExitCode,
    sync::Arc,
    time::{Duration, SystemTime},
};
use tokio::time::Instant;

/// The longest that a start may wait for what the first request needs.
const WARM: Duration = Duration::from_millis(800);

/// Runs the skill until Lambda stops it; the whole of a skill's `main`.
pub fn main<S: Skill>() -> ExitCode {
    log_panics();
    match run::<S>() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            Log::Stderr.write(&Event::StartFailed { reason: &error.to_string() });
            ExitCode::FAILURE
        }
    }
}

/// Why the program ends.
#[derive(Debug, thiserror::Error)]
enum RunError {
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("`{0}` is not set: this program is started by AWS Lambda, or locally by `sayso dev`")]
    NotOnLambda(&'static str),
    #[error("this skill links no account, so it has the function `skill` only")]
    NoLinking,
    #[error("the asynchronous runtime could not be made: {0}")]
    Tokio(#[from] std::io::Error),
    #[error("the connection to the Lambda runtime broke: {0}")]
    Lambda(#[from] lambda_runtime::Error),
}

fn run<S: Skill>() -> Result<(), RunError> {
    let config = Config::read(
        S::NAME,
        env::vars_os().filter_map(|(name, value)| {
            // A variable that is no text is none of ours.
            name.into_string().ok().zip(value.into_string().ok())
        }),
    )
    .map_err(StartError::from)?;
    // `lambda_runtime` panics where one of these is missing.
    for name in ["AWS_LAMBDA_RUNTIME_API", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION"] {
        env::var_os(name).ok_or(RunError::NotOnLambda(name))?;
    }
    // Lambda gives an environment one request at a time; one thread answers it.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match (config.function.clone(), S::LINKING, S::PROXY) {
        (Function::Skill, _, _) => serve(&runtime, App::<S>::start(config).map_err(StartError::from)?),
        (Function::Link(link), Some(linking), _) => {
            let link = Link::<S>::start(config, link, linking).map_err(StartError::from)?;
            serve_http(&runtime, &link)
        }
        (Function::Token(token), Some(linking), _) => {
            let token = Token::start(config, token, linking).map_err(StartError::from)?;
            serve_http(&runtime, &token)
        }
        (Function::Token(token), None, Some(proxy)) => {
            let token = Token::proxy(config, token, proxy).map_err(StartError::from)?;
            serve_http(&runtime, &token)
        }
        (Function::Link(_), None, _) | (Function::Token(_), None, None) => Err(RunError::NoLinking),
    }
}

/// A function behind the HTTP API.
trait Answers: Send + Sync {
    /// Before the first request.
    fn warm(&self) -> impl Future<Output = ()> + Send;

    fn answer(&self, request: Request) -> impl Future<Output = Response<String>> + Send;
}

impl<S: Skill> Answers for Link<S> {
    async fn warm(&self) {
        self.warm().await;
    }

    async fn answer(&self, request: Request) -> Response<String> {
        self.handle(request).await
    }
}

impl<S: Serves> Answers for Token<S> {
    async fn warm(&self) {
        self.warm().await;
    }

    async fn answer(&self, request: Request) -> Response<String> {
        self.handle(request).await
    }
}

/// Answers the HTTP API's requests.
fn serve_http(runtime: &tokio::runtime::Runtime, function: &impl Answers) -> Result<(), RunError> {
    let service =
        service_fn(
            move |request: Request| async move { Ok::<_, Infallible>(function.answer(request).await) },
        );
    // Nobody waits for the start alone: behind a slow one there is a request with a deadline.
    runtime.block_on(async { tokio::time::timeout(WARM, function.warm()).await.ok() });
    let http = Adapter::from(service);
    let service = service_fn(move |event| http.clone().call(raw::tamed(event)));
    Ok(runtime.block_on(lambda_runtime::run(service))?)
}

fn serve<S: Skill>(runtime: &tokio::runtime::Runtime, app: App<S>) -> Result<(), RunError> {
    let app = Arc::new(app);
    let service = service_fn(move |event: LambdaEvent<Box<RawValue>>| {
        let app = Arc::clone(&app);
        async move { app.handle(event.payload.get(), Some(deadline(event.context.deadline()))).await }
    });
    Ok(runtime.block_on(Runtime::new(service).run())?)
}

/// When Lambda stops the request, on the clock that timeouts use.
fn deadline(at: SystemTime) -> Instant {
    let left = at.duration_since(SystemTime::now()).unwrap_or(Duration::ZERO);
    Instant::now() + left
}

/// Logs where a panic happened. Its message is not kept: it may quote what a user said.
fn log_panics() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string);
        Log::Stderr.write(&Event::Panicked { place: place.as_deref() });
    }));
}

impl From<Rejected> for Diagnostic {
    fn from(rejected: Rejected) -> Self {
        Self { error_type: "Rejected".to_owned(), error_message: rejected.to_string() }
    }
}
