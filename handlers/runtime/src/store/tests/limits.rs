use super::cloud::{Cloud, soon};
use crate::store::{Counted, Key, Limit, Write};
use std::time::Duration;

const LIMIT: Limit = Limit { name: "tries", most: 3, window: Duration::from_mins(10) };

#[tokio::test]
async fn a_limit_is_full_until_its_window_ends() {
    let cloud = Cloud::start().await;
    let store = cloud.store("link");
    let records = store.within(soon());
    for _ in 0..3 {
        assert_eq!(records.count(&LIMIT, "one").await.unwrap(), Counted::Within);
    }
    assert_eq!(records.count(&LIMIT, "one").await.unwrap(), Counted::Full(600));
    assert_eq!(records.count(&LIMIT, "other").await.unwrap(), Counted::Within, "each is counted alone");
    assert_eq!(records.count(&Limit { name: "begins", ..LIMIT }, "one").await.unwrap(), Counted::Within);
    cloud.pass(599);
    assert_eq!(records.count(&LIMIT, "one").await.unwrap(), Counted::Full(1));
    cloud.pass(1);
    // The table has not deleted the row.
    assert_eq!(records.count(&LIMIT, "one").await.unwrap(), Counted::Within);
    for _ in 0..2 {
        assert_eq!(records.count(&LIMIT, "one").await.unwrap(), Counted::Within);
    }
    assert_eq!(records.count(&LIMIT, "one").await.unwrap(), Counted::Full(600));
}

#[tokio::test]
async fn what_is_forgotten_counts_no_longer() {
    let cloud = Cloud::start().await;
    let store = cloud.store("link");
    let records = store.within(soon());
    for _ in 0..3 {
        assert_eq!(records.count(&LIMIT, "one").await.unwrap(), Counted::Within);
    }
    records.forget(&LIMIT, "one").await.unwrap();
    records.forget(&LIMIT, "one").await.unwrap();
    assert_eq!(records.count(&LIMIT, "one").await.unwrap(), Counted::Within);
}

#[tokio::test]
async fn what_is_taken_back_makes_room_for_one() {
    let cloud = Cloud::start().await;
    let store = cloud.store("link");
    let records = store.within(soon());
    let count = async || records.count(&LIMIT, "one").await.unwrap();
    // Nothing was counted, so there is nothing to take back.
    records.uncount(&LIMIT, "one").await.unwrap();
    for _ in 0..3 {
        assert_eq!(count().await, Counted::Within);
    }
    records.uncount(&LIMIT, "one").await.unwrap();
    assert_eq!((count().await, count().await), (Counted::Within, Counted::Full(600)));
    for _ in 0..5 {
        records.uncount(&LIMIT, "one").await.unwrap();
    }
    for _ in 0..3 {
        assert_eq!(count().await, Counted::Within, "never more than the limit");
    }
    assert_eq!(count().await, Counted::Full(600));
    cloud.pass(600);
    records.uncount(&LIMIT, "one").await.unwrap();
    for _ in 0..3 {
        assert_eq!(count().await, Counted::Within, "nothing is taken back of a window that is over");
    }
    assert_eq!(count().await, Counted::Full(600));
    assert_eq!(cloud.denied(), 0);
}

#[tokio::test]
async fn many_at_once_are_counted_each() {
    let cloud = Cloud::start().await;
    let store = cloud.store("link");
    let records = store.within(soon());
    let limit = Limit { most: 20, ..LIMIT };
    let tries = futures_util::future::join_all((0..30).map(|_| records.count(&limit, "one"))).await;
    let within = tries.iter().filter(|it| matches!(it, Ok(Counted::Within))).count();
    assert_eq!(within, 20, "{:?}", tries.iter().find(|it| it.is_err()));
}

#[tokio::test]
async fn sets_grow_and_shrink_by_members() {
    #[derive(serde::Deserialize)]
    struct Row {
        #[serde(default)]
        ids: Vec<String>,
    }
    let cloud = Cloud::start().await;
    let store = cloud.operator();
    let records = store.within(soon());
    let key = Key::families("link");
    let read = async || {
        let mut ids = records.get::<Row>(&key).await.unwrap().map(|row| row.ids).unwrap_or_default();
        ids.sort();
        ids
    };
    let change = async |write: Write| records.write(write).await.unwrap();
    change(Write::update(key.clone()).insert("ids", "a")).await;
    change(Write::update(key.clone()).insert("ids", "b").set("expires", &i64::MAX)).await;
    change(Write::update(key.clone()).insert("ids", "b")).await;
    assert_eq!(read().await, ["a", "b"]);
    change(Write::update(key.clone()).take_out("ids", "a")).await;
    change(Write::update(key.clone()).take_out("ids", "a")).await;
    assert_eq!(read().await, ["b"]);
    change(Write::update(key.clone()).take_out("ids", "b")).await;
    assert_eq!(read().await, Vec::<String>::new());
}
