//! One user at one device, talking to one skill.

use super::{
    catalog::Catalog,
    dialog::Dialog,
    intent::{Intent, Resolver},
    request,
    skill::Locale,
    ssml::Speech,
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde_json::{Map, Value};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, LazyLock},
};

/// Dynamic entities are forgotten half an hour after they were set.
const ENTITIES_LAST: SignedDuration = SignedDuration::from_mins(30);

/// What Alexa keeps between turns: the user and the device, the session with its attributes, the
/// question that is open, and the session's dynamic entities.
#[derive(Debug, Clone)]
pub struct Conversation {
    pub(crate) skill_id: String,
    pub(crate) locale: String,
    pub(crate) access_token: Option<String>,
    /// What is said while no session is open is said to this skill.
    pub(crate) named: bool,
    pub(crate) api_endpoint: String,
    /// What the device is set to.
    pub(crate) zone: TimeZone,
    pub(crate) session: Option<Session>,
    /// Requests whose responses are still to come, the oldest first.
    pub(crate) pending: VecDeque<Pending>,
    /// When the last utterance was heard.
    pub(crate) now: Timestamp,
    /// The model that the last utterance was heard with; its responses are checked against it.
    pub(crate) model: Option<Arc<Locale>>,
    entities: Option<Entities>,
    seed: u64,
    /// As `seed`, of the user and the device.
    user: u64,
    issued: u64,
}

/// A session that is open.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) id: String,
    /// Whether no response has come yet.
    pub(crate) new: bool,
    pub(crate) attributes: Map<String, Value>,
    /// What Alexa says when nothing is said.
    pub(crate) reprompt: Option<Speech>,
    pub(crate) dialog: Option<Dialog>,
    /// Why the session is over, where a response was refused and the skill has not been told yet.
    pub(crate) fault: Option<String>,
}

/// A request that was sent.
#[derive(Debug, Clone)]
pub(crate) enum Pending {
    Launch,
    Intent(Intent),
    /// With what Alexa asks at once in the session that took the place of the old one.
    SessionEnded {
        then: Option<Speech>,
    },
}

#[derive(Debug, Clone)]
struct Entities {
    since: Timestamp,
    by_type: BTreeMap<String, Catalog>,
}

impl Conversation {
    /// A user who has not opened the skill yet. All identifiers follow from `seed`.
    pub fn new(skill_id: &str, locale: &str, seed: u64) -> Self {
        Self {
            skill_id: skill_id.to_owned(),
            locale: locale.to_owned(),
            access_token: None,
            named: false,
            api_endpoint: request::api_endpoint(locale).to_owned(),
            zone: TimeZone::UTC,
            session: None,
            pending: VecDeque::new(),
            now: Timestamp::UNIX_EPOCH,
            model: None,
            entities: None,
            seed,
            user: seed,
            issued: 0,
        }
    }

    /// Whether what is said while no session is open is said to this skill, as by "ask … to". What opens the skill still
    /// does.
    pub fn set_named(&mut self, named: bool) {
        self.named = named;
    }

    /// Links or unlinks the user's account: the token that requests carry as `accessToken`.
    pub fn set_access_token(&mut self, token: Option<String>) {
        self.access_token = token;
    }

    /// Says who speaks: the identifiers of the user and the device follow from `seed`.
    pub fn set_user(&mut self, seed: u64) {
        self.user = seed;
    }

    /// Where a skill reaches Alexa's own services, instead of Amazon's host for the locale.
    pub fn set_api_endpoint(&mut self, url: &str) {
        url.clone_into(&mut self.api_endpoint);
    }

    /// Sets the device to a time zone; a new one is set to UTC.
    pub fn set_zone(&mut self, zone: TimeZone) {
        self.zone = zone;
    }

    /// The locale, `en-US`.
    pub fn locale(&self) -> &str {
        &self.locale
    }

