//! Values that are said in parts, where it is not clear which one is meant: the user is asked.

use crate::{
    Answer, Failure, Pick, Reply, Skill, Turn,
    alexa::{Intent, Slot},
    choice,
    reply::Next,
    spelling,
    values::KnownValues,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most values that an ear keeps apart in one question.
const MOST: usize = 3;

/// What a parser makes of what was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Understood {
    /// This is meant.
    Clear(String),
    /// This is likely meant: the user is asked whether it is.
    Check(String),
    /// One of these is meant, the likeliest first: the user is asked which one, among three at most.
    Ask(Vec<String>),
    /// Nothing was said, or nothing that could be meant.
    Unknown,
}

impl From<Option<String>> for Understood {
    fn from(value: Option<String>) -> Self {
        value.map_or(Self::Unknown, Self::Clear)
    }
}

/// A question for one of a few values of a slot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Doubt {
    /// What the user wants, as it was heard.
    intent: Intent,
    /// The slot that is in doubt.
    slot: String,
    /// What it may be: one, or several to pick from.
    values: Vec<String>,
    /// How it is asked for again; else it is let be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    again: Option<Again>,
    /// Slots that the user was asked about before.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    settled: BTreeMap<String, String>,
}

/// How a slot is asked for again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Again {
    /// The part that is asked for.
    part: String,
    /// All parts, which are forgotten.
    parts: Vec<String>,
    /// The question.
    message: String,
}

impl Doubt {
    /// What there is to pick from, and how each may be said.
    pub(crate) fn options(&self) -> &[String] {
        if self.values.len() > 1 { &self.values } else { &[] }
    }

    /// What the user wants.
    pub(crate) fn name(&self) -> &str {
        self.intent.name.as_deref().unwrap_or_default()
    }

    /// Slots that the user was asked about before.
    pub(crate) fn settled(&self) -> &BTreeMap<String, String> {
        &self.settled
    }

    /// What is asked about `slot`, where it is the one in doubt and can be said anew.
    pub(crate) fn about(&self, slot: &str) -> Option<About<'_>> {
        let again = self.again.as_ref().filter(|_| self.slot == slot)?;
        Some(About { values: &self.values, again })
    }

    /// The value that the answer names.
    fn answered(&self, answer: &Answer, known: &KnownValues) -> Option<String> {
        match (self.values.as_slice(), answer) {
            ([only], Answer::Yes) => Some(only.clone()),
            ([_, _, ..], Answer::Pick(pick)) => {
                let called = match pick {
                    Pick::Name(heard) => spelling::called(&spelling::forms(&self.values, known), heard),
                    Pick::Position(_) => None,
                };
                let called = called.and_then(|at| self.values.get(at).cloned());
                called.or_else(|| answer.pick(&self.values, String::as_str))
            }
            _ => None,
        }
    }
}

/// A few values of a slot, one of which is meant.
pub(crate) struct About<'d> {
    values: &'d [String],
    again: &'d Again,
}

impl About<'_> {
    /// The same question.
    pub(crate) fn stands(&self) -> Understood {
        match self.values {
            [only] => Understood::Check(only.clone()),
            several => Understood::Ask(several.to_vec()),
        }
    }

    /// Whether what was said could be said of several of them: "seven", of keys that all have a seven.
    pub(crate) fn fits_several(&self, said: &str) -> bool {
        choice::alike_to(self.values, said) > 1
    }

    /// The part that is asked for.
    pub(crate) fn asked(&self) -> &str {
        &self.again.part
    }

    /// The parts but for the one that is asked for.
    pub(crate) fn others(&self) -> Vec<&str> {
        self.again.parts.iter().map(String::as_str).filter(|&part| part != self.again.part).collect()
    }

    /// What was meant by an answer that was found to be `said`: a value is taken for one that was not asked about only
    /// where it was said as a `whole`.
    pub(crate) fn narrowed(&self, said: Understood, whole: bool) -> Understood {
        let possible = match &said {
            Understood::Clear(value) | Understood::Check(value) => vec![value.clone()],
            Understood::Ask(values) => values.clone(),
            Understood::Unknown => return self.stands(),
        };
        let asked: Vec<String> = possible.into_iter().filter(|it| self.values.contains(it)).collect();
        match asked.as_slice() {
            [only] if self.values.len() > 1 => Understood::Clear(only.clone()),
            [] if whole => said,
            [] => self.stands(),
            [_] => said,
            several => Understood::Ask(several.to_vec()),
        }
    }
}

