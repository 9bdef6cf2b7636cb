//! From the access token of a request to the account that it stands for: the skill function's side of linking.
//!
//! ```text
//! access#<hash> ─ family, link ─▶ family#… (is it alive?) + link#… + profile#…, read at once
//!                                     └─ credential ─ KMS ─▶ Account
//! ```
//!
//! All reads are consistent, so a link that was ended is gone at once; only data keys are kept between requests.

mod credential;
mod data_keys;
mod disabled;
mod ending;
mod forwarded;
mod link_record;
mod lookup;
mod profile;
mod provider;
pub(crate) mod provider_client;
mod sighting;
mod visitor;

#[cfg(test)]
pub(crate) mod tests;

pub(crate) use credential::{Account, Credential};
pub(crate) use ending::{FamiliesRow, end_link};
pub(crate) use forwarded::Forwarded;
pub(crate) use link_record::LinkRecord;
pub(crate) use lookup::Lookup;
pub(crate) use profile::Profile;
pub(crate) use visitor::Visitor;

use crate::{
    LinkMethod, Linking,
    calls::Http,
    config::Providers,
    store::{DataKey, Hash, Key, Records, Secret, Store, StoreError},
};
use data_keys::DataKeys;
use serde::Deserialize;
use sighting::Sighting;
use std::sync::Arc;
use tokio::time::Instant;

/// The linked accounts of a skill.
#[derive(Debug)]
pub(crate) struct Accounts {
    store: Store,
    linking: &'static Linking,
    providers: Providers,
    keys: DataKeys,
}

/// Whoever calls, as Alexa tells it.
#[derive(Debug)]
pub(crate) struct Caller {
    /// The access token.
    pub(crate) token: Secret,
    /// Alexa's id of the user: nothing for a log.
    pub(crate) user: Option<Secret>,
}

/// A linked account.
#[derive(Debug)]
pub(crate) struct Linked {
    /// The link's id, which is random and may be logged.
    pub(crate) link: String,
    /// Counts its credentials.
    pub(crate) version: u64,
    /// When the link expires, in epoch seconds.
    pub(crate) expires: Option<i64>,
    /// The account with its credential.
    pub(crate) account: Account,
    /// What the link remembers.
    pub(crate) profile: Profile,
}

/// Why an account that is linked cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AccountError {
    /// The store did not answer as it should.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The provider takes the account's tokens no longer: it must be linked again.
    #[error("the provider refuses to renew the tokens of link `{0}`")]
    Refused(String),
    /// The account's tokens could not be renewed this time. It stays linked.
    #[error("the tokens of the account could not be renewed in time: {0}")]
    Slow(&'static str),
}

/// `access#<hash>`.
#[derive(Deserialize)]
struct AccessRow {
    family: String,
    link: String,
    generation: u64,
}

/// `family#<id>`, as far as it matters here.
#[derive(Deserialize)]
struct FamilyRow {
    link: String,
    generation: u64,
    #[serde(default)]
    seen: bool,
    /// Whose row names it.
    #[serde(default)]
    user: Option<Hash>,
    absolute_until: i64,
}

/// What an access token leads to.
struct Found {
    access: AccessRow,
    family: FamilyRow,
    link: LinkRecord,
    profile: Profile,
}

/// A row with its credential opened.
struct Opened {
    key: Key,
    row: LinkRecord,
    method: &'static LinkMethod,
    data_key: Arc<DataKey>,
    credential: Credential,
}

impl Accounts {
    pub(crate) fn new(store: Store, linking: &'static Linking, providers: Providers) -> Self {
        Self { store, linking, providers, keys: DataKeys::new(linking.data_keys) }
    }

    /// The account that the access token of `caller` stands for; none where it stands for none (any longer).
    pub(crate) async fn resolve(
        &self,
        caller: &Caller,
        http: &Http,
        deadline: Instant,
    ) -> Result<Option<Linked>, AccountError> {
        let records = self.store.within(deadline);
        let Some(found) = find(&records, caller).await? else { return Ok(None) };
        let user = caller.user.as_ref().map(Secret::hash);
        let sighting = found.sighting(user.as_ref());
        let (opened, ()) = tokio::try_join!(
            self.open(&records, &found.access.link, found.link.clone()),
            sighting.keep(&records)
        )?;
        let Some(opened) = opened else { return Ok(None) };
        let Found { access, profile, .. } = found;
        let renewed = self.renewed(&records, &access.link, opened, http).await?;
        Ok(renewed.map(|opened| opened.linked(access.link, profile)))
    }

