//! What is said and understood in one locale.

use indexmap::IndexMap;
use sayso_schemas::words::Part;
use std::collections::BTreeMap;

/// A compiled message.
pub type Message = Vec<Part>;

/// What is said and understood in one locale, inheritance resolved.
#[derive(Debug, Clone, Default)]
pub struct LocaleWords {
    /// The skill's name.
    pub name: String,
    /// Message id to message.
    pub messages: BTreeMap<String, Message>,
    /// Intent to what a user may say, expanded to Alexa's form.
    pub samples: IndexMap<String, SampleSet>,
    /// Type to value id to its words.
    pub values: IndexMap<String, IndexMap<String, Value>>,
}

/// What a user may say for an intent.
#[derive(Debug, Clone, Default)]
pub struct SampleSet {
    /// Alexa samples.
    pub samples: Vec<String>,
    /// Per slot that is asked for.
    pub slots: IndexMap<String, SlotAnswers>,
}

/// How a slot is asked for and answered.
#[derive(Debug, Clone, Default)]
pub struct SlotAnswers {
    /// Alexa samples of the slot itself.
    pub samples: Vec<String>,
}

/// The words of a value.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Value {
    /// What is spoken and understood.
    pub name: String,
    /// What is understood too.
    pub synonyms: Vec<String>,
}
