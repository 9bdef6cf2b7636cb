//! Digests by which parts that were generated apart recognise each other.

use super::segments::{Exit, Segmented, Variables};
use crate::model::{End, Skill};
use indexmap::IndexMap;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The version of the session's shape: whatever is kept across a question, in memory or in a focus.
pub fn session(skill: &Skill, intents: &IndexMap<String, Segmented>) -> String {
    let mut shape = format!("{:?}", skill.memory);
    for fields in skill.services.values().filter_map(|service| service.fields.as_ref()) {
        let _ = write!(shape, "{fields:?}");
    }
    // What a profile holds is kept elsewhere, and reads what it can of an older shape.
    for (name, intent) in intents {
        for segment in &intent.segments {
            let _ = match &segment.exit {
                Exit::Choose { id, element, kept, .. } => write!(shape, "{name}.{id}:{element:?}:{kept:?}"),
                Exit::Confirm { id, kept, .. } => write!(shape, "{name}.{id}:{kept:?}"),
                Exit::End(End::Read { list, .. }) => write!(shape, "{name}.read:{list:?}"),
                Exit::End(End::Say) => Ok(()),
            };
        }
    }
    digest(&shape)
}

/// The signature of a skill's words: message ids, and the variables that each segment can speak.
pub fn words(skill: &Skill, intents: &IndexMap<String, Segmented>) -> String {
    let mut shape = String::new();
    for id in skill.locales.first().into_iter().flat_map(|locale| locale.words.messages.keys()) {
        let _ = writeln!(shape, "{id}");
    }
    let mut variables = |known: &Variables| {
        let _ = writeln!(shape, "{known:?}");
    };
    for segment in intents.values().flat_map(|intent| &intent.segments) {
        variables(&segment.carried);
        variables(&segment.known);
    }
    digest(&shape)
}

/// The first 64 bits of a SHA-256, in hex.
fn digest(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    hash.iter().take(8).fold(String::with_capacity(16), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
