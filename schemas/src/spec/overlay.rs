//! The words of a further locale: the same places as in `skill.yaml`, words only.

use super::{LinkingWords, Map, StoreWords, Text, ValueWords};
use schemars::JsonSchema;
use serde::Deserialize;

/// `words.<locale>.yaml`. A locale that inherits may leave anything out; any other must translate everything.
#[derive(Debug, Clone, Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Words of a sayso skill in one locale")]
pub struct Overlay {
    /// The locale, as in the file's name.
    pub locale: Text,
    /// As in `skill.yaml`.
    #[serde(default)]
    pub words: Map<Text>,
    /// As in `skill.yaml`.
    #[serde(default)]
    pub phrases: Map<Text>,
    /// The words of the linking page.
    #[serde(default)]
    pub linking: LinkingWords,
    /// Type to value id to its words.
    #[serde(default)]
    pub types: Map<Map<ValueWords>>,
    /// Intent to its words.
    #[serde(default)]
    pub intents: Map<IntentWords>,
    /// What the Alexa Skills Store shows.
    #[serde(default)]
    pub store: StoreWords,
}

/// The words of an intent.
#[derive(Debug, Clone, Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields)]
pub struct IntentWords {
    /// As in `skill.yaml`; these replace the other locale's.
    #[serde(default)]
    pub samples: Vec<Text>,
    /// Slot to its words.
    #[serde(default)]
    pub slots: Map<SlotWords>,
    /// Id of a step to its words.
    #[serde(default, rename = "do")]
    pub steps: Map<StepWords>,
    /// As in `skill.yaml`.
    pub say: Option<Text>,
    /// As in `skill.yaml`.
    pub read: Option<ReadWords>,
}

/// The words of a slot.
#[derive(Debug, Clone, Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields)]
pub struct SlotWords {
    /// As in `skill.yaml`.
    pub ask: Option<Text>,
    /// As in `skill.yaml`.
    #[serde(default)]
    pub answers: Vec<Text>,
    /// As in `skill.yaml`.
    pub unknown: Option<Text>,
}

/// The words of a `call`, `choose` or `confirm` step.
#[derive(Debug, Clone, Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields)]
pub struct StepWords {
    /// Of `choose`.
    pub which: Option<Text>,
    /// The question of `apart`, of a `choose`.
    pub apart: Option<Text>,
    /// Of `choose`.
    pub instead: Option<Text>,
    /// Of `choose`.
    pub none: Option<Text>,
    /// Of `confirm`.
    pub confirm: Option<Text>,
    /// Of `confirm`.
    pub refused: Option<Text>,
    /// The question of `ask_again`, of a `call`.
    pub ask_again: Option<Text>,
}

/// The words of a list read out.
#[derive(Debug, Clone, Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields)]
pub struct ReadWords {
    /// As in `skill.yaml`.
    pub empty: Option<Text>,
    /// As in `skill.yaml`.
    pub single: Option<Text>,
    /// As in `skill.yaml`.
    pub several: Option<Text>,
    /// As in `skill.yaml`.
    pub item: Option<Text>,
    /// As in `skill.yaml`.
    pub more: Option<Text>,
}
