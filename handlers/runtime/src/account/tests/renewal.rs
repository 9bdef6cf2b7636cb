use super::{
    provider::{Step, tokens},
    world::{World, access_of, provided, typed},
};
use crate::{
    account::AccountError,
    store::{
        Key, Write,
        tests::cloud::{START, soon},
    },
};
use sayso_local::aws::{FaultKind, Service};
use tokio::time::{Duration, Instant};

const GONE: &str = r#"{"error":"invalid_grant"}"#;

#[tokio::test]
async fn tokens_are_renewed_shortly_before_they_expire_and_kept() {
    let world = World::new().await;
    world.link("atlas", &provided(3600)).await;
    let accounts = world.accounts();
    let linked = world.resolve(&accounts).await.unwrap().unwrap();
    assert_eq!((linked.version, access_of(&linked)), (1, "access-old"));
    world.cloud.pass(3301);
    let linked = world.resolve(&accounts).await.unwrap().unwrap();
    assert_eq!((linked.version, access_of(&linked)), (2, "access-new"));
    let [body] = world.provider.seen().try_into().unwrap();
    let secret = world.cloud.aws.secrets().ensure("shop-local-atlas").unwrap();
    let form =
        format!("grant_type=refresh_token&refresh_token=refresh-old&client_id=us&client_secret={secret}");
    assert_eq!(body, form);

    let row = world.row().await;
    assert_eq!((row.version, row.credential.version), (2, 2));
    assert_eq!((row.lease_owner, row.lease_until), (None, None));
    // Another process finds them, without asking the provider.
    let linked = world.resolve(&world.accounts()).await.unwrap().unwrap();
    assert_eq!((linked.version, access_of(&linked)), (2, "access-new"));
    assert_eq!(world.provider.seen().len(), 1);
    for text in ["access-old", "access-new", "refresh-old", "refresh-new"] {
        assert!(!world.cloud.table_holds(text), "{text}");
    }
    assert_eq!(world.cloud.denied(), 0, "resealing needs no more than opening");
}

#[tokio::test]
async fn of_many_that_renew_at_once_one_asks_the_provider() {
    let world = World::new().await;
    world.link("atlas", &provided(60)).await;
    world.provider.then(Step::Slow(Duration::from_millis(300), tokens("new")));
    let accounts = [world.accounts(), world.accounts(), world.accounts(), world.accounts()];
    let resolved = futures_util::future::join_all(accounts.iter().map(|it| world.resolve(it))).await;
    for linked in resolved {
        assert_eq!(access_of(&linked.unwrap().unwrap()), "access-new");
    }
    assert_eq!(world.provider.seen().len(), 1);
}

