//! A skill as Alexa knows it: a compiled model per locale.

use super::{
    catalog::Catalog,
    error::{Misheard, ModelError},
    grammar::{self, Grammar},
    language::Language,
    model,
    slots::Kind,
    text::Words,
};
use serde::Deserialize;
use serde_json::Value;
use std::{collections::BTreeMap, sync::Arc};

/// The interaction models of a skill, ready to recognise utterances.
#[derive(Debug, Clone)]
pub struct Skill {
    locales: BTreeMap<String, Arc<Locale>>,
}

impl Skill {
    /// Loads the models as their files have them, each with its locale.
    pub fn load(models: &[(String, Value)]) -> Result<Self, ModelError> {
        let mut locales = BTreeMap::new();
        for (locale, model) in models {
            let compiled = Arc::new(Locale::load(locale, model)?);
            if locales.insert(locale.clone(), compiled).is_some() {
                return Err(ModelError::TwiceTheLocale { locale: locale.clone() });
            }
        }
        Ok(Self { locales })
    }

    /// The locales, in alphabetical order.
    pub fn locales(&self) -> impl Iterator<Item = &str> {
        self.locales.keys().map(String::as_str)
    }

    /// The invocation name in a locale.
    pub fn invocation_name(&self, locale: &str) -> Option<&str> {
        self.locales.get(locale).map(|locale| locale.invocation_name.as_str())
    }

    pub(crate) fn locale(&self, name: &str) -> Result<Arc<Locale>, Misheard> {
        self.locales.get(name).map(Arc::clone).ok_or_else(|| Misheard::UnknownLocale {
            locale: name.to_owned(),
            known: self.locales.keys().cloned().collect(),
        })
    }
}

/// One locale's model.
#[derive(Debug)]
pub(crate) struct Locale {
    pub(crate) language: Language,
    pub(crate) invocation_name: String,
    pub(crate) invocation: Words,
    pub(crate) intents: Vec<Intent>,
    pub(crate) types: Vec<SlotType>,
    pub(crate) grammar: Grammar,
    dialog: Option<model::Dialog>,
    prompts: BTreeMap<String, model::Variation>,
}

/// An intent's declaration.
#[derive(Debug)]
pub(crate) struct Intent {
    pub(crate) name: String,
    pub(crate) slots: Vec<Slot>,
}

/// A slot's declaration; `ty` is an index into [`Locale::types`].
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) name: String,
    pub(crate) ty: usize,
}

/// A slot type in use.
#[derive(Debug)]
pub(crate) struct SlotType {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// Listed values: always for a custom type, for a built-in one where the model extends it.
    pub(crate) catalog: Option<Catalog>,
}

impl Locale {
    fn load(locale: &str, value: &Value) -> Result<Self, ModelError> {
        let shape = |fault: String| ModelError::Shape { locale: locale.to_owned(), fault };
        let file = model::File::deserialize(value).map_err(|fault| shape(fault.to_string()))?;
        let (language_model, dialog, prompts) = match (file.interaction_model, file.language_model) {
            (Some(model), _) => (model.language_model, model.dialog, model.prompts),
            (None, Some(language_model)) => (language_model, None, Vec::new()),
            (None, None) => return Err(shape("`interactionModel` is missing".to_owned())),
        };
        let language = Language::of(locale);
        let types = Types::of(locale, language, &language_model)?;
        let intents = language_model.intents.iter().map(|intent| types.intent(intent)).collect();
        let grammar = grammar::compile(locale, language, &language_model)?;
        let compiled = Self {
            language,
            invocation: Words::of(&language_model.invocation_name, language),
            invocation_name: language_model.invocation_name,
            intents,
            types: types.list,
            grammar,
            dialog,
            prompts: prompts
                .into_iter()
                .filter_map(|prompt| Some((prompt.id, prompt.variations.into_iter().next()?)))
                .collect(),
        };
        for intent in compiled.dialog.iter().flat_map(|dialog| &dialog.intents) {
            if compiled.intent(&intent.name).is_none() {
                let intent = intent.name.clone();
                return Err(ModelError::UndefinedDialogIntent { locale: locale.to_owned(), intent });
            }
        }
        Ok(compiled)
    }

