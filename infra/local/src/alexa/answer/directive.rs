//! `directives`: those of the dialog are carried out, those of interfaces that a speaker does not
//! have are refused.

use super::entities;
use crate::alexa::{
    catalog::Catalog,
    dialog::{Awaiting, Dialog},
    error::BadResponse,
    intent::{Intent, Resolver},
};
use serde_json::Value;
use std::collections::BTreeMap;

/// What a response directs.
pub(super) struct Directives {
    pub(super) dialog: Option<DialogStep>,
    pub(super) entities: Option<Entities>,
}

/// What becomes of the dynamic entities.
pub(super) enum Entities {
    /// These, by type, take the place of all others.
    Replace(BTreeMap<String, Catalog>),
    Clear,
}

/// What becomes of the dialog.
pub(super) enum DialogStep {
    /// The skill asks.
    Ask(Dialog),
    /// Alexa is to go on with this intent.
    Delegate(Intent),
}

impl Directives {
    /// Reads and checks a list of directives. `intent` is the one that the response answers.
    pub(super) fn read(
        value: Option<&Value>,
        resolver: &Resolver<'_>,
        intent: Option<&Intent>,
    ) -> Result<Self, BadResponse> {
        let list = match value {
            None | Some(Value::Null) => &Vec::new(),
            Some(Value::Array(list)) => list,
            Some(_) => return Err(BadResponse::new("response.directives", "is not a list")),
        };
        let mut directives = Self { dialog: None, entities: None };
        for (index, directive) in list.iter().enumerate() {
            let at = format!("response.directives[{index}]");
            let Some(ty) = directive.get("type").and_then(Value::as_str) else {
                return Err(BadResponse::new(format!("{at}.type"), "is missing"));
            };
            match ty {
                "Dialog.UpdateDynamicEntities" => {
                    directives.entities = Some(entities::read(directive, resolver.locale, &at)?);
                }
                "Dialog.ElicitSlot" | "Dialog.ConfirmSlot" | "Dialog.ConfirmIntent" | "Dialog.Delegate" => {
                    if directives.dialog.is_some() {
                        let fault = format!("is `{ty}` beside another dialog directive; return one");
                        return Err(BadResponse::new(at, fault));
                    }
                    directives.dialog = Some(dialog_step(ty, directive, resolver, intent, &at)?);
                }
                _ => return Err(unsupported(ty, &at)),
            }
        }
        Ok(directives)
    }
}

fn unsupported(ty: &str, at: &str) -> BadResponse {
    let fault = match ty.rsplit_once('.') {
        Some((interface, _)) if interface != "Dialog" => {
            format!("is `{ty}`, but the device does not support `{interface}`; see `context.System.device`")
        }
        _ => format!("is `{ty}`, which is no directive that the stand-in knows"),
    };
    BadResponse::new(at, fault)
}

fn dialog_step(
    ty: &str,
    directive: &Value,
    resolver: &Resolver<'_>,
    current: Option<&Intent>,
    at: &str,
) -> Result<DialogStep, BadResponse> {
    let intent = directed_intent(ty, directive, resolver, current, at)?;
    let awaiting = match ty {
        "Dialog.Delegate" => return Ok(DialogStep::Delegate(intent)),
        "Dialog.ElicitSlot" => Awaiting::Slot(slot(directive, "slotToElicit", &intent, at)?),
        "Dialog.ConfirmSlot" => Awaiting::SlotConfirmation(slot(directive, "slotToConfirm", &intent, at)?),
        _ => Awaiting::IntentConfirmation,
    };
    Ok(DialogStep::Ask(Dialog { intent, awaiting, alexa_leads: false }))
}

/// The intent that a directive is about: the one at hand, or `updatedIntent`, which may name another.
fn directed_intent(
    ty: &str,
    directive: &Value,
    resolver: &Resolver<'_>,
    current: Option<&Intent>,
    at: &str,
) -> Result<Intent, BadResponse> {
    let updated = directive.get("updatedIntent").filter(|updated| !updated.is_null());
    let at_updated = format!("{at}.updatedIntent");
    let name = match (updated, current) {
        (Some(updated), _) => updated
            .get("name")
            .and_then(Value::as_str)
            .ok_or_else(|| BadResponse::new(format!("{at_updated}.name"), "is missing"))?,
        (None, Some(current)) => &current.name,
        (None, None) => {
            return Err(BadResponse::new(at_updated, format!("is missing, and `{ty}` answers no intent")));
        }
    };
    let Some((_, declared)) = resolver.locale.intent(name) else {
        return Err(BadResponse::new(
            format!("{at_updated}.name"),
            format!("is `{name}`, which the model lacks"),
        ));
    };
    if resolver.locale.dialog(name).is_none() {
        let fault = format!("is `{ty}`, but the model's dialog section does not have `{name}`; add it there");
        return Err(BadResponse::new(at, fault));
    }
    let mut intent = match current {
        Some(current) if current.name == name => current.clone(),
        _ => Intent::blank(declared),
    };
    if let Some(updated) = updated {
        intent
            .update(updated, resolver)
            .map_err(|(below, fault)| BadResponse::new(format!("{at_updated}.{below}"), fault))?;
    }
    Ok(intent)
}

fn slot(directive: &Value, member: &str, intent: &Intent, at: &str) -> Result<String, BadResponse> {
    let at = format!("{at}.{member}");
    let name = directive.get(member).and_then(Value::as_str);
    let name = name.ok_or_else(|| BadResponse::new(&at, "is missing"))?;
    if !intent.slots.contains_key(name) {
        return Err(BadResponse::new(at, format!("is `{name}`, which is not a slot of `{}`", intent.name)));
    }
    Ok(name.to_owned())
}
