//! The end of a linking: the credential is sealed, and link, account, code and transaction are written as one, so that
//! whatever happens there is a link with a code for it, or neither.

use super::{
    authorize,
    transaction::{Refused, Transaction, TurnError},
};
use crate::{
    Person,
    account::{Account, Credential, LinkRecord, account_hash},
    store::{Hash, Key, Records, Secret, StoreError, When, Write, random_id, replacement},
};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use zeroize::Zeroizing;

/// How often it is tried where others link the same account at the same time.
const TRIES: usize = 3;
/// The usual size of what is sealed, in bytes, generously.
const LARGEST: usize = 16 * 1024;
/// Where the transaction is among the writes.
const TRANSACTION: usize = 0;

/// An account that is about to be linked.
#[derive(Debug)]
pub(super) struct Proven<'a> {
    pub(super) account: &'a Account,
    /// Whose it is.
    pub(super) person: &'a Person,
    /// Where the account is, as it is told from others: no two sites have the same.
    pub(super) site: String,
    /// What the site is called.
    pub(super) site_name: &'a str,
}

/// How a linking ended.
#[derive(Debug)]
pub(super) struct Linked {
    /// Where the user goes.
    pub(super) location: String,
    /// The link's id.
    pub(super) link: String,
    /// It was there before, and has got another credential.
    pub(super) again: bool,
}

/// `account#…`: which link an account has.
#[derive(Debug, Serialize, Deserialize)]
struct Known {
    link: String,
}

/// `code#…`: an authorization code. It ends in the function `token`.
#[derive(Debug, Serialize)]
struct Code<'a> {
    link: &'a str,
    client: &'a str,
    redirect: &'a str,
    challenge: &'a str,
    scope: &'a str,
    expires: i64,
}

/// Links `proven` in place of `seen`, the transaction `id`; the code lives for `life`.
pub(super) async fn complete(
    records: Records<'_>,
    issuer: &str,
    life: Duration,
    (id, seen): (&Hash, &Transaction),
    proven: &Proven<'_>,
) -> Result<Linked, TurnError> {
    let account = account_hash(&proven.site, &proven.person.id);
    let plaintext = plaintext(&proven.account.credential)?;
    for _ in 0..TRIES {
        let found = find(records, &account).await?;
        let place = found.place(&account)?;
        let sealed = records.seal(&Key::link(&place.link), place.version, &plaintext).await?;
        let code = Secret::token()?;
        let row = Code {
            link: &place.link,
            client: &seen.client,
            redirect: &seen.redirect,
            challenge: &seen.challenge,
            scope: &seen.scope,
            expires: records.now() + i64::try_from(life.as_secs()).unwrap_or_default(),
        };
        let link = Write::update(Key::link(&place.link))
            .set("method", proven.account.method.name)
            .set("site", proven.site_name)
            .set("account", &account)
            .set("credential", &sealed)
            .set("version", &place.version);
        let link = optional(link, "variant", proven.account.method.variant);
        let link = optional(link, "owner", proven.person.name.as_deref());
        let link = if found.is_known() {
            // A refresh of the old credential that is under way has lost: its write demands the old version.
            link.remove("lease_owner").remove("lease_until")
        } else {
            link.set("created", &records.now())
        };
        let writes = [
            replacement(id, seen, &seen.finish()?),
            Write::put(Key::code(&code.hash()), &row).when(When::new()),
            place.account_write,
            link.when(place.link_when),
        ];
        match records.transact(writes).await {
            Ok(()) => {
                let location =
                    authorize::granted(&seen.redirect, seen.state.as_deref(), issuer, code.expose());
                return Ok(Linked { location, link: place.link, again: found.is_known() });
            }
            Err(StoreError::Conflict(conflict)) if conflict.is_at(TRANSACTION) => {
                return Err(Refused("somebody else was faster").into());
            }
            // The account was linked, or its credential changed, since it was looked at.
            Err(StoreError::Conflict(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(StoreError::Throttled("others link the same account".to_owned()).into())
}

/// What an account has.
enum Found {
    /// Neither a link nor had one.
    Nothing,
    /// It had a link, which is gone.
    Gone(String),
    /// A link of some version.
    Link(String, u64),
}

/// Where an account is linked, and what must hold for it.
struct Place {
    link: String,
    version: u64,
    link_when: When,
    account_write: Write,
}

async fn find(records: Records<'_>, account: &Hash) -> Result<Found, StoreError> {
    let Some(Known { link }) = records.get::<Known>(&Key::account(account)).await? else {
        return Ok(Found::Nothing);
    };
    Ok(match records.get::<LinkRecord>(&Key::link(&link)).await? {
        Some(row) if row.account == *account => Found::Link(link, row.version),
        _ => Found::Gone(link),
    })
}

impl Found {
    fn is_known(&self) -> bool {
        matches!(self, Self::Link(..))
    }

    fn place(&self, account: &Hash) -> Result<Place, TurnError> {
        let key = Key::account(account);
        let fresh = |when: When| {
            let link = random_id()?;
            let account_write = Write::put(key.clone(), &Known { link: link.clone() }).when(when);
            Ok(Place { link, version: 1, link_when: When::new(), account_write })
        };
        match self {
            Self::Nothing => fresh(When::new()),
            Self::Gone(link) => fresh(When::is("link", link)),
            Self::Link(link, version) => Ok(Place {
                link: link.clone(),
                version: version + 1,
                link_when: When::is("version", version),
                account_write: Write::check(key.clone(), When::is("link", link)),
            }),
        }
    }
}

/// Sets an attribute, or removes it.
fn optional(write: Write, name: &'static str, value: Option<&str>) -> Write {
    match value {
        Some(value) => write.set(name, value),
        None => write.remove(name),
    }
}

/// What is sealed. Its buffer is large enough for every credential: one that grows leaves secrets behind.
fn plaintext(credential: &Credential) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let mut text = Zeroizing::new(Vec::with_capacity(LARGEST));
    serde_json::to_writer(&mut *text, credential)
        .map_err(|_| StoreError::Malformed("a credential is no JSON"))?;
    Ok(text)
}
