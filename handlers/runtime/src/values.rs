//! The values of dynamic types: asked for once per session, sent to Alexa, and given to the parsers that want them.

use crate::{EntityList, EntityValue, Failure, Skill, Turn};
use std::collections::BTreeMap;

/// The most that a session keeps of them, in bytes of JSON; what is more is asked for again when it is needed.
const LARGEST: usize = 8 * 1024;

/// The values that parsers are given, by type, as a session keeps them.
pub(crate) type KnownValues = BTreeMap<String, Vec<EntityValue>>;

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
    /// What the session keeps of the types `wanted`.
    pub(crate) fn into_kept(self, wanted: &[&str]) -> KnownValues {
        let Fetched::Lists(lists) = self.fetched else { return self.kept };
        let wanted = lists.into_iter().filter(|list| wanted.contains(&list.type_name));
        let known: KnownValues = wanted.map(|list| (list.type_name.to_owned(), list.values)).collect();
        let size = serde_json::to_vec(&known).map_or(usize::MAX, |json| json.len());
        if size <= LARGEST { known } else { KnownValues::default() }
    }

    fn of(&self, type_name: &str) -> Option<&[EntityValue]> {
        let fetched = match &self.fetched {
            Fetched::Lists(lists) => lists.iter().find(|list| list.type_name == type_name),
            Fetched::NotYet | Fetched::Failed => None,
        };
        let fetched = fetched.map(|list| list.values.as_slice());
        fetched.or_else(|| self.kept.get(type_name).map(Vec::as_slice))
    }
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
        Ok(self.values.of(type_name).unwrap_or_default().to_vec())
    }
}
