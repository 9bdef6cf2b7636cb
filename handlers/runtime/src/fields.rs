//! Fields that each site of a service numbers by itself: found once per session and account, by a call that tells them
//! all.

use crate::Failure;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::OnceCell;

/// The longest id that is one; it lives in the session.
const LONGEST: usize = 100;

/// The fields of one service at one site: name in the spec to id, or to none where the site lacks it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldIds(BTreeMap<String, Option<String>>);

impl FieldIds {
    /// Adds a field.
    #[must_use]
    pub fn with(mut self, name: &str, id: Option<&str>) -> Self {
        let id = id.filter(|id| (1..=LONGEST).contains(&id.len()));
        self.0.insert(name.to_owned(), id.map(str::to_owned));
        self
    }

    /// The id of a field; none where the site lacks it.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_deref()
    }

    /// The id of a field that is needed; `missing` is said where the site lacks it.
    pub fn need(&self, name: &str, missing: &'static str) -> Result<&str, Failure> {
        self.get(name)
            .ok_or_else(|| Failure::from_message(missing, format!("the site has no field for `{name}`")))
    }
}

/// The id of the element that fits best; none where none fits. `fit` gives, for each condition, which of its values the
/// element has.
pub fn best_field<'e, T, const N: usize>(
    elements: &'e [T],
    id: impl Fn(&'e T) -> &'e str,
    fit: impl Fn(&'e T) -> [Option<usize>; N],
) -> Option<&'e str> {
    let fitting = elements.iter().filter_map(|element| {
        let places: Option<Vec<usize>> = fit(element).into_iter().collect();
        Some((places?, element))
    });
    fitting.min_by(|(a, _), (b, _)| a.cmp(b)).map(|(_, element)| id(element))
}

/// Which of `values` a text is; case does not matter.
pub fn one_of(values: &[&str], text: Option<&str>) -> Option<usize> {
    let text = text?.trim().to_lowercase();
    values.iter().position(|value| value.to_lowercase() == text)
}

/// Comma-separated, without those that are absent.
pub fn listed(elements: &[Option<&str>]) -> String {
    elements.iter().flatten().copied().collect::<Vec<_>>().join(",")
}

/// What an answer holds beside the properties that the contract names.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Rest(Map<String, Value>);

/// The value of the field `id`; none where the site lacks the field, where it is empty, or where it is of another type.
/// `of` is the property of an object that holds the value.
pub fn field<T: FromField>(rest: &Rest, id: Option<&str>, of: Option<&str>) -> Option<T> {
    T::from_field(rest.0.get(id?)?, of)
}

/// A type that the value of a field can have.
pub trait FromField: Sized {
    /// The value, if it is one.
    fn from_field(value: &Value, of: Option<&str>) -> Option<Self>;
}

fn inner<'v>(value: &'v Value, of: Option<&str>) -> Option<&'v Value> {
    match of {
        Some(property) => value.get(property),
        None => Some(value),
    }
}

impl FromField for String {
    fn from_field(value: &Value, of: Option<&str>) -> Option<Self> {
        inner(value, of)?.as_str().map(str::to_owned)
    }
}

impl FromField for f64 {
    fn from_field(value: &Value, of: Option<&str>) -> Option<Self> {
        inner(value, of)?.as_f64()
    }
}

impl FromField for bool {
    fn from_field(value: &Value, of: Option<&str>) -> Option<Self> {
        inner(value, of)?.as_bool()
    }
}

impl FromField for Date {
    fn from_field(value: &Value, of: Option<&str>) -> Option<Self> {
        inner(value, of)?.as_str()?.parse().ok()
    }
}

/// An empty list is as good as none.
impl<T: FromField> FromField for Vec<T> {
    fn from_field(value: &Value, of: Option<&str>) -> Option<Self> {
        let elements: Self = value.as_array()?.iter().filter_map(|it| T::from_field(it, of)).collect();
        (!elements.is_empty()).then_some(elements)
    }
}

/// What a session knows of fields.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct KnownFields {
    /// The link's id of the account at whose site they are; empty where a service needs no account.
    account: String,
    /// By service.
    services: BTreeMap<String, FieldIds>,
}

impl KnownFields {
    pub(crate) fn is_empty(&self) -> bool {
        self.services.is_empty()
    }
}

type Found = Result<Arc<FieldIds>, Failure>;
/// Filled once, by whoever asks first.
type Cell = Arc<OnceCell<Found>>;

