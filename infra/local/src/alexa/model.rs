//! The interaction model as a file has it. Read leniently: unknown properties pass, and what public
//! skills leave out may be left out.

use serde::Deserialize;
use serde_json::Value;

/// The file: `interactionModel` wraps the model in every tool of today, and not in the oldest files.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct File {
    pub(crate) interaction_model: Option<InteractionModel>,
    pub(crate) language_model: Option<LanguageModel>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InteractionModel {
    pub(crate) language_model: LanguageModel,
    pub(crate) dialog: Option<Dialog>,
    #[serde(default)]
    pub(crate) prompts: Vec<Prompt>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LanguageModel {
    pub(crate) invocation_name: String,
    pub(crate) intents: Vec<Intent>,
    #[serde(default)]
    pub(crate) types: Vec<Type>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Intent {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) slots: Vec<Slot>,
    #[serde(default)]
    pub(crate) samples: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Slot {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) ty: String,
    #[serde(default)]
    pub(crate) samples: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Type {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) values: Vec<TypeValue>,
}

/// One value of a type; also the shape of a dynamic entity.
#[derive(Debug, Deserialize)]
pub(crate) struct TypeValue {
    pub(crate) id: Option<String>,
    pub(crate) name: TypeValueName,
}

#[derive(Debug, Deserialize)]
pub(crate) struct TypeValueName {
    pub(crate) value: String,
    #[serde(default)]
    pub(crate) synonyms: Vec<String>,
}

/// The dialog section.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Dialog {
    pub(crate) delegation_strategy: Option<DelegationStrategy>,
    #[serde(default)]
    pub(crate) intents: Vec<DialogIntent>,
}

/// Who leads the dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum DelegationStrategy {
    /// Alexa asks until everything required is there; the skill hears of the intent only then.
    Always,
    /// The skill says by a directive what is next.
    SkillResponse,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DialogIntent {
    pub(crate) name: String,
    pub(crate) delegation_strategy: Option<DelegationStrategy>,
    #[serde(default)]
    pub(crate) confirmation_required: bool,
    #[serde(default)]
    pub(crate) prompts: Prompts,
    #[serde(default)]
    pub(crate) slots: Vec<DialogSlot>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DialogSlot {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) elicitation_required: bool,
    #[serde(default)]
    pub(crate) confirmation_required: bool,
    #[serde(default)]
    pub(crate) prompts: Prompts,
    #[serde(default)]
    pub(crate) validations: Vec<Validation>,
}

/// Ids of prompts.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Prompts {
    pub(crate) elicitation: Option<String>,
    pub(crate) confirmation: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Validation {
    #[serde(rename = "type")]
    pub(crate) ty: String,
    pub(crate) prompt: Option<String>,
    #[serde(default)]
    pub(crate) values: Vec<Value>,
    pub(crate) value: Option<Value>,
    pub(crate) start: Option<String>,
    pub(crate) end: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Prompt {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) variations: Vec<Variation>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Variation {
    #[serde(rename = "type")]
    pub(crate) ty: String,
    pub(crate) value: String,
}
