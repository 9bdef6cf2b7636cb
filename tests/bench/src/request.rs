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
    let slots: Vec<_> = slots.iter().map(|slot| (*slot, json!({}))).collect();
    filled_intent(locale, name, &slots)
}

/// The same with slots that were: each with what was [`heard`] or [`matched`].
pub fn filled_intent(locale: &str, name: &str, slots: &[(&str, Value)]) -> String {
    let mut intent = json!({ "name": name, "confirmationStatus": "NONE" });
    for (name, heard) in slots {
        let mut slot = heard.clone();
        slot["name"] = json!(name);
        slot["confirmationStatus"] = json!("NONE");
        intent["slots"][*name] = slot;
    }
    envelope(locale, false, &json!({ "type": "IntentRequest", "intent": intent, "dialogState": "STARTED" }))
}

/// A slot of a built-in type.
pub fn heard(text: &str) -> Value {
    json!({ "value": text })
}

/// A slot of a type of the skill's own, in which Alexa found the value `id`.
pub fn matched(text: &str, id: &str, name: &str) -> Value {
    let authority = json!({
        "authority": format!("amzn1.er-authority.echo-sdk.{SKILL_ID}.Type"),
        "status": { "code": "ER_SUCCESS_MATCH" },
        "values": [{ "value": { "id": id, "name": name } }],
    });
    json!({ "value": text, "resolutions": { "resolutionsPerAuthority": [authority] } })
}

/// An event of a user whose account is linked, in a session that has kept `attributes`.
pub fn linked(event: &str, access_token: &str, attributes: &Value) -> serde_json::Result<String> {
    let mut event: Value = serde_json::from_str(event)?;
    event["session"]["attributes"] = attributes.clone();
    for user in ["/session/user", "/context/System/user"] {
        if let Some(user) = event.pointer_mut(user) {
            user["accessToken"] = json!(access_token);
        }
    }
    Ok(event.to_string())
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
