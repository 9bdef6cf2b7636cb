//! What a skill may do at Alexa's API while its answer is awaited: say something ("Send the User a Progressive Response"),
//! and ask for a setting of the device ("Device Settings REST API Reference", Alexa Skills Kit).

use super::{error::BadResponse, language::Language, ssml::Speech};
use serde_json::Value;

/// So many may come before the answer.
const MOST: usize = 5;
/// The most characters of one of them, tags included.
const LONGEST: usize = 600;

/// A request whose answer is awaited.
#[derive(Debug)]
pub(crate) struct Awaited {
    id: String,
    token: String,
    device: String,
    /// What the device is set to.
    zone: String,
    language: Language,
    /// What was said meanwhile, as a transcript writes it.
    said: Vec<String>,
}

/// Why a directive is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It does not carry the token of a request whose answer is awaited.
    Stranger,
    /// It is no directive that may be sent now.
    Bad(BadResponse),
    /// There were enough.
    TooMany,
}

impl Awaited {
    /// `None` for a request that is not answered in a conversation. The device is set to `zone`.
    pub(crate) fn new(envelope: &Value, zone: &str) -> Option<Self> {
        let text = |pointer: &str| envelope.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let language = Language::of(&text("/request/locale")?);
        let token = text("/context/System/apiAccessToken")?;
        let device = text("/context/System/device/deviceId")?;
        let (id, zone) = (text("/request/requestId")?, zone.to_owned());
        Some(Self { id, token, device, zone, language, said: Vec::new() })
    }

    /// The request's id.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// The time zone of `device`, which is asked for with `token`; `None` where that token says nothing of that device.
    pub(crate) fn zone(&self, token: &str, device: &str) -> Option<&str> {
        (self.token == token && self.device == device).then_some(&self.zone)
    }

    /// What was said so far.
    pub(crate) fn into_said(self) -> Vec<String> {
        self.said
    }

    /// Takes a directive that came with `token`.
    pub(crate) fn take(&mut self, token: Option<&str>, body: &Value) -> Result<(), Refused> {
        if token != Some(self.token.as_str()) {
            return Err(Refused::Stranger);
        }
        if self.said.len() == MOST {
            return Err(Refused::TooMany);
        }
        let bad = |place: &str, fault: String| Refused::Bad(BadResponse::new(place, fault));
        if body.pointer("/directive/type").and_then(Value::as_str) != Some("VoicePlayer.Speak") {
            return Err(bad("directive.type", "is not `VoicePlayer.Speak`".to_owned()));
        }
        let place = "directive.speech";
        let Some(speech) = body.pointer("/directive/speech").and_then(Value::as_str) else {
            return Err(bad(place, "is missing or not a string".to_owned()));
        };
        let length = speech.chars().count();
        if length == 0 || length > LONGEST {
            return Err(bad(place, format!("has {length} characters; 1 to {LONGEST} are allowed")));
        }
        let speech = if speech.trim_start().starts_with("<speak") {
            Speech::ssml(speech, self.language).map_err(|fault| bad(place, fault))?
        } else {
            Speech::text(speech)
        };
        self.said.push(speech.plain);
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use serde_json::json;

    fn awaited() -> Awaited {
        let request = json!({"requestId": "r", "locale": "en-US"});
        let system = json!({"apiAccessToken": "t", "device": {"deviceId": "d"}});
        Awaited::new(&json!({"context": {"System": system}, "request": request}), "Asia/Tokyo").unwrap()
    }

    fn speak(speech: &Value) -> Value {
        json!({"header": {"requestId": "r"}, "directive": {"type": "VoicePlayer.Speak", "speech": speech}})
    }

    #[test]
    fn a_device_tells_its_zone_to_the_token_of_its_request_alone() {
        let awaited = awaited();
        assert_eq!(awaited.zone("t", "d"), Some("Asia/Tokyo"));
        assert_eq!((awaited.zone("t", "e"), awaited.zone("u", "d")), (None, None));
    }

    #[test]
    fn what_is_said_meanwhile_is_kept() {
        let mut awaited = awaited();
        assert_eq!(awaited.take(Some("t"), &speak(&json!("<speak>Still &amp; quiet.</speak>"))), Ok(()));
        assert_eq!(awaited.take(Some("t"), &speak(&json!("Plain & simple."))), Ok(()));
        assert_eq!(awaited.into_said(), ["Still & quiet.", "Plain & simple."]);
    }

    #[test]
    fn what_alexa_refuses_is_refused() {
        let mut awaited = awaited();
        let fine = speak(&json!("<speak>Wait.</speak>"));
        assert_eq!(awaited.take(None, &fine), Err(Refused::Stranger));
        assert_eq!(awaited.take(Some("u"), &fine), Err(Refused::Stranger));
        let long = json!("x".repeat(601));
        for bad in [json!({}), speak(&json!(1)), speak(&json!("")), speak(&long), speak(&json!("<speak><b>"))]
        {
            assert!(matches!(awaited.take(Some("t"), &bad), Err(Refused::Bad(_))), "{bad}");
        }
        for _ in 0..MOST {
            assert_eq!(awaited.take(Some("t"), &fine), Ok(()));
        }
        assert_eq!(awaited.take(Some("t"), &fine), Err(Refused::TooMany));
    }
}
