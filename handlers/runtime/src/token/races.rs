//! Requests at once: who comes first is drawn, call of the storage by call of the storage.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use super::{
    Denied, Tokens, introspect,
    refresh::GRACE,
    shaky::{Fail, Shaky, interleave, mention, mentioned},
};
use crate::store::{Secret, random_id};
use futures_util::{FutureExt, future::join};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Whose turn it is.
fn turns() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0..64_usize, 0..200)
}

fn now<T>(future: impl Future<Output = T> + Send) -> T {
    interleave(vec![future.boxed()], &[]).pop().unwrap()
}

proptest! {
    #[test]
    fn of_redemptions_of_one_code_one_succeeds(count in 1..9_usize, turns in turns()) {
        let memory = Shaky::new();
        let code = memory.put_code("link");
        let redemptions = (0..count).map(|_| memory.redeem(&code).boxed()).collect();
        let outcomes = interleave(redemptions, &turns);
        let given: Vec<&Tokens> = outcomes.iter().flatten().collect();
        prop_assert_eq!(given.len(), 1);
        for refused in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
            prop_assert!(matches!(refused, Denied::Grant { reason: "code_replayed", .. }), "{:?}", refused);
        }
        // Whoever else had the code may be a thief: the tokens are worth nothing (RFC 6749, section 4.1.2).
        prop_assert_eq!(memory.family_of(given[0]).is_some(), count == 1);
        prop_assert_eq!(memory.state().families.len(), usize::from(count == 1));
    }

    #[test]
    fn of_refreshes_of_one_token_all_get_the_same(
        count in 1..9_usize,
        late in prop::option::of(GRACE..90 * 86400),
        turns in turns(),
    ) {
        let memory = Shaky::new();
        let first = now(memory.linked());
        // Either the current token, or the one before it, whose successor nobody received.
        if let Some(late) = late {
            now(memory.refresh(&first.refresh)).unwrap();
            memory.pass(late);
        }
        let refreshes = (0..count).map(|_| memory.refresh(&first.refresh).boxed()).collect();
        let outcomes: Vec<Tokens> = interleave(refreshes, &turns).into_iter().map(Result::unwrap).collect();
        for tokens in &outcomes {
            prop_assert_eq!(&tokens.refresh, &outcomes[0].refresh);
            prop_assert_eq!(&tokens.access, &outcomes[0].access);
        }
        let generation = memory.family_of(&outcomes[0]).unwrap().generation;
        prop_assert_eq!(generation, 1 + u64::from(late.is_some()));
        now(memory.refresh(&outcomes[0].refresh)).unwrap();
    }

    /// Among refreshes at once, one call fails: who is told to come back does, and has the same as the others.
    #[test]
    fn a_fault_among_refreshes_unlinks_nobody(
        count in 1..6_usize,
        call in 0..18_usize,
        lost in any::<bool>(),
        turns in turns(),
    ) {
        let memory = Shaky::new();
        let first = now(memory.linked());
        memory.fail(call, if lost { Fail::After } else { Fail::Before });
        let refreshes = (0..count).map(|_| memory.refresh(&first.refresh).boxed()).collect();
        let outcomes = interleave(refreshes, &turns);
        memory.heal();
        let again = now(memory.refresh(&first.refresh)).unwrap();
        for outcome in outcomes {
            match outcome {
                Ok(tokens) => prop_assert_eq!(&tokens.refresh, &again.refresh),
                Err(error) => prop_assert!(matches!(error, Denied::Store(_)), "{:?}", error),
            }
        }
        prop_assert_eq!(memory.family_of(&again).unwrap().generation, 1);
    }

    #[test]
    fn a_revocation_wins_against_refreshes(count in 1..6_usize, turns in turns()) {
        let memory = Shaky::new();
        let first = now(memory.linked());
        let refreshes = (0..count).map(|_| memory.refresh(&first.refresh).map(Result::ok).boxed());
        let revocation = memory.revoke(&first.refresh, "refresh_token").map(|revoked| {
            revoked.unwrap();
            None
        });
        let outcomes = interleave(refreshes.chain([revocation.boxed()]).collect(), &turns);
        for tokens in outcomes.iter().flatten().chain([&first]) {
            prop_assert!(!now(is_active(&memory, &tokens.access)));
            prop_assert!(now(memory.refresh(&tokens.refresh)).is_err());
        }
        prop_assert!(memory.state().families.is_empty());
    }

    #[test]
    fn nobody_gets_what_is_somebody_elses(
        honest in prop::collection::vec(any::<bool>(), 2..5),
        rounds in prop::collection::vec((prop::collection::vec(deed(), 4), turns(), 0..2 * GRACE), 0..8),
    ) {
        let memory = Shaky::new();
        let mut users: Vec<User> = honest.iter().map(|honest| User::link(&memory, *honest)).collect();
        for (deeds, turns, seconds) in rounds {
            let deeds = users.iter_mut().zip(deeds).map(|(user, deed)| user.act(&memory, deed).boxed());
            interleave(deeds.collect(), &turns);
            // Time goes by between requests: within one there are seconds at most.
            memory.pass(seconds);
        }
        let mut owners = BTreeMap::new();
        for user in &users {
            for tokens in &user.given {
                for token in [tokens.access_hash(), tokens.refresh_hash()] {
                    let owner = owners.insert(token.to_string(), &user.link);
                    prop_assert!(owner.is_none_or(|owner| *owner == user.link));
                }
                prop_assert_eq!(&memory.state().access[&tokens.access_hash().to_string()].link, &user.link);
            }
            let state = memory.state();
            for id in &state.links[&user.link] {
                prop_assert_eq!(&state.families[id].link, &user.link);
            }
        }
        // Who does nothing odd stays linked, whatever the others do.
        for user in users.iter().filter(|user| user.is_honest) {
            prop_assert!(now(memory.refresh(&user.held.refresh)).is_ok());
        }
    }
}

