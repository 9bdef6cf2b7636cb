//! The end of a token family, and of a link with its last one.
//!
//! A link is more than one row, and others change them at the same time: `token` redeems a code and rotates, `link`
//! links the account anew, `skill` renews a provider's tokens. Each of them makes its changes under a condition, and so
//! does an ending, in one transaction:
//!
//! * `link#` must be in the version that was looked at. Linking anew counts it up, and sets `code_until`.
//! * `families#` must name the families that were looked at. A redemption adds its own to them.
//!
//! So whatever came in between is seen, and looked at again; and what comes later finds no link: a redemption is refused,
//! a linking makes another link. A link's id never comes back.
//!
//! Doing any of it twice does nothing more.

use super::FamilyRow;
use crate::store::{Hash, Key, Records, StoreError, When, Write};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How often a link is looked at again that changed meanwhile.
const ROUNDS: usize = 5;
/// So many families end together with their link, in one transaction of at most 100 changes.
const TOGETHER: usize = 90;

/// Where the changes are in the transaction.
const LINK: usize = 0;
const FAMILIES: usize = 1;
const ACCOUNT: usize = 2;

/// A link, as it was looked at before its end.
#[derive(Debug)]
pub(super) struct Looked<'a> {
    link: &'a str,
    row: LinkRow,
    families: Option<FamiliesRow>,
}

/// `link#<id>`, as far as it matters here: nothing of the credential is read.
#[derive(Debug, Deserialize)]
struct LinkRow {
    account: Hash,
    version: u64,
    #[serde(default)]
    code_until: i64,
}

/// `families#<link id>`: the families of a link. Some of them may have expired.
#[derive(Debug, Deserialize)]
pub(crate) struct FamiliesRow {
    /// Absent where all were taken out.
    #[serde(default)]
    pub(crate) ids: BTreeSet<String>,
}

/// What has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Nothing that had not ended before.
    Nothing,
    /// A token family. Its link is needed by others.
    Family,
    /// The link, with its credential.
    Link,
}

/// Ends the family `family`, whose tokens are dead from then on; and the link `link` with its credential, if that was
/// its last family and no code for it is under way.
///
/// The family goes first: of two that end the last two families at once, the later one finds none that lives.
pub(crate) async fn end_family(records: &Records<'_>, family: &str, link: &str) -> Result<Ended, StoreError> {
    let lived = done(records.write(Write::delete(Key::family(family)).when(When::exists())).await)?;
    let named = Write::update(Key::families(link)).take_out("ids", family).when(When::exists());
    done(records.write(named).await)?;
    for _ in 0..ROUNDS {
        let alone = if lived { Ended::Family } else { Ended::Nothing };
        let Some(looked) = Looked::at(records, link).await? else { return Ok(alone) };
        if looked.is_needed(records).await? {
            return Ok(alone);
        }
        let same = When::is("version", &looked.row.version);
        if looked.end(records, same, &[]).await? {
            return Ok(Ended::Link);
        }
    }
    Err(changing())
}

/// Ends the link `link` with its credential and all its families, as its owner wishes: also while a code for it is under
/// way, which is then worth nothing. Whether there was such a link.
pub(crate) async fn end_link(records: &Records<'_>, link: &str) -> Result<bool, StoreError> {
    for _ in 0..ROUNDS {
        let Some(looked) = Looked::at(records, link).await? else { return Ok(false) };
        let families: Vec<&String> = looked.ids().collect();
        let (together, rest) = families.split_at(families.len().min(TOGETHER));
        if looked.end(records, When::exists(), together).await? {
            // Without their link they are dead already.
            for family in rest {
                records.write(Write::delete(Key::family(family))).await?;
            }
            return Ok(true);
        }
    }
    Err(changing())
}

/// Whether a change was made; it was not where its condition does not hold.
fn done(outcome: Result<(), StoreError>) -> Result<bool, StoreError> {
    match outcome {
        Ok(()) => Ok(true),
        Err(StoreError::Conflict(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

fn changing() -> StoreError {
    StoreError::Throttled("a link changed all the time".to_owned())
}

impl<'a> Looked<'a> {
    /// Looks at a link; none where there is none, or it has expired. The link comes first: families that are added
    /// later belong to no older version of it.
    pub(super) async fn at(records: &Records<'_>, link: &'a str) -> Result<Option<Self>, StoreError> {
        let Some(row) = records.get::<LinkRow>(&Key::link(link)).await? else { return Ok(None) };
        let families = records.get::<FamiliesRow>(&Key::families(link)).await?;
        Ok(Some(Self { link, row, families }))
    }

    fn ids(&self) -> impl Iterator<Item = &String> {
        self.families.iter().flat_map(|families| &families.ids)
    }

    /// Whether a code for it may yet be redeemed, or one of its families lives.
    pub(super) async fn is_needed(&self, records: &Records<'_>) -> Result<bool, StoreError> {
        if self.row.code_until > records.now() {
            return Ok(true);
        }
        let keys: Vec<Key> = self.ids().map(|id| Key::family(id)).collect();
        let mut rows = records.batch(&keys).await?;
        for key in &keys {
            let row = rows.take::<FamilyRow>(key)?;
            if row.is_some_and(|row| row.link == self.link && row.absolute_until > records.now()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Ends it, if `same` holds for its row and no family was added; whether that was so.
    pub(super) async fn end(
        &self,
        records: &Records<'_>,
        same: When,
        families: &[&String],
    ) -> Result<bool, StoreError> {
        let account = Write::delete(Key::account(&self.row.account)).when(When::is("link", &self.link));
        let mut writes = vec![
            Write::delete(Key::link(self.link)).when(same),
            Write::delete(Key::families(self.link)).when(self.unchanged(records.now())),
            account,
            Write::delete(Key::profile(self.link)),
        ];
        writes.extend(families.iter().map(|id| Write::delete(Key::family(id))));
        let mut outcome = records.transact(writes.clone()).await;
        if let Err(StoreError::Conflict(conflict)) = &outcome
            && conflict.is_at(ACCOUNT)
            && !conflict.is_at(LINK)
            && !conflict.is_at(FAMILIES)
        {
            // The account has another link by now, which stays; it never gets this one back.
            writes.remove(ACCOUNT);
            outcome = records.transact(writes).await;
        }
        done(outcome)
    }

    /// That no family was added since.
    fn unchanged(&self, now: i64) -> When {
        match &self.families {
            None => When::vacant(now),
            Some(families) if families.ids.is_empty() => When::Absent("ids"),
            Some(families) => When::is("ids", &Names(&families.ids)),
        }
    }
}

/// Names as a set of `DynamoDB`, which has no order.
#[derive(Serialize)]
pub(super) struct Names<'a>(#[serde(with = "serde_dynamo::string_set")] pub(super) &'a BTreeSet<String>);
