//! The steps that users, browsers and Alexa take, one request each: what comes before, the request itself, and how its
//! sender goes on when it was not answered as hoped.

use crate::{
    agent::{authorize, request},
    cloud::{Answer, household, send},
    kind::Kind,
    peer::{Peer, heard},
    world::{Site, World},
};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

/// A step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Authorize,
    Show,
    Form,
    Depart,
    Callback,
    Choose,
    Manage,
    Prove,
    Unlink,
    Code,
    Refresh,
    Revoke,
    Introspect,
    AccountLinked,
    Read,
    Renew,
    RenewLate,
    Ask,
    Move,
    Disabled,
}

/// What came of a request in spite of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// It was answered as if nothing had been.
    Served,
    /// It was refused for now, in words that its sender understands.
    Refused,
    /// The function's process died, so that nobody could answer.
    Died,
}

/// How a user got on after that, without a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// As wished.
    Fine,
    /// Not as wished, for a reason that the matrix lists.
    Listed(&'static str),
}

const CODE_LOST: &str = "the code was redeemed and the answer lost: RFC 6749 forbids to redeem it again, so the user, \
                         whom Alexa tells that linking failed, links again";
const ROTATION_LOST: &str = "the provider rotated its token, the answer was lost, and nobody came back within the \
                             leeway that the provider declares: the user links again";

/// A lease is over before so many requests have waited for it.
const LEASES: usize = 2;
/// An issue that is blocked, whatever was moved before.
const BLOCKED: &str = "O P S - 4 4";

