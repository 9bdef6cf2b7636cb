//! What had been asked about a slot when a request came: the answer may be part of it, and so may another wish.

use crate::{
    Skill, Turn,
    alexa::{ElicitSlot, Intent},
    session::{Kept, Open},
    understood::{Doubt, Understood},
};
use std::collections::BTreeMap;

/// What had been asked about a slot.
#[derive(Debug, Default)]
pub(crate) struct OpenSlot<'a> {
    /// The slot that was asked for, and the intent that it is for.
    elicit: Option<&'a ElicitSlot>,
    /// Which value of a slot is meant, of that intent.
    doubt: Option<&'a Doubt>,
    /// Slots of that intent of which this was found out.
    settled: BTreeMap<String, String>,
}

impl<'a> OpenSlot<'a> {
    /// What the session keeps of it.
    pub(crate) fn of(kept: &'a Kept) -> Self {
        let doubt = match &kept.open {
            Some(Open::Doubt(doubt)) => Some(&**doubt),
            _ => None,
        };
        let settled = doubt.map_or(&kept.settled, Doubt::settled).clone();
        Self { elicit: kept.last.as_ref().and_then(|last| last.elicit.as_ref()), doubt, settled }
    }

    /// The intent whose slot was asked for, as far as it was said.
    pub(crate) fn intent(&self) -> Option<&'a Intent> {
        self.elicit.map(|elicit| &elicit.updated_intent)
    }

    /// Whether one of `parts` was asked for.
    fn asks_for(&self, parts: &[&str]) -> bool {
        self.elicit.is_some_and(|elicit| parts.contains(&elicit.slot_to_elicit.as_str()))
    }

    /// Whether `intent` goes on with what was asked: it is the same, and says nothing else than before.
    fn goes_on(&self, intent: Option<&Intent>) -> bool {
        let (Some(asked), Some(intent)) = (self.intent(), intent) else { return false };
        let heard = |of: &Intent, name: &str| {
            of.slots.as_ref().and_then(|slots| Some(slots.get(name)?.heard()?.to_owned()))
        };
        let mut names = asked.slots.iter().flat_map(BTreeMap::keys);
        asked.name == intent.name
            && names.all(|name| heard(asked, name).is_none_or(|it| heard(intent, name) == Some(it)))
    }

    /// What was found out about slots of `intent` before.
    pub(crate) fn settled(&self, intent: Option<&Intent>) -> BTreeMap<String, String> {
        if self.goes_on(intent) { self.settled.clone() } else { BTreeMap::new() }
    }
}

impl<S: Skill> Turn<'_, S> {
    /// Where nothing is said of `slot`, whose parts are `parts`, takes up what was said of it before another slot of
    /// another intent was asked for: "assign the first one", "who shall have it?", "give it to me". Alexa gives slots of
    /// one name one type, and may well take such an answer for another wish.
    pub fn take_up(&mut self, slot: &str, parts: &[&str]) {
        let Some(asked) = self.open_slot.intent() else { return };
        let name = self.intent.and_then(|intent| intent.name.as_ref());
        // What is asked for is not known yet.
        if self.open_slot.asks_for(parts) || asked.name.as_ref() == name || !self.said(parts).is_empty() {
            return;
        }
        self.taken_up.extend(parts.iter().map(|&part| part.to_owned()));
        if let Some(value) = self.open_slot.settled.get(slot) {
            self.settled.entry(slot.to_owned()).or_insert_with(|| value.clone());
        }
    }

    /// What a slot that is said in parts means, as `parse` finds. Where the user was asked which of a few values is meant,
    /// it is one of these, or something else that is said as a whole. `alone` are the parts that are said by themselves
    /// only, which may count those values as well as anything else.
    pub fn understood(&self, slot: &str, alone: &[&str], parse: impl FnOnce() -> Understood) -> Understood {
        if let Some(settled) = self.settled(slot) {
            return settled;
        }
        let is_asked = |doubt: &&Doubt| Some(doubt.name()) == self.intent.and_then(|it| it.name.as_deref());
        match self.open_slot.doubt.filter(is_asked).and_then(|doubt| doubt.about(slot)) {
            None => parse(),
            Some(about) if !self.said(alone).is_empty() => about.stands(),
            Some(about) => {
                let whole = about.others().iter().any(|part| !self.said(&[part]).is_empty());
                let fits_several = !whole && about.fits_several(&self.said(&[about.asked()]));
                if fits_several { about.stands() } else { about.narrowed(parse(), whole) }
            }
        }
    }
}
