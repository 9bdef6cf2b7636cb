//! What Alexa sends. Source: "Request and Response JSON Reference" of the Alexa Skills Kit.

use super::{Intent, Other, Secret};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The envelope of every request.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestEnvelope {
    /// `1.0`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The session; absent for events outside of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<Session>,
    /// State of the device and of Alexa.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<Context>,
    /// The request itself.
    pub request: Request,
    /// Everything else.
    #[serde(flatten)]
    pub other: Other,
}

/// A session.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Whether this request opened it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<bool>,
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The skill.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<Application>,
    /// What the skill's last response left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
    /// The user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<User>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Other,
}

/// Session attributes. `Debug` prints their names alone: they hold what users said.
pub type Attributes = Other;

/// A skill's id.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Application {
    /// `amzn1.ask.skill.…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Other,
}

/// A user.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Alexa's id of the user for this skill.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The token of the linked account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_token: Option<Secret>,
    /// What the user consented to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Permissions>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Other,
}

/// What a user consented to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Permissions {
    /// An older form of `System::api_access_token`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent_token: Option<Secret>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Other,
}

/// State of the device and of Alexa.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Context {
    /// The system.
    #[serde(rename = "System", skip_serializing_if = "Option::is_none")]
    pub system: Option<System>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Other,
}

/// The Alexa service and the device.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct System {
    /// The skill.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<Application>,
    /// The user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<User>,
    /// The device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<Device>,
    /// Base URL of Alexa's own API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_endpoint: Option<String>,
    /// The token for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_access_token: Option<Secret>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Other,
}

/// A device.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Device {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_id: Option<String>,
    /// Everything else, its interfaces among it.
    #[serde(flatten)]
    pub other: Other,
}

/// A request of any type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// `LaunchRequest`, `IntentRequest`, `AlexaSkillEvent.SkillDisabled`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// When it was sent, as ISO 8601; some tools send a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Value>,
    /// The user's locale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Of `IntentRequest` and `CanFulfillIntentRequest`: what the user wants.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intent: Option<Intent>,
    /// Of `IntentRequest`: `STARTED`, `IN_PROGRESS`, `COMPLETED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dialog_state: Option<String>,
    /// Of `SessionEndedRequest`: `USER_INITIATED`, `ERROR`, `EXCEEDED_MAX_REPROMPTS`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Of `SessionEndedRequest` and `System.ExceptionEncountered`: what went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Other>,
    /// Of `AlexaSkillEvent.*`: what happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<EventBody>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Other,
}

/// The body of a skill event.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventBody {
    /// Of `SkillAccountLinked`: the token of the linked account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_token: Option<Secret>,
    /// Of `SkillDisabled`: `PERSISTED` or `NOT_PERSISTED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_information_persistence_status: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Other,
}
