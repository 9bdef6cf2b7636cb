//! Each interleaving of an ending with what others do to the same link at the same time.

use super::world::{World, account, typed};
use crate::{
    account::{
        end_link,
        ending::{Ended, Looked, end_family},
    },
    store::{
        Key, Store, StoreError, When, Write,
        tests::cloud::{START, soon},
    },
};
use sayso_local::aws::{FaultKind, Service};

/// Everything of link 1 with the families `f` and `g`.
fn all() -> [Key; 6] {
    [Key::link("1"), account(), Key::profile("1"), Key::families("1"), Key::family("f"), Key::family("g")]
}

/// Link 1 with the families `f` and `g`, and no code under way.
async fn linked() -> (World, Store) {
    let world = World::new().await;
    world.link("typed", &typed()).await;
    world.family("g", "1").await;
    world.change(Write::update(Key::profile("1")).set("expires", &(START + 2_000_000))).await;
    world.cloud.pass(60);
    assert_eq!(world.there(&all()).await.len(), 6);
    let skill = world.cloud.store("skill");
    (world, skill)
}

async fn end(skill: &Store, family: &str) -> Result<Ended, StoreError> {
    end_family(&skill.within(soon()), family, "1").await
}

/// As `token` redeems a code for link 1.
async fn redeem(world: &World, family: &str) -> Result<(), StoreError> {
    let token = world.cloud.store("token");
    let checked = Write::check(Key::link("1"), When::exists());
    let named = Write::update(Key::families("1")).insert("ids", family);
    token.within(soon()).transact([checked, named]).await?;
    world.family(family, "1").await;
    Ok(())
}

/// As `link` links the account again that has link 1 in version 1.
async fn link_again(world: &World) -> Result<(), StoreError> {
    let link = world.cloud.store("link");
    let again = Write::update(Key::link("1")).set("version", &2).set("code_until", &(START + 600));
    link.within(soon()).write(again.when(When::is("version", &1))).await
}

#[tokio::test]
async fn the_last_family_takes_its_link_with_it() {
    let (world, skill) = linked().await;
    assert_eq!(end(&skill, "f").await.unwrap(), Ended::Family);
    assert_eq!(world.there(&all()).await.len(), 5);
    assert!(world.resolve(&world.accounts()).await.unwrap().is_none(), "its tokens are dead");
    assert_eq!(end(&skill, "f").await.unwrap(), Ended::Nothing);
    assert_eq!(end(&skill, "g").await.unwrap(), Ended::Link);
    assert_eq!(world.there(&all()).await, Vec::<String>::new());
    for family in ["f", "g", "made-up"] {
        assert_eq!(end(&skill, family).await.unwrap(), Ended::Nothing);
    }
    assert_eq!(world.cloud.denied(), 0);
}

#[tokio::test]
async fn a_family_that_has_expired_keeps_no_link() {
    let (world, skill) = linked().await;
    world.change(Write::update(Key::family("g")).set("expires", &START)).await;
    assert_eq!(end(&skill, "f").await.unwrap(), Ended::Link);
    let (world, skill) = linked().await;
    world.change(Write::update(Key::family("g")).set("absolute_until", &START)).await;
    assert_eq!(end(&skill, "f").await.unwrap(), Ended::Link);
}

#[tokio::test]
async fn a_link_for_which_a_code_is_under_way_stays() {
    let (world, skill) = linked().await;
    link_again(&world).await.unwrap();
    assert_eq!(end(&skill, "f").await.unwrap(), Ended::Family);
    assert_eq!(end(&skill, "g").await.unwrap(), Ended::Family);
    redeem(&world, "h").await.unwrap();
    world.cloud.pass(600);
    assert_eq!(end(&skill, "g").await.unwrap(), Ended::Nothing);
    assert_eq!(end(&skill, "h").await.unwrap(), Ended::Link);
}

#[tokio::test]
async fn a_redemption_that_comes_in_between_is_not_lost() {
    for named_before in [true, false] {
        let (world, skill) = linked().await;
        let records = skill.within(soon());
        for family in ["f", "g"] {
            world.change(Write::delete(Key::family(family))).await;
        }
        if !named_before {
            world.change(Write::delete(Key::families("1"))).await;
        }
        let looked = Looked::at(&records, "1").await.unwrap().unwrap();
        assert!(!looked.is_needed(&records).await.unwrap());
        redeem(&world, "h").await.unwrap();
        assert!(!looked.end(&records, When::is("version", &1), &[]).await.unwrap());
        assert_eq!(world.there(&[Key::link("1"), Key::family("h")]).await.len(), 2);
        // Looked at again, it is needed.
        assert_eq!(end(&skill, "f").await.unwrap(), Ended::Nothing);
        assert_eq!(world.there(&[Key::link("1"), Key::family("h")]).await.len(), 2);
    }
}

