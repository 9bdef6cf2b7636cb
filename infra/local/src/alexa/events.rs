//! Skill events: what Alexa tells a skill about a user outside of any conversation. They have no session, device or
//! locale.
//!
//! <https://developer.amazon.com/en-US/docs/alexa/smapi/skill-events-in-alexa-skills.html>

use super::{conversation::user_id, request::api_endpoint};
use jiff::Timestamp;
use serde_json::{Value, json};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SkillEvent<'a> {
    /// The user has linked an account; the skill is shown the access token that it gave for it.
    AccountLinked(&'a str),
    /// The user has disabled the skill. There is no token any more, only the user's id, which never comes again: each
    /// enablement has a new one.
    Disabled,
}

/// The request. The user's id follows from `user`, as in a conversation; `locale` is one of the skill's.
pub(crate) fn skill_event(
    event: SkillEvent<'_>,
    skill_id: &str,
    locale: &str,
    user: u64,
    now: Timestamp,
) -> Value {
    let (kind, body) = match event {
        SkillEvent::AccountLinked(token) => ("SkillAccountLinked", json!({ "accessToken": token })),
        SkillEvent::Disabled => {
            ("SkillDisabled", json!({ "userInformationPersistenceStatus": "NOT_PERSISTED" }))
        }
    };
    let time = now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    json!({
        "version": "1.0",
        "context": {
            "System": {
                "application": { "applicationId": skill_id },
                "user": { "userId": user_id(user) },
                "apiEndpoint": api_endpoint(locale),
                "apiAccessToken": uuid::Uuid::new_v4().simple().to_string(),
            },
        },
        "request": {
            "type": format!("AlexaSkillEvent.{kind}"),
            "requestId": uuid::Uuid::new_v4().to_string(),
            "timestamp": time,
            "eventCreationTime": time,
            "eventPublishingTime": time,
            "body": body,
        },
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "a test fails by panicking")]
    use super::*;
    use crate::alexa::Conversation;

    #[test]
    fn an_event_has_no_session_and_the_user_of_the_conversations() {
        let mut conversation = Conversation::new("amzn1.ask.skill.1", "en-US", 1);
        conversation.set_user(7);
        let linked = SkillEvent::AccountLinked("t0ken");
        let event = skill_event(linked, "amzn1.ask.skill.1", "de-DE", 7, Timestamp::UNIX_EPOCH);
        let members: Vec<_> = event.as_object().into_iter().flat_map(|it| it.keys()).collect();
        assert_eq!(members, ["context", "request", "version"]);
        let system = &event["context"]["System"];
        assert_eq!(system["user"], json!({ "userId": conversation.user_id() }));
        assert_eq!(system["apiEndpoint"], "https://api.eu.amazonalexa.com");
        assert_eq!(event["request"]["type"], "AlexaSkillEvent.SkillAccountLinked");
        assert_eq!(event["request"]["timestamp"], "1970-01-01T00:00:00Z");
        assert_eq!(event["request"]["body"], json!({ "accessToken": "t0ken" }));
    }

    #[test]
    fn who_disables_the_skill_shows_no_token() {
        let event = skill_event(SkillEvent::Disabled, "amzn1.ask.skill.1", "en-US", 7, Timestamp::UNIX_EPOCH);
        assert_eq!(event["request"]["type"], "AlexaSkillEvent.SkillDisabled");
        let status = json!({ "userInformationPersistenceStatus": "NOT_PERSISTED" });
        assert_eq!(event["request"]["body"], status);
        assert!(!event.to_string().contains("\"accessToken\""));
    }
}
