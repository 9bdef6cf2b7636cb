//! The processes of all environments, so that a test can have one killed when a request of it arrives somewhere.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::{Notify, watch};

/// The processes by what their requests carry: the session token of the environment's credentials.
#[derive(Debug, Default)]
pub struct Processes(Mutex<BTreeMap<String, Process>>);

/// How to end one, and how one knows that it has.
#[derive(Debug, Clone)]
struct Process {
    kill: Arc<Notify>,
    exit: Exit,
}

/// How a process ended, in Lambda's words; nothing while it runs.
pub(super) type Exit = watch::Receiver<Option<String>>;

/// One that runs; it is forgotten when this is dropped.
#[derive(Debug)]
pub(super) struct Registered {
    processes: Arc<Processes>,
    session: String,
    /// Told when it shall be killed.
    pub(super) kill: Arc<Notify>,
}

impl Processes {
    /// Kills the process whose credentials have the session token `session`, as `kill -9` does, and waits for its end.
    /// False where there is none.
    pub async fn kill(&self, session: &str) -> bool {
        let Some(Process { kill, mut exit }) = self.by_session().get(session).cloned() else { return false };
        kill.notify_one();
        // An error is an environment that is gone altogether.
        exit.wait_for(Option::is_some).await.ok();
        true
    }

    pub(super) fn register(self: &Arc<Self>, session: &str, exit: Exit) -> Registered {
        let kill = Arc::new(Notify::new());
        self.by_session().insert(session.to_owned(), Process { kill: kill.clone(), exit });
        Registered { processes: self.clone(), session: session.to_owned(), kill }
    }

    fn by_session(&self) -> MutexGuard<'_, BTreeMap<String, Process>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Registered {
    fn drop(&mut self) {
        self.processes.by_session().remove(&self.session);
    }
}
