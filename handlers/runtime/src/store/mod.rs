//! What outlives a request: records of one table, sealed where they hold secrets.
//!
//! [`Store`] is made once per process; [`Store::within`] gives [`Records`], by which one request reads and changes
//! records before its deadline. A record is a structure that serde knows: an attribute per field, the key and the
//! format added. A record whose `expires` has passed counts as absent.
//!
//! ```ignore
//! let records = store.within(deadline);
//! let code: Option<Code> = records.get(&Key::code(&hash)).await?;
//! records.write(Write::put(key, &record).when(When::new())).await?;
//! records.transact([
//!     Write::update(Key::code(&hash)).set("used_by", &family).when(When::exists().and(When::Absent("used_by"))),
//!     Write::put(Key::family(&family), &record).when(When::new()),
//! ]).await?;
//! ```

mod aead;
mod attempts;
pub(crate) mod bearer_sealed;
pub(crate) mod bytes;
mod checksum;
mod clients;
mod clock;
mod config;
mod envelope;
mod error;
mod flights;
mod grants;
mod hash;
mod items;
mod key;
mod limits;
pub(crate) mod rewrap;
pub(crate) mod secret;
mod secrets;
mod single;
mod transactions;
mod when;
mod write;

#[cfg(test)]
pub(crate) mod tests;

pub use clock::Clock;
pub use config::{MissingVariable, StoreConfig};
pub(crate) use envelope::{DataKey, Sealed};
pub(crate) use error::StoreError;
pub(crate) use hash::Hash;
pub(crate) use items::EXPIRES;
pub(crate) use key::Key;
pub(crate) use limits::{Counted, Limit};
pub(crate) use secret::{RandomError, Secret, random_id};
pub(crate) use transactions::replacement;
pub(crate) use when::When;
pub(crate) use write::Write;

use clients::Clients;
use std::{fmt, sync::Arc};
use tokio::time::Instant;

/// The store of a skill. Cloning it is cheap.
#[derive(Clone)]
pub(crate) struct Store {
    shared: Arc<Shared>,
}

struct Shared {
    app: &'static str,
    table: String,
    keys: Vec<String>,
    clock: Clock,
    clients: Clients,
    secrets: secrets::Read,
}

impl Store {
    /// Nothing is connected yet: each service is when it is first needed.
    pub(crate) fn new(config: StoreConfig) -> Self {
        let StoreConfig { app, table, keys, aws, clock } = config;
        let clients = Clients::new(aws);
        Self {
            shared: Arc::new(Shared { app, table, keys, clock, clients, secrets: secrets::Read::default() }),
        }
    }

    /// The store for one request: all that is done by it ends at `deadline`.
    pub(crate) fn within(&self, deadline: Instant) -> Records<'_> {
        Records { store: self, deadline }
    }

    /// What time it is, in epoch seconds.
    pub(crate) fn now(&self) -> i64 {
        self.shared.clock.now()
    }

    fn app(&self) -> &'static str {
        self.shared.app
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("table", &self.shared.table).finish_non_exhaustive()
    }
}

/// The store, as one request uses it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Records<'a> {
    store: &'a Store,
    deadline: Instant,
}

impl Records<'_> {
    /// What time it is, in epoch seconds.
    pub(crate) fn now(&self) -> i64 {
        self.store.now()
    }

    /// When the request must be answered.
    pub(crate) fn deadline(&self) -> Instant {
        self.deadline
    }

    fn table(&self) -> &str {
        &self.store.shared.table
    }

    /// The skill's key; while it is replaced the new one, and the old one.
    fn keys(&self) -> Result<&[String], StoreError> {
        let keys = self.store.shared.keys.as_slice();
        if keys.is_empty() { Err(StoreError::Malformed("`SAYSO_KEY` is not set")) } else { Ok(keys) }
    }

    fn dynamodb(&self) -> &aws_sdk_dynamodb::Client {
        self.store.shared.clients.dynamodb()
    }

    fn kms(&self) -> &aws_sdk_kms::Client {
        self.store.shared.clients.kms()
    }

    fn secrets_manager(&self) -> &aws_sdk_secretsmanager::Client {
        self.store.shared.clients.secrets()
    }
}
