//! Opened data keys, kept for a while so that a conversation asks KMS once. The row that a key opens is read anew each
//! time.

use crate::store::{DataKey, Hash, Key, Records, Sealed, StoreError};
use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::time::{Duration, Instant};

/// The most keys that are kept.
const MOST: usize = 100;

/// Opened data keys: the last one of each record.
pub(super) struct DataKeys {
    /// How long a key is kept.
    life: Duration,
    kept: Mutex<HashMap<[u8; 32], Kept>>,
}

struct Kept {
    /// Of which sealed data key it is: another seal of the record has another key.
    sealed: Hash,
    key: Arc<DataKey>,
    since: Instant,
    /// The same in epoch seconds: the clock of instants may stand still while Lambda freezes the process.
    at: i64,
}

impl DataKeys {
    /// Keeps keys for `life`; none where that is zero.
    pub(super) fn new(life: Duration) -> Self {
        Self { life, kept: Mutex::default() }
    }

    /// The data key of what is sealed at `key`.
    pub(super) async fn of(
        &self,
        records: &Records<'_>,
        key: &Key,
        sealed: &Sealed,
    ) -> Result<Arc<DataKey>, StoreError> {
        let (record, seal) = (*Hash::of(key.as_str()).as_bytes(), Hash::of(sealed.data_key()));
        if let Some(known) = self.known(&record, &seal, records.now()) {
            return Ok(known);
        }
        let opened = Arc::new(records.data_key(key, sealed).await?);
        if !self.life.is_zero() {
            let (since, at) = (Instant::now(), records.now());
            self.keep(record, Kept { sealed: seal, key: opened.clone(), since, at });
        }
        Ok(opened)
    }

    fn known(&self, record: &[u8; 32], seal: &Hash, now: i64) -> Option<Arc<DataKey>> {
        let mut kept = self.lock();
        kept.retain(|_, it| it.is_fresh(self.life, now));
        kept.get(record).filter(|it| it.sealed == *seal).map(|it| it.key.clone())
    }

    fn keep(&self, record: [u8; 32], key: Kept) {
        let mut kept = self.lock();
        if kept.len() >= MOST && !kept.contains_key(&record) {
            let oldest = kept.iter().min_by_key(|(_, it)| it.since).map(|(record, _)| *record);
            oldest.map(|record| kept.remove(&record));
        }
        kept.insert(record, key);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn is_fresh(&self, life: Duration, now: i64) -> bool {
        let by_clock = u64::try_from(now - self.at).is_ok_and(|age| age < life.as_secs());
        self.since.elapsed() < life && by_clock
    }
}

impl fmt::Debug for DataKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKeys")
    }
}
