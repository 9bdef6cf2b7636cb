//! What can go wrong, and what to do about it.

/// Why an interaction model cannot be loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// Not the shape of an interaction model.
    #[error("the model of `{locale}` does not have the shape of an interaction model: {fault}")]
    Shape {
        /// The model's locale.
        locale: String,
        /// What serde found.
        fault: String,
    },
    /// Two models for one locale.
    #[error("`{locale}` has two models; keep one")]
    TwiceTheLocale {
        /// The locale.
        locale: String,
    },
    /// A slot whose type is neither built in nor in `types`.
    #[error(
        "slot `{slot}` of `{intent}` (`{locale}`) has the type `{ty}`, which the model does not \
         define; add it to `types` or use an `AMAZON.` type"
    )]
    UndefinedType {
        /// The model's locale.
        locale: String,
        /// The intent.
        intent: String,
        /// The slot.
        slot: String,
        /// The missing type.
        ty: String,
    },
    /// A sample that names a slot its intent does not have.
    #[error(
        "the sample `{sample}` of `{intent}` (`{locale}`) names a slot that the intent does not \
         declare; add it to the intent's `slots`"
    )]
    UndeclaredSlot {
        /// The model's locale.
        locale: String,
        /// The intent.
        intent: String,
        /// The sample as written.
        sample: String,
    },
    /// A sample with an opening brace and no closing one, or the reverse.
    #[error("the sample `{sample}` of `{intent}` (`{locale}`) has an unbalanced brace")]
    Braces {
        /// The model's locale.
        locale: String,
        /// The intent.
        intent: String,
        /// The sample as written.
        sample: String,
    },
    /// A dialog section for an intent that the language model does not have.
    #[error("the dialog section of `{locale}` names the intent `{intent}`, which the model does not have")]
    UndefinedDialogIntent {
        /// The model's locale.
        locale: String,
        /// The intent.
        intent: String,
    },
}

/// Why an utterance led to no request: an error of whoever typed it, or of the model. The
/// conversation is as it was before.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misheard {
    /// The skill has no model for the conversation's locale.
    #[error("the skill has no model for `{locale}`")]
    UnknownLocale {
        /// The conversation's locale.
        locale: String,
        /// The locales that the skill has.
        known: Vec<String>,
    },
    /// No session is open, and the utterance does not name the skill.
    #[error("no session is open, and `{utterance}` does not name the skill")]
    NotOpen {
        /// What was typed.
        utterance: String,
        /// A sentence that opens the skill.
        open: String,
        /// A sentence that asks something of it at once.
        ask: String,
    },
    /// Silence while no session is open.
    #[error("nothing was said, and no session is open")]
    NothingSaid {
        /// A sentence that opens the skill.
        open: String,
    },
    /// No sample fits, and the model has no `AMAZON.FallbackIntent`.
    #[error("`{utterance}` fits no sample, and the model lists no `AMAZON.FallbackIntent`")]
    NotUnderstood {
        /// What was typed.
        utterance: String,
        /// The sample that shares the most words with it, with its intent.
        nearest: Option<String>,
    },
    /// Two intents fit equally well; Alexa would take one, and which one nobody can say.
    #[error("`{utterance}` fits two intents equally well: {first}; {second}")]
    Ambiguous {
        /// What was typed.
        utterance: String,
        /// One reading: intent, sample and slots.
        first: String,
        /// The other.
        second: String,
    },
    /// The model delegates the dialog to Alexa and has no prompt for what she must ask.
    #[error("alexa must ask for {what} of `{intent}`, and the model has no prompt for it")]
    NoPrompt {
        /// The intent.
        intent: String,
        /// What is to be asked: a slot, a confirmation.
        what: String,
    },
}

impl Misheard {
    /// What to do about it, as one sentence.
    pub fn help(&self) -> String {
        match self {
            Self::UnknownLocale { known, .. } => format!("use one of: {}", known.join(", ")),
            Self::NotOpen { open, ask, .. } => format!("say `{open}`, or `{ask}`"),
            Self::NothingSaid { open } => format!("say `{open}`"),
            Self::NotUnderstood { nearest: Some(nearest), .. } => format!("the nearest sample is {nearest}"),
            Self::NotUnderstood { nearest: None, .. } => {
                "say a sentence of the model's samples, or add a sample for this one".to_owned()
            }
            Self::Ambiguous { .. } => "remove or reword one of the two samples".to_owned(),
            Self::NoPrompt { .. } => "add the prompt to the model's dialog section and `prompts`".to_owned(),
        }
    }
}

/// A fault in a response for which Alexa would say that there was a problem with the requested
/// skill's response. The session is over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("alexa refuses the response: `{at}` {fault}")]
pub struct BadResponse {
    /// Where, as a path: `response.outputSpeech.ssml`.
    pub at: String,
    /// What is wrong, and what would be right.
    pub fault: String,
}

impl BadResponse {
    pub(crate) fn new(at: impl Into<String>, fault: impl Into<String>) -> Self {
        Self { at: at.into(), fault: fault.into() }
    }
}