    /// Takes note that `caller` has linked an account, without opening it.
    pub(crate) async fn meet(&self, caller: &Caller, deadline: Instant) -> Result<(), StoreError> {
        let records = self.store.within(deadline);
        let Some(found) = find(&records, caller).await? else { return Ok(()) };
        found.sighting(caller.user.as_ref().map(Secret::hash).as_ref()).keep(&records).await
    }

    /// The account after its service refused the credential of `linked`: another process may have renewed it in the
    /// meantime. A credential that a user typed is not read again: it is what was refused.
    pub(crate) async fn newer(
        &self,
        linked: &Linked,
        http: &Http,
        deadline: Instant,
    ) -> Result<Option<Linked>, AccountError> {
        if !matches!(linked.account.credential, Credential::Provider { .. }) {
            return Ok(None);
        }
        let records = self.store.within(deadline);
        loop {
            let row = records.get::<LinkRecord>(&Key::link(&linked.link)).await?;
            let Some(row) = row else { return Ok(None) };
            if row.version > linked.version {
                let Some(opened) = self.open(&records, &linked.link, row).await? else { return Ok(None) };
                let renewed = self.renewed(&records, &linked.link, opened, http).await?;
                return Ok(renewed.map(|opened| opened.linked(linked.link.clone(), linked.profile.clone())));
            }
            if !row.is_leased(records.now()) {
                return Ok(None);
            }
            // Somebody renews it just now: the old access token may be dead before the new one is written down.
            provider::wait(&records).await?;
        }
    }

    /// Opens the credential of a row; none where the skill has its method no longer.
    async fn open(
        &self,
        records: &Records<'_>,
        link: &str,
        row: LinkRecord,
    ) -> Result<Option<Opened>, StoreError> {
        let Some(method) = self.linking.method(&row.method) else { return Ok(None) };
        if row.credential.version != row.version {
            return Err(StoreError::Sealed);
        }
        let key = Key::link(link);
        let data_key = self.keys.of(records, &key, &row.credential).await?;
        let text = row.credential.open(&key, &data_key)?;
        let credential = serde_json::from_slice(&text);
        // The error's own text may quote the credential.
        let credential = credential.map_err(|_| StoreError::Malformed("a credential is odd"))?;
        Ok(Some(Opened { key, row, method, data_key, credential }))
    }
}

impl Opened {
    fn linked(self, link: String, profile: Profile) -> Linked {
        let account = Account { method: self.method, credential: self.credential };
        Linked { link, version: self.row.version, expires: self.row.expires, account, profile }
    }
}

/// Looks up what the access token of `caller` leads to; nothing where it leads nowhere (any longer).
async fn find(records: &Records<'_>, caller: &Caller) -> Result<Option<Found>, StoreError> {
    let Some(access) = records.get::<AccessRow>(&Key::access(&caller.token.hash())).await? else {
        return Ok(None);
    };
    let keys = [Key::family(&access.family), Key::link(&access.link), Key::profile(&access.link)];
    let mut rows = records.batch(&keys).await?;
    let [family, link, profile] = &keys;
    let family = rows.take::<FamilyRow>(family)?.filter(|row| is_alive(row, &access, records));
    let (Some(family), Some(link)) = (family, rows.take::<LinkRecord>(link)?) else { return Ok(None) };
    let profile = rows.take::<Profile>(profile)?.unwrap_or_default();
    Ok(Some(Found { access, family, link, profile }))
}

impl Found {
    fn sighting<'a>(&'a self, user: Option<&'a Hash>) -> Sighting<'a> {
        let link_until = self.link.expires.unwrap_or(self.family.absolute_until);
        Sighting { access: &self.access, family: &self.family, user, link_until }
    }
}

/// An access token dies with its family; one of an earlier generation lives until it expires.
fn is_alive(family: &FamilyRow, access: &AccessRow, records: &Records<'_>) -> bool {
    family.link == access.link
        && family.generation >= access.generation
        && family.absolute_until > records.now()
}

/// By what an account is found again: one account at one site has one link.
pub(crate) fn account_hash(site: &str, account: &str) -> Hash {
    Hash::of([site.as_bytes(), &[0], account.as_bytes()].concat())
}
