//! The values of a slot type, found by what is said: entity resolution.

use super::{
    language::Language,
    model::{TypeValue, TypeValueName},
    text::Words,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The listed values of a type, by the phrase that says them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Catalog {
    entries: Vec<Entry>,
    phrases: BTreeMap<String, Vec<usize>>,
    longest: usize,
}

#[derive(Debug, Clone)]
struct Entry {
    name: String,
    id: String,
}

impl Catalog {
    /// Indexes values; a value's own name comes before another's synonym.
    pub(crate) fn of(values: &[TypeValue], language: Language) -> Self {
        let mut catalog = Self::default();
        for TypeValue { id, name: TypeValueName { value, .. } } in values {
            let id = id.clone().filter(|id| !id.is_empty()).unwrap_or_else(|| derived_id(value));
            catalog.entries.push(Entry { name: value.clone(), id });
        }
        for (index, value) in values.iter().enumerate() {
            catalog.add(&value.name.value, index, language);
        }
        for (index, value) in values.iter().enumerate() {
            for synonym in &value.name.synonyms {
                catalog.add(synonym, index, language);
            }
        }
        catalog
    }

    fn add(&mut self, phrase: &str, index: usize, language: Language) {
        let words = Words::of(phrase, language);
        if words.is_empty() {
            return;
        }
        self.longest = self.longest.max(words.len());
        let values = self.phrases.entry(words.phrase()).or_default();
        if !values.contains(&index) {
            values.push(index);
        }
    }

    /// Words in the longest phrase.
    pub(crate) fn longest(&self) -> usize {
        self.longest
    }

    /// Whether a phrase (words joined by a space) says a listed value.
    pub(crate) fn lists(&self, phrase: &str) -> bool {
        self.phrases.contains_key(phrase)
    }

    /// One member of `resolutionsPerAuthority` for a phrase.
    pub(crate) fn resolution(&self, authority: &str, phrase: &str) -> Value {
        let Some(found) = self.phrases.get(phrase) else {
            return json!({"authority": authority, "status": {"code": "ER_SUCCESS_NO_MATCH"}});
        };
        let values: Vec<Value> = found
            .iter()
            .filter_map(|&index| self.entries.get(index))
            .map(|entry| json!({"value": {"name": entry.name, "id": entry.id}}))
            .collect();
        json!({"authority": authority, "status": {"code": "ER_SUCCESS_MATCH"}, "values": values})
    }
}

/// Alexa sends an opaque 32-digit id for a value that has none of its own; so does the stand-in
/// (FNV-1a, 128 bits: any stable hash will do).
fn derived_id(value: &str) -> String {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let hash = value.bytes().fold(OFFSET, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME));
    format!("{hash:032x}")
}