async fn is_active(memory: &Shaky, token: &Secret) -> bool {
    introspect::introspect(memory, &mentioned(&mention(token, ""))).await.unwrap().is_some()
}

/// What a user's Alexa does.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Refresh,
    RefreshTwiceAtOnce,
    LoseTheReply,
    Speak,
    Introspect,
    // What is odd:
    RedeemAgain,
    PresentTheFirstToken,
    Revoke,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        Just(Deed::Refresh),
        Just(Deed::RefreshTwiceAtOnce),
        Just(Deed::LoseTheReply),
        Just(Deed::Speak),
        Just(Deed::Introspect),
        Just(Deed::RedeemAgain),
        Just(Deed::PresentTheFirstToken),
        Just(Deed::Revoke),
    ]
}

struct User {
    link: String,
    is_honest: bool,
    code: (Secret, Secret),
    held: Tokens,
    /// All tokens that it ever got, the first ones first.
    given: Vec<Tokens>,
}

impl User {
    fn link(memory: &Shaky, is_honest: bool) -> Self {
        let link = random_id().unwrap();
        memory.link(&link);
        let code = memory.put_code(&link);
        let held = now(memory.redeem(&code)).unwrap();
        Self { link, is_honest, code, given: vec![held.clone()], held }
    }

    async fn act(&mut self, memory: &Shaky, deed: Deed) {
        let token = &self.held.refresh;
        let next = match deed {
            Deed::Refresh => memory.refresh(token).await,
            Deed::RefreshTwiceAtOnce => {
                let (one, other) = join(memory.refresh(token), memory.refresh(token)).await;
                self.given.extend(other.ok());
                one
            }
            Deed::LoseTheReply => return self.given.extend(memory.refresh(token).await.ok()),
            Deed::Speak if memory.family_of(&self.held).is_some() => return memory.present(&self.held),
            Deed::Introspect => {
                is_active(memory, &self.held.access).await;
                return;
            }
            Deed::RedeemAgain if !self.is_honest => memory.redeem(&self.code).await,
            Deed::PresentTheFirstToken if !self.is_honest => memory.refresh(&self.given[0].refresh).await,
            Deed::Revoke if !self.is_honest => return drop(memory.revoke(token, "").await.unwrap()),
            _ => return,
        };
        match next {
            Ok(next) => {
                self.given.push(next.clone());
                self.held = next;
            }
            Err(error) => assert!(!self.is_honest, "{deed:?}: {error:?}"),
        }
    }
}
