//! Renewing a provider's tokens while an operator seals data keys anew.

use super::{
    provider::{Step, tokens},
    world::{World, access_of, provided},
};
use crate::store::{Key, Write, rewrap::Rewrap, tests::cloud::START};
use tokio::time::Duration;

async fn rewrap(world: &World) -> u64 {
    let rewrap = Rewrap::of(world.cloud.rewrapper(), Duration::ZERO);
    rewrap.run(|_| {}).await.unwrap().rewrapped
}

#[tokio::test]
async fn a_holder_whose_lease_ran_out_does_not_write_an_old_seal_back() {
    let world = World::new().await;
    world.link("atlas", &provided(60)).await;
    let accounts = world.accounts();
    world.provider.then(Step::Slow(Duration::from_millis(1500), tokens("new")));
    let replaced = async {
        while world.provider.seen().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        world.cloud.replace_key();
        assert_eq!(rewrap(&world).await, 0, "it is being renewed");
        // The lease runs out though its holder is alive.
        world.change(Write::update(Key::link("1")).set("lease_until", &(START - 1))).await;
        assert_eq!(rewrap(&world).await, 1);
    };
    let (linked, ()) = tokio::join!(world.resolve(&accounts), replaced);
    let linked = linked.unwrap().unwrap();
    assert_eq!((linked.version, access_of(&linked)), (2, "access-new"));
    // What was written opens when the old key has ended.
    world.cloud.retire_key();
    let linked = world.resolve(&world.accounts()).await.unwrap().unwrap();
    assert_eq!((linked.version, access_of(&linked)), (2, "access-new"));
    assert_eq!(world.provider.seen().len(), 1);
    assert_eq!(rewrap(&world).await, 0);
}

#[tokio::test]
async fn who_read_the_row_before_it_was_sealed_anew_reads_it_again() {
    let world = World::new().await;
    world.link("atlas", &provided(3600)).await;
    world.cloud.replace_key();
    // With the old seal's data key in memory.
    let accounts = world.accounts();
    world.resolve(&accounts).await.unwrap().unwrap();
    assert_eq!(rewrap(&world).await, 1);
    world.cloud.pass(3301);
    let linked = world.resolve(&accounts).await.unwrap().unwrap();
    assert_eq!((linked.version, access_of(&linked)), (2, "access-new"));
    world.cloud.retire_key();
    assert!(world.resolve(&world.accounts()).await.unwrap().is_some());
}
