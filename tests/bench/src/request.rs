//! Requests as Alexa sends them: whole envelopes of about 3 kB, most of which a skill never looks at.

use serde_json::{Value, json};

/// The skill that the requests are for.
pub const SKILL_ID: &str = "amzn1.ask.skill.test";

/// The user opens the skill.
pub fn launch(locale: &str) -> String {
    envelope(locale, true, &json!({ "type": "LaunchRequest" }))
}

/// The user says something that Alexa takes for an intent, in a session that is open already; `slots` are the names of
/// slots that were not filled.
pub fn intent(locale: &str, name: &str, slots: &[&str]) -> String {
    let slots: serde_json::Map<String, Value> = slots
        .iter()
        .map(|slot| ((*slot).to_owned(), json!({ "name": slot, "confirmationStatus": "NONE" })))
        .collect();
    let mut intent = json!({ "name": name, "confirmationStatus": "NONE" });
    if !slots.is_empty() {
        intent["slots"] = Value::Object(slots);
    }
    envelope(locale, false, &json!({ "type": "IntentRequest", "intent": intent, "dialogState": "STARTED" }))
}

/// A request in its envelope.
fn envelope(locale: &str, new: bool, request: &Value) -> String {
    let mut request = request.clone();
    request["requestId"] = json!("amzn1.echo-api.request.0f0e9d8c-7b6a-4d5e-8f90-112233445566");
    request["timestamp"] = json!("2026-03-01T12:00:00Z");
    request["locale"] = json!(locale);
    let user = json!({ "userId": format!("amzn1.ask.account.{}", "AEKT7RQZ5V2M6XNP".repeat(12)) });
    let application = json!({ "applicationId": SKILL_ID });
    let viewport = json!({
        "type": "APL",
        "id": "main",
        "shape": "RECTANGLE",
        "dpi": 160,
        "presentationType": "STANDARD",
        "canRotate": false,
        "configuration": { "current": {
            "mode": "HUB",
            "video": { "codecs": ["H_264_42", "H_264_41"] },
            "size": { "type": "DISCRETE", "pixelWidth": 1280, "pixelHeight": 800 }
        } }
    });
    json!({
        "version": "1.0",
        "session": {
            "new": new,
            "sessionId": "amzn1.echo-api.session.00112233-4455-4677-8899-aabbccddeeff",
            "application": application,
            "attributes": {},
            "user": user,
        },
        "context": {
            "System": {
                "application": application,
                "user": user,
                "device": {
                    "deviceId": format!("amzn1.ask.device.{}", "AHB3QPLW9ZK4TD7C".repeat(10)),
                    "supportedInterfaces": {
                        "AudioPlayer": {},
                        "Alexa.Presentation.APL": { "runtime": { "maxVersion": "2024.2" } },
                    },
                },
                "apiEndpoint": "https://api.amazonalexa.com",
                // As long as the tokens that Alexa sends, and as meaningless to us.
                "apiAccessToken": "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9".repeat(24),
            },
            "Viewports": [viewport],
            "AudioPlayer": { "playerActivity": "IDLE" },
            "Viewport": {
                "experiences": [{ "arcMinuteWidth": 346, "arcMinuteHeight": 216, "canRotate": false, "canResize": false }],
                "mode": "HUB",
                "shape": "RECTANGLE",
                "pixelWidth": 1280,
                "pixelHeight": 800,
                "dpi": 160,
                "touch": ["SINGLE"],
                "video": { "codecs": ["H_264_42", "H_264_41"] },
            },
        },
        "request": request,
    })
    .to_string()
}
