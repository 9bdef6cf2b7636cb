use super::world::{LINKING, World, typed};
use crate::{
    Linking,
    store::{Key, Write, tests::cloud::soon},
};
use sayso_local::aws::{FaultKind, Service};
use std::time::Duration;

/// A skill that keeps no data keys.
static FORGETFUL: Linking = Linking { data_keys: Duration::ZERO, methods: LINKING.methods, ..LINKING };

/// From now on KMS opens nothing.
fn kms_is_down(world: &World) {
    world.cloud.fault(Service::Kms, "Decrypt", FaultKind::Internal, None);
}

#[tokio::test]
async fn a_data_key_is_kept_as_long_as_the_spec_says() {
    let world = World::new().await;
    world.link("typed", &typed()).await;
    let accounts = world.accounts();
    assert!(world.resolve(&accounts).await.unwrap().is_some());
    kms_is_down(&world);
    world.cloud.pass(299);
    assert!(world.resolve(&accounts).await.unwrap().is_some());
    world.cloud.pass(1);
    assert!(world.resolve(&accounts).await.is_err());
}

#[tokio::test]
async fn a_clock_that_is_set_back_keeps_no_key_for_longer() {
    let world = World::new().await;
    world.link("typed", &typed()).await;
    let accounts = world.accounts();
    assert!(world.resolve(&accounts).await.unwrap().is_some());
    kms_is_down(&world);
    world.cloud.pass(-1);
    assert!(world.resolve(&accounts).await.is_err());
}

#[tokio::test]
async fn where_none_is_kept_kms_is_asked_each_time() {
    let world = World::new().await;
    world.link("typed", &typed()).await;
    let accounts = world.accounts_of(&FORGETFUL);
    assert!(world.resolve(&accounts).await.unwrap().is_some());
    kms_is_down(&world);
    assert!(world.resolve(&accounts).await.is_err());
}

#[tokio::test]
async fn a_link_has_one_data_key_in_memory() {
    let world = World::new().await;
    world.link("typed", &typed()).await;
    let accounts = world.accounts();
    world.resolve(&accounts).await.unwrap();
    let before = world.row().await.credential;
    // The account is linked again, under another data key.
    let link = world.cloud.store("link");
    let text = serde_json::to_vec(&typed()).unwrap();
    let after = link.within(soon()).seal(&Key::link("1"), 1, &text).await.unwrap();
    world.change(Write::update(Key::link("1")).set("credential", &after)).await;
    world.resolve(&accounts).await.unwrap();
    // The later one is kept, the one before is not.
    kms_is_down(&world);
    assert!(world.resolve(&accounts).await.unwrap().is_some());
    world.change(Write::update(Key::link("1")).set("credential", &before)).await;
    assert!(world.resolve(&accounts).await.is_err());
}
