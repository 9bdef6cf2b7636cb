#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use super::*;
use crate::{
    store::Secret,
    token::{
        introspect,
        issue::Tokens,
        shaky::{Fail, Shaky, mention, mentioned},
    },
};

const HINTS: [&str; 4] = ["refresh_token", "access_token", "", "id_token"];

async fn is_active(memory: &Shaky, token: &Secret) -> bool {
    introspect::introspect(memory, &mentioned(&mention(token, ""))).await.unwrap().is_some()
}

async fn refreshed(memory: &Shaky, tokens: &Tokens) -> Tokens {
    memory.refresh(&tokens.refresh).await.unwrap()
}

#[tokio::test]
async fn a_refresh_token_of_any_generation_ends_its_family() {
    for hint in HINTS {
        for generation in 0..3 {
            let memory = Shaky::new();
            let first = memory.linked().await;
            let second = refreshed(&memory, &first).await;
            let all = [first, second.clone(), refreshed(&memory, &second).await];
            let revoked = memory.revoke(&all[generation].refresh, hint).await;
            assert_eq!(revoked.unwrap(), Revoked::Family("link".to_owned()), "{hint} {generation}");
            for tokens in &all {
                assert!(!is_active(&memory, &tokens.access).await);
                assert!(memory.refresh(&tokens.refresh).await.is_err());
                assert_eq!(memory.revoke(&tokens.refresh, hint).await.unwrap(), Revoked::Nothing);
            }
            assert!(memory.state().links["link"].is_empty(), "the family is named no longer");
        }
    }
}

#[tokio::test]
async fn a_revocation_reaches_its_own_family_only() {
    let memory = Shaky::new();
    let (one, other) = (memory.linked().await, memory.linked().await);
    memory.revoke(&one.refresh, "refresh_token").await.unwrap();
    assert!(is_active(&memory, &other.access).await);
    refreshed(&memory, &other).await;
}

#[tokio::test]
async fn an_access_token_dies_alone() {
    for hint in HINTS {
        let memory = Shaky::new();
        let first = memory.linked().await;
        let second = refreshed(&memory, &first).await;
        assert_eq!(memory.revoke(&first.access, hint).await.unwrap(), Revoked::AccessToken);
        assert_eq!(memory.revoke(&first.access, hint).await.unwrap(), Revoked::Nothing);
        assert!(!is_active(&memory, &first.access).await);
        assert!(is_active(&memory, &second.access).await);
        refreshed(&memory, &second).await;
    }
}

#[tokio::test]
async fn what_is_worth_nothing_is_revoked_without_a_word() {
    let memory = Shaky::new();
    let tokens = memory.linked().await;
    let unknown = Secret::token().unwrap();
    for hint in HINTS {
        assert_eq!(memory.revoke(&unknown, hint).await.unwrap(), Revoked::Nothing);
    }
    memory.pass(91 * 86400);
    for token in [&tokens.access, &tokens.refresh] {
        assert_eq!(memory.revoke(token, "").await.unwrap(), Revoked::Nothing);
    }
}

#[tokio::test]
async fn another_client_revokes_nothing() {
    let memory = Shaky::new();
    let tokens = memory.linked().await;
    for token in [&tokens.access, &tokens.refresh] {
        let form = mention(token, "");
        let other = Mentioned { client: "other", ..mentioned(&form) };
        let refused = revoke(&memory, &other).await;
        assert!(matches!(refused, Err(Denied::Grant { alarm: false, .. })), "{refused:?}");
        assert!(is_active(&memory, token).await);
    }
}

/// Fosite's way: each call of the storage fails in turn. The client is told, asks again, and then it is done.
#[tokio::test]
async fn whatever_fails_a_revocation_can_be_repeated() {
    for is_access in [false, true] {
        for how in Fail::ALL {
            for call in 0.. {
                let memory = Shaky::new();
                let tokens = memory.linked().await;
                let token = if is_access { &tokens.access } else { &tokens.refresh };
                memory.fail(call, how);
                let outcome = memory.revoke(token, "").await;
                if memory.made() <= call {
                    assert!(outcome.is_ok());
                    assert!(call >= 3, "all calls failed in turn");
                    break;
                }
                assert!(matches!(outcome, Err(Denied::Store(_))), "call {call} {how:?}: {outcome:?}");
                memory.revoke(token, "").await.unwrap();
                assert!(!is_active(&memory, token).await);
                assert_eq!(memory.refresh(&tokens.refresh).await.is_ok(), is_access);
            }
        }
    }
}
