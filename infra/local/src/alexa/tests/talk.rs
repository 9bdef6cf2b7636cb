//! A conversation in which the test plays the skill.

use crate::alexa::{BadResponse, Conversation, Heard, Misheard, Said, Skill, Turn, answer, hear};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(super) const SKILL_ID: &str = "amzn1.ask.skill.test";

/// A skill, its user, and the time.
pub(super) struct Talk {
    pub(super) skill: Skill,
    pub(super) conversation: Conversation,
    pub(super) now: Timestamp,
}

impl Talk {
    pub(super) fn new(locale: &str, model: Value) -> Self {
        let skill = Skill::load(&[(locale.to_owned(), model)]).unwrap();
        let conversation = Conversation::new(SKILL_ID, locale, 7);
        // A Wednesday.
        Self { skill, conversation, now: "2026-03-04T12:00:00Z".parse().unwrap() }
    }

    /// A talk whose session is open.
    pub(super) fn open(locale: &str, model: Value) -> Self {
        let mut talk = Self::new(locale, model);
        let name = talk.skill.invocation_name(locale).unwrap().to_owned();
        talk.request(&name);
        talk.keep_open();
        talk
    }

    pub(super) fn hear(&mut self, utterance: &str) -> Result<Turn, Misheard> {
        hear(&self.skill, &mut self.conversation, utterance, self.now)
    }

    /// The only request that an utterance leads to.
    pub(super) fn request(&mut self, utterance: &str) -> Heard {
        match self.hear(utterance) {
            Ok(Turn::Requests(requests)) => {
                assert_eq!(requests.len(), 1, "{utterance}: {requests:?}");
                requests.into_iter().next().unwrap()
            }
            other => panic!("{utterance}: {other:?}"),
        }
    }

    /// What Alexa says by herself.
    pub(super) fn prompt(&mut self, utterance: &str) -> Said {
        match self.hear(utterance) {
            Ok(Turn::Said(said)) => said,
            other => panic!("{utterance}: {other:?}"),
        }
    }

    pub(super) fn answer(&mut self, response: &Value) -> Result<Said, BadResponse> {
        answer(&mut self.conversation, response)
    }

    pub(super) fn keep_open(&mut self) -> Said {
        self.answer(&json!({"version": "1.0", "response": {"shouldEndSession": false}})).unwrap()
    }

    /// Answers with directives, in a session that stays open.
    pub(super) fn direct(&mut self, directives: Value) -> Result<Said, BadResponse> {
        let response = json!({"shouldEndSession": false, "directives": directives});
        self.answer(&json!({"version": "1.0", "response": response}))
    }

    /// Understands an utterance in the open session: the intent and the slots that have a value.
    pub(super) fn understand(&mut self, utterance: &str) -> (String, BTreeMap<String, String>) {
        let heard = self.request(utterance);
        self.keep_open();
        (heard.intent.unwrap(), heard.slots)
    }

    /// The same as one string: `Intent a=1 b=2`.
    pub(super) fn reading(&mut self, utterance: &str) -> String {
        let (intent, slots) = self.understand(utterance);
        slots.iter().fold(intent, |text, (name, value)| format!("{text} {name}={value}"))
    }
}

/// A model of custom intents; help, stop and cancel are added.
pub(super) fn model(invocation: &str, intents: Value, types: Value) -> Value {
    with_dialog(invocation, intents, types, Value::Null, Value::Null)
}

pub(super) fn with_dialog(
    invocation: &str,
    intents: Value,
    types: Value,
    dialog: Value,
    prompts: Value,
) -> Value {
    let mut intents: Vec<Value> = intents.as_array().unwrap().clone();
    for name in ["AMAZON.HelpIntent", "AMAZON.StopIntent", "AMAZON.CancelIntent"] {
        intents.push(json!({"name": name, "samples": []}));
    }
    let mut model =
        json!({"languageModel": {"invocationName": invocation, "intents": intents, "types": types}});
    if !dialog.is_null() {
        model["dialog"] = dialog;
        model["prompts"] = prompts;
    }
    json!({"interactionModel": model})
}

/// A custom type; each value is `[id, name, synonym…]`.
pub(super) fn ty(name: &str, values: &[&[&str]]) -> Value {
    let values: Vec<Value> = values
        .iter()
        .map(|value| json!({"id": value[0], "name": {"value": value[1], "synonyms": value[2..]}}))
        .collect();
    json!({"name": name, "values": values})
}
