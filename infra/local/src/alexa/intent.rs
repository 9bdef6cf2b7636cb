//! An intent and its slots as a request carries them.

use super::{
    catalog::Catalog,
    reading::Fill,
    skill::{self, Locale, SlotType},
    text::Words,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// `confirmationStatus`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Confirmation {
    #[default]
    None,
    Confirmed,
    Denied,
}

impl Confirmation {
    fn text(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Confirmed => "CONFIRMED",
            Self::Denied => "DENIED",
        }
    }

    fn of(value: Option<&Value>) -> Option<Self> {
        match value {
            None | Some(Value::Null) => Some(Self::None),
            Some(Value::String(text)) => match text.as_str() {
                "NONE" => Some(Self::None),
                "CONFIRMED" => Some(Self::Confirmed),
                "DENIED" => Some(Self::Denied),
                _ => None,
            },
            Some(_) => None,
        }
    }
}

/// An intent with what is known of its slots.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Intent {
    pub(crate) name: String,
    pub(crate) confirmation: Confirmation,
    /// Every declared slot, said or not.
    pub(crate) slots: BTreeMap<String, Slot>,
}

/// A slot.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Slot {
    pub(crate) value: Option<String>,
    /// Absent for types that list no values.
    pub(crate) resolutions: Option<Value>,
    pub(crate) confirmation: Confirmation,
}

/// Entity resolution within a session.
pub(crate) struct Resolver<'a> {
    pub(crate) locale: &'a Locale,
    pub(crate) dynamic: &'a BTreeMap<String, Catalog>,
    pub(crate) skill_id: &'a str,
}

impl Resolver<'_> {
    /// `resolutions` of a phrase: the model's values first, then the session's dynamic entities.
    fn resolutions(&self, ty: &SlotType, phrase: &str) -> Option<Value> {
        let fixed = ty.catalog.as_ref().map(|catalog| ("", catalog));
        let dynamic = self.dynamic.get(&ty.name).map(|catalog| ("dynamic.", catalog));
        let authorities: Vec<Value> = fixed
            .into_iter()
            .chain(dynamic)
            .map(|(kind, catalog)| {
                let authority = format!("amzn1.er-authority.echo-sdk.{kind}{}.{}", self.skill_id, ty.name);
                catalog.resolution(&authority, phrase)
            })
            .collect();
        (!authorities.is_empty()).then(|| json!({"resolutionsPerAuthority": authorities}))
    }
}

impl Intent {
    /// An intent of which nothing is known yet.
    pub(crate) fn blank(declared: &skill::Intent) -> Self {
        let slots = declared.slots.iter().map(|slot| (slot.name.clone(), Slot::default())).collect();
        Self { name: declared.name.clone(), confirmation: Confirmation::None, slots }
    }

    /// Takes what an utterance says. A slot that is said again is to be confirmed again.
    pub(crate) fn fill(
        &mut self,
        declared: &skill::Intent,
        fills: &[(usize, Fill)],
        resolver: &Resolver<'_>,
    ) {
        for (index, fill) in fills {
            let Some(slot) = declared.slots.get(*index) else { continue };
            let ty = resolver.locale.types.get(slot.ty);
            let filled = Slot {
                value: Some(fill.value.clone()),
                resolutions: ty.and_then(|ty| resolver.resolutions(ty, &fill.phrase)),
                confirmation: Confirmation::None,
            };
            self.slots.insert(slot.name.clone(), filled);
        }
    }

