//! An execution environment: one process, and a Runtime API of its own.

use super::{
    Failure, Version,
    log::Log,
    processes::{Exit, Registered},
    runtime_api::{Invocation, Phase, RuntimeApi},
};
use axum::body::Bytes;
use std::{
    os::unix::process::ExitStatusExt,
    process::ExitStatus,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::{
    net::TcpListener,
    process::Child,
    sync::{mpsc, oneshot, watch},
    task::JoinHandle,
    time::timeout,
};

/// Lambda's limit of the init phase.
const INIT: Duration = Duration::from_secs(10);

/// A running environment; dropping it ends its process.
#[derive(Debug)]
pub(super) struct Environment {
    version: Arc<Version>,
    invocations: mpsc::Sender<Invocation>,
    /// How the process ended, in Lambda's words.
    exit: Exit,
    /// Kills the process when dropped.
    stop: Option<oneshot::Sender<()>>,
    _server: AbortOnDrop,
}

#[derive(Debug)]
struct AbortOnDrop(JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Environment {
    /// Starts the program and waits until it asks for its first event.
    ///
    /// Each environment has a listener of its own, so that `AWS_LAMBDA_RUNTIME_API` is `host:port` as on Lambda and
    /// no environment can reach the events of another.
    pub(super) async fn start(version: Arc<Version>, log: Log) -> Result<Self, Failure> {
        let no_listener = |error| Failure::init(format!("the Runtime API can't listen: {error}"));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(no_listener)?;
        let address = listener.local_addr().map_err(no_listener)?;
        let (invocations, receiver) = mpsc::channel(1);
        let (api, mut phase) = RuntimeApi::new(version.arn.clone(), receiver);
        let server = AbortOnDrop(tokio::spawn(async move {
            // Serving ends with the task only.
            drop(axum::serve(listener, api.router()).await);
        }));
        let session = log.session();
        let mut child = version
            .spawn(address, &session)
            .await
            .map_err(|error| Failure::init(format!("`bootstrap` can't be started: {error}")))?;
        if let Some(stdout) = child.stdout.take() {
            tokio::spawn(log.clone().follow(stdout));
        }
        if let Some(stderr) = child.stderr.take() {
            tokio::spawn(log.follow(stderr));
        }
        let (stop, stopped) = oneshot::channel();
        let (ended, exit) = watch::channel(None);
        let registered = version.processes.register(&session, exit.clone());
        tokio::spawn(supervise(child, stopped, ended, registered));
        let environment = Self { version, invocations, exit, stop: Some(stop), _server: server };
        let init = tokio::select! {
            biased;
            Ok(phase) = phase.wait_for(|phase| !matches!(phase, Phase::Starting)) => match &*phase {
                Phase::Failed(failure) => Err(failure.clone()),
                _ => Ok(()),
            },
            exit = environment.ended() => Err(Failure::init(exit)),
            () = tokio::time::sleep(INIT) => {
                Err(Failure::init(format!("init timed out after {:.2} seconds", INIT.as_secs_f64())))
            }
        };
        init.map(|()| environment)
    }

    /// What it runs.
    pub(super) fn version(&self) -> &Arc<Version> {
        &self.version
    }

    /// Whether its process has ended, or was told to.
    pub(super) fn has_ended(&self) -> bool {
        self.stop.is_none() || self.exit.borrow().is_some()
    }

    /// Has one event answered. After a time-out or an exit the environment has ended.
    pub(super) async fn invoke(&mut self, request: &str, payload: Bytes) -> Result<Bytes, Failure> {
        let (reply, mut answer) = oneshot::channel();
        let limit = self.version.timeout;
        let invocation = Invocation {
            request: request.to_owned(),
            deadline_ms: epoch_ms(SystemTime::now() + limit),
            payload,
            reply,
        };
        if self.invocations.try_send(invocation).is_err() {
            self.stop = None;
            return Err(Failure::exited(request, "the environment is gone"));
        }
        let answered = timeout(limit, async {
            tokio::select! {
                biased;
                Ok(answer) = &mut answer => answer,
                exit = self.ended() => Err(Failure::exited(request, &exit)),
            }
        });
        let outcome = answered.await;
        outcome.unwrap_or_else(|_| {
            self.stop = None;
            Err(Failure::timed_out(request, limit))
        })
    }

    /// Waits for the end of the process.
    async fn ended(&self) -> String {
        let mut exit = self.exit.clone();
        match exit.wait_for(Option::is_some).await {
            Ok(exit) => exit.clone().unwrap_or_default(),
            Err(_) => "the environment is gone".to_owned(),
        }
    }
}

/// Waits for the end of the process, and brings it about when `stopped` is dropped, or somebody wants it killed.
async fn supervise(
    mut child: Child,
    stopped: oneshot::Receiver<()>,
    ended: watch::Sender<Option<String>>,
    registered: Registered,
) {
    let status = tokio::select! {
        status = child.wait() => Some(status),
        _ = stopped => None,
        () = registered.kill.notified() => None,
    };
    let status = if let Some(status) = status {
        status
    } else {
        drop(child.start_kill());
        child.wait().await
    };
    drop(registered);
    ended.send_replace(Some(in_words(status.ok())));
}

/// An exit as Lambda words it.
fn in_words(status: Option<ExitStatus>) -> String {
    match status.map(|status| (status.code(), status.signal())) {
        Some((Some(0), _)) | None => "Runtime exited without providing a reason".to_owned(),
        Some((Some(code), _)) => format!("Runtime exited with error: exit status {code}"),
        Some((None, signal)) => {
            format!("Runtime exited with error: signal: {}", signal.unwrap_or_default())
        }
    }
}

fn epoch_ms(time: SystemTime) -> u128 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis())
}
