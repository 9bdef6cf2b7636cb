use super::world::{World, access_of, typed};
use crate::{
    account::AccountError,
    store::{
        Key, StoreError, When, Write,
        tests::cloud::{START, soon},
    },
};
use sayso_local::aws::{FaultKind, Service};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Family {
    seen: bool,
}

async fn seen(world: &World) -> bool {
    let family: Option<Family> = world.cloud.operator().within(soon()).get(&Key::family("f")).await.unwrap();
    family.unwrap().seen
}

#[tokio::test]
async fn a_token_leads_to_its_account_and_is_seen() {
    let world = World::new().await;
    world.link("typed", &typed()).await;
    let accounts = world.accounts();
    assert!(!seen(&world).await);
    let linked = world.resolve(&accounts).await.unwrap().unwrap();
    assert_eq!((linked.link.as_str(), linked.version), ("1", 1));
    assert_eq!((linked.account.method.name, access_of(&linked)), ("typed", "typed-canary-secret"));
    assert_eq!((linked.profile.version, linked.profile.data.as_str()), (0, ""));
    assert!(seen(&world).await);
    assert!(!format!("{linked:?}").contains("canary"));
    assert!(!world.cloud.table_holds("typed-canary"));
    assert_eq!(world.cloud.denied(), 0);
    // It is marked once: from now on nothing is written.
    world.cloud.fault(Service::DynamoDb, "UpdateItem", FaultKind::Internal, None);
    assert!(world.resolve(&accounts).await.unwrap().is_some());
}

#[tokio::test]
async fn a_token_that_stands_for_nothing_leads_nowhere() {
    let world = World::new().await;
    let accounts = world.accounts();
    let none = async || world.resolve(&accounts).await.unwrap().is_none();
    assert!(none().await, "an unknown token");
    world.link("typed", &typed()).await;
    assert!(!none().await);

    world.access(3, "1").await;
    assert!(none().await, "of a generation that never was");
    world.access(2, "2").await;
    assert!(none().await, "of another link than its family");
    world.access(1, "1").await;
    assert!(!none().await, "an earlier generation lives until it expires");

    world.change(Write::update(Key::link("1")).set("method", "dropped")).await;
    assert!(none().await, "of a method that the skill has no longer");
    world.change(Write::update(Key::link("1")).set("method", "typed")).await;
    assert!(!none().await);

    world.cloud.pass(3600);
    assert!(none().await, "an expired token, though it is there");
    world.cloud.pass(-3600);
    world.change(Write::delete(Key::family("f"))).await;
    assert!(none().await, "of a family that has ended");
}

#[tokio::test]
async fn an_ended_link_is_gone_at_once_though_its_data_key_is_kept() {
    let world = World::new().await;
    world.link("typed", &typed()).await;
    let accounts = world.accounts();
    assert!(world.resolve(&accounts).await.unwrap().is_some());
    world.cloud.fault(Service::Kms, "Decrypt", FaultKind::Internal, None);
    assert!(world.resolve(&accounts).await.unwrap().is_some(), "the data key is kept");
    world.change(Write::delete(Key::link("1"))).await;
    assert!(world.resolve(&accounts).await.unwrap().is_none());
}

#[tokio::test]
async fn a_service_that_is_down_unlinks_nobody() {
    let world = World::new().await;
    world.link("typed", &typed()).await;
    for (service, action) in
        [(Service::DynamoDb, "GetItem"), (Service::DynamoDb, "BatchGetItem"), (Service::Kms, "Decrypt")]
    {
        for kind in [FaultKind::Throttle, FaultKind::Internal, FaultKind::Reset] {
            world.cloud.fault(service, action, kind, None);
            let told = world.resolve(&world.accounts()).await;
            let Err(AccountError::Store(error)) = told else { panic!("{action}, {kind:?}: {told:?}") };
            assert!(error.is_passing(), "{error:?}");
        }
    }
    world.cloud.no_faults();
    assert!(world.resolve(&world.accounts()).await.unwrap().is_some());
}

#[tokio::test]
async fn a_row_that_was_tampered_with_does_not_open() {
    let world = World::new().await;
    world.link("typed", &typed()).await;
    let row = world.row().await;
    world.change(Write::update(Key::link("1")).set("version", &2)).await;
    let told = world.resolve(&world.accounts()).await;
    assert!(matches!(told, Err(AccountError::Store(StoreError::Sealed))), "{told:?}");
    // Another user's row in place of this one.
    world.change(Write::put(Key::link("2"), &row)).await;
    world.change(Write::update(Key::family("f")).set("link", "2")).await;
    world.access(2, "2").await;
    let told = world.resolve(&world.accounts()).await;
    assert!(matches!(told, Err(AccountError::Store(StoreError::Sealed))), "{told:?}");
}

#[tokio::test]
async fn a_link_remembers_and_two_do_not_overwrite_each_other() {
    let world = World::new().await;
    world.link("typed", &typed()).await;
    let accounts = world.accounts();
    let linked = world.resolve(&accounts).await.unwrap().unwrap();
    let remember = async |seen, data: &str| accounts.remember(&linked, seen, data.to_owned(), soon()).await;
    let first = remember(0, r#"{"a":1}"#).await.unwrap();
    assert_eq!(first.version, 1);
    assert!(remember(0, "{}").await.is_err_and(|error| error.is_conflict()));
    let second = remember(1, r#"{"a":2}"#).await.unwrap();
    assert_eq!(world.resolve(&accounts).await.unwrap().unwrap().profile, second);
    // Its answer lost: written once.
    world.cloud.fault(Service::DynamoDb, "PutItem", FaultKind::LostReply, Some(1));
    assert_eq!(remember(2, "{}").await.unwrap().version, 3);
    world.change(Write::update(Key::profile("1")).set("data", "x").when(When::is("version", &3))).await;
}

#[tokio::test]
async fn what_a_link_remembers_lives_as_long_as_the_link() {
    let world = World::new().await;
    world.link("typed", &typed()).await;
    let accounts = world.accounts();
    let linked = world.resolve(&accounts).await.unwrap().unwrap();
    let kept = accounts.remember(&linked, 0, "{}".to_owned(), soon()).await.unwrap();
    assert_eq!(kept.expires, Some(START + 2_000_000));
    // The account is linked again: then it lives longer, and who does not know that yet does not take it back.
    let later = START + 3_000_000;
    world.change(Write::update(Key::profile("1")).set("expires", &later)).await;
    let stale = accounts.remember(&linked, 1, "[]".to_owned(), soon()).await;
    assert!(stale.is_err_and(|error| error.is_conflict()));
    let linked = world.resolve(&accounts).await.unwrap().unwrap();
    assert_eq!(accounts.remember(&linked, 1, "[]".to_owned(), soon()).await.unwrap().expires, Some(later));
}

#[tokio::test]
async fn a_row_with_nothing_but_its_expiry_remembers_nothing_yet() {
    let world = World::new().await;
    world.link("typed", &typed()).await;
    world.change(Write::update(Key::profile("1")).set("expires", &(START + 9))).await;
    let accounts = world.accounts();
    let linked = world.resolve(&accounts).await.unwrap().unwrap();
    assert_eq!((linked.profile.version, linked.profile.data.as_str()), (0, ""));
    assert_eq!(accounts.remember(&linked, 0, "{}".to_owned(), soon()).await.unwrap().version, 1);
}
