//! What a skill answers to one request.

use crate::{alexa, speech::Speech, understood::Doubt};
use serde_json::Value;
use std::collections::BTreeMap;

/// An answer: what is said, and what is awaited then. Made by [`crate::Turn`].
#[derive(Debug)]
pub struct Reply {
    pub(crate) speech: Speech,
    pub(crate) next: Next,
    /// The list that "next" refers to from now on.
    pub(crate) focus: Option<Value>,
    /// The step, `Intent.step`, that asks for a slot again.
    pub(crate) again: Option<String>,
    /// Whether its question is asked no more after this.
    pub(crate) once: bool,
    /// Whether the companion app shows it too.
    pub(crate) card: bool,
}

/// What is awaited after an answer.
#[derive(Debug)]
pub(crate) enum Next {
    /// Nothing: a one-shot session ends, any other is asked for anything else.
    Rest,
    /// Anything: a yes is answered with help, a no with goodbye.
    Stay,
    /// What was awaited before.
    Same,
    /// The answer to a question of the skill.
    Answer {
        /// The question.
        question: Value,
        /// Said when the user does not answer.
        reprompt: Speech,
        /// Names to pick from.
        options: Vec<String>,
    },
    /// Which value of a slot is meant.
    Doubt {
        /// What is in doubt.
        doubt: Box<Doubt>,
        /// The question.
        reprompt: Speech,
        /// The directive that asks for the slot, where it can be asked for: so it can also be said anew.
        elicit: Option<alexa::ElicitSlot>,
    },
    /// Whether to read on.
    More {
        /// The question.
        reprompt: Speech,
    },
    /// The value of a slot.
    Slot {
        /// The directive that asks for it.
        elicit: alexa::ElicitSlot,
        /// The question.
        reprompt: Speech,
        /// What was found out about other slots of the intent.
        settled: BTreeMap<String, String>,
    },
    /// Nothing, ever: the session ends.
    End,
    /// As `End`, with a card that asks to link the account.
    Relink,
    /// The answer cannot be kept in a session.
    Broken {
        /// Why.
        reason: String,
    },
}

impl Next {
    /// Names to pick from.
    pub(crate) fn options(&self) -> &[String] {
        match self {
            Self::Answer { options, .. } => options,
            Self::Doubt { doubt, .. } => doubt.options(),
            _ => &[],
        }
    }
}

impl Reply {
    pub(crate) fn new(speech: Speech, next: Next) -> Self {
        Self { speech, next, focus: None, again: None, once: false, card: false }
    }

    pub(crate) fn with_card(mut self) -> Self {
        self.card = true;
        self
    }
}
