//! The values of dynamic types: asked for once per session, sent to Alexa, given to the parsers that want them, and held
//! against what is heard.

use crate::{Entity, EntityList, EntityValue, Failure, Skill, Slotted, Turn, choice};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most that a session keeps of them, in bytes of JSON; what is more is asked for again when it is needed.
const LARGEST: usize = 8 * 1024;

/// The values of dynamic types, by type, as a session keeps them.
pub(crate) type KnownValues = BTreeMap<String, KnownList>;

/// The values of a dynamic type.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KnownList {
    values: Vec<EntityValue>,
    /// The service has more of them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    cut: bool,
}

impl KnownList {
    /// All that a service has.
    #[cfg(test)]
    pub(crate) fn of(values: Vec<EntityValue>) -> Self {
        Self { values, cut: false }
    }

    pub(crate) fn values(&self) -> &[EntityValue] {
        &self.values
    }
}

/// What is known of them in one request.
#[derive(Debug, Default)]
pub(crate) struct Values {
    /// Those that came with the session.
    pub(crate) kept: KnownValues,
    /// Those that were asked for in this request.
    pub(crate) fetched: Fetched,
}

/// What asking the service came to.
#[derive(Debug, Default)]
pub(crate) enum Fetched {
    /// Nobody has asked.
    #[default]
    NotYet,
    /// It did not tell.
    Failed,
    /// These.
    Lists(Vec<EntityList>),
}

impl Values {
    /// What the session keeps; first of all what parsers are given, the types `wanted`.
    pub(crate) fn into_kept(self, wanted: &[&str]) -> KnownValues {
        let Fetched::Lists(mut lists) = self.fetched else { return self.kept };
        lists.sort_by_key(|list| !wanted.contains(&list.type_name));
        let (mut known, mut left) = (KnownValues::new(), LARGEST);
        for EntityList { type_name, values, cut } in lists {
            let list = KnownList { values, cut };
            let size = serde_json::to_vec(&list).map_or(usize::MAX, |json| json.len());
            if size <= left {
                left -= size;
                known.insert(type_name.to_owned(), list);
            }
        }
        known
    }

    fn of(&self, type_name: &str) -> Option<(&[EntityValue], bool)> {
        let fetched = match &self.fetched {
            Fetched::Lists(lists) => lists.iter().find(|list| list.type_name == type_name),
            Fetched::NotYet | Fetched::Failed => None,
        };
        let fetched = fetched.map(|list| (list.values.as_slice(), list.cut));
        let kept = || self.kept.get(type_name).map(|list| (list.values.as_slice(), list.cut));
        fetched.or_else(kept)
    }

    /// Which value is meant, where the service's own list is known: one that Alexa found and that is in it, or else the only
    /// one that is called as it was `said`. What was declared beforehand is not there for everybody.
    fn meant(&self, type_name: &str, found: Option<Entity>, said: &str) -> Option<Entity> {
        let Some((values, cut)) = self.of(type_name) else { return found };
        let there = |entity: &Entity| cut || values.iter().any(|value| value.id == entity.id);
        found.filter(there).or_else(|| called(values, said))
    }
}

/// The only value that is called so.
fn called(values: &[EntityValue], said: &str) -> Option<Entity> {
    let names =
        |value: &EntityValue| value.synonyms.iter().chain([&value.name]).any(|it| choice::same(it, said));
    let mut so_called = values.iter().filter(|value| names(value));
    let first = so_called.next()?;
    let entity = || Entity { id: first.id.clone(), name: first.name.clone() };
    so_called.next().is_none().then(entity)
}

