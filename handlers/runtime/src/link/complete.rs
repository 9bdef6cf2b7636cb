//! The end of a linking: the credential is sealed, and link, account, code and transaction are written as one, so that
//! whatever happens there is a link with a code for it, or neither.

use super::{
    authorize,
    transaction::{Refused, Transaction, TurnError},
};
use crate::{
    Linking, Person,
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
    /// When the link ends, in epoch seconds.
    expires: i64,
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

/// Links `proven` in place of `seen`, the transaction `id`, as `linking` says.
pub(super) async fn complete(
    records: Records<'_>,
    issuer: &str,
    linking: &Linking,
    (id, seen): (&Hash, &Transaction),
    proven: &Proven<'_>,
) -> Result<Linked, TurnError> {
    let account = account_of(proven);
    let plaintext = plaintext(&proven.account.credential)?;
    let (next, request) = seen.finish()?;
    for _ in 0..TRIES {
        let now = records.now();
        let found = find(records, &account).await?;
        let ends = Ends::new(now, linking, &found);
        let place = found.place(&account, now, &ends)?;
        let sealed = records.seal(&Key::link(&place.link), place.version, &plaintext).await?;
        let code = Secret::token()?;
        let row = Code {
            link: &place.link,
            client: &request.client,
            redirect: &request.redirect,
            challenge: &request.challenge,
            scope: &request.scope,
            expires: ends.code,
        };
        let link = link_write(&place, proven, &account, &ends).set("credential", &sealed);
        let link = if found.is_known() {
            // A refresh of the old credential that is under way has lost: its write demands the old version.
            link.remove("lease_owner").remove("lease_until")
        } else {
            link.set("created", &now)
        };
        let mut writes = vec![
            replacement(id, seen, &next),
            Write::put(Key::code(&code.hash()), &row).when(When::new()),
            place.account_write,
            link.when(place.link_when),
        ];
        if found.is_known() {
            // What the link remembers lives as long. Where it remembers nothing, the row stays bare.
            writes.push(Write::update(Key::profile(&place.link)).set("expires", &ends.link));
        }
        match records.transact(writes).await {
            Ok(()) => {
                let location =
                    authorize::granted(&request.redirect, request.state.as_deref(), issuer, code.expose());
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

/// What of a link's row does not depend on whether it was there.
fn link_write(place: &Place, proven: &Proven<'_>, account: &Hash, ends: &Ends) -> Write {
    let method = proven.account.method;
    let link = Write::update(Key::link(&place.link))
        .set("method", method.name)
        .set("site", proven.site_name)
        .set("account", account)
        .set("version", &place.version)
        .set("code_until", &ends.code_until)
        .set("expires", &ends.link);
    let link = optional(link, "variant", method.variant);
    optional(link, "owner", proven.person.name.as_deref())
}

/// The link of `proven`, where it has one.
pub(super) async fn link_of(records: Records<'_>, proven: &Proven<'_>) -> Result<Option<String>, StoreError> {
    Ok(match find(records, &account_of(proven)).await? {
        Found::Link(link, _) => Some(link),
        Found::Nothing | Found::Gone(_) => None,
    })
}

fn account_of(proven: &Proven<'_>) -> Hash {
    account_hash(&proven.site, &proven.person.id)
}

/// When things end, in epoch seconds.
struct Ends {
    /// The code.
    code: i64,
    /// The last code for the link.
    code_until: i64,
    /// The link: no token that comes of any code for it lives longer.
    link: i64,
}

impl Ends {
    fn new(now: i64, linking: &Linking, found: &Found) -> Self {
        let after = |from: i64, life: Duration| {
            from.saturating_add(i64::try_from(life.as_secs()).unwrap_or(i64::MAX / 2))
        };
        let code = after(now, linking.code);
        let link = after(code, linking.refresh_absolute);
        // What was promised under other lifetimes holds.
        match found {
            Found::Link(_, row) => Self {
                code,
                code_until: code.max(row.code_until),
                link: row.expires.map_or(link, |expires| link.max(expires)),
            },
            Found::Nothing | Found::Gone(_) => Self { code, code_until: code, link },
        }
    }
}

/// What an account has.
enum Found {
    /// Neither a link nor had one.
    Nothing,
    /// It had a link, which is gone.
    Gone(String),
    /// A link.
    Link(String, Box<LinkRecord>),
}

/// Where an account is linked, and what must hold for it.
struct Place {
    link: String,
    version: u64,
    link_when: When,
    account_write: Write,
}

async fn find(records: Records<'_>, account: &Hash) -> Result<Found, StoreError> {
    let Some(Known { link, .. }) = records.get::<Known>(&Key::account(account)).await? else {
        return Ok(Found::Nothing);
    };
    Ok(match records.get::<LinkRecord>(&Key::link(&link)).await? {
        Some(row) if row.account == *account => Found::Link(link, Box::new(row)),
        _ => Found::Gone(link),
    })
}

impl Found {
    fn is_known(&self) -> bool {
        matches!(self, Self::Link(..))
    }

    fn place(&self, account: &Hash, now: i64, ends: &Ends) -> Result<Place, TurnError> {
        let account_write = |link: &str, when: When| {
            let known = Known { link: link.to_owned(), expires: ends.link };
            Write::put(Key::account(account), &known).when(when)
        };
        let fresh = |when: When| {
            let link = random_id()?;
            let account_write = account_write(&link, when);
            Ok(Place { link, version: 1, link_when: When::new(), account_write })
        };
        match self {
            // A row that has expired may lie there for days.
            Self::Nothing => fresh(When::vacant(now)),
            Self::Gone(link) => fresh(When::is("link", link)),
            Self::Link(link, row) => Ok(Place {
                link: link.clone(),
                version: row.version + 1,
                link_when: When::is("version", &row.version),
                account_write: account_write(link, When::is("link", link)),
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
