//! The document for the cloud, `plan.json`.

use super::names;
use crate::model::{ServiceAt, Skill};
use sayso_schemas::plan::{FORMAT, Function, Locale, Plan, Service, ServiceAt as At, Stage};

/// Lambda's limit for the skill function: Alexa waits 8 s, with the network and a cold start in them.
pub const SKILL_TIMEOUT_MS: u64 = 7_000;
/// The least memory whose share of a processor keeps a cold start short.
const MEMORY_MB: u32 = 256;

/// Derives it.
pub fn plan(skill: &Skill) -> Plan {
    Plan {
        format: FORMAT,
        skill: skill.name.clone(),
        binary: format!("{}-skill", skill.name),
        functions: vec![Function {
            name: "skill".to_owned(),
            timeout_ms: SKILL_TIMEOUT_MS,
            memory_mb: MEMORY_MB,
            permissions: Vec::new(),
        }],
        routes: Vec::new(),
        table: None,
        key: None,
        locales: skill
            .locales
            .iter()
            .map(|locale| Locale {
                locale: locale.tag.clone(),
                model: format!("skill-package/interactionModels/custom/{}.json", locale.tag),
                words: format!("words/{}.json", locale.tag),
            })
            .collect(),
        services: skill
            .services
            .keys()
            .map(|name| Service { name: name.clone(), variable: names::variable("SAYSO_SERVICE_", name) })
            .collect(),
        stages: skill
            .infra
            .stages
            .iter()
            .map(|(name, stage)| {
                let services = stage.services.iter().map(|(name, at)| (name.clone(), place(at))).collect();
                (name.clone(), Stage { skill_id: stage.skill_id.clone(), services })
            })
            .collect(),
    }
}

fn place(at: &ServiceAt) -> At {
    match at {
        ServiceAt::Url(url) => At::Url(url.clone()),
        ServiceAt::Demo(name) => At::Demo(name.clone()),
    }
}
