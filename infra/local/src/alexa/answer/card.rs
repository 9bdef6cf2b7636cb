//! Cards in the Alexa app.

use crate::alexa::error::BadResponse;
use serde_json::{Map, Value};

/// The most characters of a card's text, title included.
const LONGEST: usize = 8_000;
/// The most characters of an image's address.
const LONGEST_URL: usize = 2_000;

/// A card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Card {
    /// Text.
    Simple {
        /// Its title.
        title: String,
        /// Its text.
        content: String,
    },
    /// Text with an image.
    Standard {
        /// Its title.
        title: String,
        /// Its text.
        text: String,
    },
    /// An invitation to link an account.
    LinkAccount,
    /// An invitation to grant permissions.
    AskForPermissionsConsent {
        /// Their scopes.
        permissions: Vec<String>,
    },
}

impl Card {
    /// Its type, as the response names it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Simple { .. } => "Simple",
            Self::Standard { .. } => "Standard",
            Self::LinkAccount => "LinkAccount",
            Self::AskForPermissionsConsent { .. } => "AskForPermissionsConsent",
        }
    }
}

/// Reads a `card` object.
pub(super) fn read(value: Option<&Value>) -> Result<Option<Card>, BadResponse> {
    let card = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Object(card)) => card,
        Some(_) => return Err(BadResponse::new("response.card", "is not an object")),
    };
    let card = match card.get("type").and_then(Value::as_str) {
        Some("Simple") => Card::Simple { title: text(card, "title")?, content: text(card, "content")? },
        Some("Standard") => {
            check_image(card)?;
            Card::Standard { title: text(card, "title")?, text: text(card, "text")? }
        }
        Some("LinkAccount") => Card::LinkAccount,
        Some("AskForPermissionsConsent") => {
            Card::AskForPermissionsConsent { permissions: permissions(card)? }
        }
        Some(other) => {
            return Err(BadResponse::new(
                "response.card.type",
                format!("is `{other}`, which is no type of card"),
            ));
        }
        None => return Err(BadResponse::new("response.card.type", "is missing")),
    };
    if let Card::Simple { title, content: text } | Card::Standard { title, text } = &card {
        let length = title.chars().count() + text.chars().count();
        if length > LONGEST {
            return Err(BadResponse::new(
                "response.card",
                format!("has {length} characters; at most {LONGEST}"),
            ));
        }
    }
    Ok(Some(card))
}

fn text(card: &Map<String, Value>, member: &str) -> Result<String, BadResponse> {
    match card.get(member) {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(_) => Err(BadResponse::new(format!("response.card.{member}"), "is not a string")),
    }
}

fn check_image(card: &Map<String, Value>) -> Result<(), BadResponse> {
    for size in ["smallImageUrl", "largeImageUrl"] {
        let Some(url) = card.get("image").and_then(|image| image.get(size)).filter(|url| !url.is_null())
        else {
            continue;
        };
        let fine = |url: &str| url.starts_with("https://") && url.chars().count() <= LONGEST_URL;
        if !url.as_str().is_some_and(fine) {
            let fault = format!("is not an `https://` address of at most {LONGEST_URL} characters");
            return Err(BadResponse::new(format!("response.card.image.{size}"), fault));
        }
    }
    Ok(())
}

fn permissions(card: &Map<String, Value>) -> Result<Vec<String>, BadResponse> {
    let scopes = card.get("permissions").and_then(Value::as_array).filter(|scopes| !scopes.is_empty());
    let scopes: Option<Vec<String>> =
        scopes.and_then(|scopes| scopes.iter().map(|scope| scope.as_str().map(str::to_owned)).collect());
    scopes.ok_or_else(|| {
        BadResponse::new("response.card.permissions", "is not a list of scopes with one at least")
    })
}
