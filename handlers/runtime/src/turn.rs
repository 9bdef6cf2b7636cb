//! One request, as the skill's code sees it.

use crate::{
    Calls, Failure, Focus, FromSlot, Heard, List, Move, Reading, Reply, Skill, Slotted, Speak, When,
    account::Visitor,
    alexa::{ElicitSlot, Intent, Slot},
    open_slot::OpenSlot,
    options::Named,
    reply::Next,
    slots,
    speech::{Locale, Scope, Speech, TODAY},
    values::Values,
    zone::{Device, KnownZone},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One part of what was said in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<T> {
    /// What was heard.
    pub said: String,
    /// Its value, where the type has one like it.
    pub value: Option<T>,
}

/// One request, as the skill's code sees it.
pub struct Turn<'a, S: Skill> {
    /// What is remembered until the session ends.
    pub memory: S::Memory,
    /// What is remembered as long as the account is linked; nothing before [`Turn::load_profile`].
    pub profile: S::Profile,
    /// The version of the profile that was loaded.
    pub(crate) profile_version: Option<u64>,
    pub(crate) visitor: &'a Visitor<'a>,
    /// What was read last.
    pub(crate) focus: Option<&'a serde_json::Value>,
    /// The step, `Intent.step`, that has asked for its slot again.
    pub(crate) asked_again: Option<&'a str>,
    pub(crate) locale: &'a Locale,
    pub(crate) calls: Calls<'a>,
    pub(crate) intent: Option<&'a Intent>,
    /// Slots that the user was asked about, because it was not clear what they are.
    pub(crate) settled: BTreeMap<String, String>,
    /// What was asked about a slot when the request came.
    pub(crate) open_slot: OpenSlot<'a>,
    /// Slots whose parts are those of the intent that a slot was asked for.
    pub(crate) taken_up: Vec<String>,
    /// Whether the open question is asked no more.
    pub(crate) once: bool,
    /// The values of dynamic types.
    pub(crate) values: Values,
    /// When the request was sent.
    pub(crate) sent: Timestamp,
    pub(crate) today: Date,
    /// What is known of the zone of the user's device.
    pub(crate) zone: KnownZone,
    pub(crate) device: Device<'a>,
}

