//! What a request tells about its token family: that its tokens have reached their owner, and who that is in Alexa's
//! eyes. Alexa says that a user has disabled the skill by the user's id alone, so `user#<hash of the id>` names the
//! user's families.
//!
//! What is known already is not written again: of all requests, the first one of a generation of tokens writes one row
//! more, and the first one of a user two.

use super::{AccessRow, FamilyRow};
use crate::store::{EXPIRES, Hash, Key, Records, StoreError, When, Write};

/// How often a user's row is looked at anew that changed meanwhile.
const ROUNDS: usize = 3;

/// A request with a good access token.
pub(super) struct Sighting<'a> {
    pub(super) access: &'a AccessRow,
    pub(super) family: &'a FamilyRow,
    /// The hash of Alexa's id of the user, where it was sent.
    pub(super) user: Option<&'a Hash>,
    /// When the link expires, in epoch seconds.
    pub(super) link_until: i64,
}

impl Sighting<'_> {
    /// Keeps what is new about it.
    ///
    /// The user's row is written before the family says that it was: whatever breaks off in between is made up for by
    /// the next request.
    pub(super) async fn keep(&self, records: &Records<'_>) -> Result<(), StoreError> {
        let Self { access, family, .. } = *self;
        // From now on, an older refresh token that comes back late is a stolen one (RFC 9700, section 4.14.2).
        let is_first = !family.seen && family.generation == access.generation;
        let user = self.user.filter(|user| family.user.as_ref() != Some(*user));
        if !is_first && user.is_none() {
            return Ok(());
        }
        let mut write = Write::update(Key::family(&access.family)).when(When::exists());
        if is_first {
            let same = When::is("generation", &access.generation);
            write = write.set("seen", &true).set("used", &records.now()).when(same);
        }
        if let Some(user) = user {
            self.name(records, user).await?;
            write = write.set("user", user);
        }
        match records.write(write).await {
            // Rotated or ended in the meantime.
            Err(StoreError::Conflict(_)) => Ok(()),
            outcome => outcome,
        }
    }

    /// Names the family in the user's row, which lives as long as the link of it that lives longest.
    async fn name(&self, records: &Records<'_>, user: &Hash) -> Result<(), StoreError> {
        let member = member(&self.access.family, &self.access.link);
        let named = Write::update(Key::user(user)).insert(LINKS, &member);
        let shorter = When::Absent(EXPIRES).or(When::below(EXPIRES, &self.link_until));
        for _ in 0..ROUNDS {
            let longer = named.clone().set(EXPIRES, &self.link_until).when(shorter.clone());
            match records.write(longer).await {
                Err(StoreError::Conflict(_)) => {}
                outcome => return outcome,
            }
            match records.write(named.clone().when(When::Present(EXPIRES))).await {
                // It is gone in the meantime.
                Err(StoreError::Conflict(_)) => {}
                outcome => return outcome,
            }
        }
        Err(StoreError::Throttled("a user's row changed all the time".to_owned()))
    }
}

/// The attribute of `user#…` with what the user has linked.
pub(super) const LINKS: &str = "links";

/// A family and its link, as a user's row names them. Neither id has a space in it.
fn member(family: &str, link: &str) -> String {
    format!("{family} {link}")
}

/// The family and the link of such a name.
pub(super) fn family_and_link(member: &str) -> Option<(&str, &str)> {
    member.split_once(' ')
}
