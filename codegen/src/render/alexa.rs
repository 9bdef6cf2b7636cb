//! The Alexa skill package, laid out as ASK CLI v2 wants it: the manifest, its icons, an interaction model per locale,
//! and beside it what account linking is set up with.

use super::Pending;
use crate::{
    output::Asset,
    plan::{
        Plan,
        manifest::{LARGE_ICON, SMALL_ICON},
    },
};
use serde_json::json;

/// The package's folder.
const PACKAGE: &str = "skill-package";

pub(super) fn files<'p>(plan: &'p Plan<'_>, folder: &str) -> Vec<Pending<'p>> {
    let model = |model: &'p crate::plan::InteractionModel| {
        let path = format!("{folder}/{PACKAGE}/interactionModels/custom/{}.json", model.locale);
        Pending::new(path, || super::json(model))
    };
    let mut files: Vec<_> = plan.models.iter().map(model).collect();
    files.push(Pending::new(format!("{folder}/{PACKAGE}/skill.json"), || super::json(&plan.manifest)));
    files.push(Pending::new(format!("{folder}/ask-resources.json"), || super::json(&resources())));
    if let Some(request) = &plan.account_linking {
        files.push(Pending::new(format!("{folder}/account-linking.json"), || super::json(request)));
    }
    files
}

/// The icons.
pub(super) fn assets(plan: &Plan<'_>, folder: &str) -> Vec<Asset> {
    let store = plan.skill.store.iter();
    let icons = store.flat_map(|it| [(LARGE_ICON, &it.large_icon), (SMALL_ICON, &it.small_icon)]);
    let asset = |(name, bytes): (&str, &Vec<u8>)| Asset {
        path: format!("{folder}/{PACKAGE}/{name}"),
        contents: bytes.clone(),
    };
    icons.map(asset).collect()
}

/// What ASK CLI looks for in a project's root. There is no `code` and no infrastructure in it: those are the stack's.
fn resources() -> serde_json::Value {
    json!({
        "askcliResourcesVersion": "2020-03-31",
        "profiles": { "default": { "skillMetadata": { "src": format!("./{PACKAGE}") } } },
    })
}
