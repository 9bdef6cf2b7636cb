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
    // The page has the words of linking; a function need not read them at each start.
    let spoken = locale.words.messages.iter().filter(|(id, _)| !id.starts_with("linking."));
    Words {
        format: FORMAT,
        locale: locale.tag.clone(),
        signature: plan.signature.clone(),
        name: locale.words.name.clone(),
        messages: spoken.map(|(id, message)| (id.clone(), message.clone())).collect(),
        values: values.collect(),
    }
}
