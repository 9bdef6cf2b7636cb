//! `words/<locale>.json`: the sentences of each locale.

use super::Pending;
use crate::{model::Locale, plan::Plan};
use sayso_schemas::words::{FORMAT, Words};

pub(super) fn files<'p>(plan: &'p Plan<'_>, folder: &str) -> Vec<Pending<'p>> {
    let file = |locale: &'p Locale| {
        Pending::new(format!("{folder}/words/{}.json", locale.tag), || super::json(&words(plan, locale)))
    };
    plan.skill.locales.iter().map(file).collect()
}

fn words(plan: &Plan<'_>, locale: &Locale) -> Words {
    let values = locale.words.values.iter().map(|(kind, values)| {
        (kind.clone(), values.iter().map(|(id, value)| (id.clone(), value.name.clone())).collect())
    });
    Words {
        format: FORMAT,
        locale: locale.tag.clone(),
        signature: plan.signature.clone(),
        name: locale.words.name.clone(),
        messages: locale.words.messages.clone(),
        values: values.collect(),
    }
}
