#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::{
    store::Secret,
    token::{
        Tokens,
        refresh::GRACE,
        shaky::{Fail, START, Shaky, mention, mentioned},
    },
};

const HOUR: i64 = 3600;
const DAY: i64 = 86400;

/// Until when a token is good, from the start on.
async fn good_for(memory: &Shaky, token: &Secret) -> Option<i64> {
    let mut answers = Vec::new();
    for hint in ["", "access_token", "refresh_token", "id_token"] {
        let active = introspect(memory, &mentioned(&mention(token, hint))).await.unwrap();
        answers.push(active.map(|active| active.expires - START));
    }
    assert!(answers.windows(2).all(|two| two[0] == two[1]), "whatever the hint is: {answers:?}");
    answers[0]
}

async fn refreshed(memory: &Shaky, tokens: &Tokens) -> Tokens {
    memory.refresh(&tokens.refresh).await.unwrap()
}

#[tokio::test]
async fn a_token_is_active_until_it_expires() {
    let memory = Shaky::new();
    let tokens = memory.linked().await;
    assert_eq!(good_for(&memory, &tokens.access).await, Some(HOUR));
    assert_eq!(good_for(&memory, &tokens.refresh).await, Some(90 * DAY));
    memory.pass(HOUR - 1);
    assert_eq!(good_for(&memory, &tokens.access).await, Some(HOUR));
    memory.pass(1);
    assert_eq!(good_for(&memory, &tokens.access).await, None);
    assert_eq!(good_for(&memory, &tokens.refresh).await, Some(90 * DAY));
    memory.pass(90 * DAY - HOUR);
    assert_eq!(good_for(&memory, &tokens.refresh).await, None);
    assert_eq!(good_for(&memory, &Secret::token().unwrap()).await, None);
}

#[tokio::test]
async fn expiry_is_checked_although_the_rows_are_there() {
    let memory = Shaky::new();
    let tokens = memory.linked().await;
    memory.pass(91 * DAY);
    memory.state().refresh.values_mut().for_each(|token| token.expires += 365 * DAY);
    memory.state().access.values_mut().for_each(|token| token.expires += 365 * DAY);
    memory.state().families.values_mut().for_each(|family| family.expires += 365 * DAY);
    assert_eq!(good_for(&memory, &tokens.access).await, None);
    assert_eq!(good_for(&memory, &tokens.refresh).await, None);
}

#[tokio::test]
async fn a_refresh_token_is_active_as_long_as_it_would_be_taken() {
    let memory = Shaky::new();
    let first = memory.linked().await;
    let second = refreshed(&memory, &first).await;
    // Within the grace the reply is given again.
    assert_eq!(good_for(&memory, &first.refresh).await, Some(GRACE));
    assert_eq!(good_for(&memory, &second.refresh).await, Some(90 * DAY));
    assert_eq!(good_for(&memory, &first.access).await, Some(HOUR), "it lives until it expires");
    memory.pass(GRACE);
    // Its successor was not seen, so it would be replaced.
    assert_eq!(good_for(&memory, &first.refresh).await, Some(90 * DAY));
    memory.present(&second);
    assert_eq!(good_for(&memory, &first.refresh).await, None);
    let third = refreshed(&memory, &second).await;
    assert_eq!(good_for(&memory, &first.refresh).await, None);
    assert_eq!(good_for(&memory, &second.refresh).await, Some(2 * GRACE));
    // Nothing of that was a replay.
    assert_eq!(good_for(&memory, &third.access).await, Some(GRACE + HOUR));
    refreshed(&memory, &third).await;
}

#[tokio::test]
async fn to_introspect_is_not_to_present() {
    let memory = Shaky::new();
    let first = memory.linked().await;
    let lost = refreshed(&memory, &first).await;
    let before = memory.family_of(&lost);
    for token in [&lost.access, &lost.refresh, &first.refresh] {
        assert!(good_for(&memory, token).await.is_some());
    }
    assert_eq!(memory.family_of(&lost), before);
    memory.pass(HOUR);
    refreshed(&memory, &first).await;
}

#[tokio::test]
async fn tokens_die_with_their_family_and_with_their_link() {
    for ends in [false, true] {
        let memory = Shaky::new();
        let tokens = memory.linked().await;
        if ends {
            memory.revoke(&tokens.refresh, "").await.unwrap();
        } else {
            memory.state().links.clear();
        }
        assert_eq!(good_for(&memory, &tokens.access).await, None);
        assert_eq!(good_for(&memory, &tokens.refresh).await, None);
    }
}

#[tokio::test]
async fn another_client_is_told_nothing() {
    let memory = Shaky::new();
    let tokens = memory.linked().await;
    for token in [&tokens.access, &tokens.refresh] {
        let form = mention(token, "");
        let other = Mentioned { client: "other", ..mentioned(&form) };
        assert!(introspect(&memory, &other).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn whatever_fails_nothing_is_said() {
    for call in 0..4 {
        let memory = Shaky::new();
        let tokens = memory.linked().await;
        memory.fail(call, Fail::Before);
        let form = mention(&tokens.access, "");
        assert!(introspect(&memory, &mentioned(&form)).await.is_err(), "call {call}");
        assert!(introspect(&memory, &mentioned(&form)).await.unwrap().is_some());
    }
}
