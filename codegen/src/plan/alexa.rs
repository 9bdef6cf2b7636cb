//! What Alexa is given in one locale: an interaction model in SMAPI's shape
//! (<https://developer.amazon.com/en-US/docs/alexa/smapi/interaction-model-schema.html>).

use super::{chooses, reads};
use crate::model::{Locale, Missing, Skill, Value, part_slot};
use crate::stock;
use serde::Serialize;
use std::collections::BTreeSet;

/// The interaction model of one locale.
#[derive(Debug, Clone, Serialize)]
pub struct InteractionModel {
    /// BCP 47 tag; not part of the document.
    #[serde(skip)]
    pub locale: String,
    /// The document.
    #[serde(rename = "interactionModel")]
    pub body: Body,
}

/// `interactionModel`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Body {
    /// `languageModel`.
    pub language_model: LanguageModel,
    /// `dialog`, where a slot is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dialog: Option<Dialog>,
}

/// `languageModel`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LanguageModel {
    /// What opens the skill.
    pub invocation_name: String,
    /// Intents, the skill's own first.
    pub intents: Vec<Intent>,
    /// Custom slot types.
    pub types: Vec<SlotType>,
}

/// An intent.
#[derive(Debug, Clone, Serialize)]
pub struct Intent {
    /// Its name.
    pub name: String,
    /// Its slots.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub slots: Vec<Slot>,
    /// What is understood.
    pub samples: Vec<String>,
}

/// A slot.
#[derive(Debug, Clone, Serialize)]
pub struct Slot {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Answers to its question.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub samples: Vec<String>,
}

/// A custom slot type.
#[derive(Debug, Clone, Serialize)]
pub struct SlotType {
    /// Its name.
    pub name: String,
    /// Its values.
    pub values: Vec<TypeValue>,
}

/// A value of a custom slot type.
#[derive(Debug, Clone, Serialize)]
pub struct TypeValue {
    /// Its id.
    pub id: String,
    /// Its words.
    pub name: ValueName,
}

/// The words of a value.
#[derive(Debug, Clone, Serialize)]
pub struct ValueName {
    /// Canonical.
    pub value: String,
    /// Others.
    pub synonyms: Vec<String>,
}

/// `dialog`: Alexa takes an `ElicitSlot` directive only for intents that stand here. Questions are the skill's own,
/// so nothing is required of Alexa.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Dialog {
    /// `SKILL_RESPONSE`: the skill says what happens next.
    pub delegation_strategy: &'static str,
    /// Intents with a slot that is asked for.
    pub intents: Vec<DialogIntent>,
}

/// An intent in `dialog`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DialogIntent {
    /// Its name.
    pub name: String,
    /// Whether Alexa confirms it: no.
    pub confirmation_required: bool,
    /// No prompts of Alexa's.
    pub prompts: Empty,
    /// All its slots.
    pub slots: Vec<DialogSlot>,
}

/// A slot in `dialog`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DialogSlot {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether Alexa asks for it: no.
    pub elicitation_required: bool,
    /// Whether Alexa confirms it: no.
    pub confirmation_required: bool,
    /// No prompts of Alexa's.
    pub prompts: Empty,
}

/// `{}`.
#[derive(Debug, Clone, Serialize)]
pub struct Empty {}

/// The intent by which a user picks among options.
pub const PICK_INTENT: &str = "SaysoPickIntent";
/// The type of the options' names; its values are sent as dynamic entities.
pub const OPTION_TYPE: &str = "SaysoOption";

/// Derives the model of one locale.
pub fn model(skill: &Skill, locale: &Locale) -> InteractionModel {
    let mut intents: Vec<Intent> = skill
        .intents
        .iter()
        .map(|(name, intent)| {
            let words = locale.words.samples.get(name);
            let slots = slots(skill, intent).into_iter().map(|(slot, kind)| Slot {
                name: slot.clone(),
                kind,
                samples: words
                    .and_then(|words| words.slots.get(&slot))
                    .map(|answers| answers.samples.clone())
                    .unwrap_or_default(),
            });
            Intent {
                name: name.clone(),
                slots: slots.collect(),
                samples: words.map(|words| words.samples.clone()).unwrap_or_default(),
            }
        })
        .collect();
    if chooses(skill) {
        intents.push(pick(locale));
    }
    intents.extend(built_in(skill).into_iter().map(|name| Intent {
        name: name.to_owned(),
        slots: Vec::new(),
        samples: Vec::new(),
    }));
    let language_model =
        LanguageModel { invocation_name: locale.invocation.clone(), intents, types: types(skill, locale) };
    let body = Body { language_model, dialog: dialog(skill) };
    InteractionModel { locale: locale.tag.clone(), body }
}

