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

/// Secrets that were read, by name. There are as many as the configuration names.
#[derive(Default)]
pub(super) struct Read(Mutex<HashMap<String, (Instant, Secret)>>);

impl Records<'_> {
    /// The secret `name`.
    pub(crate) async fn secret(&self, name: &str) -> Result<Secret, StoreError> {
        let kept = |secrets: &Read| {
            let read = secrets.0.lock().unwrap_or_else(PoisonError::into_inner);
            read.get(name).filter(|(at, _)| at.elapsed() < KEPT).map(|(_, secret)| secret.clone())
        };
        if let Some(secret) = kept(&self.store.shared.secrets) {
            return Ok(secret);
        }
        let reply = attempts(self.deadline, |_| async {
            let request = self.secrets_manager().get_secret_value().secret_id(name);
            request.send().await.map_err(|error| classify(&error))
        })
        .await?;
        let text = reply.secret_string.ok_or(StoreError::Malformed("a secret is no text"))?;
        let secret = Secret::new(text);
        let mut read = self.store.shared.secrets.0.lock().unwrap_or_else(PoisonError::into_inner);
        read.insert(name.to_owned(), (Instant::now(), secret.clone()));
        Ok(secret)
    }
}
