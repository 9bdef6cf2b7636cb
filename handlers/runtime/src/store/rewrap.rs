//! Sealing the data key of every link under the skill's current key, so that an old key can be ended.
//!
//! The table is scanned page by page. A row that is under another key gets its data key from KMS, sealed anew: neither
//! the data key nor the credential is opened on the way. What was done is seen in the row itself, so whoever breaks off
//! begins again, and does the rest. Passes are repeated until one finds nothing to do.

use super::{
    Records, Store, StoreConfig, StoreError, When, Write,
    attempts::attempts,
    envelope::Sealed,
    error::classify,
    items::{FORMAT, Item},
    key::{self, Key},
};
use aws_sdk_dynamodb::types::AttributeValue;
use futures_util::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, PoisonError},
};
use tokio::time::{Duration, Instant, sleep};

/// How long one row, or one page, may take.
const BUDGET: Duration = Duration::from_secs(10);
/// So many rows are sealed at the same time.
const AT_ONCE: usize = 8;
/// What is read of a row: not whose it is.
const ATTRIBUTES: [&str; 6] =
    [key::NAME, FORMAT, "version", "credential", "lease_until", super::items::EXPIRES];
/// The key of a link begins so.
const LINK: &str = "link#";
/// Passes without success after which what is left is given up: somebody renews it all the time.
const PATIENCE: u32 = 4;
/// The pause after such a pass: together they are longer than a lease.
const PAUSE: Duration = Duration::from_secs(4);

/// Seals data keys anew.
#[derive(Debug)]
pub(crate) struct Rewrap {
    store: Store,
    pause: Duration,
}

/// What has been done so far, in this pass.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    /// Rows that were looked at.
    pub(crate) looked_at: u64,
    /// Rows whose data key was sealed anew.
    pub(crate) rewrapped: u64,
}

/// What was done in all.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Report {
    /// Links whose data key was sealed anew.
    pub(crate) rewrapped: u64,
    /// Links there are.
    pub(crate) links: u64,
    /// Links whose data key could not be, by their random ids, and why.
    pub(crate) failed: BTreeMap<String, String>,
}

/// One pass over the table.
#[derive(Debug, Default)]
struct Pass {
    progress: Progress,
    /// Rows that may be done a little later, and why not yet.
    later: BTreeMap<String, String>,
    failed: BTreeMap<String, String>,
}

/// What became of a row.
enum Outcome {
    /// It is under the current key.
    Current,
    /// It is now.
    Rewrapped,
    /// It was in use, or changed meanwhile.
    InUse,
}

/// `link#<id>`, as far as it matters here.
#[derive(Debug, Deserialize)]
struct Row {
    version: u64,
    credential: Sealed,
    #[serde(default)]
    lease_until: Option<i64>,
}

impl Rewrap {
    pub(crate) fn new(config: StoreConfig) -> Self {
        Self::of(Store::new(config), PAUSE)
    }

    /// With another pause between passes, for tests.
    pub(crate) fn of(store: Store, pause: Duration) -> Self {
        Self { store, pause }
    }

    /// Makes passes until one finds nothing to do. An error means that the table cannot be read.
    pub(crate) async fn run(&self, told: impl Fn(Progress)) -> Result<Report, StoreError> {
        let (mut rewrapped, mut fruitless) = (0, 0);
        loop {
            let mut pass = self.pass(&told).await?;
            rewrapped += pass.progress.rewrapped;
            fruitless = if pass.progress.rewrapped == 0 { fruitless + 1 } else { 0 };
            let is_done = pass.progress.rewrapped == 0 && pass.later.is_empty();
            if is_done || fruitless >= PATIENCE {
                pass.failed.append(&mut pass.later);
                return Ok(Report { rewrapped, links: pass.progress.looked_at, failed: pass.failed });
            }
            if !pass.later.is_empty() {
                sleep(self.pause).await;
            }
        }
    }