impl Step {
    /// All, as users take them.
    pub const ALL: [Self; 20] = [
        Self::Authorize,
        Self::Show,
        Self::Form,
        Self::Depart,
        Self::Callback,
        Self::Choose,
        Self::Manage,
        Self::Prove,
        Self::Unlink,
        Self::Code,
        Self::Refresh,
        Self::Revoke,
        Self::Introspect,
        Self::AccountLinked,
        Self::Read,
        Self::Renew,
        Self::RenewLate,
        Self::Ask,
        Self::Move,
        Self::Disabled,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Authorize => "GET /oauth/authorize",
            Self::Show => "GET /link/tx",
            Self::Form => "POST /link/form, to link",
            Self::Depart => "POST /link/provider",
            Self::Callback => "GET /link/callback",
            Self::Choose => "POST /link/site",
            Self::Manage => "GET /link/manage",
            Self::Prove => "POST /link/form, to see links",
            Self::Unlink => "POST /link/revoke",
            Self::Code => "POST /oauth/token, code",
            Self::Refresh => "POST /oauth/token, refresh",
            Self::Revoke => "POST /oauth/revoke",
            Self::Introspect => "POST /oauth/introspect",
            Self::AccountLinked => "SkillAccountLinked",
            Self::Read => "an intent that reads",
            Self::Renew => "an intent, provider's tokens due",
            Self::RenewLate => "the same, asked again after the leeway",
            Self::Ask => "an intent that will write, asked",
            Self::Move => "a confirmed write",
            Self::Disabled => "SkillDisabled",
        }
    }

    /// The function that answers.
    pub fn function(self) -> &'static str {
        match self {
            Self::Code | Self::Refresh | Self::Revoke | Self::Introspect => "token",
            Self::AccountLinked
            | Self::Read
            | Self::Renew
            | Self::RenewLate
            | Self::Ask
            | Self::Move
            | Self::Disabled => "skill",
            _ => "link",
        }
    }

    /// Whether a new process of the function is looked at, which reads secrets and opens data keys.
    pub fn is_cold(self) -> bool {
        matches!(self, Self::Authorize | Self::Callback | Self::Introspect | Self::Read | Self::Renew)
    }

    /// Whether the user of the case before will do.
    fn keeps_user(self) -> bool {
        matches!(
            self,
            Self::Refresh
                | Self::Introspect
                | Self::Read
                | Self::Renew
                | Self::RenewLate
                | Self::Ask
                | Self::Move
        )
    }

    /// Whether `peer` may take this step once more.
    pub fn may_reuse(self, peer: &Peer) -> bool {
        // More than 30 rotations in ten minutes are too many for one family.
        self.keeps_user() && peer.refreshed < 20
    }

    /// All that comes before the step, for a user who may have taken it before.
    pub async fn prepare(self, world: &World, peer: Option<Peer>) -> Peer {
        world.expires_soon(matches!(self, Self::Renew | Self::RenewLate));
        let reused = peer.is_some();
        let mut peer = match (self, peer) {
            (_, Some(peer)) => peer,
            (Self::Refresh | Self::Introspect | Self::Revoke | Self::Prove | Self::Unlink, None) => {
                Peer::linked(world).await
            }
            (Self::Read | Self::Ask | Self::Move | Self::Disabled, None) => Peer::landed(world, false).await,
            (Self::Renew | Self::RenewLate, None) => Peer::landed(world, true).await,
            (Self::AccountLinked, None) => Peer::about_to_land(world, false).await,
            _ => Peer::new(world),
        };
        world.account(peer.number);
        match self {
            Self::Show | Self::Form | Self::Depart => peer.begin(world).await,
            Self::Callback => {
                peer.begin(world).await;
                peer.depart(world).await;
            }
            Self::Choose => {
                peer.begin(world).await;
                peer.depart(world).await;
                peer.come_back(world).await;
            }
            Self::Prove => peer.manage(world).await,
            Self::Unlink => {
                peer.manage(world).await;
                let answer = peer.post(world, "/link/form", peer.typed(world)).await;
                peer.nonce = links(&answer).1;
            }
            Self::Code => peer.finish_typed(world).await,
            Self::Ask | Self::Move => {
                world.reset_service().await;
                peer.conversation = world.next_conversation();
            }
            Self::Disabled => peer.id = world.end_of_codes(&peer).await,
            _ => peer.conversation = world.next_conversation(),
        }
        if self == Self::Move {
            let asked = heard(&peer.say(world, "move ops forty two to done").await);
            assert!(asked.starts_with("Move O P S - 4 2"), "{asked}");
        }
        // What a link's data key is sealed in is opened once for some minutes.
        if !reused && matches!(self, Self::Renew | Self::RenewLate) {
            heard(&peer.say_anew(world, "what is blocked").await);
            peer.conversation = world.next_conversation();
        }
        peer
    }

    /// The request. Nothing else is asked meanwhile.
    pub async fn run(self, world: &World, peer: &mut Peer) -> Answer {
        match self {
            Self::Authorize => {
                let url = authorize(&world.cloud, "jira", &request(&world.cloud, "jira"));
                send(&household(), Method::GET, &url, &[], "").await
            }
            Self::Manage => {
                let url = format!("{}/link/manage", world.cloud.origin("jira"));
                send(&household(), Method::GET, &url, &[], "").await
            }
            Self::Show => peer.agent().get(&world.cloud, &format!("/link/tx?tx={}", peer.agent().tx)).await,
            Self::Form | Self::Prove => peer.post(world, "/link/form", peer.typed(world)).await,
            Self::Depart => peer.post(world, "/link/provider", json!({"method": "atlassian"})).await,
            Self::Callback => peer.agent().come_back(&world.cloud, &peer.back).await,
            Self::Choose => {
                let site = json!({"site": "11111111-2222-4333-8444-555555555555"});
                peer.post(world, "/link/site", site).await
            }
            Self::Unlink => peer.post(world, "/link/revoke", json!({"link": peer.id})).await,
            Self::Code => peer.exchange(world).await,
            Self::Refresh => peer.refresh(world).await,
            Self::Revoke => peer.ask_about(world, "/oauth/revoke", &peer.tokens().refresh).await,
            Self::Introspect => peer.ask_about(world, "/oauth/introspect", &peer.tokens().access).await,
            Self::AccountLinked => peer.land(world).await,
            Self::Read | Self::Renew | Self::RenewLate => peer.say(world, "what is blocked").await,
            Self::Ask => peer.say(world, "move ops forty two to done").await,
            Self::Move => peer.say(world, "yes").await,
            Self::Disabled => world.event(&peer.link, "SkillDisabled").await,
        }
    }

    /// Whether the answer is one that may be given where `kind` befell the call at `site`.
    pub fn judge(self, answer: &Answer, site: &Site, kind: Kind) -> Result<First, String> {
        let demo = matches!(site, Site::Demo { .. });
        let text = &answer.text;
        if kind.is_crash() && answer.status >= 500 && !matches!(self, Self::AccountLinked) {
            return Ok(First::Died);
        }
        let is = |name: &str, value: &str| {
            serde_json::from_str::<Value>(text).is_ok_and(|answer| answer[name] == value)
        };
        let again = !answer.header("retry-after").is_empty();
        match (self, answer.status) {
            (Self::Authorize | Self::Manage | Self::Callback, 303) => judge_way(answer.header("location")),
            (Self::Authorize | Self::Manage | Self::Callback, 503) if again && text.contains("<h1>") => {
                Ok(First::Refused)
            }
            (Self::Introspect, 200) if !text.contains("\"active\":true") => {
                Err("a token that lives is called inactive".to_owned())
            }
            (Self::Code | Self::Refresh | Self::Introspect | Self::Revoke, 503)
                if again && is("error", "temporarily_unavailable") =>
            {
                Ok(First::Refused)
            }
            // An invocation that fails is an event that Alexa sends again.
            (Self::Disabled, 500..) => Ok(First::Refused),
            (Self::Read | Self::Renew | Self::RenewLate | Self::Ask | Self::Move, 200) => {
                self.judge_speech(answer)
            }
            (Self::Authorize | Self::Manage | Self::Callback, 200) => Err(format!("a page: {text}")),
            (_, 200) => Ok(First::Served),
            (Self::Form | Self::Prove, 422) if demo && is("error", "credential") => Ok(First::Refused),
            (Self::Choose, 422) if demo && is("error", "provider") => Ok(First::Refused),
            (Self::Show | Self::Form | Self::Depart | Self::Choose | Self::Prove | Self::Unlink, 503)
                if again && is("error", "unavailable") =>
            {
                Ok(First::Refused)
            }
            _ => Err(format!("answered {}: {text}", answer.status)),
        }
    }

    fn judge_speech(self, answer: &Answer) -> Result<First, String> {
        let answer = answer.json();
        let speech = answer["speech"].as_str().unwrap_or_default();
        if answer["card"] == "LinkAccount" {
            return Err(format!("a fault made somebody link again: {speech}"));
        }
        let served = match self {
            Self::Ask => speech.starts_with("Move O P S - 4 2"),
            Self::Move => speech.starts_with("Done. O P S - 4 2"),
            _ => speech.contains(BLOCKED),
        };
        match served {
            true => Ok(First::Served),
            false if speech.is_empty() => Err("nothing was said".to_owned()),
            false => Ok(First::Refused),
        }
    }

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

/// Where a browser is sent: to the page, or back to Alexa with an error (RFC 6749, section 4.1.2.1).
fn judge_way(location: &str) -> Result<First, String> {
    match location {
        page if page.starts_with("/?tx=") => Ok(First::Served),
        back if back.contains("error=temporarily_unavailable") => Ok(First::Refused),
        other => Err(format!("sent to {other}")),
    }
}

/// The ids of the links that an answer shows, and the next nonce.
fn links(answer: &Answer) -> (Vec<String>, String) {
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