impl<S: Skill> Turn<'_, S> {
    /// The values of a dynamic type, for a parser; none where the service does not tell. A failure where the account
    /// has to be linked again.
    pub async fn values(&mut self, type_name: &str) -> Result<Vec<EntityValue>, Failure> {
        if self.values.of(type_name).is_none() && matches!(self.values.fetched, Fetched::NotYet) {
            self.values.fetched = match S::entities(self).await {
                Ok(lists) => Fetched::Lists(lists),
                Err(failure) if failure.wants_relink() => return Err(failure),
                Err(failure) => {
                    self.calls.note(&failure);
                    Fetched::Failed
                }
            };
        }
        Ok(self.values.of(type_name).map(|(values, _)| values.to_vec()).unwrap_or_default())
    }

    /// The slot `name` as a value of the dynamic type `type_name`. Where the service's own list is known, a value that is
    /// not in it is unknown.
    pub fn entity(&self, name: &str, type_name: &str) -> Slotted<Entity> {
        let Some(part) = self.part::<Entity>(name) else { return Slotted::Missing };
        match self.values.meant(type_name, part.value, &part.said) {
            Some(entity) => Slotted::Filled(entity),
            None => Slotted::Unknown(part.said),
        }
    }

    /// The names of a dynamic type's values, where they are known.
    pub(crate) fn names(&self, type_name: &str) -> Vec<String> {
        let values = self.values.of(type_name).map(|(values, _)| values).unwrap_or_default();
        values.iter().map(|value| value.name.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(id: &str, name: &str) -> EntityValue {
        EntityValue { id: id.to_owned(), name: name.to_owned(), synonyms: vec![id.to_owned()] }
    }

    fn entity(id: &str, name: &str) -> Entity {
        Entity { id: id.to_owned(), name: name.to_owned() }
    }

    /// A site's own projects.
    fn list(cut: bool) -> EntityList {
        let values = vec![value("KIT", "Kitchen"), value("GAR", "Garden"), value("G2", "garden")];
        EntityList { type_name: "Project", values, cut }
    }

    fn fetched(cut: bool) -> Values {
        Values { kept: KnownValues::new(), fetched: Fetched::Lists(vec![list(cut)]) }
    }

    #[test]
    fn a_value_that_the_service_does_not_have_is_none() {
        let values = fetched(false);
        assert_eq!(values.meant("Project", Some(entity("OPS", "Operations")), "ops"), None);
        assert_eq!(
            values.meant("Project", Some(entity("KIT", "Kitchen")), "the kitchen"),
            Some(entity("KIT", "Kitchen"))
        );
    }

    #[test]
    fn what_is_declared_counts_as_long_as_the_list_is_not_known_as_a_whole() {
        let operations = Some(entity("OPS", "Operations"));
        assert_eq!(Values::default().meant("Project", operations.clone(), "ops"), operations);
        assert_eq!(fetched(false).meant("Board", operations.clone(), "ops"), operations);
        assert_eq!(fetched(true).meant("Project", operations.clone(), "ops"), operations);
        let failed = Values { kept: KnownValues::new(), fetched: Fetched::Failed };
        assert_eq!(failed.meant("Project", operations.clone(), "ops"), operations);
    }

    #[test]
    fn a_value_that_alexa_was_not_told_of_is_found_by_its_name() {
        let values = fetched(false);
        assert_eq!(values.meant("Project", None, "kitchen"), Some(entity("KIT", "Kitchen")));
        assert_eq!(values.meant("Project", None, "k. i. t."), Some(entity("KIT", "Kitchen")));
        assert_eq!(
            values.meant("Project", Some(entity("OPS", "Kit")), "kit"),
            Some(entity("KIT", "Kitchen"))
        );
        assert_eq!(values.meant("Project", None, "garden"), None, "two are called so");
        assert_eq!(values.meant("Project", None, "kitchens"), None);
    }

    #[test]
    fn a_session_keeps_what_it_knows() {
        for cut in [false, true] {
            let kept = Values { kept: fetched(cut).into_kept(&[]), fetched: Fetched::NotYet };
            let ops = Some(entity("OPS", "Operations"));
            assert_eq!(kept.meant("Project", ops.clone(), "ops"), ops.filter(|_| cut));
        }
    }

    #[test]
    fn a_session_keeps_first_what_parsers_are_given() {
        let long = |type_name, count: usize| {
            let values = (0..count).map(|at| value(&format!("{type_name}{at}"), "a name")).collect();
            EntityList { type_name, values, cut: false }
        };
        let kept = |lists: Vec<EntityList>| {
            let values = Values { kept: KnownValues::new(), fetched: Fetched::Lists(lists) };
            values.into_kept(&["Tool"]).into_keys().collect::<Vec<_>>()
        };
        assert_eq!(kept(vec![long("Shelf", 100), long("Tool", 100)]), ["Tool"]);
        assert_eq!(kept(vec![long("Shelf", 10), long("Tool", 10)]), ["Shelf", "Tool"]);
        assert_eq!(kept(vec![long("Shelf", 10), long("Tool", 1_000)]), ["Shelf"]);
    }
}
