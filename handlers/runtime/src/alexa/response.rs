//! What a skill answers. Source: "Request and Response JSON Reference" of the Alexa Skills Kit.

use super::Intent;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The envelope of every response.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResponseEnvelope {
    /// `1.0`.
    pub version: String,
    /// What the next request of the session brings back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_attributes: Option<Map<String, Value>>,
    /// The response itself.
    pub response: Response,
}

impl ResponseEnvelope {
    /// A response without words, as the answer to an event is.
    pub fn empty() -> Self {
        Response::default().into()
    }
}

impl From<Response> for ResponseEnvelope {
    fn from(response: Response) -> Self {
        Self { version: "1.0".to_owned(), session_attributes: None, response }
    }
}

/// A response.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// What is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_speech: Option<OutputSpeech>,
    /// What the companion app shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card: Option<Card>,
    /// What is said when the user does not answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reprompt: Option<Reprompt>,
    /// What Alexa is to do besides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub directives: Vec<Directive>,
    /// Whether the session ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub should_end_session: Option<bool>,
    /// Answer to a `CanFulfillIntentRequest`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_fulfill_intent: Option<CanFulfillIntent>,
}

/// Speech.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type")]
pub enum OutputSpeech {
    /// Marked-up text.
    #[serde(rename = "SSML")]
    Ssml {
        /// `<speak>…</speak>`, less than 8,000 characters.
        ssml: String,
    },
}

/// A card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type")]
pub enum Card {
    /// Title and text, together less than 8,000 characters.
    Simple {
        /// Title.
        title: String,
        /// Text.
        content: String,
    },
    /// Asks the user to link an account.
    LinkAccount,
}

/// What is said when the user does not answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reprompt {
    /// Speech.
    pub output_speech: OutputSpeech,
}

/// What Alexa is to do besides speaking.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type")]
pub enum Directive {
    /// Asks for a slot; the user's next words fill it.
    #[serde(rename = "Dialog.ElicitSlot")]
    ElicitSlot(ElicitSlot),
    /// Sets the values of dynamic types for this session.
    #[serde(rename = "Dialog.UpdateDynamicEntities", rename_all = "camelCase")]
    UpdateDynamicEntities {
        /// What happens to those set before, of all types.
        update_behavior: UpdateBehavior,
        /// The values per type.
        types: Vec<DynamicType>,
    },
}

/// Asks for a slot. It is kept in the session, so that it can be repeated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ElicitSlot {
    /// The slot.
    pub slot_to_elicit: String,
    /// The intent and what its slots hold.
    pub updated_intent: Intent,
}

/// What happens to dynamic entities set before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum UpdateBehavior {
    /// They are replaced, all types of them.
    Replace,
    /// They are removed.
    Clear,
}

/// The dynamic values of a type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DynamicType {
    /// The type's name in the interaction model.
    pub name: String,
    /// Its values.
    pub values: Vec<DynamicEntity>,
}

/// A dynamic value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DynamicEntity {
    /// Its id.
    pub id: String,
    /// What the user says for it.
    pub name: DynamicEntityName,
}

/// What the user says for a dynamic value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DynamicEntityName {
    /// The name.
    pub value: String,
    /// Other words for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<String>,
}

/// Answer to a `CanFulfillIntentRequest`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CanFulfillIntent {
    /// The answer.
    pub can_fulfill: CanFulfill,
}

/// Whether an intent can be fulfilled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum CanFulfill {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Perhaps.
    Maybe,
}
