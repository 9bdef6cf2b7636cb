//! What a user has linked: shown to who has proved the account by a declared method, and ended where they say so.
//!
//! Only metadata is shown; nothing of a credential is read.

use super::{
    answer::{self, Answer},
    complete::{self, Proven},
    front::Denied,
    transaction::{At, Refused, Transaction, Transactions, TurnError, turn},
    visit::{Visit, rejected},
};
use crate::{
    Skill,
    account::{FamiliesRow, end_link},
    log::Event,
    store::{Hash, Key, Records, Secret, StoreError},
};
use http::StatusCode;
use serde::{Deserialize, Serialize};

/// What the page shows of a link.
#[derive(Debug, Serialize)]
pub(super) struct Shown {
    id: String,
    method: String,
    site: String,
    owner: Option<String>,
    /// Epoch seconds.
    created: i64,
    /// When Alexa used it last, as far as its living tokens tell, in epoch seconds.
    used: Option<i64>,
}

/// `link#…`, without its credential.
#[derive(Deserialize)]
struct Metadata {
    method: String,
    site: String,
    #[serde(default)]
    owner: Option<String>,
    created: i64,
}

/// `family#…`, as far as it matters here.
#[derive(Deserialize)]
struct FamilyUse {
    #[serde(default)]
    used: Option<i64>,
}

/// Links, and the next nonce.
#[derive(Serialize)]
struct List<'a> {
    links: &'a [Shown],
    nonce: &'a str,
}

impl<S: Skill> Visit<'_, S> {
    /// Puts the link of an account that is proved where the browser of the visit `id` may see and end it. What proved
    /// the account is kept no longer.
    pub(super) async fn list(
        &self,
        (id, seen): (&Hash, &Transaction),
        proven: &Proven<'_>,
    ) -> Result<Vec<Shown>, TurnError> {
        let links: Vec<String> = complete::link_of(self.records, proven).await?.into_iter().collect();
        let shown = shown(self.records, &links).await?;
        if !self.records.replace(id, seen, &seen.list(links)?).await? {
            return Err(Refused("others are faster").into());
        }
        Ok(shown)
    }

    /// The page posts a link that is to be ended.
    pub(super) async fn revoke(&self, body: &[u8]) -> Result<Answer, Denied> {
        let (post, id, browser) = self.post(body)?;
        let change = |seen: &Transaction| seen.claim_link(&browser, &post.nonce, self.now);
        let (seen, nonce) = turn(&self.records, &id, change).await?;
        let Some(At::Links(links)) = seen.at() else {
            return Err(Denied::Expired("there are no links to choose from"));
        };
        if !links.contains(&post.link) {
            self.refused("/link/revoke", "no such link");
            return Ok(rejected("link", &nonce));
        }
        let left = self.end(&post.link, links).await.map_err(|error| Denied::from(error).with(&nonce))?;
        Ok(list_answer(&left, &nonce))
    }

    /// Ends one of `links`: the others.
    async fn end(&self, link: &str, links: &[String]) -> Result<Vec<Shown>, StoreError> {
        if end_link(&self.records, link).await? {
            self.link.log.write(&Event::Unlinked { link, by: "user", whole: true });
        }
        shown(self.records, links).await
    }
}

/// The list for the page, which goes on with `nonce`.
pub(super) fn list_answer(links: &[Shown], nonce: &Secret) -> Answer {
    answer::json(StatusCode::OK, &List { links, nonce: nonce.expose() })
}

/// What there is to show of `links`; one that has ended is left out.
pub(super) async fn shown(records: Records<'_>, links: &[String]) -> Result<Vec<Shown>, StoreError> {
    let mut shown = Vec::new();
    for link in links {
        if let Some(row) = records.get::<Metadata>(&Key::link(link)).await? {
            let Metadata { method, site, owner, created } = row;
            let used = used(records, link).await?;
            shown.push(Shown { id: link.clone(), method, site, owner, created, used });
        }
    }
    Ok(shown)
}

/// When the tokens of a link were used last. The set of families may name some that are gone.
async fn used(records: Records<'_>, link: &str) -> Result<Option<i64>, StoreError> {
    let Some(families) = records.get::<FamiliesRow>(&Key::families(link)).await? else { return Ok(None) };
    let keys: Vec<Key> = families.ids.iter().map(|id| Key::family(id)).collect();
    let mut rows = records.batch(&keys).await?;
    let mut last = None;
    for key in &keys {
        let used = rows.take::<FamilyUse>(key)?.and_then(|row| row.used);
        last = last.max(used);
    }
    Ok(last)
}
