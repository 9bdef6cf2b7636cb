#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use super::*;
use crate::{
    store::Secret,
    token::shaky::{CLIENT, Fail, LIFETIMES, REDIRECT, START, Shaky},
};

async fn redeem_as(
    memory: &Shaky,
    client: &str,
    redirect: &str,
    code: &Secret,
    verifier: &Secret,
) -> Result<Tokens, Denied> {
    redeem(memory, LIFETIMES, &Presented { client, code, redirect, verifier }).await
}

fn reason(outcome: Result<Tokens, Denied>) -> &'static str {
    match outcome {
        Err(Denied::Grant { reason, .. }) => reason,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_code_gives_the_first_tokens_of_a_family() {
    let memory = Shaky::new();
    let tokens = memory.redeem(&memory.put_code("link")).await.unwrap();
    let family = memory.family_of(&tokens).unwrap();
    assert_eq!((family.generation, family.seen, family.refresh), (0, false, tokens.refresh_hash()));
    assert_eq!((tokens.access_expires, tokens.scope.as_str()), (START + 3600, "skill"));
    assert_eq!((family.idle_until, family.absolute_until), (START + 90 * 86400, START + 365 * 86400));
    assert_eq!(memory.state().links["link"].len(), 1, "the family is named with its link");
}

#[tokio::test]
async fn a_replayed_code_ends_its_family_also_later() {
    for later in [0, 120, REMEMBERED - 1] {
        let memory = Shaky::new();
        let code = memory.put_code("link");
        let tokens = memory.redeem(&code).await.unwrap();
        memory.pass(later);
        assert_eq!(reason(memory.redeem(&code).await), "code_replayed");
        assert_eq!(memory.family_of(&tokens), None);
        assert!(memory.state().links["link"].is_empty());
    }
}

#[tokio::test]
async fn a_code_is_bound_to_client_redirect_and_verifier() {
    let memory = Shaky::new();
    let (code, verifier) = memory.put_code("link");
    let other = Secret::token().unwrap();
    let trailing = format!("{REDIRECT}/");
    for (client, redirect, code, verifier) in [
        ("other", REDIRECT, &code, &verifier),
        (CLIENT, &*trailing, &code, &verifier),
        (CLIENT, REDIRECT, &other, &verifier),
        (CLIENT, REDIRECT, &code, &other),
    ] {
        let refused = redeem_as(&memory, client, redirect, code, verifier).await;
        assert!(matches!(refused, Err(Denied::Grant { alarm: false, .. })), "{refused:?}");
    }
    let tokens = redeem_as(&memory, CLIENT, REDIRECT, &code, &verifier).await.unwrap();
    let other_client = redeem_as(&memory, "other", REDIRECT, &code, &verifier).await;
    assert_eq!(reason(other_client), "the code was given to another client");
    assert!(memory.family_of(&tokens).is_some(), "another client cannot end a family");
}

#[tokio::test]
async fn a_code_expires() {
    let memory = Shaky::new();
    let code = memory.put_code("link");
    memory.pass(60);
    assert_eq!(reason(memory.redeem(&code).await), "the code is unknown or has expired");
}

#[tokio::test]
async fn a_code_of_a_link_that_is_gone_is_worth_nothing() {
    let memory = Shaky::new();
    let code = memory.put_code("link");
    memory.state().links.clear();
    assert_eq!(reason(memory.redeem(&code).await), "the linked account of the code is gone");
    assert!(memory.state().families.is_empty());
}

/// Fosite's way: each call of the storage fails in turn.
#[tokio::test]
async fn whatever_fails_nothing_is_half_done() {
    for how in [Fail::Before, Fail::After] {
        for call in 0..2 {
            let memory = Shaky::new();
            let code = memory.put_code("link");
            memory.fail(call, how);
            assert!(matches!(memory.redeem(&code).await, Err(Denied::Store(_))));
            let done = how == Fail::After && call == 1;
            assert_eq!(memory.state().families.len(), usize::from(done));
            assert_eq!(memory.state().access.len(), usize::from(done));
            // The client asks again: either it gets tokens, or it was served before, and what it never got dies.
            assert_eq!(memory.redeem(&code).await.is_ok(), !done);
            assert_eq!(memory.state().families.len(), usize::from(!done));
        }
    }
}
