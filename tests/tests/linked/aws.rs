//! AWS as an operator sees it. Signatures are not verified by the embedded cloud, so none is made.

use reqwest::Client;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fmt::Write as _, sync::LazyLock};

/// The attributes of records that are points in time.
const TIMES: [&str; 11] = [
    "expires",
    "rotated_at",
    "idle_until",
    "absolute_until",
    "code_until",
    "created",
    "used",
    "window",
    "lease_until",
    // Of the proxy.
    "until",
    "given",
];

/// Made once. Tests have runtimes of their own, and a connection outlives none of them.
static CLIENT: LazyLock<Client> =
    LazyLock::new(|| Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap());

/// The services.
pub struct Aws {
    pub endpoint: String,
    pub access_key_id: String,
    pub secret_access_key: String,
    http: Client,
}

impl Aws {
    /// As the line says with which the cloud is ready.
    pub fn new(ready: &Value) -> Self {
        let text = |name: &str| ready[name].as_str().unwrap().to_owned();
        Self {
            endpoint: text("endpoint"),
            access_key_id: text("access_key_id"),
            secret_access_key: text("secret_access_key"),
            // No TLS: the machine's authorities need not be read.
            http: CLIENT.clone(),
        }
    }

    /// The same services, as somebody else.
    pub fn with_key(&self, access_key_id: &str) -> Self {
        Self {
            endpoint: self.endpoint.clone(),
            access_key_id: access_key_id.to_owned(),
            secret_access_key: String::new(),
            http: self.http.clone(),
        }
    }

    /// The answer of the operation `target` (`DynamoDB_20120810.Scan`), which must succeed.
    pub async fn ask(&self, target: &str, body: Value) -> Value {
        let (status, answer) = self.try_ask(target, body).await;
        assert!(status == 200, "{target}: {answer}");
        answer
    }

    /// Asks for an action, `DynamoDB_20120810.GetItem`: the status and what is answered.
    pub async fn try_ask(&self, target: &str, body: Value) -> (u16, Value) {
        let key = format!(
            "AWS4-HMAC-SHA256 Credential={}/20260301/us-east-1/x/aws4_request, SignedHeaders=host, Signature=0",
            self.access_key_id
        );
        let request = self.http.post(&self.endpoint).body(body.to_string()).header("authorization", key);
        let request = request.header("x-amz-date", "20260301T000000Z");
        let version = if target.starts_with("DynamoDB") { "1.0" } else { "1.1" };
        let request = request.header("content-type", format!("application/x-amz-json-{version}"));
        let answer = request.header("x-amz-target", target).send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        (status.as_u16(), serde_json::from_str(&text).unwrap())
    }

    /// A skill's records by key.
    pub async fn records(&self, skill: &str) -> BTreeMap<String, Value> {
        let mut records = BTreeMap::new();
        let mut body = json!({"TableName": table(skill), "ConsistentRead": true});
        loop {
            let scanned = self.ask("DynamoDB_20120810.Scan", body.clone()).await;
            let items = scanned["Items"].as_array().unwrap().iter();
            records.extend(items.map(|item| (item["pk"]["S"].as_str().unwrap().to_owned(), item.clone())));
            if scanned["LastEvaluatedKey"].is_null() {
                return records;
            }
            body["ExclusiveStartKey"] = scanned["LastEvaluatedKey"].clone();
        }
    }

    /// A skill's records by key, without those that only count how often somebody asked.
    pub async fn kept(&self, skill: &str) -> BTreeMap<String, Value> {
        let mut records = self.records(skill).await;
        records.retain(|key, _| !key.starts_with("limit#"));
        records
    }

    /// The only record of a kind (`link`) that a skill has: its key and what it holds.
    pub async fn only(&self, skill: &str, kind: &str) -> (String, Value) {
        let mut records = self.records(skill).await;
        records.retain(|key, _| key.starts_with(&format!("{kind}#")));
        assert_eq!(records.len(), 1, "{:?}", records.keys());
        records.pop_first().unwrap()
    }

