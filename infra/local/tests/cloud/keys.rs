//! A key is replaced, and an operator seals anew what the old one sealed.

use crate::{
    project::{Project, Running, answer},
    sdk::{DENIED, Outcome, code, dynamodb, function, kms},
};
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_kms::{Client, primitives::Blob, types::DataKeySpec};
use sayso_local::aws::Credentials;
use serde_json::{Value, json};
use std::collections::HashMap;

const ALIAS: &str = "alias/one-local-records";

type Context = HashMap<String, String>;

fn context(app: &str, record: Option<&str>) -> Context {
    let entries = [("app", Some(app)), ("record", record)];
    let said = entries.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())));
    said.collect()
}

fn right() -> Context {
    context("one", Some("link#1"))
}

/// A sealed data key, and the ARN of the key that sealed it.
async fn data_key(client: &Client) -> (Blob, String) {
    let request = client.generate_data_key().key_id(ALIAS).key_spec(DataKeySpec::Aes256);
    let reply = request.set_encryption_context(Some(right())).send().await.unwrap();
    (reply.ciphertext_blob.unwrap(), reply.key_id.unwrap())
}

/// The ARN of the key that opened it.
async fn decrypt(client: &Client, sealed: &Blob, key: Option<&str>) -> Outcome<String> {
    let request = client.decrypt().ciphertext_blob(sealed.clone()).set_key_id(key.map(str::to_owned));
    let reply = request.set_encryption_context(Some(right())).send().await;
    reply.map(|reply| reply.key_id.unwrap()).map_err(|it| code(&it))
}

async fn re_encrypt(
    client: &Client,
    sealed: &Blob,
    from: Context,
    to: Context,
) -> Outcome<(Blob, String, String)> {
    let request = client.re_encrypt().ciphertext_blob(sealed.clone()).destination_key_id(ALIAS);
    let request =
        request.set_source_encryption_context(Some(from)).set_destination_encryption_context(Some(to));
    let reply = request.send().await.map_err(|it| code(&it))?;
    Ok((reply.ciphertext_blob.unwrap(), reply.source_key_id.unwrap(), reply.key_id.unwrap()))
}

/// What the control API says of the operator, and the operator's access key.
async fn operator(running: &Running) -> (Value, Credentials) {
    let (status, said) = answer(running.request("GET", "localhost", "/api/skills/one/operator")).await;
    assert_eq!(status, 200, "{said}");
    let text = |name: &str| said[name].as_str().unwrap().to_owned();
    let key =
        Credentials { access_key_id: text("access_key_id"), secret_access_key: text("secret_access_key") };
    (said, key)
}

#[tokio::test]
async fn a_key_is_replaced_without_losing_what_it_sealed() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    let endpoint = running.cloud.aws_endpoint();
    let link = kms(&endpoint, &function(&running, "one", "link"));
    let skill = kms(&endpoint, &function(&running, "one", "skill"));
    let (sealed, first) = data_key(&link).await;
    assert_eq!(decrypt(&skill, &sealed, Some(ALIAS)).await, Ok(first.clone()));

    let (status, replaced) = running.control("/api/skills/one/key", &json!({})).await;
    assert_eq!((status, &replaced["old"], &replaced["alias"]), (200, &json!(first), &json!(ALIAS)));
    let (fresh, second) = data_key(&link).await;
    assert_eq!(replaced["new"], second);
    assert_ne!(second, first);
    assert_eq!(decrypt(&skill, &sealed, None).await, Ok(first.clone()), "the policy is the same");
    assert_eq!(decrypt(&skill, &sealed, Some(&first)).await, Ok(first.clone()));
    assert_eq!(decrypt(&skill, &sealed, Some(ALIAS)).await, Err("IncorrectKeyException".to_owned()));
    assert_eq!(running.control("/api/skills/one/key", &json!({})).await.0, 409, "one at a time");

    let (status, retired) = running.delete("/api/skills/one/key").await;
    assert_eq!((status, retired), (200, replaced));
    let disabled = Err("DisabledException".to_owned());
    assert_eq!(decrypt(&skill, &sealed, None).await, disabled);
    assert_eq!(decrypt(&skill, &sealed, Some(&first)).await, disabled);
    assert_eq!(decrypt(&link, &sealed, None).await, Err(DENIED.to_owned()), "who may not, does not learn it");
    assert_eq!(decrypt(&skill, &fresh, Some(ALIAS)).await, Ok(second));
    let root = kms(&endpoint, running.cloud.operator());
    let old = root.describe_key().key_id(&first).send().await.unwrap().key_metadata.unwrap();
    assert!(!old.enabled);
    assert_eq!(running.delete("/api/skills/one/key").await.0, 409, "there is none to end");
}

