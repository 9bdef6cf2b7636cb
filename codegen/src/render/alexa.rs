//! The Alexa skill package: one interaction model per locale.

use super::Pending;
use crate::plan::Plan;

pub(super) fn files<'p>(plan: &'p Plan<'_>, folder: &str) -> Vec<Pending<'p>> {
    plan.models
        .iter()
        .map(|model| {
            let path = format!("{folder}/skill-package/interactionModels/custom/{}.json", model.locale);
            Pending::new(path, || super::json(model))
        })
        .collect()
}
