//! Secrets that operators keep in Secrets Manager.

use super::{
    Records,
    attempts::attempts,
    error::{StoreError, classify},
    secret::Secret,
};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};
use tokio::time::{Duration, Instant};

/// How long a secret is kept: what replaces it is seen after that.
const KEPT: Duration = Duration::from_mins(5);
/// How soon one that does not fit is read again.
const AGAIN: Duration = Duration::from_secs(10);

/// Secrets that were read, by name. There are as many as the configuration names.
#[derive(Default)]
pub(super) struct Read(Mutex<HashMap<String, (Instant, Secret)>>);

impl Records<'_> {
    /// The secret `name`, at most [`KEPT`] old.
    pub(crate) async fn secret(&self, name: &str) -> Result<Secret, StoreError> {
        self.secret_of(name, KEPT).await
    }

    /// The secret `name` as it is now, where the one that was read first does not fit. Whoever shows wrong ones makes
    /// nobody ask for it all the time.
    pub(crate) async fn newer_secret(&self, name: &str) -> Result<Secret, StoreError> {
        self.secret_of(name, AGAIN).await
    }

    async fn secret_of(&self, name: &str, oldest: Duration) -> Result<Secret, StoreError> {
        let secrets = &self.store.shared.secrets.0;
        let known = secrets.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        if let Some((at, secret)) = known
            && at.elapsed() < oldest
        {
            return Ok(secret);
        }
        let reply = attempts(self.deadline, |_| async {
            let request = self.secrets_manager().get_secret_value().secret_id(name);
            request.send().await.map_err(|error| classify(&error))
        })
        .await?;
        let text = reply.secret_string.ok_or(StoreError::Malformed("a secret is no text"))?;
        let secret = Secret::new(text);
        let mut read = secrets.lock().unwrap_or_else(PoisonError::into_inner);
        read.insert(name.to_owned(), (Instant::now(), secret.clone()));
        Ok(secret)
    }
}
