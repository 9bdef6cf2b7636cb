//! `outputSpeech` and `reprompt`.

use crate::alexa::{error::BadResponse, language::Language, ssml::Speech};
use serde_json::Value;

/// The most characters of one speech, tags included.
const LONGEST: usize = 8_000;

/// Reads an `outputSpeech` object at a path.
pub(super) fn output(
    value: Option<&Value>,
    at: &str,
    language: Language,
) -> Result<Option<Speech>, BadResponse> {
    let speech = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Object(speech)) => speech,
        Some(_) => return Err(BadResponse::new(at, "is not an object")),
    };
    let (member, is_ssml) = match speech.get("type").and_then(Value::as_str) {
        Some("PlainText") => ("text", false),
        Some("SSML") => ("ssml", true),
        Some(other) => {
            return Err(BadResponse::new(
                format!("{at}.type"),
                format!("is `{other}`, not `PlainText` or `SSML`"),
            ));
        }
        None => {
            return Err(BadResponse::new(format!("{at}.type"), "is missing; it is `PlainText` or `SSML`"));
        }
    };
    let at_text = format!("{at}.{member}");
    let Some(text) = speech.get(member).and_then(Value::as_str) else {
        return Err(BadResponse::new(at_text, "is missing or not a string"));
    };
    let length = text.chars().count();
    if length > LONGEST {
        return Err(BadResponse::new(at_text, format!("has {length} characters; at most {LONGEST}")));
    }
    if let Some(behavior) = speech.get("playBehavior").filter(|behavior| !behavior.is_null()) {
        let known = ["ENQUEUE", "REPLACE_ALL", "REPLACE_ENQUEUED"];
        if !behavior.as_str().is_some_and(|behavior| known.contains(&behavior)) {
            return Err(BadResponse::new(
                format!("{at}.playBehavior"),
                format!("is not one of {}", known.join(", ")),
            ));
        }
    }
    let speech = if is_ssml { Speech::ssml(text, language) } else { Ok(Speech::text(text)) };
    speech.map(Some).map_err(|fault| BadResponse::new(at_text, fault))
}

/// Reads a `reprompt` object.
pub(super) fn reprompt(value: Option<&Value>, language: Language) -> Result<Option<Speech>, BadResponse> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(reprompt)) => {
            output(reprompt.get("outputSpeech"), "response.reprompt.outputSpeech", language)
        }
        Some(_) => Err(BadResponse::new("response.reprompt", "is not an object")),
    }
}
