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

/// An issue that is blocked, whatever was moved before.
pub const BLOCKED: &str = "O P S - 4 4";

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
                peer.nonce = crate::settle::links(&answer).1;
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
}

/// Where a browser is sent: to the page, or back to Alexa with an error (RFC 6749, section 4.1.2.1).
fn judge_way(location: &str) -> Result<First, String> {
    match location {
        page if page.starts_with("/?tx=") => Ok(First::Served),
        back if back.contains("error=temporarily_unavailable") => Ok(First::Refused),
        other => Err(format!("sent to {other}")),
    }
}
