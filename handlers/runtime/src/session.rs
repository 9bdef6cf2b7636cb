//! What a session keeps between requests: one attribute, `sayso`, beside those of others.

use crate::{
    Skill, alexa::ElicitSlot, fields::KnownFields, understood::Doubt, values::KnownValues, zone::KnownZone,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::{collections::BTreeMap, io};

/// The attribute.
const ATTRIBUTE: &str = "sayso";
/// The most that it may be, in bytes of JSON. Alexa's limit for a whole response was 24 KB for long.
const LARGEST: usize = 20 * 1024;

/// What a session keeps.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// What is awaited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) open: Option<Open>,
    /// The list that "next" refers to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) focus: Option<Value>,
    /// The skill's memory.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub(crate) memory: Value,
    /// The last answer, for "repeat".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last: Option<Last>,
    /// The step, `Intent.step`, whose slot is being asked for again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) again: Option<String>,
    /// What was found out about slots of the intent that a slot is asked for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) settled: BTreeMap<String, String>,
    /// Whether the open question is asked no more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) once: bool,
    /// Whether the values of the dynamic types are with Alexa.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) entities: bool,
    /// Those of them that fit.
    #[serde(default, skip_serializing_if = "KnownValues::is_empty")]
    pub(crate) values: KnownValues,
    /// Fields that the account's site numbers by itself.
    #[serde(default, skip_serializing_if = "KnownFields::is_empty")]
    pub(crate) fields: KnownFields,
    /// The time zone of the user's device.
    #[serde(default, skip_serializing_if = "KnownZone::is_unasked")]
    pub(crate) zone: KnownZone,
}

/// What is awaited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Open {
    /// The answer to a question of the skill.
    Question(Value),
    /// Which value of a slot is meant.
    Doubt(Box<Doubt>),
    /// Whether to read on.
    More,
    /// Whether the user wants anything else.
    AnythingElse,
}

/// An answer that was given, as SSML without `<speak>`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Last {
    pub(crate) speech: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reprompt: Option<String>,
    /// The directive that asked for a slot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) elicit: Option<ElicitSlot>,
}

/// A session that cannot be gone on with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unreadable(pub(crate) String);

/// Takes what `skill` kept out of `attributes`; the attributes of others stay.
pub(crate) fn take<S: Skill>(attributes: &mut Map<String, Value>) -> Result<(Kept, S::Memory), Unreadable> {
    let Some(value) = attributes.remove(ATTRIBUTE) else {
        return Ok((Kept::default(), S::Memory::default()));
    };
    let version = value.get("v").and_then(Value::as_str).unwrap_or_default();
    if version != S::SESSION {
        return Err(Unreadable("it has another version".to_owned()));
    }
    // The error's text may quote what a user said.
    let unreadable = |what: &'static str| Unreadable(format!("its {what} has another shape"));
    let kept = Kept::deserialize(value).map_err(|_| unreadable("frame"))?;
    let memory = match &kept.memory {
        Value::Null => S::Memory::default(),
        memory => S::Memory::deserialize(memory).map_err(|_| unreadable("memory"))?,
    };
    Ok((kept, memory))
}

/// Puts what is kept beside the attributes of others; `Err` where it is too large, or no JSON.
pub(crate) fn put<S: Skill>(attributes: &mut Map<String, Value>, kept: Kept) -> Result<(), String> {
    let mut value = serde_json::to_value(kept).map_err(|error| error.to_string())?;
    if let Value::Object(fields) = &mut value {
        fields.insert("v".to_owned(), S::SESSION.into());
    }
    let size = size(&value);
    if size > LARGEST {
        return Err(format!("it has {size} bytes, {LARGEST} are allowed"));
    }
    attributes.insert(ATTRIBUTE.to_owned(), value);
    Ok(())
}

/// The length of `value` as JSON, in bytes.
fn size(value: &Value) -> usize {
    struct Counter(usize);
    impl io::Write for Counter {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut counter = Counter(0);
    // Counting cannot fail, and a `Value` has string keys.
    match serde_json::to_writer(&mut counter, value) {
        Ok(()) => counter.0,
        Err(_) => usize::MAX,
    }
}