/// An intent's slots as Alexa has them, by name: what is said in parts is a slot per part.
fn slots(skill: &Skill, intent: &crate::model::Intent) -> Vec<(String, String)> {
    let mut slots: Vec<_> = intent.slots.iter().map(|(slot, it)| (slot.clone(), it.kind.clone())).collect();
    for (slot, composite) in &intent.composites {
        let parts = skill.types.get(&composite.kind).and_then(|it| it.parts.as_ref());
        for (part, (kind, _)) in parts.into_iter().flat_map(|it| &it.parts) {
            slots.push((part_slot(slot, part), kind.clone()));
        }
    }
    slots
}

/// Built-in intents: those that Alexa requires, and those whose answers this skill can use.
fn built_in(skill: &Skill) -> Vec<&'static str> {
    let mut names = vec![
        "AMAZON.HelpIntent",
        "AMAZON.StopIntent",
        "AMAZON.CancelIntent",
        "AMAZON.NavigateHomeIntent",
        "AMAZON.FallbackIntent",
        "AMAZON.RepeatIntent",
        // Every skill asks whether there is anything else.
        "AMAZON.YesIntent",
        "AMAZON.NoIntent",
    ];
    if reads(skill) {
        names.extend(["AMAZON.NextIntent", "AMAZON.PreviousIntent"]);
    }
    names
}

fn pick(locale: &Locale) -> Intent {
    let slot =
        |name: &str, kind: &str| Slot { name: name.to_owned(), kind: kind.to_owned(), samples: Vec::new() };
    Intent {
        name: PICK_INTENT.to_owned(),
        slots: vec![
            slot("ordinal", "AMAZON.Ordinal"),
            slot("number", "AMAZON.NUMBER"),
            slot("option", OPTION_TYPE),
        ],
        samples: stock::picks(&locale.tag).iter().map(|sample| (*sample).to_owned()).collect(),
    }
}

fn types(skill: &Skill, locale: &Locale) -> Vec<SlotType> {
    // Values that are only said are nothing that Alexa listens for.
    let heard: BTreeSet<String> =
        skill.intents.values().flat_map(|intent| slots(skill, intent)).map(|(_, kind)| kind).collect();
    let is_dynamic = |name: &str| skill.types.get(name).is_some_and(|it| it.dynamic.is_some());
    let values = locale.words.values.iter();
    let mut types: Vec<SlotType> = values
        .filter(|(name, _)| heard.contains(*name) || is_dynamic(name))
        .map(|(name, values)| SlotType { name: name.clone(), values: values.iter().map(value).collect() })
        .collect();
    if chooses(skill) {
        // Alexa refuses an empty type; the real options come with the question.
        let none = Value { name: stock::any_option(&locale.tag).to_owned(), synonyms: Vec::new() };
        types
            .push(SlotType { name: OPTION_TYPE.to_owned(), values: vec![value((&"any".to_owned(), &none))] });
    }
    types
}

fn value((id, words): (&String, &Value)) -> TypeValue {
    // SMAPI's schema wants a synonym of every value; one that has none is its own.
    let synonyms = if words.synonyms.is_empty() { vec![words.name.clone()] } else { words.synonyms.clone() };
    TypeValue { id: id.clone(), name: ValueName { value: words.name.clone(), synonyms } }
}

fn dialog(skill: &Skill) -> Option<Dialog> {
    let asks = skill.intents.iter().filter(|(_, intent)| {
        let slots = intent.slots.values().map(|slot| &slot.missing);
        slots.chain(intent.composites.values().map(|it| &it.missing)).any(|it| matches!(it, Missing::Ask))
    });
    let intents: Vec<DialogIntent> = asks
        .map(|(name, intent)| DialogIntent {
            name: name.clone(),
            confirmation_required: false,
            prompts: Empty {},
            slots: slots(skill, intent)
                .into_iter()
                .map(|(slot, kind)| DialogSlot {
                    name: slot,
                    kind,
                    elicitation_required: false,
                    confirmation_required: false,
                    prompts: Empty {},
                })
                .collect(),
        })
        .collect();
    (!intents.is_empty()).then_some(Dialog { delegation_strategy: "SKILL_RESPONSE", intents })
}