/// The fields that one request comes to know.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    known: KnownFields,
    /// By service and account.
    found: Mutex<BTreeMap<(&'static str, String), Cell>>,
}

impl Fields {
    /// Begins with what the session knows.
    pub(crate) fn new(known: KnownFields) -> Self {
        Self { known, found: Mutex::default() }
    }

    /// The fields `names` of `service` at the site of `account`. Where they are not known, `find` finds them, once for
    /// all that ask: also a failure is one for all, since asking again would take as long again.
    pub(crate) async fn of<F>(
        &self,
        service: &'static str,
        account: &str,
        names: &[&str],
        find: impl FnOnce() -> F,
    ) -> Found
    where
        F: Future<Output = Result<FieldIds, Failure>>,
    {
        let cell = {
            let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(found.entry((service, account.to_owned())).or_default())
        };
        let known = self.known.services.get(service).filter(|ids| {
            self.known.account == account && names.iter().all(|name| ids.0.contains_key(*name))
        });
        let ids = cell.get_or_init(|| async {
            match known {
                Some(known) => Ok(Arc::new(known.clone())),
                // How finding them failed says nothing of the call that needs them. Boxed, since every call would
                // carry the room for it.
                None => Box::pin(find()).await.map(Arc::new).map_err(Failure::of_another_call),
            }
        });
        ids.await.clone()
    }

    /// What the session knows from now on.
    pub(crate) fn known(&self) -> KnownFields {
        let mut known = self.known.clone();
        for ((service, account), cell) in &*self.found.lock().unwrap_or_else(PoisonError::into_inner) {
            let Some(Ok(ids)) = cell.get() else { continue };
            if known.account != *account {
                known = KnownFields { account: account.clone(), ..KnownFields::default() };
            }
            known.services.insert((*service).to_owned(), ids.as_ref().clone());
        }
        known
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    struct Known(&'static str, &'static str);

    fn best(fields: &[Known], names: &[&str]) -> Option<String> {
        best_field(fields, |it| it.0, |it| [one_of(names, Some(it.1))]).map(str::to_owned)
    }

    #[test]
    fn the_first_name_that_a_site_has_wins() {
        let fields = [Known("a", "Estimate"), Known("b", "story points "), Known("c", "Story Points")];
        assert_eq!(best(&fields, &["Story Points", "Estimate"]).as_deref(), Some("b"));
        assert_eq!(best(&fields, &["Size", "Estimate"]).as_deref(), Some("a"));
        assert_eq!(best(&fields, &["Size"]), None);
        assert_eq!(one_of(&["x"], None), None);
    }

    #[test]
    fn every_condition_holds() {
        let fields = [Known("a", "x"), Known("b", "x")];
        let found =
            best_field(&fields, |it| it.0, |it| [one_of(&["x"], Some(it.1)), one_of(&["b"], Some(it.0))]);
        assert_eq!(found, Some("b"));
    }

    #[test]
    fn a_value_of_another_type_is_none() {
        let rest = json!({"n": 3, "t": "x", "null": null, "o": {"value": "High"},
            "l": [{"value": "a"}, {"other": 1}], "e": [], "d": "2026-03-01"});
        let rest: Rest = serde_json::from_value(rest).unwrap_or_default();
        assert_eq!(field::<f64>(&rest, Some("n"), None), Some(3.0));
        assert_eq!(field::<f64>(&rest, Some("t"), None), None);
        assert_eq!(field::<f64>(&rest, Some("null"), None), None);
        assert_eq!((field::<f64>(&rest, None, None), field::<f64>(&rest, Some("?"), None)), (None, None));
        assert_eq!(field::<String>(&rest, Some("o"), Some("value")).as_deref(), Some("High"));
        assert_eq!(field::<Vec<String>>(&rest, Some("l"), Some("value")), Some(vec!["a".to_owned()]));
        assert_eq!(field::<Vec<String>>(&rest, Some("e"), Some("value")), None);
        assert_eq!(field::<Date>(&rest, Some("d"), None), Some(jiff::civil::date(2026, 3, 1)));
    }

    #[test]
    fn an_id_of_no_sensible_length_is_none() {
        let ids =
            FieldIds::default().with("a", Some("")).with("b", Some(&"x".repeat(101))).with("c", Some("x"));
        assert_eq!((ids.get("a"), ids.get("b"), ids.get("c")), (None, None, Some("x")));
        assert_eq!(listed(&[Some("a"), None, Some("b")]), "a,b");
    }
}