    async fn pass(&self, told: &impl Fn(Progress)) -> Result<Pass, StoreError> {
        let mut pass = Pass::default();
        // Whether the current key has been replaced since the pass before, the first row tells.
        let current = Mutex::new(None);
        let mut from = None;
        loop {
            let records = self.store.within(Instant::now() + BUDGET);
            let (items, next) = records.page(from).await?;
            let items = items.into_iter().filter(|item| !item.has_expired(records.now()));
            let rows = stream::iter(items).map(|item| self.row(item, &current));
            let mut outcomes = rows.buffer_unordered(AT_ONCE);
            while let Some((link, outcome)) = outcomes.next().await {
                pass.take(link, outcome);
            }
            told(pass.progress);
            match next {
                Some(next) => from = Some(next),
                None => return Ok(pass),
            }
        }
    }

    /// Seals the data key of one row anew, if it must be. The link's id, and what became of it.
    async fn row(
        &self,
        item: Item,
        current: &Mutex<Option<String>>,
    ) -> (String, Result<Outcome, StoreError>) {
        let link = item.link().unwrap_or_default().to_owned();
        let outcome = match item.read::<Row>() {
            Ok(row) => self.store.within(Instant::now() + BUDGET).rewrap(&link, &row, current).await,
            Err(error) => Err(error),
        };
        (link, outcome)
    }
}

impl Pass {
    fn take(&mut self, link: String, outcome: Result<Outcome, StoreError>) {
        self.progress.looked_at += 1;
        match outcome {
            Ok(Outcome::Current) => {}
            Ok(Outcome::Rewrapped) => self.progress.rewrapped += 1,
            Ok(Outcome::InUse) => drop(self.later.insert(link, "it was in use all the time".to_owned())),
            Err(error) if error.is_passing() => drop(self.later.insert(link, error.to_string())),
            Err(error) => drop(self.failed.insert(link, error.to_string())),
        }
    }
}

type Position = HashMap<String, AttributeValue>;

impl Records<'_> {
    /// The links on one page of the table, and where the next page begins.
    async fn page(&self, from: Option<Position>) -> Result<(Vec<Item>, Option<Position>), StoreError> {
        let place = |name: &str| format!("#{name}");
        let names = ATTRIBUTES.map(|name| (place(name), name.to_owned()));
        let reply = attempts(self.deadline, |_| async {
            let request = self.dynamodb().scan().table_name(self.table()).consistent_read(true);
            let request = request.filter_expression(format!("begins_with({}, :link)", place(key::NAME)));
            let request = request.expression_attribute_values(":link", AttributeValue::S(LINK.to_owned()));
            let request = request.projection_expression(ATTRIBUTES.map(place).join(", "));
            let request = request.set_expression_attribute_names(Some(names.clone().into()));
            let request = request.set_exclusive_start_key(from.clone());
            request.send().await.map_err(|error| classify(&error))
        })
        .await?;
        let items = reply.items.unwrap_or_default().into_iter().map(Item).collect();
        Ok((items, reply.last_evaluated_key.filter(|key| !key.is_empty())))
    }

    async fn rewrap(
        &self,
        link: &str,
        row: &Row,
        current: &Mutex<Option<String>>,
    ) -> Result<Outcome, StoreError> {
        let known = current.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if known.is_some() && known.as_deref() == row.credential.wrapped_by() {
            return Ok(Outcome::Current);
        }
        // Whoever renews the credential writes it down under the seal that was read.
        if row.lease_until.is_some_and(|until| until >= self.now()) {
            return Ok(Outcome::InUse);
        }
        let key = Key::link(link);
        let sealed = self.re_encrypt(&key, &row.credential).await?;
        let by = sealed.wrapped_by().map(str::to_owned);
        current.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&by);
        if by.as_deref() == row.credential.wrapped_by() {
            return Ok(Outcome::Current);
        }
        let same = When::is("version", &row.version).and(When::is("credential", &row.credential));
        let free = When::Absent("lease_until").or(When::below("lease_until", &self.now()));
        match self.write(Write::update(key).set("credential", &sealed).when(same.and(free))).await {
            Ok(()) => Ok(Outcome::Rewrapped),
            Err(StoreError::Conflict(_)) => Ok(Outcome::InUse),
            Err(error) => Err(error),
        }
    }
}

impl Item {
    /// The id of the link that it is.
    fn link(&self) -> Option<&str> {
        self.0.get(key::NAME)?.as_s().ok()?.strip_prefix(LINK)
    }
}
