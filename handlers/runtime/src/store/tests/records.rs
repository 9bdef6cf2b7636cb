use super::cloud::{Cloud, START, soon};
use crate::store::{Hash, Key, Records, StoreError, When, Write};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Row {
    name: String,
    count: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires: Option<i64>,
}

fn row(name: &str, count: u64) -> Row {
    Row { name: name.to_owned(), count, note: None, expires: None }
}

async fn get(records: &Records<'_>, key: &Key) -> Option<Row> {
    records.get(key).await.unwrap()
}

#[tokio::test]
async fn a_record_is_written_read_changed_and_deleted() {
    let cloud = Cloud::start().await;
    let store = cloud.operator();
    let records = store.within(soon());
    let key = Key::transaction(&Hash::of("1"));
    assert_eq!(get(&records, &key).await, None);
    records.write(Write::put(key.clone(), &row("a", 1))).await.unwrap();
    assert_eq!(get(&records, &key).await, Some(row("a", 1)));

    // `name` and `count` are reserved words of DynamoDB.
    let change = Write::update(key.clone()).set("name", "b").set("count", &3).set("note", "x");
    records.write(change.when(When::is("name", &"a").and(When::below("count", &2)))).await.unwrap();
    assert_eq!(get(&records, &key).await, Some(Row { note: Some("x".to_owned()), ..row("b", 3) }));
    records.write(Write::update(key.clone()).remove("note").when(When::above("count", &2))).await.unwrap();
    assert_eq!(get(&records, &key).await, Some(row("b", 3)));

    records.write(Write::delete(key.clone()).when(When::exists())).await.unwrap();
    records.write(Write::delete(key.clone())).await.unwrap();
    assert_eq!(get(&records, &key).await, None);
}

#[tokio::test]
async fn a_condition_that_does_not_hold_changes_nothing() {
    let cloud = Cloud::start().await;
    let store = cloud.operator();
    let records = store.within(soon());
    let key = Key::transaction(&Hash::of("1"));
    records.write(Write::put(key.clone(), &row("a", 1)).when(When::new())).await.unwrap();
    let again = records.write(Write::put(key.clone(), &row("b", 2)).when(When::new())).await;
    let Err(StoreError::Conflict(conflict)) = again else { panic!("{again:?}") };
    assert!(conflict.is_at(0));
    let missing = Key::transaction(&Hash::of("2"));
    let change = Write::update(missing).set("name", "b").when(When::exists());
    assert!(records.write(change).await.is_err_and(|error| error.is_conflict()));
    assert_eq!(get(&records, &key).await, Some(row("a", 1)));
}

#[tokio::test]
async fn a_transaction_is_made_as_a_whole_or_not_at_all() {
    let cloud = Cloud::start().await;
    let store = cloud.operator();
    let records = store.within(soon());
    let keys = ["1", "2", "3"].map(|id| Key::transaction(&Hash::of(id)));
    let [one, two, three] = &keys;
    records.write(Write::put(two.clone(), &row("two", 2))).await.unwrap();
    let writes = |condition: u64| {
        [
            Write::put(one.clone(), &row("one", 1)).when(When::new()),
            Write::check(two.clone(), When::is("count", &condition)),
            Write::delete(three.clone()),
        ]
    };
    let refused = records.transact(writes(3)).await;
    let Err(StoreError::Conflict(conflict)) = refused else { panic!("{refused:?}") };
    assert_eq!([0, 1, 2].map(|index| conflict.is_at(index)), [false, true, false]);
    assert_eq!(get(&records, one).await, None);
    records.transact(writes(2)).await.unwrap();
    assert_eq!(get(&records, one).await, Some(row("one", 1)));
}

#[tokio::test]
async fn what_has_expired_is_absent_though_it_is_there() {
    let cloud = Cloud::start().await;
    let store = cloud.operator();
    let records = store.within(soon());
    let (key, other) = (Key::family("1"), Key::family("2"));
    let expiring = Row { expires: Some(START + 60), ..row("a", 1) };
    records.write(Write::put(key.clone(), &expiring)).await.unwrap();
    records.write(Write::put(other.clone(), &row("b", 2))).await.unwrap();
    let keys = [key.clone(), other.clone(), Key::family("3")];
    let batch = async || {
        let mut batch = records.batch(&keys).await.unwrap();
        keys.each_ref().map(|key| batch.take::<Row>(key).unwrap())
    };
    cloud.pass(59);
    assert_eq!(get(&records, &key).await, Some(expiring.clone()));
    assert_eq!(batch().await, [Some(expiring), Some(row("b", 2)), None]);
    cloud.pass(1);
    assert_eq!(get(&records, &key).await, None);
    assert_eq!(batch().await, [None, Some(row("b", 2)), None]);
    let there = records.write(Write::put(key, &row("c", 3)).when(When::new())).await;
    assert!(there.is_err_and(|error| error.is_conflict()), "it has not been deleted");
}

#[tokio::test]
async fn a_record_of_another_format_is_not_guessed_at() {
    let cloud = Cloud::start().await;
    let store = cloud.operator();
    let records = store.within(soon());
    let key = Key::family("1");
    records.write(Write::put(key.clone(), &row("a", 1))).await.unwrap();
    let odd = records.get::<Vec<String>>(&key).await;
    assert!(matches!(odd, Err(StoreError::Malformed(_))), "{odd:?}");
    // The same table, written by a later version of the program.
    let client = records.dynamodb();
    let later = client.update_item().table_name(records.table()).set_key(Some(key.item()));
    let later = later
        .update_expression("SET v = :v")
        .expression_attribute_values(":v", aws_sdk_dynamodb::types::AttributeValue::N("2".to_owned()));
    later.send().await.unwrap();
    let later = records.get::<Row>(&key).await;
    assert!(matches!(later, Err(StoreError::Malformed(_))), "{later:?}");
}

#[tokio::test]
async fn a_function_may_do_what_its_plan_grants_and_no_more() {
    let cloud = Cloud::start().await;
    let [skill, link, token] = ["skill", "link", "token"].map(|function| cloud.store(function));
    let write = async |store: &crate::store::Store, write: Write| {
        let outcome = store.within(soon()).write(write).await;
        assert!(matches!(outcome, Err(StoreError::Denied(_))), "{outcome:?}");
    };
    let put = |key: Key| Write::put(key, &row("a", 1));
    write(&skill, put(Key::link("1"))).await;
    write(&skill, put(Key::code(&Hash::of("1")))).await;
    write(&link, put(Key::access(&Hash::of("1")))).await;
    write(&link, put(Key::link("1"))).await;
    write(&token, put(Key::link("1"))).await;
    write(&token, Write::update(Key::link("1")).set("name", "b")).await;
    let read = token.within(soon()).get::<Row>(&Key::profile("1")).await;
    assert!(matches!(read, Err(StoreError::Denied(_))));
    // One part that is not granted denies the whole.
    let both = [put(Key::code(&Hash::of("1"))), put(Key::family("1"))];
    let both = link.within(soon()).transact(both).await;
    assert!(matches!(both, Err(StoreError::Denied(_))), "{both:?}");
    assert_eq!(cloud.denied(), 8);
}
