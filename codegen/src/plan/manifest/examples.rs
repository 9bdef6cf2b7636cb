//! What a user may say: the phrases of the spec, else one that opens the skill and one for each of its first intents,
//! made of samples. Source: certification asks that they come directly from the samples.

use crate::{
    model::{Intent, Locale, Skill, Value},
    stock,
};
use indexmap::IndexMap;
use std::cmp::Reverse;

/// Phrases of a manifest that are made: the store shows three.
const MADE: usize = 3;
/// Characters of a phrase.
const LONGEST: usize = 200;

/// The phrases of one locale; none in a language that is not in stock, unless the spec has some.
pub fn examples(skill: &Skill, locale: &Locale) -> Vec<String> {
    match &locale.listing {
        Some(listing) if !listing.examples.is_empty() => listing.examples.clone(),
        _ => made(skill, locale),
    }
}

fn made(skill: &Skill, locale: &Locale) -> Vec<String> {
    let Some(opening) = stock::opening(&locale.tag) else { return Vec::new() };
    let said = skill.intents.iter().filter_map(|(name, intent)| {
        let samples = locale.words.samples.get(name)?.samples.iter();
        let phrases = samples.filter_map(|sample| filled(sample, intent, &locale.words.values));
        // What may be left out of a sample is most often an article: the longest one is a whole sentence. Of several
        // the first.
        phrases.min_by_key(|phrase| Reverse(phrase.chars().count()))
    });
    std::iter::once(format!("{opening} {}", locale.invocation)).chain(said).take(MADE).collect()
}

/// A sample with a value for each of its slots, the first of its type for the first slot of that type and so on; none
/// where a slot has a type without values of its own, which nobody could choose one of.
fn filled(
    sample: &str,
    intent: &Intent,
    values: &IndexMap<String, IndexMap<String, Value>>,
) -> Option<String> {
    let (mut phrase, mut rest, mut used) = (String::new(), sample, IndexMap::<&str, usize>::new());
    while let Some((before, behind)) = rest.split_once('{') {
        let (slot, after) = behind.split_once('}')?;
        let kind = intent.slots.get(slot)?.kind.as_str();
        let turn = used.entry(kind).or_default();
        let (_, value) = values.get(kind)?.get_index(*turn)?;
        *turn += 1;
        phrase.push_str(before);
        phrase.push_str(&value.name);
        rest = after;
    }
    phrase.push_str(rest);
    (phrase.chars().count() <= LONGEST).then_some(phrase)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::model::{End, Missing, Slot, Type};

    fn intent(slots: &[(&str, &str)]) -> Intent {
        let slot = |kind: &str| Slot {
            kind: kind.to_owned(),
            value: Type::Text,
            missing: Missing::Absent,
            unknown: false,
        };
        Intent {
            slots: slots.iter().map(|(name, kind)| ((*name).to_owned(), slot(kind))).collect(),
            composites: IndexMap::new(),
            steps: Vec::new(),
            end: End::Say,
        }
    }

    fn stations() -> IndexMap<String, IndexMap<String, Value>> {
        let value = |name: &str| (name.to_owned(), Value { name: name.to_owned(), synonyms: Vec::new() });
        IndexMap::from([("Station".to_owned(), IndexMap::from([value("the harbour"), value("the hill")]))])
    }

    #[test]
    fn every_slot_gets_a_value_of_its_own() {
        let intent = intent(&[("from", "Station"), ("to", "Station")]);
        let phrase = filled("how long from {from} to {to}", &intent, &stations());
        assert_eq!(phrase.unwrap(), "how long from the harbour to the hill");
        assert_eq!(filled("when is the next tram", &intent, &stations()).unwrap(), "when is the next tram");
    }

    #[test]
    fn what_has_no_values_makes_no_phrase() {
        let intent =
            intent(&[("on", "AMAZON.DATE"), ("to", "Station"), ("from", "Station"), ("by", "Station")]);
        assert_eq!(filled("how long on {on}", &intent, &stations()), None);
        assert_eq!(filled("{to} {from} {by}", &intent, &stations()), None, "there are two stations only");
        assert_eq!(filled("a part {mark_number}", &intent, &stations()), None);
        assert_eq!(filled(&"word ".repeat(41), &intent, &stations()), None, "longer than the store takes");
    }
}