/// What follows from the answer to a doubt.
pub(crate) enum Resolved {
    /// The intent starts again, and knows the value.
    Start,
    /// It is answered.
    Reply(Box<Reply>),
    /// It was no answer: the question stands.
    Stands,
}

impl<'a, S: Skill> Turn<'a, S> {
    /// What the slot was found to mean, by asking.
    pub fn settled(&self, slot: &str) -> Option<Understood> {
        self.settled.get(slot).cloned().map(Understood::Clear)
    }

    /// Asks which value of `slot` is meant: one of `values`, or whether it is the only one. Where the user says no, it
    /// is asked for again by `ask`, the part and the message. `parts` are all of its parts.
    pub fn doubt(
        &self,
        slot: &str,
        mut values: Vec<String>,
        parts: &[&str],
        ask: Option<(&str, &str)>,
    ) -> Reply {
        values.truncate(MOST);
        let speech = match values.as_slice() {
            [only] => self.locale.render("words.check_value", &[("meant", only)]),
            several => self.locale.render("words.which_value", &[("options", &several)]),
        };
        let again = ask.map(|(part, message)| Again {
            part: part.to_owned(),
            parts: parts.iter().map(|&part| part.to_owned()).collect(),
            message: message.to_owned(),
        });
        let intent = self.intent.cloned().unwrap_or_default();
        let settled = self.settled.clone();
        let doubt = Doubt { intent, slot: slot.to_owned(), values, again, settled };
        // Any key may be said in the way of the slot's own answers, which Alexa takes while it is asked for.
        let elicit = ask.map(|(part, _)| self.elicit_slot(doubt.name(), part));
        let next = Next::Doubt { doubt: Box::new(doubt), reprompt: speech.clone(), elicit };
        Reply::new(speech, next).forgetting(parts)
    }

    /// Takes the answer to a doubt.
    pub(crate) fn resolve(&mut self, doubt: &'a Doubt, answer: &Answer) -> Resolved {
        if let Some(value) = doubt.answered(answer, &self.values.kept) {
            self.intent = Some(&doubt.intent);
            self.settled = doubt.settled.clone();
            self.settled.insert(doubt.slot.clone(), value);
            return Resolved::Start;
        }
        match (answer, &doubt.again) {
            (Answer::No, Some(again)) => {
                self.intent = Some(&doubt.intent);
                let parts: Vec<&str> = again.parts.iter().map(String::as_str).collect();
                let reply = self.elicit(doubt.name(), &again.part, &again.message);
                Resolved::Reply(Box::new(reply.forgetting(&parts)))
            }
            (Answer::No, None) => {
                let refused = self.locale.render("words.refused", &[]);
                Resolved::Reply(Box::new(Reply::new(refused, Next::Rest)))
            }
            _ => Resolved::Stands,
        }
    }

    /// Starts the intent that was in doubt.
    pub(crate) async fn start_over(&mut self, doubt: &Doubt) -> Option<Result<Reply, Failure>> {
        S::intent(self, doubt.name()).await
    }
}

impl Reply {
    /// Where a slot is asked for: without what `parts` hold by now.
    pub fn forgetting(mut self, parts: &[&str]) -> Self {
        if let Next::Slot { elicit, .. } | Next::Doubt { elicit: Some(elicit), .. } = &mut self.next {
            let slots = elicit.updated_intent.slots.iter_mut().flatten();
            for (name, slot) in slots.filter(|(name, _)| parts.contains(&name.as_str())) {
                let (name, confirmation_status) = (Some(name.clone()), Some("NONE".to_owned()));
                *slot = Slot { name, confirmation_status, ..Slot::default() };
            }
        }
        self
    }
}
