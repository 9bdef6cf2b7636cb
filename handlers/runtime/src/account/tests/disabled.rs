use super::world::{World, account, typed};
use crate::{
    log::Log,
    store::{Hash, Key, Secret, StoreError, Write, tests::cloud::soon},
};
use sayso_local::aws::{FaultKind, Service};
use std::sync::{Arc, Mutex};

/// Alexa tells that a user has disabled the skill; what is logged.
async fn disabled(world: &World, user: &str) -> (Vec<String>, Result<(), StoreError>) {
    let lines = Arc::new(Mutex::default());
    let log = Log::Memory(Arc::clone(&lines));
    let outcome = world.accounts().end_user(&Secret::new(user), &log, soon()).await;
    (lines.lock().unwrap().clone(), outcome)
}

fn of_the_user(id: &str) -> Key {
    Key::user(&Hash::of(id))
}

#[tokio::test]
async fn who_disables_the_skill_is_unlinked_at_once() {
    let world = World::new().await;
    world.link("typed", &typed()).await;
    world.hear("ada").await.unwrap();
    world.cloud.pass(60);
    let (log, outcome) = disabled(&world, "ada").await;
    outcome.unwrap();
    assert_eq!(log, [r#"{"event":"unlinked","link":"1","by":"disabled","whole":true}"#]);
    let keys = [of_the_user("ada"), Key::family("f"), Key::families("1"), Key::link("1"), account()];
    assert_eq!(world.there(&keys).await, Vec::<String>::new());
    assert!(world.hear("ada").await.unwrap().is_none());
    // Sent twice, and about somebody whom nobody knows.
    for user in ["ada", "eve"] {
        let (log, outcome) = disabled(&world, user).await;
        outcome.unwrap();
        assert_eq!(log, Vec::<String>::new());
    }
    assert_eq!(world.cloud.denied(), 0);
}

#[tokio::test]
async fn others_who_share_the_account_stay_linked() {
    let world = World::new().await;
    world.link("typed", &typed()).await;
    world.hear("ada").await.unwrap();
    world.family("g", "1").await;
    world.change(Write::update(of_the_user("grace")).insert("links", "g 1")).await;
    world.cloud.pass(60);
    let (log, outcome) = disabled(&world, "ada").await;
    outcome.unwrap();
    assert_eq!(log, [r#"{"event":"unlinked","link":"1","by":"disabled","whole":false}"#]);
    let keys = [of_the_user("grace"), Key::family("g"), Key::link("1")];
    assert_eq!(world.there(&keys).await.len(), 3);
    let (log, outcome) = disabled(&world, "grace").await;
    outcome.unwrap();
    assert!(log[0].contains(r#""whole":true"#), "{log:?}");
    assert_eq!(world.there(&keys).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_family_of_an_earlier_enablement_ends_and_the_later_one_stays() {
    let world = World::new().await;
    world.link("typed", &typed()).await;
    world.hear("ada-before").await.unwrap();
    // Disabled, enabled and linked again, before Alexa tells of the first of it.
    world.family("g", "1").await;
    world.change(Write::update(of_the_user("ada-after")).insert("links", "g 1")).await;
    world.cloud.pass(60);
    disabled(&world, "ada-before").await.1.unwrap();
    assert_eq!(world.there(&[Key::family("f"), Key::family("g"), Key::link("1")]).await.len(), 2);
}

#[tokio::test]
async fn a_store_that_is_down_is_no_reason_to_say_that_all_is_well() {
    for action in ["GetItem", "BatchGetItem", "UpdateItem", "DeleteItem", "TransactWriteItems"] {
        for kind in [FaultKind::Reset, FaultKind::LostReply] {
            let world = World::new().await;
            world.link("typed", &typed()).await;
            world.family("g", "1").await;
            world.hear("ada").await.unwrap();
            world.change(Write::update(of_the_user("ada")).insert("links", "g 1")).await;
            world.cloud.pass(60);
            world.cloud.fault(Service::DynamoDb, action, kind, None);
            assert!(disabled(&world, "ada").await.1.is_err(), "{action}, {kind:?}");
            world.cloud.no_faults();
            disabled(&world, "ada").await.1.unwrap();
            let keys = [of_the_user("ada"), Key::family("f"), Key::family("g"), Key::link("1"), account()];
            assert_eq!(world.there(&keys).await, Vec::<String>::new(), "{action}, {kind:?}");
        }
    }
}