#[tokio::test]
async fn who_waits_too_long_hears_so_and_a_dead_holder_strands_nobody() {
    let world = World::new().await;
    world.link("atlas", &provided(60)).await;
    let held = Write::update(Key::link("1")).set("lease_owner", "dead").set("lease_until", &(START + 10));
    world.change(held).await;
    let accounts = world.accounts();
    let told = world.resolve_by(&accounts, Instant::now() + Duration::from_secs(2)).await;
    assert!(matches!(told, Err(AccountError::Slow(_))), "{told:?}");
    assert_eq!(world.provider.seen().len(), 0);
    world.cloud.pass(11);
    let linked = world.resolve(&accounts).await.unwrap().unwrap();
    assert_eq!(access_of(&linked), "access-new");
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_within_the_leeway() {
    let world = World::new().await;
    world.link("atlas", &provided(60)).await;
    world.provider.then(Step::Vanish);
    let linked = world.resolve(&world.accounts()).await.unwrap().unwrap();
    assert_eq!(access_of(&linked), "access-new");
    assert_eq!(world.provider.seen().len(), 2);
}

#[tokio::test]
async fn without_a_leeway_it_is_not_repeated_within_the_request() {
    let world = World::new().await;
    world.link("strict", &provided(60)).await;
    world.provider.then(Step::Vanish);
    let accounts = world.accounts();
    let told = world.resolve(&accounts).await;
    assert!(matches!(told, Err(AccountError::Slow(_))), "{told:?}");
    assert_eq!(world.provider.seen().len(), 1);
    assert_eq!(world.row().await.lease_owner, None, "the next request may try at once");
    assert!(world.resolve(&accounts).await.unwrap().is_some());
}

#[tokio::test]
async fn only_the_provider_can_end_a_link() {
    let world = World::new().await;
    world.link("atlas", &provided(60)).await;
    let accounts = world.accounts();
    // It is not there: the old tokens are good for a while.
    world.provider.then(Step::Answer(503, String::new()));
    let linked = world.resolve(&accounts).await.unwrap().unwrap();
    assert_eq!(access_of(&linked), "access-old");
    // It broke down over this: what became of the tokens is not known.
    for _ in 0..2 {
        world.provider.then(Step::Answer(500, String::new()));
    }
    let told = world.resolve(&accounts).await;
    assert!(matches!(told, Err(AccountError::Slow(_))), "{told:?}");
    // The client's own secret is wrong: nothing that the user can mend.
    world.cloud.pass(50);
    world.provider.then(Step::Answer(401, r#"{"error":"invalid_client"}"#.to_owned()));
    let told = world.resolve(&accounts).await;
    assert!(matches!(told, Err(AccountError::Slow(_))), "{told:?}");
    world.provider.then(Step::Answer(400, GONE.to_owned()));
    let told = world.resolve(&accounts).await;
    assert!(matches!(&told, Err(AccountError::Refused(link)) if link == "1"), "{told:?}");
}

#[tokio::test]
async fn tokens_that_cannot_be_written_down_still_serve_the_request() {
    let world = World::new().await;
    world.link("atlas", &provided(60)).await;
    let accounts = world.accounts();
    assert!(world.resolve(&accounts).await.unwrap().is_some());
    world.cloud.pass(3600 - 299);
    // The lease is taken; then the table breaks.
    world.provider.then(Step::Slow(Duration::from_millis(400), tokens("later")));
    let broken = async {
        while world.provider.seen().len() < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        world.cloud.fault(Service::DynamoDb, "UpdateItem", FaultKind::Internal, None);
    };
    world.access(2, "1").await;
    let (linked, ()) = tokio::join!(world.resolve(&accounts), broken);
    assert_eq!(access_of(&linked.unwrap().unwrap()), "access-later");
    world.cloud.no_faults();
    assert_eq!(world.row().await.version, 2);
    // A dead lease ends, and the provider is asked once more with the token that it rotated.
    world.cloud.pass(11);
    world.provider.then(Step::Answer(200, tokens("last")));
    let linked = world.resolve(&accounts).await.unwrap().unwrap();
    assert_eq!((linked.version, access_of(&linked)), (3, "access-last"));
}

#[tokio::test]
async fn after_a_refusal_a_newer_version_is_found() {
    let world = World::new().await;
    world.link("atlas", &provided(3600)).await;
    let (one, two) = (world.accounts(), world.accounts());
    let linked = world.resolve(&one).await.unwrap().unwrap();
    assert!(one.newer(&linked, &world.http, soon()).await.unwrap().is_none(), "nobody renewed it");
    world.cloud.pass(3301);
    world.resolve(&two).await.unwrap().unwrap();
    let newer = one.newer(&linked, &world.http, soon()).await.unwrap().unwrap();
    assert_eq!((newer.version, access_of(&newer)), (2, "access-new"));

    let world = World::new().await;
    world.link("typed", &typed()).await;
    let accounts = world.accounts();
    let linked = world.resolve(&accounts).await.unwrap().unwrap();
    assert!(accounts.newer(&linked, &world.http, soon()).await.unwrap().is_none());
}

/// The provider has rotated the tokens, so the old access token is dead; who did it has yet to write them down.
#[tokio::test]
async fn who_is_refused_while_another_renews_waits_for_that() {
    let world = World::new().await;
    world.link("atlas", &provided(3600)).await;
    let (one, two) = (world.accounts(), world.accounts());
    let linked = world.resolve(&one).await.unwrap().unwrap();
    world.cloud.pass(3301);
    world.provider.then(Step::Slow(Duration::from_millis(400), tokens("new")));
    let refused = async {
        while world.provider.seen().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        one.newer(&linked, &world.http, soon()).await
    };
    let (renewed, newer) = tokio::join!(world.resolve(&two), refused);
    assert!(renewed.unwrap().is_some());
    assert_eq!(access_of(&newer.unwrap().unwrap()), "access-new");
    assert_eq!(world.provider.seen().len(), 1);
    // Where that takes too long, nobody is asked to link anew.
    let held = Write::update(Key::link("1")).set("lease_owner", "dead").set("lease_until", &(START + 3311));
    world.change(held).await;
    let current = world.resolve(&one).await.unwrap().unwrap();
    let told = one.newer(&current, &world.http, Instant::now() + Duration::from_secs(2)).await;
    assert!(matches!(told, Err(AccountError::Slow(_))), "{told:?}");
}

#[tokio::test]
async fn a_token_that_another_process_has_rotated_unlinks_nobody() {
    let world = World::new().await;
    world.link("atlas", &provided(60)).await;
    let (one, two) = (world.accounts(), world.accounts());
    // The first one's lease runs out while it waits; the second one renews meanwhile.
    world.provider.then(Step::SlowRefusal(Duration::from_millis(800), GONE.to_owned()));
    world.provider.then(Step::Answer(200, tokens("new")));
    let overtaken = async {
        while world.provider.seen().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        world.change(Write::update(Key::link("1")).set("lease_until", &(START - 1))).await;
        world.resolve(&two).await
    };
    let (late, early) = tokio::join!(world.resolve(&one), overtaken);
    assert_eq!(access_of(&early.unwrap().unwrap()), "access-new");
    assert_eq!(access_of(&late.unwrap().unwrap()), "access-new");
}
