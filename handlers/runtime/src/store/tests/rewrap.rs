use super::cloud::{Cloud, START, soon};
use crate::store::{
    Key, Sealed, Write,
    rewrap::{Report, Rewrap},
};
use sayso_local::aws::{FaultKind, Service};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{cell::RefCell, time::Duration};

#[derive(Debug, PartialEq, Deserialize)]
struct Link {
    version: u64,
    credential: Sealed,
    lease_owner: Option<String>,
}

/// Links with a credential each.
async fn linked(links: &[&str]) -> Cloud {
    let cloud = Cloud::start().await;
    for link in links {
        let key = Key::link(link);
        let store = cloud.store("link");
        let sealed = store.within(soon()).seal(&key, 1, link.as_bytes()).await.unwrap();
        let row = json!({ "version": 1, "site": "https://site-canary.example" });
        change(&cloud, Write::put(key.clone(), &row)).await;
        change(&cloud, Write::update(key).set("credential", &sealed)).await;
    }
    cloud
}

async fn change(cloud: &Cloud, write: Write) {
    cloud.operator().within(soon()).write(write).await.unwrap();
}

async fn link(cloud: &Cloud, id: &str) -> Link {
    cloud.operator().within(soon()).get(&Key::link(id)).await.unwrap().unwrap()
}

/// What the function `skill` opens.
async fn opened(cloud: &Cloud, id: &str) -> String {
    let (key, store) = (Key::link(id), cloud.store("skill"));
    let row = link(cloud, id).await;
    let data_key = store.within(soon()).data_key(&key, &row.credential).await.unwrap();
    String::from_utf8(row.credential.open(&key, &data_key).unwrap().to_vec()).unwrap()
}

async fn rewrap(cloud: &Cloud) -> Report {
    Rewrap::of(cloud.rewrapper(), Duration::ZERO).run(|_| {}).await.unwrap()
}

fn report(rewrapped: u64, links: u64) -> Report {
    Report { rewrapped, links, ..Report::default() }
}

#[tokio::test]
async fn every_link_is_under_the_new_key_and_the_old_one_may_end() {
    let cloud = linked(&["a", "b", "c"]).await;
    assert_eq!(rewrap(&cloud).await, report(0, 3), "nothing is written where there is nothing to do");
    let before = link(&cloud, "a").await;
    cloud.replace_key();
    assert_eq!(opened(&cloud, "a").await, "a");
    assert_eq!(rewrap(&cloud).await, report(3, 3));
    let after = link(&cloud, "a").await;
    assert_ne!(before.credential, after.credential);
    assert_eq!(before.credential.version, after.credential.version);
    cloud.retire_key();
    for id in ["a", "b", "c"] {
        assert_eq!(opened(&cloud, id).await, id);
    }
    assert_eq!(rewrap(&cloud).await, report(0, 3));
    assert_eq!(cloud.denied(), 0, "the plan grants what it needs");
}

#[tokio::test]
async fn a_link_that_is_renewed_just_now_is_left_alone_until_then() {
    let cloud = linked(&["a", "b"]).await;
    let lease = Write::update(Key::link("a")).set("lease_owner", "x").set("lease_until", &(START + 10));
    change(&cloud, lease).await;
    let before = link(&cloud, "a").await;
    cloud.replace_key();
    let report = rewrap(&cloud).await;
    assert_eq!((report.rewrapped, report.failed.len()), (1, 1));
    assert_eq!(report.failed["a"], "it was in use all the time");
    assert_eq!(link(&cloud, "a").await, before);
    // A lease that ran out is no lease, and it stays where it is: its holder may find out by it.
    cloud.pass(11);
    assert_eq!(rewrap(&cloud).await.rewrapped, 1);
    let after = link(&cloud, "a").await;
    assert_eq!((after.version, after.lease_owner.as_deref()), (1, Some("x")));
    assert_eq!(opened(&cloud, "a").await, "a");
}

#[tokio::test]
async fn what_breaks_off_is_done_by_running_it_again() {
    let cloud = linked(&["a", "b", "c", "d"]).await;
    cloud.replace_key();
    cloud.fault(Service::DynamoDb, "UpdateItem", FaultKind::LostReply, Some(2));
    cloud.fault(Service::Kms, "ReEncrypt", FaultKind::Throttle, Some(2));
    assert_eq!(rewrap(&cloud).await.failed.len(), 0);
    cloud.retire_key();
    cloud.replace_key();
    cloud.fault(Service::Kms, "ReEncrypt", FaultKind::Internal, None);
    let broken = rewrap(&cloud).await;
    assert_eq!((broken.rewrapped, broken.failed.len()), (0, 4));
    cloud.no_faults();
    assert_eq!(rewrap(&cloud).await, report(4, 4));
}

#[tokio::test]
async fn a_table_that_cannot_be_read_is_an_error() {
    let cloud = linked(&["a"]).await;
    cloud.fault(Service::DynamoDb, "Scan", FaultKind::Internal, None);
    assert!(Rewrap::of(cloud.rewrapper(), Duration::ZERO).run(|_| {}).await.is_err());
    // A function may not do it.
    cloud.no_faults();
    assert!(Rewrap::of(cloud.store("skill"), Duration::ZERO).run(|_| {}).await.is_err());
}

#[tokio::test]
async fn what_cannot_be_sealed_anew_is_named_without_its_contents() {
    let cloud = linked(&["a", "b"]).await;
    let other = link(&cloud, "b").await;
    // Another link's credential does not open here, and a row of an unknown shape is not touched.
    change(&cloud, Write::update(Key::link("a")).set("credential", &other.credential)).await;
    change(&cloud, Write::put(Key::link("odd"), &json!({ "secret": "canary" }))).await;
    cloud.replace_key();
    let told = RefCell::new(Vec::new());
    let rewrap = Rewrap::of(cloud.rewrapper(), Duration::ZERO);
    let report = rewrap.run(|progress| told.borrow_mut().push(progress.looked_at)).await.unwrap();
    assert_eq!((report.rewrapped, report.links), (1, 3));
    assert_eq!(report.failed.keys().collect::<Vec<_>>(), ["a", "odd"]);
    assert_eq!(*told.borrow(), [3, 3]);
    let line = serde_json::to_string(&report).unwrap();
    assert!(!line.contains("canary"), "{line}");
    let _: Value = serde_json::from_str(&line).unwrap();
}

#[tokio::test]
async fn other_records_and_expired_links_are_passed_over() {
    let cloud = linked(&["a", "b"]).await;
    change(&cloud, Write::put(Key::profile("a"), &json!({ "data": "canary" }))).await;
    change(&cloud, Write::update(Key::link("b")).set("expires", &START)).await;
    cloud.replace_key();
    assert_eq!(rewrap(&cloud).await, report(1, 1));
}
