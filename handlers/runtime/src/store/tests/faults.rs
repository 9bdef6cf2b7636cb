//! Services that are slow, broken, or answer nobody.

use super::cloud::{Cloud, soon};
use crate::store::{Hash, Key, Store, StoreError, When, Write};
use sayso_local::aws::{FaultKind, Service};
use serde::{Deserialize, Serialize};
use tokio::time::{Duration, Instant};

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Row {
    count: u64,
}

fn key(id: &str) -> Key {
    Key::transaction(&Hash::of(id))
}

async fn count(store: &Store, id: &str) -> Option<u64> {
    store.within(soon()).get::<Row>(&key(id)).await.unwrap().map(|row| row.count)
}

#[tokio::test]
async fn a_change_whose_answer_is_lost_was_made_once() {
    let cloud = Cloud::start().await;
    let store = cloud.operator();
    let records = store.within(soon());
    let lose = |action: &str| cloud.fault(Service::DynamoDb, action, FaultKind::LostReply, Some(1));

    lose("PutItem");
    records.write(Write::put(key("1"), &Row { count: 1 }).when(When::new())).await.unwrap();
    assert_eq!(count(&store, "1").await, Some(1));

    lose("UpdateItem");
    let change = Write::update(key("1")).set("count", &2).when(When::is("count", &1));
    records.write(change).await.unwrap();
    assert_eq!(count(&store, "1").await, Some(2));

    lose("TransactWriteItems");
    let both = [
        Write::update(key("1")).set("count", &3).when(When::is("count", &2)),
        Write::put(key("2"), &Row { count: 5 }).when(When::new()),
    ];
    records.transact(both).await.unwrap();
    assert_eq!((count(&store, "1").await, count(&store, "2").await), (Some(3), Some(5)));

    lose("DeleteItem");
    records.write(Write::delete(key("1")).when(When::is("count", &3))).await.unwrap();
    assert_eq!(count(&store, "1").await, None);
}

#[tokio::test]
async fn a_condition_that_fails_because_of_somebody_else_is_not_taken_for_ones_own() {
    let cloud = Cloud::start().await;
    let store = cloud.operator();
    let records = store.within(soon());
    records.write(Write::put(key("1"), &Row { count: 1 }).when(When::new())).await.unwrap();
    // The first attempt is not served, the second finds the other's record.
    cloud.fault(Service::DynamoDb, "PutItem", FaultKind::Reset, Some(1));
    let again = records.write(Write::put(key("1"), &Row { count: 2 }).when(When::new())).await;
    assert!(again.is_err_and(|error| error.is_conflict()));
    cloud.fault(Service::DynamoDb, "DeleteItem", FaultKind::Reset, Some(1));
    let delete = records.write(Write::delete(key("1")).when(When::is("count", &2))).await;
    assert!(delete.is_err_and(|error| error.is_conflict()));
    assert_eq!(count(&store, "1").await, Some(1));
}

#[tokio::test]
async fn what_passes_is_waited_for_and_what_does_not_is_told() {
    let cloud = Cloud::start().await;
    let store = cloud.store("link");
    let read = async || store.within(soon()).get::<Row>(&key("1")).await;
    for kind in [FaultKind::Throttle, FaultKind::Internal, FaultKind::Reset, FaultKind::LostReply] {
        cloud.fault(Service::DynamoDb, "GetItem", kind, Some(2));
        assert_eq!(read().await.unwrap(), None, "{kind:?}");
        cloud.fault(Service::DynamoDb, "GetItem", kind, None);
        let told = read().await;
        match kind {
            FaultKind::Throttle => assert!(matches!(told, Err(StoreError::Throttled(_))), "{told:?}"),
            _ => assert!(matches!(told, Err(StoreError::Unavailable(_))), "{kind:?}: {told:?}"),
        }
    }
    cloud.fault(Service::DynamoDb, "GetItem", FaultKind::Hang, Some(1));
    let started = Instant::now();
    assert_eq!(read().await.unwrap(), None, "a hanging request is given up, and made again");
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn nothing_takes_longer_than_the_request_has() {
    let cloud = Cloud::start().await;
    let store = cloud.store("link");
    cloud.fault(Service::Kms, "GenerateDataKey", FaultKind::Hang, None);
    let started = Instant::now();
    let records = store.within(started + Duration::from_millis(300));
    let outcome = records.seal(&Key::link("1"), 1, b"x").await;
    assert!(matches!(outcome, Err(StoreError::Unavailable(_))), "{outcome:?}");
    assert!(started.elapsed() < Duration::from_millis(600), "{:?}", started.elapsed());
    let late = records.get::<Row>(&key("1")).await;
    assert!(matches!(late, Err(StoreError::Unavailable(_))), "nothing is begun after that");
}

#[tokio::test]
async fn an_answer_that_was_altered_on_the_way_is_asked_for_again() {
    let cloud = Cloud::start().await;
    let store = cloud.operator();
    let records = store.within(soon());
    records.write(Write::put(key("1"), &Row { count: 1 })).await.unwrap();
    let alter = |action: &str, times| {
        cloud.fault(Service::DynamoDb, action, FaultKind::WrongChecksum, times);
    };
    alter("GetItem", Some(1));
    assert_eq!(count(&store, "1").await, Some(1));
    alter("UpdateItem", Some(1));
    let change = Write::update(key("1")).set("count", &2).when(When::is("count", &1));
    records.write(change).await.unwrap();
    cloud.no_faults();
    assert_eq!(count(&store, "1").await, Some(2));
    alter("GetItem", None);
    let altered = records.get::<Row>(&key("1")).await;
    assert!(matches!(altered, Err(StoreError::Unavailable(_))), "{altered:?}");
}
