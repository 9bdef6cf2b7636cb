//! Reading and changing records of the one table.
//!
//! Every read is consistent. Every change is done once although it may be sent twice: a transaction carries a client
//! token; a single change leaves an attempt id in the record, so that a condition which fails the second time can be
//! told from one that failed because of somebody else.

use super::{
    Records,
    attempts::attempts,
    error::{Conflict, Failed, StoreError, classify},
    key::{self, Key},
    secret::random_id,
    write::Write,
};
use aws_sdk_dynamodb::{
    operation::transact_write_items::TransactWriteItemsError,
    types::{AttributeValue, CancellationReason, KeysAndAttributes},
};
use serde::de::DeserializeOwned;
use std::{collections::HashMap, fmt};

/// The attribute with the format of the record.
pub(super) const FORMAT: &str = "v";
/// The format that this version of the program reads and writes.
pub(super) const VERSION: u32 = 1;
/// The attribute with the id of the attempt that wrote the record last.
pub(super) const ATTEMPT: &str = "attempt";
/// The attribute with the time from which on a record counts as absent.
pub(crate) const EXPIRES: &str = "expires";
/// So many records `BatchGetItem` reads at once.
const AT_ONCE: usize = 100;

/// A record as it is stored.
#[derive(Clone)]
pub(crate) struct Item(pub(super) HashMap<String, AttributeValue>);

impl Item {
    pub(super) fn read<T: DeserializeOwned>(self) -> Result<T, StoreError> {
        let format = self.0.get(FORMAT).and_then(|format| format.as_n().ok());
        if format.is_none_or(|format| *format != VERSION.to_string()) {
            return Err(StoreError::Malformed("its format is unknown"));
        }
        serde_dynamo::from_item(self.0).map_err(|_| StoreError::Malformed("an attribute is missing or odd"))
    }

    pub(super) fn attempt(&self) -> Option<&str> {
        self.0.get(ATTEMPT)?.as_s().ok().map(String::as_str)
    }

    /// The table deletes what has expired within days.
    pub(super) fn has_expired(&self, now: i64) -> bool {
        // What cannot be read is not trusted.
        self.0.contains_key(EXPIRES) && self.expires().is_none_or(|expires| expires <= now)
    }

    /// Until when it counts as present, where it says so, in epoch seconds.
    pub(super) fn expires(&self) -> Option<i64> {
        self.0.get(EXPIRES)?.as_n().ok()?.parse().ok()
    }
}

impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Item(…)")
    }
}

/// Records that were read together.
#[derive(Debug)]
pub(crate) struct Batch(HashMap<Key, Item>);

impl Batch {
    /// Takes a record out; none where there is none, or it has expired.
    pub(crate) fn take<T: DeserializeOwned>(&mut self, key: &Key) -> Result<Option<T>, StoreError> {
        self.0.remove(key).map(Item::read).transpose()
    }
}

impl Records<'_> {
    /// Reads a record; none where there is none, or it has expired.
    pub(crate) async fn get<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>, StoreError> {
        let item = attempts(self.deadline, |_| async {
            let request = self.dynamodb().get_item().table_name(self.table()).set_key(Some(key.item()));
            request.consistent_read(true).send().await.map_err(|error| classify(&error))
        })
        .await?
        .item;
        item.map(Item).filter(|item| !item.has_expired(self.now())).map(Item::read).transpose()
    }

    /// Reads several records at once. They are not of one moment: each is as it is when it is read.
    pub(crate) async fn batch(&self, keys: &[Key]) -> Result<Batch, StoreError> {
        let mut batch = HashMap::new();
        for keys in keys.chunks(AT_ONCE) {
            for item in self.items(keys).await? {
                let pk = item.0.get(key::NAME).and_then(|pk| pk.as_s().ok());
                let key = keys.iter().find(|key| pk.is_some_and(|pk| pk == key.as_str()));
                if let Some(key) = key.filter(|_| !item.has_expired(self.now())) {
                    batch.insert(key.clone(), item);
                }
            }
        }
        Ok(Batch(batch))
    }

    /// What is stored under at most [`AT_ONCE`] keys.
    async fn items(&self, keys: &[Key]) -> Result<impl Iterator<Item = Item> + use<>, StoreError> {
        let mut wanted = KeysAndAttributes::builder().consistent_read(true);
        for key in keys {
            wanted = wanted.keys(key.item());
        }
        let wanted = wanted.build().map_err(|_| StoreError::Malformed("no key"))?;
        let replies = attempts(self.deadline, |_| async {
            let request = self.dynamodb().batch_get_item().request_items(self.table(), wanted.clone());
            let reply = request.send().await.map_err(|error| classify(&error))?;
            if reply.unprocessed_keys.is_some_and(|left| !left.is_empty()) {
                return Err(StoreError::Throttled("UnprocessedKeys".to_owned()));
            }
            Ok(reply.responses.unwrap_or_default())
        })
        .await?;
        Ok(replies.into_values().flatten().map(Item))
    }

    /// Makes several changes, all or none. Conditions that do not hold are a [`StoreError::Conflict`] at the indices
    /// of their writes.
    pub(crate) async fn transact(&self, writes: impl IntoIterator<Item = Write>) -> Result<(), StoreError> {
        let parts: Result<Vec<_>, _> =
            writes.into_iter().map(|write| write.request(self.table(), None)).collect();
        let parts = parts?;
        let token = random_id()?;
        attempts(self.deadline, |_| async {
            let request = self.dynamodb().transact_write_items().set_transact_items(Some(parts.clone()));
            match request.client_request_token(&token).send().await {
                Ok(_) => Ok(()),
                Err(error) => Err(match error.as_service_error() {
                    Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                        cancellation(cancelled.cancellation_reasons())
                    }
                    _ => classify(&error),
                }),
            }
        })
        .await
    }
}

/// Why a transaction was cancelled: a reason per write.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>
fn cancellation(reasons: &[CancellationReason]) -> StoreError {
    let codes = || reasons.iter().filter_map(|reason| reason.code.as_deref());
    if codes().any(|code| code == "ConditionalCheckFailed") {
        let failed = reasons.iter().map(|reason| {
            let failed = reason.code.as_deref() == Some("ConditionalCheckFailed");
            failed.then(|| Failed(reason.item.clone().filter(|item| !item.is_empty()).map(Item)))
        });
        return StoreError::Conflict(Conflict(failed.collect()));
    }
    let passing = ["TransactionConflict", "ProvisionedThroughputExceeded", "ThrottlingError"];
    match codes().find(|code| *code != "None") {
        Some(code) if passing.contains(&code) => StoreError::Throttled(code.to_owned()),
        Some(code) => StoreError::Refused(code.to_owned()),
        None => StoreError::Unavailable("a transaction was cancelled without a reason"),
    }
}
