//! The dialog of an intent: what is still to be asked ("Define the Dialog to Collect and Confirm
//! Required Information").

use super::{
    error::Misheard,
    intent::{Confirmation, Intent},
    model,
    skill::Locale,
    ssml::Speech,
    validation,
};
use jiff::Timestamp;

/// `dialogState` of an `IntentRequest`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DialogState {
    Started,
    InProgress,
    Completed,
}

impl DialogState {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Started => "STARTED",
            Self::InProgress => "IN_PROGRESS",
            Self::Completed => "COMPLETED",
        }
    }
}

/// A question that is open.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Dialog {
    pub(crate) intent: Intent,
    pub(crate) awaiting: Awaiting,
    /// Whether Alexa asked by herself and the skill has not heard of the intent yet.
    pub(crate) alexa_leads: bool,
}

/// What the next utterance is expected to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Awaiting {
    /// A value of a slot.
    Slot(String),
    /// Yes or no, about a slot's value.
    SlotConfirmation(String),
    /// Yes or no, about the whole intent.
    IntentConfirmation,
}

impl Dialog {
    /// Takes a yes or a no.
    pub(crate) fn confirm(&mut self, yes: bool) {
        let status = if yes { Confirmation::Confirmed } else { Confirmation::Denied };
        match &self.awaiting {
            Awaiting::SlotConfirmation(name) => {
                if let Some(slot) = self.intent.slots.get_mut(name) {
                    slot.confirmation = status;
                }
            }
            Awaiting::IntentConfirmation => self.intent.confirmation = status,
            Awaiting::Slot(_) => {}
        }
    }
}

/// What Alexa does next in a dialog that is hers.
#[derive(Debug)]
pub(crate) enum Next {
    Ask(Speech, Awaiting),
    Complete,
}

/// Finds the next question. Slots come in the order of the dialog section: a value that fails a
/// validation or was denied is asked for again, a missing required one is asked for, one that must be
/// confirmed is read back; at last the intent itself is.
pub(crate) fn next(
    locale: &Locale,
    dialog: &model::DialogIntent,
    intent: &mut Intent,
    now: Timestamp,
) -> Result<Next, Misheard> {
    for declared in &dialog.slots {
        if let Some(question) = next_for_slot(locale, declared, intent, now)? {
            return Ok(question);
        }
    }
    if dialog.confirmation_required && intent.confirmation == Confirmation::None {
        let speech = prompt(locale, intent, dialog.prompts.confirmation.as_deref(), "a confirmation")?;
        return Ok(Next::Ask(speech, Awaiting::IntentConfirmation));
    }
    Ok(Next::Complete)
}

fn next_for_slot(
    locale: &Locale,
    declared: &model::DialogSlot,
    intent: &mut Intent,
    now: Timestamp,
) -> Result<Option<Next>, Misheard> {
    let name = &declared.name;
    let Some(slot) = intent.slots.get(name) else { return Ok(None) };
    let ask = |intent: &Intent, id: Option<&str>, what: &str, awaiting| {
        Ok(Some(Next::Ask(prompt(locale, intent, id, &format!("{what} `{name}`"))?, awaiting)))
    };
    let broken = declared.validations.iter().find(|validation| !validation::holds(validation, slot, now));
    if slot.value.is_some()
        && let Some(broken) = broken
    {
        let question = ask(intent, broken.prompt.as_deref(), "another", Awaiting::Slot(name.clone()));
        if let Some(slot) = intent.slots.get_mut(name) {
            *slot = super::intent::Slot::default();
        }
        return question;
    }
    let confirmation = slot.confirmation;
    let denied = declared.confirmation_required && confirmation == Confirmation::Denied;
    if denied && let Some(slot) = intent.slots.get_mut(name) {
        *slot = super::intent::Slot::default();
    }
    let has_value = intent.slots.get(name).is_some_and(|slot| slot.value.is_some());
    if !has_value && (declared.elicitation_required || denied) {
        return ask(intent, declared.prompts.elicitation.as_deref(), "slot", Awaiting::Slot(name.clone()));
    }
    if has_value && declared.confirmation_required && confirmation == Confirmation::None {
        let awaiting = Awaiting::SlotConfirmation(name.clone());
        return ask(intent, declared.prompts.confirmation.as_deref(), "a confirmation of", awaiting);
    }
    Ok(None)
}

/// A prompt with the intent's values in the place of `{slot}`.
fn prompt(locale: &Locale, intent: &Intent, id: Option<&str>, what: &str) -> Result<Speech, Misheard> {
    let missing = || Misheard::NoPrompt { intent: intent.name.clone(), what: what.to_owned() };
    let variation = id.and_then(|id| locale.prompt(id)).ok_or_else(missing)?;
    let ssml = variation.ty == "SSML";
    let mut text = variation.value.clone();
    for (name, value) in intent.values() {
        let value = if ssml { quick_xml::escape::escape(value.as_str()).into_owned() } else { value };
        text = text.replace(&format!("{{{name}}}"), &value);
    }
    match ssml {
        true if text.trim_start().starts_with("<speak") => {
            Speech::ssml(&text, locale.language).map_err(|_| missing())
        }
        true => Speech::ssml(&format!("<speak>{text}</speak>"), locale.language).map_err(|_| missing()),
        false => Ok(Speech::text(&text)),
    }
}
