//! What Alexa accepts of a response, and what she hears in it.

use super::talk::{Talk, model};
use crate::alexa::{Card, Said};
use serde_json::{Value, json};

fn answer(response: Value) -> Result<Said, String> {
    let mut talk = Talk::new("en-US", model("fact box", json!([]), json!([])));
    talk.request("open fact box");
    talk.answer(&response).map_err(|refused| refused.at)
}

fn body(response: Value) -> Value {
    json!({"version": "1.0", "response": response})
}

#[test]
fn speech_card_and_end() {
    let said = answer(body(json!({
        "outputSpeech": {"type": "SSML", "ssml": "<speak>Issue <say-as interpret-as=\"characters\">ops</say-as> &amp; more.</speak>"},
        "card": {"type": "Simple", "title": "Issue", "content": "OPS"},
        "shouldEndSession": true,
    })))
    .unwrap();
    assert_eq!(said.speech, "Issue O P S & more.");
    assert_eq!(said.card, Some(Card::Simple { title: "Issue".to_owned(), content: "OPS".to_owned() }));
    assert!(said.ended && said.reprompt.is_none() && said.follow_up.is_none());
    let said = answer(body(json!({"card": {"type": "LinkAccount"}, "unknown": 1}))).unwrap();
    assert_eq!((said.speech.as_str(), said.ssml.as_str(), said.card), ("", "", Some(Card::LinkAccount)));
}

#[test]
fn what_is_refused_is_named_by_its_place() {
    let long = "x".repeat(8_001);
    let speech = |value: Value| body(json!({"outputSpeech": value}));
    let card = |value: Value| body(json!({"card": value}));
    for (response, at) in [
        (json!("hello"), "response"),
        (json!({"response": {}}), "version"),
        (json!({"version": "2.0", "response": {}}), "version"),
        (json!({"version": 1.0, "response": {}}), "version"),
        (json!({"version": "1.0"}), "response"),
        (json!({"version": "1.0", "response": []}), "response"),
        (json!({"version": "1.0", "sessionAttributes": [], "response": {}}), "sessionAttributes"),
        (
            json!({"version": "1.0", "sessionAttributes": {"a": "x".repeat(123_000)}, "response": {}}),
            "response",
        ),
        (body(json!({"shouldEndSession": "no"})), "response.shouldEndSession"),
        (speech(json!("hello")), "response.outputSpeech"),
        (speech(json!({"text": "a"})), "response.outputSpeech.type"),
        (speech(json!({"type": "Text", "text": "a"})), "response.outputSpeech.type"),
        (speech(json!({"type": "PlainText", "ssml": "<speak/>"})), "response.outputSpeech.text"),
        (speech(json!({"type": "SSML", "text": "a"})), "response.outputSpeech.ssml"),
        (speech(json!({"type": "SSML", "ssml": "<speak>a"})), "response.outputSpeech.ssml"),
        (speech(json!({"type": "PlainText", "text": long})), "response.outputSpeech.text"),
        (
            speech(json!({"type": "PlainText", "text": "a", "playBehavior": "LOUD"})),
            "response.outputSpeech.playBehavior",
        ),
        (
            body(json!({"reprompt": {"outputSpeech": {"type": "PlainText", "text": "a"}}})),
            "response.reprompt",
        ),
        (
            body(
                json!({"shouldEndSession": false, "reprompt": {"outputSpeech": {"type": "SSML", "ssml": "a"}}}),
            ),
            "response.reprompt.outputSpeech.ssml",
        ),
        (card(json!({"title": "a"})), "response.card.type"),
        (card(json!({"type": "Big"})), "response.card.type"),
        (card(json!({"type": "Simple", "title": 1})), "response.card.title"),
        (card(json!({"type": "Simple", "title": "a", "content": "x".repeat(8_000)})), "response.card"),
        (
            card(json!({"type": "Standard", "text": "a", "image": {"smallImageUrl": "http://a"}})),
            "response.card.image.smallImageUrl",
        ),
        (card(json!({"type": "AskForPermissionsConsent"})), "response.card.permissions"),
        (body(json!({"directives": {}})), "response.directives"),
        (
            body(json!({"directives": [{"type": "Alexa.Presentation.APL.RenderDocument"}]})),
            "response.directives[0]",
        ),
    ] {
        assert_eq!(
            answer(response.clone()).unwrap_err(),
            at,
            "{}",
            response.to_string().chars().take(200).collect::<String>()
        );
    }
}

#[test]
fn limits_are_inclusive() {
    answer(body(json!({"outputSpeech": {"type": "PlainText", "text": "ü".repeat(8_000)}}))).unwrap();
    answer(body(json!({"card": {"type": "Simple", "title": "a", "content": "x".repeat(7_999)}}))).unwrap();
}