    /// Takes a directive's `updatedIntent`: slots that it has replace those of the same name. A value
    /// without `resolutions` is resolved anew.
    ///
    /// # Errors
    /// The path below `updatedIntent`, and the fault.
    pub(crate) fn update(
        &mut self,
        updated: &Value,
        resolver: &Resolver<'_>,
    ) -> Result<(), (String, String)> {
        let status = |at: String, value: &Value| {
            Confirmation::of(value.get("confirmationStatus")).ok_or_else(|| {
                (format!("{at}confirmationStatus"), "is not `NONE`, `CONFIRMED` or `DENIED`".to_owned())
            })
        };
        self.confirmation = status(String::new(), updated)?;
        let slots = match updated.get("slots") {
            None | Some(Value::Null) => return Ok(()),
            Some(Value::Object(slots)) => slots,
            Some(_) => return Err(("slots".to_owned(), "is not an object".to_owned())),
        };
        for (name, slot) in slots {
            let at = format!("slots.{name}");
            let Some(known) = self.slots.get(name) else {
                return Err((at, format!("is not a slot of `{}`", self.name)));
            };
            let value = match slot.get("value") {
                None | Some(Value::Null) => None,
                Some(Value::String(value)) => Some(value.clone()),
                Some(_) => return Err((format!("{at}.value"), "is not a string".to_owned())),
            };
            let resolutions = match slot.get("resolutions") {
                Some(given @ Value::Object(_)) => Some(given.clone()),
                _ if value == known.value => known.resolutions.clone(),
                _ => value.as_ref().and_then(|value| {
                    let phrase = Words::of(value, resolver.locale.language).phrase();
                    resolver.resolutions(resolver.locale.slot_type(&self.name, name)?, &phrase)
                }),
            };
            let confirmation = status(format!("{at}."), slot)?;
            self.slots.insert(name.clone(), Slot { value, resolutions, confirmation });
        }
        Ok(())
    }

    /// The slots that have a value.
    pub(crate) fn values(&self) -> BTreeMap<String, String> {
        self.slots.iter().filter_map(|(name, slot)| Some((name.clone(), slot.value.clone()?))).collect()
    }

    /// As a request has it.
    pub(crate) fn json(&self) -> Value {
        let mut intent = Map::new();
        intent.insert("name".to_owned(), json!(self.name));
        intent.insert("confirmationStatus".to_owned(), json!(self.confirmation.text()));
        if !self.slots.is_empty() {
            let slots: Map<String, Value> =
                self.slots.iter().map(|(name, slot)| (name.clone(), slot.json(name))).collect();
            intent.insert("slots".to_owned(), Value::Object(slots));
        }
        Value::Object(intent)
    }
}

impl Slot {
    /// Whether an authority knows the value.
    pub(crate) fn is_resolved(&self) -> bool {
        self.authorities()
            .any(|authority| authority.pointer("/status/code") == Some(&json!("ER_SUCCESS_MATCH")))
    }

    /// What the value may be called: as it was said, and as the values it resolves to are named.
    pub(crate) fn names(&self) -> Vec<&str> {
        let resolved = self
            .authorities()
            .filter_map(|authority| authority.get("values")?.as_array())
            .flatten()
            .filter_map(|value| value.pointer("/value/name")?.as_str());
        self.value.as_deref().into_iter().chain(resolved).collect()
    }

    fn authorities(&self) -> impl Iterator<Item = &Value> {
        let list =
            self.resolutions.as_ref().and_then(|resolutions| resolutions.get("resolutionsPerAuthority"));
        list.and_then(Value::as_array).into_iter().flatten()
    }

    fn json(&self, name: &str) -> Value {
        let mut slot = Map::new();
        slot.insert("name".to_owned(), json!(name));
        slot.insert("confirmationStatus".to_owned(), json!(self.confirmation.text()));
        if let Some(value) = &self.value {
            let mut simple = Map::new();
            simple.insert("type".to_owned(), json!("Simple"));
            simple.insert("value".to_owned(), json!(value));
            slot.insert("value".to_owned(), json!(value));
            slot.insert("source".to_owned(), json!("USER"));
            if let Some(resolutions) = &self.resolutions {
                simple.insert("resolutions".to_owned(), resolutions.clone());
                slot.insert("resolutions".to_owned(), resolutions.clone());
            }
            slot.insert("slotValue".to_owned(), Value::Object(simple));
        }
        Value::Object(slot)
    }
}