#[tokio::test]
async fn functions_know_both_keys_while_one_is_replaced_also_after_a_restart() {
    let project = Project::new();
    let running = Running::start(&project, &["linked", "two"]).await;
    let variable = async |running: &Running| {
        let (status, variables) = answer(running.request("GET", "linked.localhost", "/link/variables")).await;
        assert_eq!(status, 200);
        variables["SAYSO_KEY"].as_str().unwrap().to_owned()
    };
    let alias = "alias/linked-local-records";
    assert_eq!(variable(&running).await, alias);
    let (_, replaced) = running.control("/api/skills/linked/key", &json!({})).await;
    let both = format!("{alias},{}", replaced["old"].as_str().unwrap());
    assert_eq!(variable(&running).await, both);

    let running = running.restart(&project, &["linked"]).await;
    assert_eq!(variable(&running).await, both);
    assert_eq!(running.control("/api/reset", &json!({})).await.0, 200);
    assert_eq!(variable(&running).await, alias, "a reset leaves no old key");
    running.control("/api/skills/linked/key", &json!({})).await;
    assert_eq!(running.delete("/api/skills/linked/key").await.0, 200);
    assert_eq!(variable(&running).await, alias);
}

#[tokio::test]
async fn an_operator_seals_anew_and_does_nothing_else() {
    let project = Project::new();
    let running = Running::start(&project, &["one", "two"]).await;
    let endpoint = running.cloud.aws_endpoint();
    let (said, key) = operator(&running).await;
    assert_eq!(
        (&said["endpoint"], &said["region"], &said["table"], &said["key"]),
        (&json!(endpoint), &json!("us-east-1"), &json!("one-local-main"), &json!(ALIAS))
    );
    let link = kms(&endpoint, &function(&running, "one", "link"));
    let skill = kms(&endpoint, &function(&running, "one", "skill"));
    let operator = kms(&endpoint, &key);
    let (sealed, first) = data_key(&link).await;
    running.control("/api/skills/one/key", &json!({})).await;

    let (moved, from, to) = re_encrypt(&operator, &sealed, right(), right()).await.unwrap();
    assert_eq!(from, first);
    assert_eq!(decrypt(&skill, &moved, Some(ALIAS)).await, Ok(to));
    let denied = DENIED.to_owned();
    for wrong in [Context::new(), context("two", Some("link#1")), context("one", None)] {
        let from = re_encrypt(&operator, &sealed, wrong.clone(), right()).await;
        assert_eq!(from.err().as_ref(), Some(&denied), "from {wrong:?}");
        let to = re_encrypt(&operator, &sealed, right(), wrong.clone()).await;
        assert_eq!(to.err().as_ref(), Some(&denied), "to {wrong:?}");
    }
    let other = context("one", Some("link#2"));
    let elsewhere = re_encrypt(&operator, &sealed, other, right()).await;
    assert_eq!(elsewhere.err().as_deref(), Some("InvalidCiphertextException"));
    assert_eq!(decrypt(&operator, &sealed, None).await, Err(denied.clone()));
    assert_eq!(re_encrypt(&skill, &sealed, right(), right()).await.err(), Some(denied.clone()));
    assert_eq!(re_encrypt(&link, &sealed, right(), right()).await.err(), Some(denied));
}

#[tokio::test]
async fn an_operator_reads_the_whole_table_of_one_skill_and_changes_links() {
    let project = Project::new();
    let running = Running::start(&project, &["one", "two"]).await;
    let (_, key) = operator(&running).await;
    let client = dynamodb(&running.cloud.aws_endpoint(), &key);
    let text = |value: &str| AttributeValue::S(value.to_owned());
    let scan = async |table: &str| {
        let scan = client.scan().table_name(table).send().await;
        scan.map(|found| found.count).map_err(|it| code(&it))
    };
    assert_eq!(scan("one-local-main").await, Ok(0));
    assert_eq!(scan("two-local-main").await, Err(DENIED.to_owned()));
    let index = client.scan().table_name("one-local-main").index_name("any").send().await;
    assert_eq!(index.err().map(|it| code(&it)), Some(DENIED.to_owned()));
    let update = async |pk: &str| {
        let update =
            client.update_item().table_name("one-local-main").key("pk", text(pk)).key("sk", text("a"));
        let update = update.update_expression("SET v = :v").expression_attribute_values(":v", text("1"));
        update.send().await.map(drop).map_err(|it| code(&it))
    };
    assert_eq!(update("link#1").await, Ok(()));
    assert_eq!(update("user#1").await, Err(DENIED.to_owned()));
    let get = client.get_item().table_name("one-local-main").key("pk", text("link#1")).key("sk", text("a"));
    assert_eq!(get.send().await.err().map(|it| code(&it)), Some(DENIED.to_owned()));
    let (status, body) = answer(running.request("GET", "localhost", "/api/skills/two/operator")).await;
    assert_eq!(status, 404, "{body}");
}
