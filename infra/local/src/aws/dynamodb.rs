//! What a `DynamoDB` request touches, and whether its caller may.
//!
//! Actions and the keys that each names:
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html>. A transaction is
//! authorised by the actions of its parts; `BatchGetItem` and `BatchWriteItem` are actions of their own.

use super::{answer::AwsError, grant::Caller, key_condition};
use serde_json::Value;

/// One thing that a request does.
#[derive(Debug, PartialEq, Eq)]
struct Access {
    action: String,
    table: String,
    /// Partition keys; none where the request names none, or not as strings.
    keys: Vec<String>,
}

/// What a request does, in its order.
pub(super) struct Accesses(Vec<Access>);

/// The partition key of the operator's tables.
const PARTITION_KEY: &str = "pk";

impl Accesses {
    /// What `caller` asks for.
    pub(super) fn of(caller: &Caller, action: &str, body: &[u8]) -> Result<Self, AwsError> {
        let request: Value = serde_json::from_slice(body).map_err(|_| AwsError::serialization())?;
        let name = match caller {
            Caller::Root => PARTITION_KEY,
            Caller::Function(grant) => grant.partition_key(),
        };
        Ok(Self(accesses(name, action, &request)))
    }

    /// Refuses what the caller's plan does not grant.
    pub(super) fn authorize(&self, caller: &Caller) -> Result<(), AwsError> {
        let Caller::Function(grant) = caller else { return Ok(()) };
        self.0.iter().try_for_each(|access| grant.items(&access.action, &access.table, &access.keys))
    }

    /// The partition keys that it names.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flat_map(|access| &access.keys).map(String::as_str)
    }
}

fn accesses(name: &str, action: &str, request: &Value) -> Vec<Access> {
    match action {
        "GetItem" | "UpdateItem" | "DeleteItem" => vec![single(action, request, "Key", name)],
        "PutItem" => vec![single(action, request, "Item", name)],
        "Query" if request.get("IndexName").is_none_or(Value::is_null) => {
            let keys = key_condition::partition_key(request, name).into_iter().collect();
            vec![Access { action: action.to_owned(), table: table(request), keys }]
        }
        "BatchGetItem" => batch(action, request, |of_table| {
            let keys = of_table.get("Keys").and_then(Value::as_array);
            keys.into_iter().flatten().map(|key| text(key, name)).collect()
        }),
        "BatchWriteItem" => batch(action, request, |of_table| {
            let writes = of_table.as_array().into_iter().flatten();
            let of = |write: &Value, kind: &str, part: &str| text(write.get(kind)?.get(part)?, name);
            writes
                .map(|write| of(write, "PutRequest", "Item").or_else(|| of(write, "DeleteRequest", "Key")))
                .collect()
        }),
        "TransactGetItems" => transaction(action, request, &[("Get", "GetItem", "Key")], name),
        "TransactWriteItems" => transaction(action, request, WRITES, name),
        "Scan" if request.get("IndexName").is_none_or(Value::is_null) => {
            vec![Access { action: action.to_owned(), table: table(request), keys: Vec::new() }]
        }
        // An index is a resource of its own.
        "Query" | "Scan" => {
            let index = format!("{}/index/*", table(request));
            vec![Access { action: action.to_owned(), table: index, keys: Vec::new() }]
        }
        // Nothing else can be granted.
        _ => vec![Access { action: action.to_owned(), table: table(request), keys: Vec::new() }],
    }
}

/// A part of `TransactWriteItems`, the action that it needs, and what holds its key.
const WRITES: &[(&str, &str, &str)] = &[
    ("Put", "PutItem", "Item"),
    ("Update", "UpdateItem", "Key"),
    ("Delete", "DeleteItem", "Key"),
    ("ConditionCheck", "ConditionCheckItem", "Key"),
];

fn single(action: &str, request: &Value, part: &str, name: &str) -> Access {
    let key = request.get(part).and_then(|part| text(part, name));
    Access { action: action.to_owned(), table: table(request), keys: key.into_iter().collect() }
}

/// One access per item: an item whose key can't be read is one without keys, which nothing grants.
fn batch(action: &str, request: &Value, keys: impl Fn(&Value) -> Vec<Option<String>>) -> Vec<Access> {
    let tables = request.get("RequestItems").and_then(Value::as_object);
    let items = tables.into_iter().flatten().flat_map(|(table, of_table)| {
        let keys = keys(of_table);
        let keys = if keys.is_empty() { vec![None] } else { keys };
        keys.into_iter().map(|key| Access {
            action: action.to_owned(),
            table: table.clone(),
            keys: key.into_iter().collect(),
        })
    });
    items.collect()
}

fn transaction(action: &str, request: &Value, kinds: &[(&str, &str, &str)], name: &str) -> Vec<Access> {
    let parts = request.get("TransactItems").and_then(Value::as_array).into_iter().flatten();
    let unknown = || Access { action: action.to_owned(), table: "*".to_owned(), keys: Vec::new() };
    parts
        .flat_map(|part| {
            let known: Vec<Access> = kinds
                .iter()
                .filter_map(|(kind, action, holder)| Some(single(action, part.get(kind)?, holder, name)))
                .collect();
            if known.is_empty() { vec![unknown()] } else { known }
        })
        .collect()
}

fn table(request: &Value) -> String {
    request.get("TableName").and_then(Value::as_str).unwrap_or("*").to_owned()
}

/// The string attribute `name` of an item or key.
fn text(attributes: &Value, name: &str) -> Option<String> {
    Some(attributes.get(name)?.get("S")?.as_str()?.to_owned())
}
