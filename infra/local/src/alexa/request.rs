//! The requests that a skill receives ("Request and Response JSON Reference").

use super::{
    conversation::{Conversation, Pending, Session},
    dialog::DialogState,
    hear::Heard,
    intent::Intent,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Alexa's own services, by the region of a locale.
pub(crate) fn api_endpoint(locale: &str) -> &'static str {
    match locale {
        "en-US" | "en-CA" | "es-US" | "es-MX" | "fr-CA" | "pt-BR" => "https://api.amazonalexa.com",
        "en-AU" | "ja-JP" => "https://api.fe.amazonalexa.com",
        _ => "https://api.eu.amazonalexa.com",
    }
}

/// A `LaunchRequest` in a session of its own.
pub(crate) fn launch(conversation: &mut Conversation) -> Heard {
    conversation.open();
    conversation.pending.push_back(Pending::Launch);
    let body = body(conversation, "LaunchRequest");
    Heard { request: envelope(conversation, &body), intent: None, slots: BTreeMap::new() }
}

/// An `IntentRequest` in the open session. `state` where the model has a dialog for the intent.
pub(crate) fn intent(conversation: &mut Conversation, intent: &Intent, state: Option<DialogState>) -> Heard {
    conversation.pending.push_back(Pending::Intent(intent.clone()));
    let mut body = body(conversation, "IntentRequest");
    body.insert("intent".to_owned(), intent.json());
    if let Some(state) = state {
        body.insert("dialogState".to_owned(), json!(state.text()));
    }
    Heard {
        request: envelope(conversation, &body),
        intent: Some(intent.name.clone()),
        slots: intent.values(),
    }
}

/// A `SessionEndedRequest`; the session is over. `None` where none was open.
pub(crate) fn session_ended(
    conversation: &mut Conversation,
    reason: &str,
    error: Option<Value>,
) -> Option<Heard> {
    conversation.session.as_ref()?;
    let mut body = body(conversation, "SessionEndedRequest");
    body.insert("reason".to_owned(), json!(reason));
    if let Some(error) = error {
        body.insert("error".to_owned(), error);
    }
    let request = envelope(conversation, &body);
    conversation.session = None;
    conversation.pending.push_back(Pending::SessionEnded { then: None });
    Some(Heard { request, intent: None, slots: BTreeMap::new() })
}

fn body(conversation: &mut Conversation, ty: &str) -> Map<String, Value> {
    let id = format!("amzn1.echo-api.request.{}", conversation.next_id());
    let timestamp = conversation.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    [("type", ty), ("requestId", &id), ("timestamp", &timestamp), ("locale", &conversation.locale)]
        .into_iter()
        .map(|(key, value)| (key.to_owned(), json!(value)))
        .collect()
}

fn envelope(conversation: &Conversation, request: &Map<String, Value>) -> Value {
    let application = json!({"applicationId": conversation.skill_id});
    let mut user = Map::new();
    user.insert("userId".to_owned(), json!(conversation.user_id()));
    if let Some(token) = &conversation.access_token {
        user.insert("accessToken".to_owned(), json!(token));
    }
    let mut envelope = json!({
        "version": "1.0",
        "context": {"System": {
            "application": application,
            "user": user,
            "device": {"deviceId": conversation.device_id(), "supportedInterfaces": {}},
            "apiEndpoint": conversation.api_endpoint,
            "apiAccessToken": conversation.fixed_id(3),
        }},
        "request": request,
    });
    if let (Some(Session { id, new, attributes, .. }), Some(envelope)) =
        (&conversation.session, envelope.as_object_mut())
    {
        let session = json!({
            "new": new,
            "sessionId": id,
            "application": application,
            "attributes": attributes,
            "user": user,
        });
        envelope.insert("session".to_owned(), session);
    }
    envelope
}
