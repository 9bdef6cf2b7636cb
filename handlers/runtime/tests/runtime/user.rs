//! A user who talks to the skill: Alexa's part, as far as these tests need it.

use crate::words::{english, german, write};
use sayso_runtime::{Clock, Skill, testing};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use tempfile::TempDir;

pub struct User<S> {
    pub harness: testing::Harness<S>,
    pub locale: &'static str,
    /// What Alexa sends along for the linked account.
    pub token: Option<String>,
    /// Where Alexa's API is, as she says.
    pub alexa: Option<String>,
    attributes: Value,
    new: bool,
    _words: TempDir,
}

/// What the user hears.
#[derive(Debug)]
pub struct Heard {
    /// Without `<speak>`.
    pub speech: String,
    pub ended: bool,
    /// The whole response.
    pub response: Value,
}

impl Heard {
    pub fn reprompt(&self) -> Option<&str> {
        self.response.pointer("/response/reprompt/outputSpeech/ssml").and_then(Value::as_str).map(bare)
    }

    pub fn directive(&self, kind: &str) -> Option<&Value> {
        let directives = self.response.pointer("/response/directives")?.as_array()?;
        directives.iter().find(|directive| directive["type"] == kind)
    }
}

fn bare(ssml: &str) -> &str {
    ssml.strip_prefix("<speak>").and_then(|ssml| ssml.strip_suffix("</speak>")).unwrap()
}

impl<S: Skill> User<S> {
    pub fn of_skill(url: &str) -> Self {
        let environment = BTreeMap::from([("SAYSO_SERVICE_SHED".to_owned(), url.to_owned())]);
        Self::with(environment, Clock::System)
    }

    /// A user of the skill with these variables, at the time of `clock`.
    pub fn with(environment: BTreeMap<String, String>, clock: Clock) -> Self {
        let words = TempDir::new().unwrap();
        write(words.path(), &english());
        write(words.path(), &german());
        let harness = testing::Harness::at(words.path(), environment, clock).unwrap();
        let token = Some("canary-token".to_owned());
        Self { harness, locale: "en-US", token, alexa: None, attributes: json!({}), new: true, _words: words }
    }

    pub async fn launch(&mut self) -> Heard {
        self.request(json!({"type": "LaunchRequest"})).await
    }

    /// An intent without slots.
    pub async fn says(&mut self, intent: &str) -> Heard {
        self.says_with(intent, &[]).await
    }

    /// An intent with slots: name, what was heard, and the id that it means (empty: no match).
    pub async fn says_with(&mut self, intent: &str, slots: &[(&str, &str, &str)]) -> Heard {
        let slots: Map<String, Value> =
            slots.iter().map(|(name, heard, id)| ((*name).to_owned(), slot(name, heard, id))).collect();
        self.request(json!({"type": "IntentRequest", "intent": {"name": intent, "slots": slots}})).await
    }

    pub async fn request(&mut self, request: Value) -> Heard {
        let event = self.event(&request);
        let response = self.harness.invoke(&event).await.unwrap();
        self.attributes = response.get("sessionAttributes").cloned().unwrap_or_else(|| json!({}));
        let ended = response["response"]["shouldEndSession"] == true;
        self.new = ended;
        if ended {
            self.attributes = json!({});
        }
        let speech = response.pointer("/response/outputSpeech/ssml").and_then(Value::as_str).map(bare);
        Heard { speech: speech.unwrap_or_default().to_owned(), ended, response }
    }

    pub fn event(&self, request: &Value) -> Value {
        let application = json!({"applicationId": testing::SKILL_ID});
        let mut event = json!({
            "version": "1.0",
            "session": {
                "new": self.new,
                "sessionId": "session",
                "application": application,
                "attributes": self.attributes,
                "user": {"userId": "user", "accessToken": self.token},
            },
            "context": {"System": {
                "application": application,
                "device": {"deviceId": "own/device"},
                "apiAccessToken": "canary-token",
            }},
            "request": {"requestId": "request", "timestamp": "2026-03-01T23:59:59Z", "locale": self.locale},
        });
        let fields = request.as_object().unwrap().clone();
        if let Some(alexa) = &self.alexa {
            event["context"]["System"]["apiEndpoint"] = json!(alexa);
        }
        event["request"].as_object_mut().unwrap().extend(fields);
        event
    }

    /// What Alexa brings back with the next request.
    pub fn attributes(&mut self) -> &mut Value {
        &mut self.attributes
    }

    pub fn logged(&self, event: &str) -> Vec<Value> {
        let lines = self.harness.logged();
        let events = lines.iter().map(|line| serde_json::from_str::<Value>(line).unwrap());
        events.filter(|line| line["event"] == event).collect()
    }
}

fn slot(name: &str, heard: &str, id: &str) -> Value {
    let status = if id.is_empty() { "ER_SUCCESS_NO_MATCH" } else { "ER_SUCCESS_MATCH" };
    let values = if id.is_empty() { json!([]) } else { json!([{"value": {"id": id, "name": heard}}]) };
    json!({"name": name, "value": heard, "confirmationStatus": "NONE", "source": "USER", "resolutions": {
        "resolutionsPerAuthority": [{"authority": "amzn1.er-authority.echo-sdk.x.T", "status": {"code": status},
            "values": values}],
    }})
}
