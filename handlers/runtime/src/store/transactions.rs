//! Linkings that are under way, as rows.

use super::{Hash, Key, Records, StoreError, When, Write};
use crate::link::transaction::{Transaction, Transactions};

impl Transactions for Records<'_> {
    async fn begin(&self, id: &Hash, transaction: &Transaction) -> Result<(), StoreError> {
        self.write(Write::put(Key::transaction(id), transaction).when(When::new())).await
    }

    async fn read(&self, id: &Hash) -> Result<Option<Transaction>, StoreError> {
        self.get(&Key::transaction(id)).await
    }

    async fn replace(&self, id: &Hash, seen: &Transaction, next: &Transaction) -> Result<bool, StoreError> {
        match self.write(replacement(id, seen, next)).await {
            Ok(()) => Ok(true),
            Err(error) if error.is_conflict() => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// Writes `next` in place of `seen`, or nothing.
pub(crate) fn replacement(id: &Hash, seen: &Transaction, next: &Transaction) -> Write {
    Write::put(Key::transaction(id), next).when(When::is("revision", &seen.revision()))
}