    /// An intent by name, with its index.
    pub(crate) fn intent(&self, name: &str) -> Option<(usize, &Intent)> {
        self.intents.iter().enumerate().find(|(_, intent)| intent.name == name)
    }

    /// Whether the model lists an intent.
    pub(crate) fn lists(&self, intent: &str) -> bool {
        self.intent(intent).is_some()
    }

    /// The type of an intent's slot.
    pub(crate) fn slot_type(&self, intent: &str, slot: &str) -> Option<&SlotType> {
        let (_, intent) = self.intent(intent)?;
        let slot = intent.slots.iter().find(|declared| declared.name == slot)?;
        self.types.get(slot.ty)
    }

    /// The dialog section of an intent.
    pub(crate) fn dialog(&self, intent: &str) -> Option<&model::DialogIntent> {
        self.dialog.iter().flat_map(|dialog| &dialog.intents).find(|dialog| dialog.name == intent)
    }

    /// Whether Alexa leads the dialog of an intent by herself. An intent without a strategy has the
    /// model's; a model without one leaves the dialog to the skill.
    pub(crate) fn delegates_always(&self, intent: &model::DialogIntent) -> bool {
        let model_wide = self.dialog.as_ref().and_then(|dialog| dialog.delegation_strategy);
        intent.delegation_strategy.or(model_wide) == Some(model::DelegationStrategy::Always)
    }

    /// The first variation of a prompt: Alexa takes any, and the stand-in must be repeatable.
    pub(crate) fn prompt(&self, id: &str) -> Option<&model::Variation> {
        self.prompts.get(id)
    }

    /// A sentence that opens the skill.
    pub(crate) fn opening(&self) -> String {
        let verb = match self.language {
            Language::English => "open ",
            Language::German => "öffne ",
            Language::Other => "",
        };
        format!("{verb}{}", self.invocation_name)
    }

    /// The shape of a sentence that asks something at once.
    pub(crate) fn asking(&self) -> String {
        match self.language {
            Language::English => format!("ask {} to …", self.invocation_name),
            Language::German => format!("frage {} nach …", self.invocation_name),
            Language::Other => self.invocation_name.clone(),
        }
    }
}

/// The types that the model's slots have, each once.
struct Types {
    list: Vec<SlotType>,
    by_name: BTreeMap<String, usize>,
}

impl Types {
    fn of(locale: &str, language: Language, model: &model::LanguageModel) -> Result<Self, ModelError> {
        let mut types = Self { list: Vec::new(), by_name: BTreeMap::new() };
        for ty in &model.types {
            types.add(&ty.name, Some(Catalog::of(&ty.values, language)));
        }
        for intent in &model.intents {
            for slot in &intent.slots {
                if types.by_name.contains_key(&slot.ty) {
                    continue;
                }
                if !slot.ty.starts_with("AMAZON.") {
                    return Err(ModelError::UndefinedType {
                        locale: locale.to_owned(),
                        intent: intent.name.clone(),
                        slot: slot.name.clone(),
                        ty: slot.ty.clone(),
                    });
                }
                types.add(&slot.ty, None);
            }
        }
        Ok(types)
    }

    fn add(&mut self, name: &str, catalog: Option<Catalog>) {
        self.by_name.insert(name.to_owned(), self.list.len());
        self.list.push(SlotType { name: name.to_owned(), kind: Kind::of(name), catalog });
    }

    fn intent(&self, intent: &model::Intent) -> Intent {
        let slots = intent
            .slots
            .iter()
            .filter_map(|slot| Some(Slot { name: slot.name.clone(), ty: *self.by_name.get(&slot.ty)? }))
            .collect();
        Intent { name: intent.name.clone(), slots }
    }
}
