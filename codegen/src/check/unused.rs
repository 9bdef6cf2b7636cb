//! Declarations that nothing uses: left over, or a sign that a use is missing. Looked for only where nothing is wrong,
//! because what is broken uses nothing.

use super::draft::Draft;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    model::{LinkKind, Memory, Skill, Then, Verb},
    stock,
};
use sayso_schemas::spec::{Map, Step, Text, TypeDecl};
use std::collections::BTreeSet;

/// Warns of them.
pub fn check(draft: &Draft, skill: &Skill, diagnostics: &mut Diagnostics) {
    let calls = calls(skill);
    let services = skill.calls.values().map(|call| call.service.as_str()).collect();
    let mut tell = |what: &str, unused: Vec<&Text>, help: &str| {
        for name in unused {
            diagnostics.push(
                Diagnostic::warning(Code::NOT_USED, format!("nothing uses the {what} `{name}`"))
                    .at(name.span, "declared here")
                    .help(help.to_owned()),
            );
        }
    };
    tell("call", unused(&draft.calls, &calls), "make it in a step (`call: …`), or remove it");
    tell("service", unused(&draft.services, &services), "declare a call of it, or remove it");
    tell("type", unused(&draft.types, &types(draft)), "give it to a slot or an input, or remove it");
    tell("word", unused(&draft.words, &words(skill)), "name it in an error rule, or remove it");
    let (session, profile) = memory(skill);
    let help = "keep something in it (`remember`), or remove it";
    tell("memory", unused(&draft.memory.session, &session), help);
    tell("memory", unused(&draft.memory.profile, &profile), help);
}

fn unused<'d, T>(declared: &'d Map<T>, used: &BTreeSet<&str>) -> Vec<&'d Text> {
    declared.keys().filter(|name| !used.contains(name.as_str())).collect()
}

fn verbs(skill: &Skill) -> impl Iterator<Item = &Verb> {
    skill.intents.values().flat_map(|intent| &intent.steps).map(|step| &step.verb)
}

/// Calls of steps, of verifications and of dynamic types.
fn calls(skill: &Skill) -> BTreeSet<&str> {
    let mut used = BTreeSet::new();
    for verb in verbs(skill) {
        match verb {
            Verb::Call { call, or, .. } => {
                used.insert(call.as_str());
                used.extend(or.iter().map(|or| or.call.as_str()));
            }
            Verb::Each { call, .. } => used.extend([call.as_str()]),
            Verb::Handler { uses, .. } => used.extend(uses.iter().map(String::as_str)),
            Verb::Choose(_) | Verb::Confirm { .. } | Verb::Compute(_) | Verb::Remember(_) => {}
        }
    }
    used.extend(skill.calls.values().filter_map(|call| call.verify.as_ref()).map(|it| it.call.as_str()));
    used.extend(skill.services.values().filter_map(|it| it.fields.as_ref()).map(|it| it.call.as_str()));
    used.extend(skill.types.values().filter_map(|it| it.dynamic.as_ref()).map(|it| it.call.as_str()));
    for method in skill.linking.iter().flat_map(|linking| linking.methods.values()) {
        used.insert(&method.account.call);
        if let LinkKind::Oauth { sites: Some(sites), .. } = &method.kind {
            used.insert(&sites.call);
        }
    }
    used
}

/// Types of slots, inputs, outputs and memory, as they are written: `Topic`, `Topic?`, `[Topic; 3]`.
fn types(draft: &Draft) -> BTreeSet<&str> {
    let slots = draft.intents.values().flat_map(|intent| intent.slots.values()).map(|slot| &slot.kind);
    let inputs = draft.calls.values().flat_map(|call| call.inputs.values());
    let steps = draft.intents.values().flat_map(|intent| &intent.steps);
    let outputs = steps.flat_map(|step| match step {
        Step::Compute(step) => step.out.values().collect::<Vec<_>>(),
        Step::Handler(step) => step.out.values().collect(),
        _ => Vec::new(),
    });
    let parts = draft.types.values().filter_map(|it| match it {
        TypeDecl::Parser(it) => Some(it.parts.values()),
        _ => None,
    });
    let memory = draft.memory.session.values().chain(draft.memory.profile.values());
    let written = slots.chain(inputs).chain(outputs).chain(memory).chain(parts.flatten());
    written
        .map(|text| {
            let element = text.split(';').next().unwrap_or_default();
            element.trim_matches(|it: char| it.is_whitespace() || "[]?!".contains(it))
        })
        .collect()
}

/// Words of error rules, and those that the runtime speaks.
fn words(skill: &Skill) -> BTreeSet<&str> {
    let rules = skill.services.values().flat_map(|service| &service.rules);
    let named = rules.map(|rule| match &rule.then {
        Then::Say(id)
        | Then::SayWhy { message: id, .. }
        | Then::Wait { otherwise: id, .. }
        | Then::Relink(id)
        | Then::Scope(id) => id.as_str(),
    });
    let links = skill.linking.is_some() || skill.proxy.is_some();
    let stock = stock::WORDS.iter().copied().filter(|word| stock::is_spoken(word, links));
    let fields = skill.services.values().filter_map(|service| service.fields.as_ref());
    let missing = fields.flat_map(|fields| fields.names.values()).filter_map(|it| it.missing.as_deref());
    let named = named.chain(missing);
    named.filter_map(|id| id.strip_prefix("words.")).chain(stock).chain(["wait"]).collect()
}

/// Memories that something is kept in.
fn memory(skill: &Skill) -> (BTreeSet<&str>, BTreeSet<&str>) {
    let kept = verbs(skill).filter_map(|verb| match verb {
        Verb::Remember(kept) => Some(kept),
        _ => None,
    });
    let (mut session, mut profile) = (BTreeSet::new(), BTreeSet::new());
    for (memory, _) in kept.flatten() {
        match memory {
            Memory::Session(name) => session.insert(name.as_str()),
            Memory::Profile(name) => profile.insert(name.as_str()),
        };
    }
    (session, profile)
}
