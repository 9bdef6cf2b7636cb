//! `DynamoDB`: dynoxide over `SQLite`, in this process.

use super::{
    answer::{Answer, AwsError},
    grant::resource_name,
};
use crate::{loopback, problem::Problem};
use axum::{body::Bytes, http::HeaderMap};
use dynoxide::{Database, DynoxideError};
use sayso_schemas::plan::Plan;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::path::Path;
use tokio::{net::TcpListener, task::JoinSet};

/// What to do where the stored tables do not fit.
const START_OVER: &str = "empty the state (`POST /api/reset`), or start with another `--state` folder";

/// The tables of all skills.
pub struct Tables {
    database: Database,
    /// Its wire face. It asks for no permission, so its address is told to nobody.
    url: String,
    client: reqwest::Client,
}

impl Tables {
    pub(super) async fn open(file: &Path, servers: &mut JoinSet<()>) -> Result<Self, Problem> {
        let failed =
            |error: String| Problem::project(format!("the tables can't be opened: {error}"), START_OVER);
        let path = file.to_str().ok_or_else(|| failed(format!("`{}` is no UTF-8", file.display())))?;
        let database = Database::new(path).map_err(|error| failed(error.to_string()))?;
        let listener =
            TcpListener::bind(("127.0.0.1", 0)).await.map_err(|error| failed(error.to_string()))?;
        let address = listener.local_addr().map_err(|error| failed(error.to_string()))?;
        let client = loopback::client().build().map_err(|error| failed(error.to_string()))?;
        let served = database.clone();
        servers.spawn(async move {
            // Serving ends with the task only.
            drop(dynoxide::server::serve_with_shutdown(listener, served, std::future::pending()).await);
        });
        Ok(Self { database, url: format!("http://{address}/"), client })
    }

    /// Makes the table of `plan` where it is missing.
    pub fn ensure(&self, plan: &Plan) -> Result<(), Problem> {
        let Some(table) = &plan.table else { return Ok(()) };
        let name = resource_name(&plan.skill, &table.name);
        let failed = |error: DynoxideError| {
            Problem::project(format!("the table `{name}` can't be made: {error}"), START_OVER)
        };
        let keys = key_schema(&table.partition_key, table.sort_key.as_deref());
        match self.database.describe_table(request(json!({ "TableName": name }))?) {
            Ok(stored) => {
                let stored = serde_json::to_value(&stored.table.key_schema).unwrap_or_default();
                if stored != keys {
                    let message = format!("the stored table `{name}` has other keys than its plan");
                    return Err(Problem::project(message, START_OVER));
                }
            }
            Err(DynoxideError::ResourceNotFoundException(_)) => {
                let names = [Some(&table.partition_key), table.sort_key.as_ref()];
                let attributes: Vec<Value> = names
                    .iter()
                    .flatten()
                    .map(|name| json!({ "AttributeName": name, "AttributeType": "S" }))
                    .collect();
                let create = json!({
                    "TableName": name,
                    "KeySchema": keys,
                    "AttributeDefinitions": attributes,
                    "BillingMode": "PAY_PER_REQUEST",
                });
                self.database.create_table(request(create)?).map_err(failed)?;
            }
            Err(error) => return Err(failed(error)),
        }
        self.ensure_ttl(&name, table.ttl.as_deref())
    }

    fn ensure_ttl(&self, table: &str, attribute: Option<&str>) -> Result<(), Problem> {
        let failed = |error: DynoxideError| {
            Problem::project(format!("the expiry of the table `{table}` can't be set: {error}"), START_OVER)
        };
        let described =
            self.database.describe_time_to_live(request(json!({ "TableName": table }))?).map_err(failed)?;
        let described = serde_json::to_value(&described).unwrap_or_default();
        let stored = described.pointer("/TimeToLiveDescription/AttributeName").and_then(Value::as_str);
        let change = match (stored, attribute) {
            (stored, wanted) if stored == wanted => return Ok(()),
            (Some(stored), _) => json!({ "AttributeName": stored, "Enabled": false }),
            (None, Some(wanted)) => json!({ "AttributeName": wanted, "Enabled": true }),
            (None, None) => return Ok(()),
        };
        let update = json!({ "TableName": table, "TimeToLiveSpecification": change });
        self.database.update_time_to_live(request(update)?).map_err(failed)?;
        // Another attribute than before: off first, then on.
        if stored.is_some() { self.ensure_ttl(table, attribute) } else { Ok(()) }
    }

    /// Deletes what has expired, as AWS does within a few days.
    pub fn sweep(&self) -> Result<(), Problem> {
        let failed = |error| Problem::project(format!("expired items can't be deleted: {error}"), START_OVER);
        self.database.sweep_ttl().map(drop).map_err(failed)
    }

    /// Deletes every table.
    pub fn clear(&self) -> Result<(), Problem> {
        let failed = |error: DynoxideError| {
            Problem::project(format!("the tables can't be emptied: {error}"), START_OVER)
        };
        loop {
            let listed = self.database.list_tables(request(json!({}))?).map_err(failed)?;
            if listed.table_names.is_empty() {
                return Ok(());
            }
            for name in listed.table_names {
                self.database.delete_table(request(json!({ "TableName": name }))?).map_err(failed)?;
            }
        }
    }

    /// Has a request answered that may be done.
    pub(super) async fn forward(&self, headers: &HeaderMap, body: Bytes) -> Result<Answer, AwsError> {
        let passed = ["content-type", "x-amz-target", "x-amz-date", "authorization"];
        let mut request = self.client.post(&self.url).body(body);
        for name in passed {
            if let Some(value) = headers.get(name) {
                request = request.header(name, value);
            }
        }
        let lost = |_| AwsError::internal(super::Service::DynamoDb);
        let response = request.send().await.map_err(lost)?;
        let status = response.status();
        let kept = ["content-type", "x-amzn-requestid", "x-amz-crc32"];
        let headers: Vec<_> = response
            .headers()
            .iter()
            .filter(|(name, _)| kept.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let body = response.bytes().await.map_err(lost)?;
        Ok(Answer::passed_on(status, headers, body))
    }
}

fn key_schema(partition: &str, sort: Option<&str>) -> Value {
    let mut keys = vec![json!({ "AttributeName": partition, "KeyType": "HASH" })];
    keys.extend(sort.map(|name| json!({ "AttributeName": name, "KeyType": "RANGE" })));
    Value::Array(keys)
}

/// A request of dynoxide's, whose types are those of the wire.
fn request<T: DeserializeOwned>(wire: Value) -> Result<T, Problem> {
    serde_json::from_value(wire).map_err(|error| {
        Problem::project(format!("a request to the tables is malformed: {error}"), START_OVER)
    })
}
