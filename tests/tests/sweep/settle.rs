//! How users, browsers and Alexa go on after a step, without a fault: everything must be as if there had been none.

use crate::{
    cloud::Answer,
    peer::{Peer, heard},
    step::{BLOCKED, First, Step, Then},
    world::World,
};
use serde_json::{Value, json};
use std::time::Duration;

const CODE_LOST: &str = "the code was redeemed and the answer lost: RFC 6749 forbids to redeem it again, so the user, \
                         whom Alexa tells that linking failed, links again";
const ROTATION_LOST: &str = "the provider rotated its token, the answer was lost, and nobody came back within the \
                             leeway that the provider declares: the user links again";
/// A lease is over before so many requests have waited for it.
const LEASES: usize = 2;

impl Step {
    /// How its sender goes on, after `first`, without a fault: everything must be as if there had been none.
    pub async fn settle(self, world: &World, peer: &mut Peer, answer: &Answer, first: First) -> Then {
        if let Ok(json) = serde_json::from_str::<Value>(&answer.text)
            && let Some(nonce) = json["nonce"].as_str()
        {
            nonce.clone_into(&mut peer.nonce);
        }
        match self {
            Self::Authorize | Self::Manage => {
                assert_eq!(self.run(world, peer).await.status, 303);
                Then::Fine
            }
            Self::Show => {
                peer.look(world).await;
                Then::Fine
            }
            Self::Form => settle_form(world, peer, answer, first).await,
            Self::Depart => {
                let answer = if first == First::Served { answer } else { &self.once_more(world, peer).await };
                peer.agree(world, answer.json()["location"].as_str().unwrap()).await;
                peer.come_back(world).await;
                finish_at_provider(world, peer).await
            }
            Self::Choose if first == First::Served => {
                peer.take_code(world, answer);
                peer.take_tokens(world).await;
                Then::Fine
            }
            Self::Callback | Self::Choose => finish_at_provider(world, peer).await,
            Self::Prove => {
                let answer = if first == First::Served { answer } else { &self.once_more(world, peer).await };
                assert_eq!(links(answer).0, std::slice::from_ref(&peer.id), "{}", answer.text);
                Then::Fine
            }
            Self::Unlink => settle_unlink(world, peer, first).await,
            Self::Code => settle_code(world, peer, answer, first).await,
            Self::Refresh => {
                let answer =
                    if first == First::Served { answer.clone() } else { self.run(world, peer).await };
                peer.hold(world, &answer);
                peer.refreshed += 1;
                assert_eq!(peer.introspect(world).await.as_ref(), Some(&peer.id));
                Then::Fine
            }
            Self::Revoke => {
                assert_eq!(self.run(world, peer).await.status, 200);
                dead(world, peer).await
            }
            Self::Introspect => {
                assert_eq!(peer.introspect(world).await.as_ref(), Some(&peer.id));
                Then::Fine
            }
            Self::AccountLinked => settle_landing(world, peer).await,
            Self::Read | Self::Renew => settle_read(world, peer).await,
            Self::RenewLate => settle_late(world, peer).await,
            Self::Ask => {
                let asked = heard(&peer.say_anew(world, "move ops forty two to done").await);
                assert!(asked.starts_with("Move O P S - 4 2"), "{asked}");
                Then::Fine
            }
            Self::Move => settle_move(world, peer, answer, first).await,
            Self::Disabled => settle_disabled(world, peer).await,
        }
    }

    /// The page tries again: with the nonce that it was given, or reloaded.
    async fn once_more(self, world: &World, peer: &mut Peer) -> Answer {
        let mut answer = self.run(world, peer).await;
        if answer.status == 403 {
            if peer.reload(world).await.is_none() {
                // It is over, and begins anew.
                if self == Self::Prove { peer.manage(world).await } else { peer.begin(world).await }
            }
            answer = self.run(world, peer).await;
        }
        assert_eq!(answer.status, 200, "the same, without a fault: {}", answer.text);
        answer
    }
}

/// The ids of the links that an answer shows, and the next nonce.
pub fn links(answer: &Answer) -> (Vec<String>, String) {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let answer = answer.json();
    let ids = answer["links"].as_array().unwrap().iter().map(|link| link["id"].as_str().unwrap().to_owned());
    (ids.collect(), answer["nonce"].as_str().unwrap().to_owned())
}

async fn settle_form(world: &World, peer: &mut Peer, answer: &Answer, first: First) -> Then {
    if first == First::Served {
        peer.take_code(world, answer);
    } else {
        peer.finish_typed(world).await;
    }
    peer.take_tokens(world).await;
    Then::Fine
}

async fn finish_at_provider(world: &World, peer: &mut Peer) -> Then {
    peer.finish_at_provider(world).await;
    peer.take_tokens(world).await;
    Then::Fine
}

async fn settle_code(world: &World, peer: &mut Peer, answer: &Answer, first: First) -> Then {
    let answer = if first == First::Served { answer.clone() } else { peer.exchange(world).await };
    if first != First::Served && answer.status == 400 {
        assert_eq!(answer.json()["error"], "invalid_grant", "{}", answer.text);
        peer.agent = None;
        peer.finish_typed(world).await;
        peer.take_tokens(world).await;
        return Then::Listed(CODE_LOST);
    }
    peer.hold(world, &answer);
    peer.know_id(world).await;
    Then::Fine
}

