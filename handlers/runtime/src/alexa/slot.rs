//! Intents and their slots, as Alexa sends them and as a dialog directive sends them back.

use super::Other;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the user wants.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Intent {
    /// Its name in the interaction model.
    pub name: String,
    /// `NONE`, `CONFIRMED`, `DENIED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmation_status: Option<String>,
    /// Its slots, filled or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slots: Option<BTreeMap<String, Slot>>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Other,
}

/// A slot.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Slot {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What was heard, or what a built-in type made of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What of the slot's type it is like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolutions: Option<Resolutions>,
    /// `NONE`, `CONFIRMED`, `DENIED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmation_status: Option<String>,
    /// The newer form of `value`, which can also be a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slot_value: Option<SlotValue>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Other,
}

/// The newer form of a slot's value.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SlotValue {
    /// `Simple` or `List`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Of `Simple`: what was heard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Of `Simple`: what of the slot's type it is like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolutions: Option<Resolutions>,
    /// Everything else; of `List` its `values`.
    #[serde(flatten)]
    pub other: Other,
}

/// What a heard value is like, per authority.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Resolutions {
    /// One per source of values: the interaction model, dynamic entities.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolutions_per_authority: Option<Vec<Authority>>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Other,
}

/// A source of values and what it found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Authority {
    /// `amzn1.er-authority.echo-sdk.<skill>.<type>`, or `amzn1.er-authority.echo-sdk.dynamic.<skill>.<type>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// Whether there was a match.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// The values, the most likely first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<ValueWrapper>>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Other,
}

/// Whether there was a match.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// `ER_SUCCESS_MATCH`, `ER_SUCCESS_NO_MATCH`, `ER_ERROR_…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Other,
}

/// A value, wrapped as Alexa does.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ValueWrapper {
    /// The value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<ResolvedValue>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Other,
}

/// A value of a slot's type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ResolvedValue {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Other,
}

impl Slot {
    /// What was heard; `None` where the slot is not filled (`?` is what Alexa sends where a built-in type understood
    /// nothing).
    pub fn heard(&self) -> Option<&str> {
        let newer = || self.slot_value.as_ref().and_then(|slot| slot.value.as_deref());
        self.value.as_deref().or_else(newer).filter(|value| !value.is_empty() && *value != "?")
    }

    /// The value of the slot's type that was meant: a dynamic entity before one of the interaction model.
    pub fn meant(&self) -> Option<&ResolvedValue> {
        let newer = || self.slot_value.as_ref().and_then(|slot| slot.resolutions.as_ref());
        let authorities = self.resolutions.as_ref().or_else(newer)?.resolutions_per_authority.as_deref()?;
        let first = |dynamic: bool| {
            authorities
                .iter()
                .filter(|authority| authority.is_dynamic() == dynamic && authority.matched())
                .find_map(|authority| authority.values.as_ref()?.first()?.value.as_ref())
        };
        first(true).or_else(|| first(false))
    }
}

impl Authority {
    fn is_dynamic(&self) -> bool {
        self.authority.as_deref().is_some_and(|name| name.starts_with("amzn1.er-authority.echo-sdk.dynamic."))
    }

    fn matched(&self) -> bool {
        self.status.as_ref().and_then(|status| status.code.as_deref()) == Some("ER_SUCCESS_MATCH")
    }
}
