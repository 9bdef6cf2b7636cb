//! `words/<locale>.json`: the sentences of each locale.

use crate::{output::File, plan::Plan};
use sayso_schemas::words::{FORMAT, Words};

pub(super) fn files(plan: &Plan<'_>, folder: &str) -> Vec<File> {
    plan.skill
        .locales
        .iter()
        .map(|locale| {
            let values = locale.words.values.iter().map(|(kind, values)| {
                (kind.clone(), values.iter().map(|(id, value)| (id.clone(), value.name.clone())).collect())
            });
            let words = Words {
                format: FORMAT,
                locale: locale.tag.clone(),
                signature: plan.signature.clone(),
                name: locale.words.name.clone(),
                messages: locale.words.messages.clone(),
                values: values.collect(),
            };
            super::generated(format!("{folder}/words/{}.json", locale.tag), super::json(&words))
        })
        .collect()
}