async fn settle_unlink(world: &World, peer: &mut Peer, first: First) -> Then {
    if first != First::Served {
        let shown = peer.reload(world).await;
        let listed = |shown: &Value| {
            shown["links"].as_array().is_some_and(|links| links.iter().any(|link| link["id"] == *peer.id))
        };
        match shown {
            Some(shown) if shown["step"] == "links" && !listed(&shown) => {}
            Some(_) => {
                let answer = Step::Unlink.run(world, peer).await;
                assert_eq!(links(&answer).0, Vec::<String>::new());
            }
            None => panic!("the page has lost its visit"),
        }
    }
    dead(world, peer).await;
    assert_eq!(world.rows_of(&peer.id).await, Vec::<String>::new());
    Then::Fine
}

/// The tokens are worth nothing any more.
async fn dead(world: &World, peer: &mut Peer) -> Then {
    peer.lives = false;
    assert_eq!(peer.introspect(world).await, None);
    let answer = peer.refresh(world).await;
    assert_eq!((answer.status, &answer.json()["error"]), (400, &json!("invalid_grant")), "{}", answer.text);
    Then::Fine
}

async fn settle_landing(world: &World, peer: &mut Peer) -> Then {
    assert_eq!(world.cloud.link_state("jira", &peer.link).await, "linked");
    let answer = world.event(&peer.link, "SkillAccountLinked").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let said = heard(&peer.say_anew(world, "what is blocked").await);
    assert!(said.contains(BLOCKED), "{said}");
    // Who disables the skill now has nothing left there.
    let id = world.end_of_codes(peer).await;
    settle_disabled_of(world, peer, &id).await
}

/// Asks, and again while somebody who died holds the lease for renewing tokens.
async fn ask_again(world: &World, peer: &mut Peer) -> Answer {
    let mut answer = peer.say_anew(world, "what is blocked").await;
    for _ in 0..LEASES {
        assert_eq!(answer.status, 200, "{}", answer.text);
        if !answer.json()["speech"].as_str().unwrap().starts_with("That takes longer") {
            break;
        }
        answer = peer.say_anew(world, "what is blocked").await;
    }
    answer
}

async fn settle_read(world: &World, peer: &mut Peer) -> Then {
    let said = heard(&ask_again(world, peer).await);
    assert!(said.contains(BLOCKED), "{said}");
    Then::Fine
}

async fn settle_late(world: &World, peer: &mut Peer) -> Then {
    world.advance_provider(Duration::from_mins(11).as_secs()).await;
    let answer = ask_again(world, peer).await;
    if answer.json()["card"] == "LinkAccount" {
        peer.lives = false;
        peer.refreshed = usize::MAX;
        return Then::Listed(ROTATION_LOST);
    }
    let said = heard(&answer);
    assert!(said.contains(BLOCKED), "{said}");
    Then::Fine
}

async fn settle_move(world: &World, peer: &mut Peer, answer: &Answer, first: First) -> Then {
    let status = world.status("OPS-42").await;
    assert!(["Blocked", "Done"].contains(&status.as_str()), "{status}");
    // It may have been killed before it asked.
    assert!(world.moves().0 <= 1, "a change was asked for more than once");
    if first == First::Served {
        assert_eq!(status, "Done", "{}", answer.text);
    } else if status == "Done" {
        let denied = ["does not accept", "doesn't let", "can't find"];
        assert!(!denied.iter().any(|it| answer.text.contains(it)), "done, and denied: {}", answer.text);
    }
    let told = heard(&peer.say_anew(world, "tell me about ops forty two").await);
    assert!(told.contains(&format!("It is {}", status.to_lowercase())), "{told}");
    if status == "Blocked" {
        let asked = heard(&peer.say_anew(world, "move ops forty two to done").await);
        assert!(asked.starts_with("Move O P S - 4 2"), "{asked}");
        let done = heard(&peer.say(world, "yes").await);
        assert!(done.starts_with("Done."), "{done}");
    }
    assert_eq!(world.status("OPS-42").await, "Done");
    assert_eq!(world.moves().1, 1, "the issue was moved more than once");
    Then::Fine
}

async fn settle_disabled(world: &World, peer: &mut Peer) -> Then {
    let id = peer.id.clone();
    settle_disabled_of(world, peer, &id).await
}

async fn settle_disabled_of(world: &World, peer: &mut Peer, id: &str) -> Then {
    for _ in 0..2 {
        let answer = world.event(&peer.link, "SkillDisabled").await;
        assert_eq!(answer.status, 200, "sent again, without a fault: {}", answer.text);
    }
    assert_eq!(world.rows_of(id).await, Vec::<String>::new());
    let turn = peer.say_anew(world, "what is blocked").await;
    assert_eq!(turn.json()["card"], "LinkAccount", "{}", turn.text);
    peer.lives = false;
    Then::Fine
}
