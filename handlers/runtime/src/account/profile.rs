//! What a link remembers: `profile#<link>`, one JSON text with a version.

use super::{Accounts, Linked};
use crate::store::{EXPIRES, Key, StoreError, When, Write};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

/// What a link remembers. Linking an account again may leave a row with nothing but its expiry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Profile {
    /// JSON text; empty where nothing was ever remembered.
    #[serde(default)]
    pub(crate) data: String,
    /// Counts the changes.
    #[serde(default)]
    pub(crate) version: u64,
    /// When it is forgotten, in epoch seconds: when its link expires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) expires: Option<i64>,
}

impl Accounts {
    /// Remembers `data` in place of what the link of `linked` remembered in version `seen`; a conflict where that was
    /// changed meanwhile.
    pub(crate) async fn remember(
        &self,
        linked: &Linked,
        seen: u64,
        data: String,
        deadline: Instant,
    ) -> Result<Profile, StoreError> {
        let expires = linked.expires.max(linked.profile.expires);
        let next = Profile { data, version: seen + 1, expires };
        // A row without a version remembers nothing yet.
        let same = if seen == 0 { When::Absent("version") } else { When::is("version", &seen) };
        let mut write = Write::put(Key::profile(&linked.link), &next).when(same);
        if let Some(expires) = expires {
            // The account may have been linked again meanwhile: then the profile lives longer.
            let is_last = When::Absent(EXPIRES).or(When::below(EXPIRES, &(expires + 1)));
            write = write.when(is_last);
        }
        self.store.within(deadline).write(write).await?;
        Ok(next)
    }
}
