//! The end of what a user had linked who has disabled the skill.

use super::{
    Accounts,
    ending::{Ended, Names, end_family},
    sighting::{LINKS, family_and_link},
};
use crate::{
    log::{Event, Log},
    store::{Key, Secret, StoreError, When, Write},
};
use serde::Deserialize;
use std::collections::BTreeSet;
use tokio::time::Instant;

/// How often a user's row is looked at anew that changed meanwhile.
const ROUNDS: usize = 3;

/// `user#<hash of Alexa's id>`.
#[derive(Deserialize)]
struct UserRow {
    #[serde(default)]
    links: BTreeSet<String>,
}

impl Accounts {
    /// Ends every token family of the user with this id of Alexa's, and every link with its last one. Doing it twice does nothing more; where it
    /// breaks off, doing it again does the rest.
    pub(super) async fn end_user(
        &self,
        user: &Secret,
        log: &Log,
        deadline: Instant,
    ) -> Result<(), StoreError> {
        let records = self.store.within(deadline);
        let key = Key::user(&user.hash());
        for _ in 0..ROUNDS {
            let Some(row) = records.get::<UserRow>(&key).await? else { return Ok(()) };
            for (family, link) in row.links.iter().filter_map(|member| family_and_link(member)) {
                let ended = end_family(&records, family, link).await?;
                if ended != Ended::Nothing {
                    log.write(&Event::Unlinked { link, by: "disabled", whole: ended == Ended::Link });
                }
            }
            let same =
                if row.links.is_empty() { When::Absent(LINKS) } else { When::is(LINKS, &Names(&row.links)) };
            match records.write(Write::delete(key.clone()).when(same)).await {
                // One more family was named, or the row is gone.
                Err(StoreError::Conflict(_)) => {}
                outcome => return outcome,
            }
        }
        Err(StoreError::Throttled("a user's row changed all the time".to_owned()))
    }
}