impl<'a, S: Skill> Turn<'a, S> {
    /// The locale that is spoken, `de-DE`.
    pub fn locale(&self) -> &'a str {
        self.locale.tag()
    }

    /// Its language, `de`.
    pub fn language(&self) -> &'a str {
        self.locale.language()
    }

    /// The day of the request: the user's after [`Turn::find_day`], by UTC before.
    pub fn today(&self) -> Date {
        self.today
    }

    /// The time zone in which the day is counted, by its name in the IANA database: the device's after [`Turn::find_day`],
    /// `UTC` where it is not known.
    pub fn time_zone(&self) -> &str {
        self.zone.name().unwrap_or("UTC")
    }

    /// Finds out what day it is where the user is: in the time zone of the device, which is asked for once per session. The
    /// account is looked up meanwhile, since whatever needs the day needs that next. Where the zone cannot be told, the day
    /// is that of UTC.
    pub async fn find_day(&mut self) {
        if self.zone.is_unasked() {
            // Boxed: it is rare, and every intent would have room for it.
            let asked = Box::pin(async { tokio::join!(self.device.zone(), self.visitor.foresee()) });
            (self.zone, ()) = asked.await;
        }
        self.today = self.zone.day(self.sent);
    }

    /// The skill's calls.
    pub fn calls(&self) -> &Calls<'a> {
        &self.calls
    }

    /// The slot `name` as a value of its type.
    pub fn slot<T: FromSlot>(&self, name: &str) -> Slotted<T> {
        slots::read(self.intent.and_then(|intent| intent.slots.as_ref()?.get(name)), self.today)
    }

    /// The slot `name` as one part of something: what was heard, and the value where the type has it.
    pub fn part<T: FromSlot>(&self, name: &str) -> Option<Part<T>> {
        let intent = if self.is_taken_up(name) { self.open_slot.intent() } else { self.intent };
        let slot = intent.and_then(|intent| intent.slots.as_ref()?.get(name))?;
        let heard = Heard::new(slot, self.today)?;
        Some(Part { said: heard.text().to_owned(), value: T::from_slot(&heard) })
    }

    /// What was heard in the slots `names`, one after the other.
    pub fn said(&self, names: &[&str]) -> String {
        let said = |name: &&str| self.part::<String>(name).map(|part| part.said);
        names.iter().filter_map(said).collect::<Vec<_>>().join(" ")
    }

    /// The texts in `field` of the elements that were read last, in order.
    pub fn focused(&self, field: &str) -> Vec<String> {
        let focus = self.focus.and_then(|focus| S::Focus::deserialize(focus).ok());
        focus.map(|focus| focus.texts(field)).unwrap_or_default()
    }

    /// Loads what the linked account remembers; a failure that asks to link one where there is none.
    pub async fn load_profile(&mut self) -> Result<(), Failure> {
        if self.profile_version.is_none() {
            let kept = self.visitor.profile().await?;
            // What was kept by an older skill, and has another shape now, is forgotten.
            self.profile = serde_json::from_str(&kept.data).unwrap_or_default();
            self.profile_version = Some(kept.version);
        }
        Ok(())
    }

    /// Keeps the profile as it is now.
    pub async fn save_profile(&mut self) -> Result<(), Failure> {
        let broken = |error: serde_json::Error| Failure::apology(format!("the profile is no JSON: {error}"));
        let data = serde_json::to_string(&self.profile).map_err(broken)?;
        let seen = self.profile_version.unwrap_or_default();
        self.profile_version = Some(self.visitor.remember(seen, data).await?);
        Ok(())
    }

    /// A message, which knows `scope` and `{today}`.
    fn render(&self, message: &str, scope: &Scope<'_>) -> Speech {
        let mut known = scope.to_vec();
        known.push((TODAY, &self.today));
        self.locale.render(message, &known)
    }

    /// Says a message.
    pub fn tell(&self, message: &str, scope: &Scope<'_>) -> Reply {
        Reply::new(self.render(message, scope), Next::Rest).with_card()
    }

    /// Says that a slot's value is unknown, and asks nothing. The message knows `{heard}`.
    pub fn unknown(&self, message: &str, heard: &str) -> Reply {
        Reply::new(self.render(message, &[("heard", &heard)]), Next::Rest)
    }

    /// The same of a value of the dynamic type `type_name`. The message also knows how `options`, its values, are named,
    /// where they are known.
    pub fn unknown_among(&self, type_name: &str, message: &str, heard: &str) -> Reply {
        let names = self.names(type_name);
        Reply::new(self.render(message, &Named::of(&names).beside(&[("heard", &heard)])), Next::Rest)
    }

    /// Asks for a slot of `intent`.
    pub fn elicit(&self, intent: &str, slot: &str, message: &str) -> Reply {
        let question = self.render(message, &[]);
        Reply::new(question.clone(), self.wanted(intent, slot, question))
    }

    /// Says that a slot's value is unknown, and asks for it again: by `message`, and by `ask` where given. Both know
    /// `{heard}`.
    pub fn elicit_again(
        &self,
        intent: &str,
        slot: &str,
        message: &str,
        heard: &str,
        ask: Option<&str>,
    ) -> Reply {
        let speech = self.render(message, &[("heard", &heard)]);
        self.eliciting(intent, slot, speech, heard, ask)
    }

    /// The same of a value of the dynamic type `type_name`. The message also knows how `options`, its values, are named,
    /// where they are known.
    pub fn elicit_among(
        &self,
        type_name: &str,
        (intent, slot): (&str, &str),
        message: &str,
        heard: &str,
        ask: Option<&str>,
    ) -> Reply {
        let names = self.names(type_name);
        let speech = self.render(message, &Named::of(&names).beside(&[("heard", &heard)]));
        self.eliciting(intent, slot, speech, heard, ask)
    }

    fn eliciting(
        &self,
        intent: &str,
        slot: &str,
        mut speech: Speech,
        heard: &str,
        ask: Option<&str>,
    ) -> Reply {
        let question = ask.map(|ask| self.render(ask, &[("heard", &heard)]));
        if let Some(question) = &question {
            speech.sentence(question);
        }
        let reprompt = question.unwrap_or_else(|| speech.clone());
        Reply::new(speech, self.wanted(intent, slot, reprompt))
    }

    /// Whether `step` (`Intent.step`) asks for its slot again after `failure`: it has not done so yet, and the call
    /// failed as `when` says.
    pub fn asks_again(&self, step: &str, when: When, failure: &Failure) -> bool {
        let fails = match (when, failure.status()) {
            (When::Status(wanted), Some(status)) => wanted == status,
            (When::Class(class), Some(status)) => status / 100 == u16::from(class),
            _ => false,
        };
        fails && self.asked_again != Some(step)
    }

    /// Asks for a slot of the intent of `step` (`Intent.step`) again, because nothing could be done with what it is.
    /// What `forgotten` names is forgotten with it.
    pub fn ask_again(
        &self,
        step: &str,
        slot: &str,
        forgotten: &[&str],
        message: &str,
        scope: &Scope<'_>,
    ) -> Reply {
        let intent = step.split('.').next().unwrap_or(step);
        let question = self.render(message, scope);
        let mut reply = Reply::new(question.clone(), self.wanted(intent, slot, question));
        reply.again = Some(step.to_owned());
        reply.forgetting(forgotten)
    }

    /// Asks a question that is answered by yes or no.
    pub fn ask(&self, question: S::Question, message: &str, scope: &Scope<'_>) -> Reply {
        self.asked(question, message, Vec::new(), scope)
    }

    pub(crate) fn asked(
        &self,
        question: S::Question,
        message: &str,
        options: Vec<String>,
        scope: &Scope<'_>,
    ) -> Reply {
        let speech = self.render(message, scope);
        let next = match serde_json::to_value(question) {
            Ok(question) => Next::Answer { question, reprompt: speech.clone(), options },
            Err(error) => Next::Broken { reason: error.to_string() },
        };
        Reply::new(speech, next)
    }

    /// Reads the first elements of a list, and puts it in focus.
    ///
    /// Messages know the scope and `{count}`, the number of elements fetched so far; `single` and `item` also know
    /// `{it}`.
    pub fn read<T, P, F>(&self, reading: &Reading, mut list: List<T, P>, focus: F, scope: &Scope<'_>) -> Reply
    where
        T: Speak + Serialize,
        P: Clone + Serialize,
        F: FnOnce(List<T, P>) -> S::Focus,
    {
        let count = list.count();
        let mut all: Vec<(&str, &dyn Speak)> = scope.to_vec();
        all.push(("count", &count));
        let intro = match list.items() {
            [] => return self.tell(reading.empty, &all),
            [only] if !list.is_paged() => {
                all.push(("it", only));
                self.render(reading.single, &all)
            }
            _ => self.render(reading.several, &all),
        };
        if count == 1 && !list.is_paged() {
            list.advance(Move::Next, reading.by);
            return Self::with_focus(Reply::new(intro, Next::Rest).with_card(), focus(list));
        }
        self.read_from(reading, list, Move::Next, intro, focus, scope)
    }

    /// Reads more of the list in focus; says that there is no more at its end. Messages know `{count}` and `{it}`.
    pub fn read_on<T, P, F>(&self, reading: &Reading, list: List<T, P>, to: Move, focus: F) -> Reply
    where
        T: Speak + Serialize,
        P: Clone + Serialize,
        F: FnOnce(List<T, P>) -> S::Focus,
    {
        self.read_from(reading, list, to, Speech::default(), focus, &[])
    }

    fn read_from<T, P, F>(
        &self,
        reading: &Reading,
        mut list: List<T, P>,
        to: Move,
        mut speech: Speech,
        focus: F,
        scope: &Scope<'_>,
    ) -> Reply
    where
        T: Speak + Serialize,
        P: Clone + Serialize,
        F: FnOnce(List<T, P>) -> S::Focus,
    {
        let count = list.count();
        for item in list.advance(to, reading.by) {
            let mut all: Vec<(&str, &dyn Speak)> = scope.to_vec();
            all.extend([("count", &count as &dyn Speak), ("it", item)]);
            speech.sentence(&self.render(reading.item, &all));
        }
        if !list.has_more() {
            if speech.is_empty() {
                speech = self.render("words.no_more", &[]);
            }
            return Self::with_focus(Reply::new(speech, Next::Rest).with_card(), focus(list));
        }
        let mut all: Vec<(&str, &dyn Speak)> = scope.to_vec();
        all.push(("count", &count));
        let question = self.render(reading.more, &all);
        speech.sentence(&question);
        Self::with_focus(Reply::new(speech, Next::More { reprompt: question }).with_card(), focus(list))
    }

    fn with_focus(mut reply: Reply, focus: S::Focus) -> Reply {
        match serde_json::to_value(focus) {
            Ok(focus) => reply.focus = Some(focus),
            Err(error) => reply.next = Next::Broken { reason: error.to_string() },
        }
        reply
    }

    /// Awaits `slot`. What was found out about other slots is kept.
    fn wanted(&self, intent: &str, slot: &str, reprompt: Speech) -> Next {
        let mut settled = self.settled.clone();
        // What is asked for may be a part of it.
        settled.retain(|name, _| !slot.starts_with(name));
        Next::Slot { elicit: self.elicit_slot(intent, slot), reprompt, settled }
    }

    fn is_taken_up(&self, slot: &str) -> bool {
        self.taken_up.iter().any(|it| it == slot)
    }

    /// Asks for `slot`, keeping what the other slots of the intent hold.
    pub(crate) fn elicit_slot(&self, intent: &str, slot: &str) -> ElicitSlot {
        let current = self.intent.filter(|current| current.name.as_deref() == Some(intent));
        let mut slots: BTreeMap<String, Slot> =
            current.and_then(|intent| intent.slots.clone()).unwrap_or_default();
        slots.insert(slot.to_owned(), Slot::default());
        for (name, slot) in &mut slots {
            slot.name.get_or_insert_with(|| name.clone());
            slot.confirmation_status.get_or_insert_with(|| "NONE".to_owned());
        }
        ElicitSlot {
            slot_to_elicit: slot.to_owned(),
            updated_intent: Intent {
                name: Some(intent.to_owned()),
                confirmation_status: Some("NONE".to_owned()),
                slots: Some(slots),
                ..Intent::default()
            },
        }
    }
}
