#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use super::*;
use crate::{
    store::Secret,
    token::shaky::{CLIENT, Fail, LIFETIMES, START, Shaky},
};

const DAY: i64 = 86400;

async fn refreshed(memory: &Shaky, tokens: &Tokens) -> Tokens {
    memory.refresh(&tokens.refresh).await.unwrap()
}

async fn reason(memory: &Shaky, tokens: &Tokens) -> &'static str {
    match memory.refresh(&tokens.refresh).await {
        Err(Denied::Grant { reason, .. }) => reason,
        other => panic!("{other:?}"),
    }
}

const OLDER: &str = "the refresh token is of an older generation";
const REPLAYED: &str = "refresh_token_replayed";
const ENDED: &str = "the token family has ended or expired";

#[tokio::test]
async fn each_refresh_gives_the_next_generation() {
    let memory = Shaky::new();
    let mut tokens = memory.linked().await;
    for generation in 1..5 {
        memory.pass(1800);
        let next = refreshed(&memory, &tokens).await;
        assert_ne!((&next.access, &next.refresh), (&tokens.access, &tokens.refresh));
        assert_eq!(next.access_expires, START + 1800 * generation + 3600);
        assert_eq!(memory.family_of(&next).unwrap().generation, u64::try_from(generation).unwrap());
        assert!(memory.family_of(&tokens).is_some(), "the access token before lives until it expires");
        tokens = next;
    }
}

#[tokio::test]
async fn within_the_grace_the_same_reply_is_given_again() {
    let memory = Shaky::new();
    let first = memory.linked().await;
    let second = refreshed(&memory, &first).await;
    for present in [false, true] {
        if present {
            memory.present(&second);
        }
        memory.pass(GRACE / 2 - 1);
        let again = refreshed(&memory, &first).await;
        assert_eq!((&again.access, &again.refresh), (&second.access, &second.refresh));
        assert_eq!(again.access_expires, second.access_expires);
    }
    let third = refreshed(&memory, &second).await;
    assert_eq!(memory.family_of(&third).unwrap().generation, 2);
}

#[tokio::test]
async fn within_the_grace_a_token_whose_successor_was_used_is_refused_and_nobody_is_unlinked() {
    let memory = Shaky::new();
    let first = memory.linked().await;
    let second = refreshed(&memory, &first).await;
    let third = refreshed(&memory, &second).await;
    memory.pass(GRACE - 1);
    assert_eq!(reason(&memory, &first).await, OLDER);
    assert!(memory.family_of(&third).is_some());
    refreshed(&memory, &third).await;
}

#[tokio::test]
async fn after_the_grace_a_token_whose_successor_was_used_ends_the_family() {
    let memory = Shaky::new();
    let first = memory.linked().await;
    let second = refreshed(&memory, &first).await;
    let third = refreshed(&memory, &second).await;
    memory.pass(GRACE);
    assert_eq!(reason(&memory, &first).await, REPLAYED);
    assert_eq!(memory.family_of(&third), None);
    for tokens in [&first, &second, &third] {
        assert_eq!(reason(&memory, tokens).await, ENDED);
    }
}

#[tokio::test]
async fn after_the_grace_a_token_whose_successor_was_seen_by_the_skill_ends_the_family() {
    let memory = Shaky::new();
    let first = memory.linked().await;
    let second = refreshed(&memory, &first).await;
    memory.present(&second);
    memory.pass(GRACE);
    assert_eq!(reason(&memory, &first).await, REPLAYED);
    assert_eq!(memory.family_of(&second), None);
}

#[tokio::test]
async fn after_the_grace_an_unseen_successor_is_replaced() {
    for later in [GRACE, 3600, 60 * DAY] {
        let memory = Shaky::new();
        let first = memory.linked().await;
        memory.pass(89 * DAY);
        let lost = refreshed(&memory, &first).await;
        memory.pass(later);
        let second = refreshed(&memory, &first).await;
        assert_ne!(second.refresh, lost.refresh);
        // The lost one turns up after all: at once it is a late copy, later two hold it.
        assert_eq!(reason(&memory, &lost).await, OLDER);
        let third = refreshed(&memory, &second).await;
        memory.pass(GRACE);
        assert_eq!(reason(&memory, &lost).await, REPLAYED);
        assert_eq!(memory.family_of(&third), None);
    }
}

#[tokio::test]
async fn a_reply_may_be_lost_many_times() {
    let memory = Shaky::new();
    let first = memory.linked().await;
    for _ in 0..10 {
        refreshed(&memory, &first).await;
        memory.pass(3600);
    }
    let second = refreshed(&memory, &first).await;
    refreshed(&memory, &second).await;
}

#[tokio::test]
async fn a_family_expires_by_disuse_and_for_good() {
    let memory = Shaky::new();
    let first = memory.linked().await;
    memory.pass(90 * DAY - 1);
    let second = refreshed(&memory, &first).await;
    memory.pass(90 * DAY);
    assert_eq!(reason(&memory, &second).await, "the refresh token is unknown or has expired");

    let memory = Shaky::new();
    let mut tokens = memory.linked().await;
    for _ in 0..6 {
        memory.pass(60 * DAY);
        tokens = refreshed(&memory, &tokens).await;
    }
    // Day 360: what is given out now ends with the family.
    memory.pass(5 * DAY - 60);
    tokens = refreshed(&memory, &tokens).await;
    assert_eq!(tokens.access_expires, START + 365 * DAY);
    memory.pass(60);
    assert!(memory.refresh(&tokens.refresh).await.is_err());
    assert_eq!(memory.family_of(&tokens), None);
}