#[tokio::test]
async fn a_linking_that_comes_in_between_is_not_lost() {
    let (world, skill) = linked().await;
    let records = skill.within(soon());
    for family in ["f", "g"] {
        world.change(Write::delete(Key::family(family))).await;
    }
    let looked = Looked::at(&records, "1").await.unwrap().unwrap();
    assert!(!looked.is_needed(&records).await.unwrap());
    link_again(&world).await.unwrap();
    assert!(!looked.end(&records, When::is("version", &1), &[]).await.unwrap());
    assert_eq!(end(&skill, "f").await.unwrap(), Ended::Nothing);
    redeem(&world, "h").await.unwrap();
}

#[tokio::test]
async fn what_comes_after_the_end_finds_no_link() {
    let (world, skill) = linked().await;
    let records = skill.within(soon());
    assert!(end_link(&records, "1").await.unwrap());
    assert!(redeem(&world, "h").await.is_err_and(|error| error.is_conflict()));
    assert!(link_again(&world).await.is_err_and(|error| error.is_conflict()));
    assert_eq!(world.there(&all()).await, Vec::<String>::new());
}

#[tokio::test]
async fn an_account_that_has_another_link_by_now_keeps_that() {
    let (world, skill) = linked().await;
    world.change(Write::update(account()).set("link", "2")).await;
    world.change(Write::delete(Key::family("g"))).await;
    assert_eq!(end(&skill, "f").await.unwrap(), Ended::Link);
    assert_eq!(world.there(&all()).await, [account().as_str()]);
}

#[tokio::test]
async fn who_ends_a_link_ends_all_of_it_at_once() {
    let (world, _) = linked().await;
    link_again(&world).await.unwrap();
    let link = world.cloud.store("link");
    let records = link.within(soon());
    assert!(end_link(&records, "1").await.unwrap());
    assert_eq!(world.there(&all()).await, Vec::<String>::new());
    assert!(!end_link(&records, "1").await.unwrap());
    assert_eq!(world.cloud.denied(), 0);
}

#[tokio::test]
async fn more_families_than_fit_into_one_transaction_end_as_well() {
    let world = World::new().await;
    world.link("typed", &typed()).await;
    let ids: Vec<String> = (0..120).map(|number| format!("family-{number}")).collect();
    for id in &ids {
        world.family(id, "1").await;
    }
    world.cloud.pass(60);
    let skill = world.cloud.store("skill");
    assert_eq!(end(&skill, "f").await.unwrap(), Ended::Family);
    let link = world.cloud.store("link");
    assert!(end_link(&link.within(soon()), "1").await.unwrap());
    let keys: Vec<Key> = ids.iter().map(|id| Key::family(id)).collect();
    assert_eq!(world.there(&keys).await, Vec::<String>::new());
}

#[tokio::test]
async fn of_two_that_end_the_last_families_at_once_one_ends_the_link() {
    for _ in 0..5 {
        let (world, one) = linked().await;
        let two = world.cloud.store("skill");
        let (first, second) = tokio::join!(end(&one, "f"), end(&two, "g"));
        let ended = [first.unwrap(), second.unwrap()];
        assert_eq!(ended.iter().filter(|it| **it == Ended::Link).count(), 1, "{ended:?}");
        assert_eq!(world.there(&all()).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn what_broke_off_is_done_by_doing_it_again() {
    for action in ["DeleteItem", "UpdateItem", "GetItem", "BatchGetItem", "TransactWriteItems"] {
        for kind in [FaultKind::Reset, FaultKind::LostReply] {
            let (world, skill) = linked().await;
            world.cloud.fault(Service::DynamoDb, action, kind, None);
            let told = [end(&skill, "f").await, end(&skill, "g").await];
            let is_passing = |it: &Result<Ended, StoreError>| it.as_ref().is_err_and(StoreError::is_passing);
            assert!(told.iter().any(is_passing), "{action}, {kind:?}: {told:?}");
            world.cloud.no_faults();
            for family in ["f", "g"] {
                end(&skill, family).await.unwrap();
            }
            assert_eq!(world.there(&all()).await, Vec::<String>::new(), "{action}, {kind:?}");
        }
    }
}
