//! The Alexa skill package: one interaction model per locale.

use crate::{output::File, plan::Plan};

pub(super) fn files(plan: &Plan<'_>, folder: &str) -> Vec<File> {
    plan.models
        .iter()
        .map(|model| {
            let path = format!("{folder}/skill-package/interactionModels/custom/{}.json", model.locale);
            super::generated(path, super::json(model))
        })
        .collect()
}