    /// How many records of a kind (`link`) a skill has.
    pub async fn count(&self, skill: &str, kind: &str) -> usize {
        let records = self.records(skill).await;
        records.keys().filter(|key| key.starts_with(&format!("{kind}#"))).count()
    }

    /// The value of a secret.
    pub async fn secret(&self, name: &str) -> String {
        let body = json!({"SecretId": name});
        let secret = self.ask("secretsmanager.GetSecretValue", body).await;
        secret["SecretString"].as_str().unwrap().to_owned()
    }

    /// Makes a secret.
    pub async fn make_secret(&self, name: &str, value: &str) {
        let token = "00000000-0000-4000-8000-000000000000";
        let body = json!({"Name": name, "SecretString": value, "ClientRequestToken": token});
        self.ask("secretsmanager.CreateSecret", body).await;
    }

    /// The record of a token or a code, which is kept under its hash: its key and what it holds.
    pub async fn record_of(&self, skill: &str, kind: &str, token: &str) -> (String, Value) {
        let key = format!("{kind}#{}", hash(token));
        let record = self.records(skill).await.remove(&key);
        (key, record.unwrap_or_else(|| panic!("there is no such {kind}")))
    }

    /// Lets the time of a record be over.
    pub async fn expire(&self, skill: &str, key: &str) {
        self.set(skill, key, "expires", json!({"N": "1000"})).await;
    }

    /// Sets an attribute of a record, in DynamoDB's notation.
    pub async fn set(&self, skill: &str, key: &str, name: &str, value: Value) {
        let body = json!({
            "TableName": table(skill),
            "Key": {"pk": {"S": key}},
            "UpdateExpression": "SET #name = :value",
            "ExpressionAttributeNames": {"#name": name},
            "ExpressionAttributeValues": {":value": value},
        });
        self.ask("DynamoDB_20120810.UpdateItem", body).await;
    }

    /// Lets time pass for a skill, as far as its records know of it: whatever is written in them happened, or ends, so
    /// many seconds earlier.
    pub async fn pass(&self, skill: &str, seconds: i64) {
        for mut record in self.records(skill).await.into_values() {
            for name in TIMES {
                if let Some(at) = record[name]["N"].as_str() {
                    let earlier = at.parse::<i64>().unwrap() - seconds;
                    record[name]["N"] = json!(earlier.to_string());
                }
            }
            self.put(skill, record).await;
        }
    }

    /// Puts a record, in DynamoDB's notation.
    pub async fn put(&self, skill: &str, item: Value) {
        self.ask("DynamoDB_20120810.PutItem", json!({"TableName": table(skill), "Item": item})).await;
    }

    /// Removes a record.
    pub async fn remove(&self, skill: &str, key: &str) {
        let body = json!({"TableName": table(skill), "Key": {"pk": {"S": key}}});
        self.ask("DynamoDB_20120810.DeleteItem", body).await;
    }

    /// Puts many records.
    pub async fn put_all(&self, skill: &str, items: Vec<Value>) {
        for items in items.chunks(25) {
            let puts: Vec<Value> = items.iter().map(|item| json!({"PutRequest": {"Item": item}})).collect();
            let body = json!({"RequestItems": {table(skill): puts}});
            self.ask("DynamoDB_20120810.BatchWriteItem", body).await;
        }
    }

    /// Puts a text into a record of its own, as text and as bytes, which are given in base64.
    pub async fn plant(&self, skill: &str, text: &str, bytes: &str) {
        let item = json!({"pk": {"S": "planted#1"}, "text": {"S": text}, "bytes": {"B": bytes}});
        self.put(skill, item).await;
    }
}

/// SHA-256 in hex: as what tokens are kept.
pub fn hash(token: &str) -> String {
    Sha256::digest(token).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

/// What a skill's table is called.
pub fn table(skill: &str) -> String {
    format!("{skill}-local-data")
}
