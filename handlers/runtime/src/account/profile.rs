//! What a link remembers: `profile#<link>`, one JSON text with a version.

use super::Accounts;
use crate::store::{Key, StoreError, When, Write};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

/// What a link remembers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Profile {
    /// JSON text; empty where nothing was ever remembered.
    pub(crate) data: String,
    /// Counts the changes.
    pub(crate) version: u64,
}

impl Accounts {
    /// Remembers `data` in place of what the link `link` remembered in version `seen`; a conflict where that was changed
    /// meanwhile.
    pub(crate) async fn remember(
        &self,
        link: &str,
        seen: u64,
        data: String,
        deadline: Instant,
    ) -> Result<Profile, StoreError> {
        let next = Profile { data, version: seen + 1 };
        let when = if seen == 0 { When::new() } else { When::is("version", &seen) };
        let write = Write::put(Key::profile(link), &next).when(when);
        self.store.within(deadline).write(write).await?;
        Ok(next)
    }
}
