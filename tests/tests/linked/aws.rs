//! AWS as an operator sees it. Signatures are not verified by the embedded cloud, so none is made.

use reqwest::Client;
use serde_json::{Value, json};
use std::collections::BTreeMap;

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
            http: Client::builder().no_proxy().build().unwrap(),
        }
    }

    async fn ask(&self, target: &str, body: Value) -> Value {
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
        assert!(status.is_success(), "{target}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// A skill's records by key.
    pub async fn records(&self, skill: &str) -> BTreeMap<String, Value> {
        let body = json!({"TableName": format!("{skill}-local-data"), "ConsistentRead": true});
        let scanned = self.ask("DynamoDB_20120810.Scan", body).await;
        assert!(scanned["LastEvaluatedKey"].is_null(), "there is more");
        let items = scanned["Items"].as_array().unwrap().iter();
        items.map(|item| (item["pk"]["S"].as_str().unwrap().to_owned(), item.clone())).collect()
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

    /// Lets the time of a record be over.
    pub async fn expire(&self, skill: &str, key: &str) {
        let body = json!({
            "TableName": format!("{skill}-local-data"),
            "Key": {"pk": {"S": key}},
            "UpdateExpression": "SET expires = :past",
            "ExpressionAttributeValues": {":past": {"N": "1000"}},
        });
        self.ask("DynamoDB_20120810.UpdateItem", body).await;
    }

    /// Puts a text into a record of its own, as text and as bytes, which are given in base64.
    pub async fn plant(&self, skill: &str, text: &str, bytes: &str) {
        let item = json!({"pk": {"S": "planted#1"}, "text": {"S": text}, "bytes": {"B": bytes}});
        let body = json!({"TableName": format!("{skill}-local-data"), "Item": item});
        self.ask("DynamoDB_20120810.PutItem", body).await;
    }
}
