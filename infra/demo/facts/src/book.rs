//! The facts, and which one comes when.

use jiff::civil::{Date, date};
use serde::Deserialize;

/// One fact in every language.
#[derive(Debug, Deserialize)]
pub(crate) struct Fact {
    pub(crate) id: String,
    pub(crate) topic: String,
    en: String,
    de: String,
}

impl Fact {
    /// Its text in a language by ISO 639-1 code.
    pub(crate) fn text(&self, language: &str) -> Option<&str> {
        match language {
            "en" => Some(&self.en),
            "de" => Some(&self.de),
            _ => None,
        }
    }
}

/// All facts, in their order.
#[derive(Debug)]
pub(crate) struct Book(Vec<Fact>);

impl Book {
    pub(crate) fn read() -> Result<Self, serde_json::Error> {
        serde_json::from_str(include_str!("facts.json")).map(Self)
    }

    /// The fact of a day: day after day, all of them in turn, from topic to topic.
    pub(crate) fn of_the_day(&self, day: Date) -> Result<&Fact, String> {
        // A step that has no divisor in common with the number of facts meets each of them once per round.
        const STEP: i64 = 11;
        let days = i64::from((day - date(1970, 1, 1)).get_days());
        let count = i64::try_from(self.0.len()).unwrap_or(i64::MAX).max(1);
        let at = usize::try_from((days * STEP).rem_euclid(count)).unwrap_or_default();
        self.0.get(at).ok_or_else(|| "there are no facts".to_owned())
    }

    /// The fact after `after`, among those of `topic` or among all; the first one where `after` is left out.
    pub(crate) fn next(&self, topic: Option<&str>, after: Option<&str>) -> Result<&Fact, String> {
        let mut facts = self.0.iter().filter(|fact| topic.is_none_or(|topic| fact.topic == topic));
        let about = topic.map(|topic| format!(" about `{topic}`")).unwrap_or_default();
        if let Some(after) = after
            && !facts.any(|fact| fact.id == after)
        {
            return Err(format!("there is no fact `{after}`{about}"));
        }
        facts.next().ok_or_else(|| match after {
            Some(after) => format!("there is no fact{about} after `{after}`"),
            None => format!("there is no fact{about}"),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_fact_has_its_own_id_and_two_texts() {
        let book = Book::read().unwrap();
        let ids: BTreeSet<&str> = book.0.iter().map(|fact| fact.id.as_str()).collect();
        assert_eq!(ids.len(), book.0.len());
        for fact in &book.0 {
            assert!(fact.id.starts_with(&fact.topic), "{fact:?}");
            assert!(fact.text("en").unwrap().len() > 20 && fact.text("de").unwrap().len() > 20, "{fact:?}");
            assert_ne!(fact.text("en"), fact.text("de"), "{fact:?}");
        }
    }

    #[test]
    fn every_fact_has_its_day() {
        let book = Book::read().unwrap();
        let mut day = date(2026, 1, 1);
        let mut seen = BTreeSet::new();
        for _ in 0..book.0.len() {
            seen.insert(&book.of_the_day(day).unwrap().id);
            day = day.tomorrow().unwrap();
        }
        assert_eq!(seen.len(), book.0.len());
        book.of_the_day(Date::MIN).unwrap();
        book.of_the_day(Date::MAX).unwrap();
    }

    #[test]
    fn a_topic_is_told_to_its_end() {
        let book = Book::read().unwrap();
        for topic in ["whales", "bees", "space", "sea"] {
            let mut told = 0;
            let mut after: Option<&str> = None;
            while let Ok(fact) = book.next(Some(topic), after) {
                assert_eq!(fact.topic, topic);
                after = Some(&fact.id);
                told += 1;
            }
            assert_eq!(told, 10, "{topic}");
        }
    }
}
