//! Opened data keys, kept for a few minutes so that a conversation asks KMS once. The row that a key opens is read
//! anew each time.

use crate::store::{DataKey, Hash, Key, Records, Sealed, StoreError};
use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::time::{Duration, Instant};

/// How long a key is kept.
const LIFE: Duration = Duration::from_mins(5);
/// The most keys that are kept.
const MOST: usize = 100;

/// Opened data keys by their sealed form, so that another seal of a record finds another key.
#[derive(Default)]
pub(super) struct DataKeys(Mutex<HashMap<[u8; 32], Kept>>);

/// Since when a key is kept, and the key.
type Kept = (Instant, Arc<DataKey>);

impl DataKeys {
    /// The data key of what is sealed at `key`.
    pub(super) async fn of(
        &self,
        records: &Records<'_>,
        key: &Key,
        sealed: &Sealed,
    ) -> Result<Arc<DataKey>, StoreError> {
        // The record is part of the name: a key that was opened for one record opens no other.
        let name = *Hash::of([key.as_str().as_bytes(), &[0], sealed.data_key()].concat()).as_bytes();
        if let Some(known) = self.known(&name) {
            return Ok(known);
        }
        let opened = Arc::new(records.data_key(key, sealed).await?);
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        keys.retain(|_, (since, _)| since.elapsed() < LIFE);
        if keys.len() >= MOST {
            let oldest = keys.iter().min_by_key(|(_, (since, _))| *since).map(|(name, _)| *name);
            oldest.map(|name| keys.remove(&name));
        }
        keys.insert(name, (Instant::now(), opened.clone()));
        Ok(opened)
    }

    fn known(&self, name: &[u8; 32]) -> Option<Arc<DataKey>> {
        let keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        keys.get(name).filter(|(since, _)| since.elapsed() < LIFE).map(|(_, key)| key.clone())
    }
}

impl fmt::Debug for DataKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKeys")
    }
}
