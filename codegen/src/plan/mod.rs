//! Everything derived from the model, every name final. Renderers print plans; they decide nothing.

pub mod account_linking;
mod alexa;
mod cloud;
pub mod manifest;
pub mod names;
pub mod page;
pub mod segments;
mod signature;
pub mod vocabulary;

pub use alexa::InteractionModel;
#[cfg(test)]
pub use cloud::surface;
pub use cloud::{PROXIED, SCOPE, SKILL_TIMEOUT_MS};
pub use names::RecordNames;

use crate::model::{End, Intent, Skill, Step, Type, Verb};
use indexmap::IndexMap;
use segments::{Exit, Segmented};

/// The plan of one skill.
#[derive(Debug)]
pub struct Plan<'m> {
    /// What it is the plan of.
    pub skill: &'m Skill,
    /// The document for the cloud.
    pub cloud: sayso_schemas::plan::Plan,
    /// Per locale, what Alexa is given.
    pub models: Vec<InteractionModel>,
    /// What Alexa is told about the skill as a whole.
    pub manifest: manifest::Envelope,
    /// What Alexa is told about account linking, where there is any.
    pub account_linking: Option<account_linking::Envelope>,
    /// Names of records.
    pub records: RecordNames,
    /// Intents, cut at their questions.
    pub intents: IndexMap<String, Segmented>,
    /// Version of the session's shape.
    pub session: String,
    /// Digest of what the compiled skill can say.
    pub signature: String,
}

/// Derives the plan.
pub fn plan(skill: &Skill) -> Plan<'_> {
    let mut records = RecordNames::default();
    skill.calls.values().for_each(|call| records.add(&call.record));
    for intent in skill.intents.values() {
        for step in &intent.steps {
            if let Verb::Compute(stub) | Verb::Handler { stub, .. } = &step.verb {
                records.add(&stub.out);
            }
        }
    }
    let intents: IndexMap<_, _> = skill
        .intents
        .iter()
        .map(|(name, intent)| (name.clone(), segments::cut(skill, name, intent)))
        .collect();
    let session = signature::session(skill, &intents);
    let signature = signature::words(skill, &intents);
    let models = skill.locales.iter().map(|locale| alexa::model(skill, locale)).collect();
    let cloud = cloud::plan(skill);
    let manifest = manifest::manifest(skill);
    let client_id = cloud.linking.as_ref().and_then(|it| it.client_id.as_deref());
    let account_linking = account_linking::request(skill, client_id);
    Plan { skill, cloud, models, manifest, account_linking, records, intents, session, signature }
}

/// The skill asks a question that is answered with a name or a number: by a step, or where it is not clear what was said
/// in parts.
pub fn chooses(skill: &Skill) -> bool {
    let chooses = |step: &Step| matches!(step.verb, Verb::Choose(_));
    skill.intents.values().any(|it| !it.composites.is_empty() || it.steps.iter().any(chooses))
}

/// A choice of the intent is made by what was said for the slot, a value of a type or not.
pub fn is_compared(intent: &Intent, slot: &str) -> bool {
    intent.steps.iter().any(|step| match &step.verb {
        Verb::Choose(choose) => choose.like.as_ref().is_some_and(|like| {
            like.segments.len() == 1
                && like.root() == slot
                && matches!(like.kind().unwrapped(), Type::Enum(_))
        }),
        _ => false,
    })
}

/// The skill reads lists.
pub fn reads(skill: &Skill) -> bool {
    skill.intents.values().any(|intent| matches!(intent.end, End::Read { .. }))
}

/// The call whose outputs a list comes from, where a next page of it can be fetched: the list must be an output of a
/// `call` step of the same segment.
pub fn paged<'m>(skill: &'m Skill, segment: &segments::Segment) -> Option<(&'m str, &'m crate::model::Call)> {
    let Exit::End(End::Read { list, .. }) = &segment.exit else { return None };
    let [step, _] = list.segments.as_slice() else { return None };
    let Verb::Call { call, .. } =
        &segment.steps.iter().find(|it| it.id.as_deref() == Some(step.as_str()))?.verb
    else {
        return None;
    };
    let (name, call) = skill.calls.get_key_value(call)?;
    call.paged.then_some((name.as_str(), call))
}

/// An element of a list type.
pub fn element(list: &Type) -> &Type {
    match list.unwrapped() {
        Type::List(element) => element,
        other => other,
    }
}

/// The whole budget of one request of the skill function, in milliseconds.
pub fn cloud_budget_ms(plan: &Plan<'_>) -> u64 {
    plan.cloud
        .functions
        .iter()
        .find(|it| it.name == "skill")
        .map_or(cloud::SKILL_TIMEOUT_MS, |it| it.timeout_ms)
}
