use super::world::{World, caller, typed};
use crate::store::{
    Hash, Key, Write,
    tests::cloud::{START, soon},
};
use sayso_local::aws::{FaultKind, Service};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Family {
    user: Option<Hash>,
    seen: bool,
    used: Option<i64>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct User {
    links: Vec<String>,
    expires: i64,
}

async fn family(world: &World) -> Family {
    world.get(&Key::family("f")).await.unwrap()
}

async fn user(world: &World, id: &str) -> Option<User> {
    world.get(&Key::user(&Hash::of(id))).await
}

#[tokio::test]
async fn the_first_request_tells_whose_family_it_is() {
    let world = World::new().await;
    world.link("typed", &typed()).await;
    world.cloud.pass(5);
    assert!(world.hear("amzn1.ask.account.ADA").await.unwrap().is_some());
    let known = family(&world).await;
    assert_eq!(known.user, Some(Hash::of("amzn1.ask.account.ADA")));
    assert_eq!((known.seen, known.used), (true, Some(START + 5)));
    let row = User { links: vec!["f 1".to_owned()], expires: START + 2_000_000 };
    assert_eq!(user(&world, "amzn1.ask.account.ADA").await, Some(row));
    assert!(!world.cloud.table_holds("amzn1.ask.account"));
    assert_eq!(world.cloud.denied(), 0);
    // It is known from now on: nothing is written.
    world.cloud.fault(Service::DynamoDb, "UpdateItem", FaultKind::Internal, None);
    assert!(world.hear("amzn1.ask.account.ADA").await.unwrap().is_some());
}

#[tokio::test]
async fn another_generation_is_seen_and_the_user_stays_known() {
    let world = World::new().await;
    world.link("typed", &typed()).await;
    world.hear("ada").await.unwrap();
    world.change(Write::update(Key::family("f")).set("generation", &3).set("seen", &false)).await;
    world.access(3, "1").await;
    world.cloud.pass(7);
    // The user's row would not be written.
    world.change(Write::delete(Key::user(&Hash::of("ada")))).await;
    world.hear("ada").await.unwrap();
    let known = family(&world).await;
    assert_eq!((known.seen, known.used), (true, Some(START + 7)));
    assert_eq!(user(&world, "ada").await, None);
}

#[tokio::test]
async fn a_token_of_an_earlier_generation_tells_who_it_is_and_no_more() {
    let world = World::new().await;
    world.link("typed", &typed()).await;
    world.access(1, "1").await;
    world.hear("ada").await.unwrap();
    let known = family(&world).await;
    assert_eq!((known.seen, known.used, known.user), (false, None, Some(Hash::of("ada"))));
}

#[tokio::test]
async fn a_request_without_a_user_works_and_tells_nothing() {
    let world = World::new().await;
    world.link("typed", &typed()).await;
    assert!(world.resolve(&world.accounts()).await.unwrap().is_some());
    assert_eq!((family(&world).await.user, family(&world).await.seen), (None, true));
}

#[tokio::test]
async fn a_users_row_lives_as_long_as_the_longest_of_its_links() {
    let world = World::new().await;
    world.link("typed", &typed()).await;
    let key = Key::user(&Hash::of("ada"));
    let other = Write::update(key.clone()).insert("links", "g 2").set("expires", &(START + 5_000_000));
    world.change(other).await;
    world.hear("ada").await.unwrap();
    let row = user(&world, "ada").await.unwrap();
    assert_eq!((row.links.len(), row.expires), (2, START + 5_000_000));
    // … also where this is the longer one.
    world.change(Write::update(key).set("expires", &(START + 9))).await;
    world.change(Write::update(Key::family("f")).remove("user")).await;
    world.hear("ada").await.unwrap();
    assert_eq!(user(&world, "ada").await.unwrap().expires, START + 2_000_000);
}

#[tokio::test]
async fn what_breaks_off_is_made_up_for_by_the_next_request() {
    let world = World::new().await;
    world.link("typed", &typed()).await;
    for kind in [FaultKind::Throttle, FaultKind::Reset, FaultKind::LostReply] {
        world.cloud.fault(Service::DynamoDb, "UpdateItem", kind, None);
        assert!(world.hear("ada").await.is_err(), "{kind:?}");
        assert_eq!(family(&world).await.user, None, "only who is named in a row is said to be");
    }
    world.cloud.no_faults();
    world.hear("ada").await.unwrap();
    assert_eq!(user(&world, "ada").await.unwrap().links, ["f 1"]);
    assert_eq!(family(&world).await.user, Some(Hash::of("ada")));
}

#[tokio::test]
async fn the_event_of_a_linking_tells_the_same_and_opens_nothing() {
    let world = World::new().await;
    world.link("typed", &typed()).await;
    world.cloud.fault(Service::Kms, "Decrypt", FaultKind::Internal, None);
    let accounts = world.accounts();
    accounts.meet(&caller(Some("ada")), soon()).await.unwrap();
    assert_eq!(user(&world, "ada").await.unwrap().links, ["f 1"]);
    assert_eq!(family(&world).await.user, Some(Hash::of("ada")));
    accounts.meet(&caller(Some("ada")), soon()).await.unwrap();
    // A token that stands for nothing tells nothing.
    world.change(Write::delete(Key::family("f"))).await;
    accounts.meet(&caller(Some("eve")), soon()).await.unwrap();
    assert_eq!(user(&world, "eve").await, None);
}
