//! The conversations that are under way.

use crate::{
    alexa::Conversation,
    problem::{Kind, Problem},
};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

/// How many are kept; the oldest is forgotten first.
const KEPT: usize = 1000;
/// The longest id.
const ID: usize = 200;

/// All conversations, by skill and id.
#[derive(Default)]
pub(crate) struct Conversations(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    by_id: BTreeMap<Key, Arc<Open>>,
    oldest_first: VecDeque<Key>,
    unnamed: u64,
}

type Key = (String, String);

/// One conversation; its turns come one after the other.
pub(super) struct Open {
    /// Its locale.
    pub(super) locale: String,
    /// The state that Alexa keeps.
    pub(super) turns: tokio::sync::Mutex<Conversation>,
}

impl Conversations {
    /// The conversation `id` of `skill`, or a new one. A new one speaks `locale`, or the first of `locales`.
    pub(super) fn open(
        &self,
        skill: &str,
        skill_id: &str,
        id: Option<String>,
        locale: Option<String>,
        locales: &[String],
    ) -> Result<(String, Arc<Open>), Problem> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let id = match id {
            Some(id) if id.is_empty() || id.len() > ID => {
                let help = format!("use 1 to {ID} bytes, or leave it out for a new conversation");
                return Err(Problem::new(Kind::Usage, "the conversation's id is empty or too long", help));
            }
            Some(id) => id,
            None => kept.fresh_id(skill),
        };
        let key = (skill.to_owned(), id.clone());
        if let Some(open) = kept.by_id.get(&key) {
            return match locale {
                Some(other) if other != open.locale => Err(Problem::new(
                    Kind::Conflict,
                    format!("the conversation `{id}` speaks `{}`, not `{other}`", open.locale),
                    "leave `locale` out, or begin another conversation",
                )),
                _ => Ok((id, open.clone())),
            };
        }
        let locale = locale.or_else(|| locales.first().cloned()).unwrap_or_default();
        if !locales.contains(&locale) {
            let help = format!("it has {}", locales.join(", "));
            return Err(Problem::new(Kind::Usage, format!("`{skill}` has no locale `{locale}`"), help));
        }
        let conversation = Conversation::new(skill_id, &locale, seed(&key));
        let open = Arc::new(Open { locale, turns: tokio::sync::Mutex::new(conversation) });
        kept.keep(key, open.clone());
        Ok((id, open))
    }

    /// Forgets all of them.
    pub(super) fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Kept::default();
    }
}

impl Kept {
    fn keep(&mut self, key: Key, open: Arc<Open>) {
        if self.oldest_first.len() >= KEPT
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.by_id.remove(&oldest);
        }
        self.oldest_first.push_back(key.clone());
        self.by_id.insert(key, open);
    }

    fn fresh_id(&mut self, skill: &str) -> String {
        loop {
            self.unnamed += 1;
            let id = format!("conversation-{}", self.unnamed);
            if !self.by_id.contains_key(&(skill.to_owned(), id.clone())) {
                return id;
            }
        }
    }
}

/// The same conversation has the same ids of user, device and session in every run (FNV-1a).
pub(super) fn seed((skill, id): &(String, String)) -> u64 {
    let bytes = skill.bytes().chain([0]).chain(id.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