    /// Whether a session is open: the next utterance need not name the skill.
    pub fn is_open(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.fault.is_none())
    }

    /// The attributes of the open session.
    pub fn attributes(&self) -> Option<&Map<String, Value>> {
        self.session.as_ref().map(|session| &session.attributes)
    }

    /// Replaces the attributes of the open session: what a skill of another version left, for example.
    pub fn set_attributes(&mut self, attributes: Map<String, Value>) {
        if let Some(session) = &mut self.session {
            session.attributes = attributes;
        }
    }

    /// `user.userId`.
    pub fn user_id(&self) -> String {
        user_id(self.user)
    }

    /// `device.deviceId`.
    pub fn device_id(&self) -> String {
        format!("amzn1.ask.device.{}", id_of(self.user, 2))
    }

    /// Ends the session because the function failed, or because [`answer`](super::answer()) refused its
    /// response: Alexa says that there was a problem, and tells the skill so by the request returned
    /// here. Nobody hears what the skill answers to it. `None` where no session was open.
    pub fn fail(&mut self, now: Timestamp) -> Option<Value> {
        self.pending.clear();
        self.now = now;
        let fault = self.session.as_mut()?.fault.take();
        let message = fault.unwrap_or_else(|| {
            "An exception occurred while dispatching the request to the skill.".to_owned()
        });
        let error = serde_json::json!({"type": "INVALID_RESPONSE", "message": message});
        let ended = request::session_ended(self, "ERROR", Some(error))?;
        self.pending.clear();
        Some(ended.request)
    }

    /// Starts a turn. Requests that never got a response have ended their session; dynamic entities
    /// may have become too old.
    pub(crate) fn begin_turn(&mut self, model: Arc<Locale>, now: Timestamp) {
        let unanswered = self.pending.iter().any(|pending| !matches!(pending, Pending::SessionEnded { .. }));
        self.pending.clear();
        if unanswered || !self.is_open() {
            self.session = None;
        }
        let too_old = |entities: &Entities| now.duration_since(entities.since) > ENTITIES_LAST;
        if self.entities.as_ref().is_some_and(too_old) {
            self.entities = None;
        }
        self.model = Some(model);
        self.now = now;
    }

    /// Opens a session, in the place of one that may be open.
    pub(crate) fn open(&mut self) -> &mut Session {
        let id = format!("amzn1.echo-api.session.{}", self.next_id());
        let attributes = Map::new();
        self.session.insert(Session { id, new: true, attributes, reprompt: None, dialog: None, fault: None })
    }

    /// The dynamic entities, by type.
    pub(crate) fn entities(&self) -> &BTreeMap<String, Catalog> {
        static NONE: LazyLock<BTreeMap<String, Catalog>> = LazyLock::new(BTreeMap::new);
        self.entities.as_ref().map_or(&NONE, |entities| &entities.by_type)
    }

    /// Replaces or clears the dynamic entities.
    pub(crate) fn set_entities(&mut self, entities: Option<BTreeMap<String, Catalog>>) {
        self.entities = entities.map(|by_type| Entities { since: self.now, by_type });
    }

    pub(crate) fn resolver<'a>(&'a self, locale: &'a Locale) -> Resolver<'a> {
        Resolver { locale, dynamic: self.entities(), skill_id: &self.skill_id }
    }

    /// An identifier that no other request or session of this conversation has.
    pub(crate) fn next_id(&mut self) -> String {
        self.issued += 1;
        let (high, low) = (mix(self.seed, self.issued * 2 + 100), mix(self.seed, self.issued * 2 + 101));
        // The version and variant of a random UUID.
        let (high, low) = (high & !0xf000 | 0x4000, low & !(0b11 << 62) | (0b10 << 62));
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            high >> 32,
            high >> 16 & 0xffff,
            high & 0xffff,
            low >> 48,
            low & 0xffff_ffff_ffff
        )
    }

    /// An identifier for good: of the user, of the device, of their token.
    pub(crate) fn fixed_id(&self, which: u64) -> String {
        id_of(self.seed, which)
    }
}

/// `user.userId` of the user that `seed` stands for.
pub(crate) fn user_id(seed: u64) -> String {
    format!("amzn1.ask.account.{}", id_of(seed, 1))
}

fn id_of(seed: u64, which: u64) -> String {
    format!("{:016X}{:016X}", mix(seed, which * 2), mix(seed, which * 2 + 1))
}

/// `SplitMix64`: spreads a seed and a position over all 64 bits.
fn mix(seed: u64, position: u64) -> u64 {
    let mut z = seed.wrapping_add(position.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
