//! One change of one record.

use super::{
    Records,
    attempts::attempts,
    error::{Conflict, Failed, StoreError, classify},
    items::Item,
    secret::random_id,
    write::{Kind, Write},
};
use aws_sdk_dynamodb::{
    operation::{delete_item::DeleteItemError, put_item::PutItemError, update_item::UpdateItemError},
    types::{AttributeValue, TransactWriteItem},
};
use std::collections::HashMap;

/// Sends a change by the operation that takes it alone, which knows the same conditions.
macro_rules! send {
    ($operation:expr, $part:expr, $error:ident) => {{
        let request = $operation
            .table_name($part.table_name)
            .set_condition_expression($part.condition_expression)
            .set_expression_attribute_names($part.expression_attribute_names)
            .set_expression_attribute_values($part.expression_attribute_values)
            .set_return_values_on_condition_check_failure($part.return_values_on_condition_check_failure);
        request.send().await.map(drop).map_err(|error| match error.as_service_error() {
            Some($error::ConditionalCheckFailedException(failed)) => conflict(failed.item.clone()),
            _ => classify(&error),
        })
    }};
}

impl Records<'_> {
    /// Makes one change. A condition that does not hold is a [`StoreError::Conflict`] at index 0.
    pub(crate) async fn write(&self, write: Write) -> Result<(), StoreError> {
        let attempt = random_id()?;
        // Nothing can be told apart that is not conditional.
        let marked = write.when.is_some().then_some(attempt.as_str());
        let deletes = matches!(write.kind, Kind::Delete);
        let request = &write.request(self.table(), marked)?;
        let served = |conflict: &Conflict| match conflict.0.first() {
            Some(Some(Failed(Some(item)))) => item.attempt() == Some(&attempt),
            // A condition of a delete is about a record that is there; now there is none.
            Some(Some(Failed(None))) => deletes,
            _ => false,
        };
        attempts(self.deadline, |repeats| async move {
            match self.send(request.clone()).await {
                // The answer to an attempt before was lost, and that attempt was served.
                Err(StoreError::Conflict(conflict)) if repeats && served(&conflict) => Ok(()),
                outcome => outcome,
            }
        })
        .await
    }

    async fn send(&self, change: TransactWriteItem) -> Result<(), StoreError> {
        let client = self.dynamodb();
        match change {
            TransactWriteItem { put: Some(put), .. } => {
                send!(client.put_item().set_item(Some(put.item)), put, PutItemError)
            }
            TransactWriteItem { update: Some(update), .. } => {
                let request = client.update_item().set_key(Some(update.key));
                send!(request.update_expression(update.update_expression), update, UpdateItemError)
            }
            TransactWriteItem { delete: Some(delete), .. } => {
                send!(client.delete_item().set_key(Some(delete.key)), delete, DeleteItemError)
            }
            _ => Err(StoreError::Malformed("a check stands in no transaction")),
        }
    }
}

fn conflict(item: Option<HashMap<String, AttributeValue>>) -> StoreError {
    let found = item.filter(|item| !item.is_empty()).map(Item);
    StoreError::Conflict(Conflict(vec![Some(Failed(found))]))
}
