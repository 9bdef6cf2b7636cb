use super::world::{World, caller, provided, typed};
use crate::{
    account::Visitor,
    guard::{Guard, Pins},
    store::tests::cloud::soon,
};
use reqwest::header::HeaderValue;

#[tokio::test]
async fn calls_that_are_refused_at_the_same_time_all_find_the_newer_credential() {
    let world = World::new().await;
    world.link("atlas", &provided(3600)).await;
    let (accounts, guard) = (world.accounts(), Guard::new(Pins::default()));
    let visitor = Visitor::new(Some(&accounts), &guard, &world.http, Some(caller(None)), soon());
    let sent = visitor.known().await.unwrap().account.credential.authorization();
    assert!(!visitor.renew(sent.as_ref()).await.unwrap(), "nobody renewed it");
    world.cloud.pass(3301);
    world.resolve(&world.accounts()).await.unwrap().unwrap();
    let renew = || visitor.renew(sent.as_ref());
    let (one, two, three) = tokio::join!(renew(), renew(), renew());
    assert_eq!([one.unwrap(), two.unwrap(), three.unwrap()], [true; 3]);
    // Also one that was sent before, and is refused only now; but not the newer one itself.
    assert!(renew().await.unwrap());
    let newer = HeaderValue::from_static("Bearer access-new");
    assert!(!visitor.renew(Some(&newer)).await.unwrap());
}

#[tokio::test]
async fn a_typed_credential_that_is_refused_is_not_sent_again() {
    let world = World::new().await;
    world.link("typed", &typed()).await;
    let (accounts, guard) = (world.accounts(), Guard::new(Pins::default()));
    let visitor = Visitor::new(Some(&accounts), &guard, &world.http, Some(caller(None)), soon());
    let sent = visitor.known().await.unwrap().account.credential.authorization();
    assert!(!visitor.renew(sent.as_ref()).await.unwrap());
}
