//! What Alexa sends. Source: "Request and Response JSON Reference" of the Alexa Skills Kit.

use super::{Intent, Secret, lossless::lossless};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt;

lossless! {
    /// The envelope of every request.
    pub struct RequestEnvelope {
        /// `1.0`.
        pub version: String = "version",
        /// The session; absent for events outside of one.
        pub session: Session = "session",
        /// State of the device and of Alexa.
        pub context: Context = "context",
        /// The request itself.
        pub request: Request = "request",
    }
}

lossless! {
    /// A session.
    pub struct Session {
        /// Whether this request opened it.
        pub new: bool = "new",
        /// Its id.
        pub session_id: String = "sessionId",
        /// The skill.
        pub application: Application = "application",
        /// What the skill's last response left.
        pub attributes: Attributes = "attributes",
        /// The user.
        pub user: User = "user",
    }
}

impl RequestEnvelope {
    /// The request's type; empty where there is none.
    pub fn kind(&self) -> &str {
        self.request.as_ref().and_then(|request| request.kind.as_deref()).unwrap_or_default()
    }

    /// The access token of whoever speaks. It is in `context` of every request, and in `session` besides. Source:
    /// "Validate Access Tokens in Requests", Alexa Skills Kit.
    pub(crate) fn access_token(&self) -> Option<&Secret> {
        self.user()?.access_token.as_ref()
    }

    /// The access token that an event tells of.
    pub(crate) fn event_token(&self) -> Option<&Secret> {
        self.request.as_ref()?.body.as_ref()?.access_token.as_ref()
    }

    /// Alexa's id of whoever speaks; never an empty one, which would be everybody's.
    pub(crate) fn user_id(&self) -> Option<&str> {
        self.user()?.user_id.as_deref().filter(|id| !id.is_empty())
    }

    /// The id of the device that the user speaks to, at which Alexa's API tells its settings.
    pub(crate) fn device_id(&self) -> Option<&str> {
        self.context.as_ref()?.system.as_ref()?.device.as_ref()?.device_id.as_deref()
    }

    fn user(&self) -> Option<&User> {
        let system = self.context.as_ref().and_then(|context| context.system.as_ref());
        let user = system.and_then(|system| system.user.as_ref());
        user.or_else(|| self.session.as_ref()?.user.as_ref())
    }

    /// The intent's name, where there is one.
    pub fn intent_name(&self) -> Option<&str> {
        self.request.as_ref()?.intent.as_ref()?.name.as_deref()
    }
}

/// Session attributes. `Debug` prints their names alone: they hold what users said.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Attributes(pub Map<String, Value>);

impl fmt::Debug for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

lossless! {
    /// A skill's id.
    pub struct Application {
        /// `amzn1.ask.skill.…`.
        pub application_id: String = "applicationId",
    }
}

lossless! {
    /// A user.
    pub struct User {
        /// Alexa's id of the user for this skill.
        pub user_id: String = "userId",
        /// The token of the linked account.
        pub access_token: Secret = "accessToken",
        /// What the user consented to.
        pub permissions: Permissions = "permissions",
    }
}

lossless! {
    /// What a user consented to.
    pub struct Permissions {
        /// An older form of `System::api_access_token`.
        pub consent_token: Secret = "consentToken",
    }
}

lossless! {
    /// State of the device and of Alexa.
    pub struct Context {
        /// The system.
        pub system: System = "System",
    }
}

lossless! {
    /// The Alexa service and the device.
    pub struct System {
        /// The skill.
        pub application: Application = "application",
        /// The user.
        pub user: User = "user",
        /// The device.
        pub device: Device = "device",
        /// Base URL of Alexa's own API.
        pub api_endpoint: String = "apiEndpoint",
        /// The token for it.
        pub api_access_token: Secret = "apiAccessToken",
    }
}

lossless! {
    /// A device.
    pub struct Device {
        /// Its id.
        pub device_id: String = "deviceId",
    }
}

lossless! {
    /// A request of any type.
    pub struct Request {
        /// `LaunchRequest`, `IntentRequest`, `AlexaSkillEvent.SkillDisabled`, …
        pub kind: String = "type",
        /// Its id.
        pub request_id: String = "requestId",
        /// When it was sent, as ISO 8601; some tools send a number.
        pub timestamp: Value = "timestamp",
        /// The user's locale.
        pub locale: String = "locale",
        /// Of `IntentRequest` and `CanFulfillIntentRequest`: what the user wants.
        pub intent: Intent = "intent",
        /// Of `IntentRequest`: `STARTED`, `IN_PROGRESS`, `COMPLETED`.
        pub dialog_state: String = "dialogState",
        /// Of `SessionEndedRequest`: `USER_INITIATED`, `ERROR`, `EXCEEDED_MAX_REPROMPTS`.
        pub reason: String = "reason",
        /// Of `SessionEndedRequest` and `System.ExceptionEncountered`: what went wrong.
        pub error: ErrorReport = "error",
        /// Of `AlexaSkillEvent.*`: what happened.
        pub body: EventBody = "body",
    }
}

lossless! {
    /// An error that Alexa reports.
    pub struct ErrorReport {
        /// `INVALID_RESPONSE`, `INTERNAL_SERVICE_ERROR`, …
        pub kind: String = "type",
    }
}

lossless! {
    /// The body of a skill event.
    pub struct EventBody {
        /// Of `SkillAccountLinked`: the token of the linked account.
        pub access_token: Secret = "accessToken",
        /// Of `SkillDisabled`: `PERSISTED` or `NOT_PERSISTED`.
        pub user_information_persistence_status: String = "userInformationPersistenceStatus",
    }
}
