//! Sealed records, and secrets of operators.

use super::cloud::{Cloud, soon};
use crate::store::{Hash, Key, Sealed, StoreError, Write};
use sayso_local::aws::{FaultKind, Service};
use serde::{Deserialize, Serialize};

const CANARY: &str = "canary-4711-credential";

#[derive(Serialize, Deserialize)]
struct Row {
    credential: Sealed,
}

#[tokio::test]
async fn link_seals_and_skill_opens_and_the_table_shows_nothing() {
    let cloud = Cloud::start().await;
    let [skill, link, token] = ["skill", "link", "token"].map(|function| cloud.store(function));
    let key = Key::link("1");
    let sealed = link.within(soon()).seal(&key, 1, CANARY.as_bytes()).await.unwrap();
    let write = Write::update(key.clone()).set("credential", &sealed);
    link.within(soon()).write(write).await.unwrap();
    let records = skill.within(soon());
    let row: Row = records.get(&key).await.unwrap().unwrap();
    assert_eq!(row.credential, sealed);
    let data_key = records.data_key(&key, &row.credential).await.unwrap();
    assert_eq!(*row.credential.open(&key, &data_key).unwrap(), CANARY.as_bytes());
    assert!(!cloud.table_holds(CANARY));
    assert!(cloud.table_holds("link#1"), "the scan sees the rows");

    // Who may do what: nobody both seals and opens.
    let denied = |outcome: Result<(), StoreError>| assert!(matches!(outcome, Err(StoreError::Denied(_))));
    denied(link.within(soon()).data_key(&key, &sealed).await.map(drop));
    denied(skill.within(soon()).seal(&key, 1, b"x").await.map(drop));
    denied(token.within(soon()).seal(&key, 1, b"x").await.map(drop));
    denied(token.within(soon()).data_key(&key, &sealed).await.map(drop));
}

#[tokio::test]
async fn a_seal_opens_at_its_record_and_in_its_version_only() {
    let cloud = Cloud::start().await;
    let [skill, link] = ["skill", "link"].map(|function| cloud.store(function));
    let (here, there) = (Key::link("1"), Key::link("2"));
    let sealed = link.within(soon()).seal(&here, 1, CANARY.as_bytes()).await.unwrap();
    let records = skill.within(soon());
    let data_key = records.data_key(&here, &sealed).await.unwrap();
    assert!(matches!(records.data_key(&there, &sealed).await, Err(StoreError::Sealed)), "KMS's context");
    assert!(matches!(sealed.open(&there, &data_key), Err(StoreError::Sealed)), "another row");
    let mut rolled = sealed.clone();
    rolled.version = 2;
    assert!(matches!(rolled.open(&here, &data_key), Err(StoreError::Sealed)), "another version");

    let again = sealed.reseal(&here, &data_key, 2, CANARY.as_bytes()).unwrap();
    assert_eq!(again.version, 2);
    assert_eq!(again.data_key(), sealed.data_key());
    assert_eq!(*again.open(&here, &data_key).unwrap(), CANARY.as_bytes());
    let twice = sealed.reseal(&here, &data_key, 2, CANARY.as_bytes()).unwrap();
    assert_ne!(again, twice, "each seal has a fresh nonce");
}

#[tokio::test]
async fn a_provider_secret_is_read_once_in_a_while() {
    let cloud = Cloud::start().await;
    let value = cloud.aws.secrets().ensure("shop-local-atlas").unwrap();
    let link = cloud.store("link");
    let read = async || link.within(soon()).secret("shop-local-atlas").await;
    assert_eq!(read().await.unwrap().expose(), value);
    cloud.fault(Service::SecretsManager, "GetSecretValue", FaultKind::Internal, None);
    assert_eq!(read().await.unwrap().expose(), value, "it is kept");
    cloud.no_faults();
    let token = cloud.store("token").within(soon()).secret("shop-local-atlas").await.map(drop);
    assert!(matches!(token, Err(StoreError::Denied(_))), "{token:?}");
    let other = link.within(soon()).secret("shop-local-alexa-client").await.map(drop);
    assert!(matches!(other, Err(StoreError::Denied(_))), "{other:?}");
}

#[test]
fn no_debug_text_shows_a_key_or_a_secret() {
    let key = Key::access(&Hash::of("token"));
    assert_eq!(format!("{key:?}"), "access#…");
    let shown = format!("{:?}", Write::put(key, &std::collections::BTreeMap::from([("secret", CANARY)])));
    assert!(!shown.contains(CANARY), "{shown}");
}