#[tokio::test]
async fn expiry_is_checked_although_the_rows_are_there() {
    let memory = Shaky::new();
    let first = memory.linked().await;
    memory.pass(91 * DAY);
    memory.state().refresh.values_mut().for_each(|token| token.expires += 365 * DAY);
    memory.state().families.values_mut().for_each(|family| family.expires += 365 * DAY);
    assert_eq!(reason(&memory, &first).await, "the token family has expired");
}

#[tokio::test]
async fn a_token_is_bound_to_its_client_and_to_its_link() {
    let memory = Shaky::new();
    let first = memory.linked().await;
    let other = Presented { client: "other", token: &first.refresh, scope: None };
    assert!(matches!(refresh(&memory, LIFETIMES, &other).await, Err(Denied::Grant { alarm: false, .. })));
    let unknown = memory.refresh(&Secret::token().unwrap()).await;
    assert!(matches!(unknown, Err(Denied::Grant { .. })));
    memory.state().links.clear();
    assert_eq!(reason(&memory, &first).await, "the linked account of the token is gone");
    assert_eq!(memory.family_of(&first), None);
}

#[tokio::test]
async fn a_scope_never_widens() {
    let memory = Shaky::new();
    let first = memory.linked().await;
    let token = &first.refresh;
    for wider in ["skill admin", "admin", "skill  skill", "Skill", " "] {
        let wanted = Presented { client: CLIENT, token, scope: Some(wider) };
        assert!(matches!(refresh(&memory, LIFETIMES, &wanted).await, Err(Denied::Scope)), "{wider:?}");
    }
    let wanted = Presented { client: CLIENT, token, scope: Some("skill") };
    assert_eq!(refresh(&memory, LIFETIMES, &wanted).await.unwrap().scope, "skill");
}

/// Fosite's way: each call of the storage fails in turn. Whatever was lost, the client comes back with the token that
/// it has, at once or later, and is still linked.
#[tokio::test]
async fn whatever_fails_nobody_is_unlinked() {
    for how in [Fail::Before, Fail::After] {
        for call in 0..3 {
            for later in [0, GRACE - 1, GRACE, 3600] {
                let memory = Shaky::new();
                let first = memory.linked().await;
                memory.fail(call, how);
                let outcome = memory.refresh(&first.refresh).await;
                assert!(matches!(outcome, Err(Denied::Store(_))), "call {call} {how:?}");
                memory.pass(later);
                let second = refreshed(&memory, &first).await;
                assert!(memory.family_of(&second).is_some());
                refreshed(&memory, &second).await;
            }
        }
    }
}

#[tokio::test]
async fn who_loses_a_race_gets_the_winners_reply() {
    let memory = Shaky::new();
    let first = memory.linked().await;
    let hash = first.refresh.hash();
    let token = memory.refresh_token(&hash).await.unwrap().unwrap();
    let family = memory.family(&token.family).await.unwrap().unwrap();
    let winner = refreshed(&memory, &first).await;
    // The loser read the family before the winner changed it.
    let tokens = Tokens::new(LIFETIMES, START, family.absolute_until, "skill").unwrap();
    let rotation = Rotation {
        id: &token.family,
        from: &family,
        presented: hash,
        replaces: false,
        generation: 1,
        reply: Vec::new(),
        tokens,
        now: START,
        idle_until: family.idle_until,
        pace: Pace { window: START, rotations: 1 },
    };
    assert_eq!(memory.rotate(&rotation).await.unwrap(), Rotated::Changed);
    assert_eq!(refreshed(&memory, &first).await.refresh, winner.refresh);
}

#[tokio::test]
async fn a_family_rotates_so_often_and_no_faster() {
    let memory = Shaky::new();
    let (mut tokens, other) = (memory.linked().await, memory.linked().await);
    for _ in 0..pace::MOST {
        memory.pass(1);
        let next = refreshed(&memory, &tokens).await;
        // A reply that is given again counts for nothing.
        assert_eq!(refreshed(&memory, &tokens).await.refresh, next.refresh);
        tokens = next;
    }
    for passed in [0, 100, 400] {
        memory.pass(passed);
        // The window began with the first rotation, a second after the start.
        let left = START + 1 + pace::WINDOW - Issued::now(&memory);
        let refused = memory.refresh(&tokens.refresh).await;
        let is_so =
            matches!(&refused, Err(Denied::TooMany { link, wait }) if link == "link" && *wait == left);
        assert!(is_so, "{refused:?}");
    }
    refreshed(&memory, &other).await;
    memory.pass(START + pace::WINDOW - Issued::now(&memory));
    assert!(memory.refresh(&tokens.refresh).await.is_err(), "a second is left");
    memory.pass(1);
    let family = memory.family_of(&refreshed(&memory, &tokens).await).unwrap();
    assert_eq!((family.window, family.rotations), (Some(START + 1 + pace::WINDOW), 1));
}

#[tokio::test]
async fn a_limit_hides_no_replay() {
    let memory = Shaky::new();
    let first = memory.linked().await;
    let mut tokens = first.clone();
    for _ in 0..pace::MOST {
        tokens = refreshed(&memory, &tokens).await;
    }
    memory.pass(GRACE);
    assert!(matches!(memory.refresh(&tokens.refresh).await, Err(Denied::TooMany { .. })));
    assert_eq!(reason(&memory, &first).await, REPLAYED);
}
