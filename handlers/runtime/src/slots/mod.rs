//! What a slot holds, as a value of its type.

mod date;
mod duration;

use crate::{Entity, alexa::Slot};
use jiff::{SignedDuration, civil::Date};

/// A slot, seen as a value of `T`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slotted<T> {
    /// The user named a value.
    Filled(T),
    /// The user named none.
    Missing,
    /// The user said something that the type does not have.
    Unknown(String),
}

/// What was heard for a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard<'a> {
    text: &'a str,
    id: Option<&'a str>,
    name: Option<&'a str>,
    today: Date,
}

impl<'a> Heard<'a> {
    /// What was heard for `slot` on the day `today`; `None` where the slot is not filled.
    pub fn new(slot: &'a Slot, today: Date) -> Option<Self> {
        let text = slot.heard()?;
        let meant = slot.meant();
        let id = meant.and_then(|value| value.id.as_deref());
        Some(Self { text, id, name: meant.and_then(|value| value.name.as_deref()), today })
    }

    /// The words, or what a built-in type made of them.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The id of the value of a custom type that was meant.
    pub fn id(&self) -> Option<&'a str> {
        self.id
    }

    /// The name of the value of a custom type that was meant.
    pub fn name(&self) -> Option<&'a str> {
        self.name
    }

    /// The day on which it was heard.
    pub fn today(&self) -> Date {
        self.today
    }
}

/// A type that a slot can hold.
pub trait FromSlot: Sized {
    /// The value; `None` where the type has none like it.
    fn from_slot(heard: &Heard<'_>) -> Option<Self>;
}

/// The slot as a value of `T`.
pub(crate) fn read<T: FromSlot>(slot: Option<&Slot>, today: Date) -> Slotted<T> {
    match slot.and_then(|slot| Heard::new(slot, today)) {
        None => Slotted::Missing,
        Some(heard) => match T::from_slot(&heard) {
            Some(value) => Slotted::Filled(value),
            None => Slotted::Unknown(heard.text().to_owned()),
        },
    }
}

impl FromSlot for String {
    fn from_slot(heard: &Heard<'_>) -> Option<Self> {
        Some(heard.text().to_owned())
    }
}

/// `AMAZON.NUMBER`, `AMAZON.Ordinal` and other built-in types that give digits.
impl FromSlot for f64 {
    fn from_slot(heard: &Heard<'_>) -> Option<Self> {
        // `inf` and `nan` parse too.
        let number = heard.text().trim().parse().ok().filter(|number: &f64| number.is_finite());
        #[allow(clippy::cast_precision_loss, reason = "a spoken position has no 53 bits")]
        number.or_else(|| i64::from_slot(heard).map(|ordinal| ordinal as f64))
    }
}

/// `AMAZON.NUMBER` and `AMAZON.Ordinal` (`2`, `2nd`).
impl FromSlot for i64 {
    fn from_slot(heard: &Heard<'_>) -> Option<Self> {
        let text = heard.text().trim();
        let digits = text.trim_end_matches(|c: char| c.is_alphabetic() || matches!(c, '.' | 'º' | 'ª'));
        digits.parse().ok()
    }
}

/// `AMAZON.DATE`.
impl FromSlot for Date {
    fn from_slot(heard: &Heard<'_>) -> Option<Self> {
        date::parse(heard.text(), heard.today())
    }
}

/// `AMAZON.DURATION`.
impl FromSlot for SignedDuration {
    fn from_slot(heard: &Heard<'_>) -> Option<Self> {
        duration::parse(heard.text(), heard.today())
    }
}

/// A value of a dynamic type.
impl FromSlot for Entity {
    fn from_slot(heard: &Heard<'_>) -> Option<Self> {
        let id = heard.id()?.to_owned();
        Some(Self { id, name: heard.name().unwrap_or(heard.text()).to_owned() })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn slotted<T: FromSlot>(slot: Value) -> Slotted<T> {
        let slot: Slot = serde_json::from_value(slot).unwrap();
        read(Some(&slot), jiff::civil::date(2026, 3, 1))
    }

    fn authority(name: &str, code: &str, values: &Value) -> Value {
        json!({"authority": name, "status": {"code": code}, "values": values})
    }

    #[test]
    fn a_slot_without_a_value_is_missing() {
        assert_eq!(read::<String>(None, Date::default()), Slotted::Missing);
        assert_eq!(slotted::<String>(json!({"name": "x"})), Slotted::Missing);
        assert_eq!(slotted::<String>(json!({"name": "x", "value": ""})), Slotted::Missing);
        assert_eq!(slotted::<f64>(json!({"name": "x", "value": "?"})), Slotted::Missing);
    }

    #[test]
    fn numbers_are_finite_and_ordinals_lose_their_ending() {
        assert_eq!(slotted::<f64>(json!({"value": "3.5"})), Slotted::Filled(3.5));
        assert_eq!(slotted::<f64>(json!({"value": "inf"})), Slotted::Unknown("inf".into()));
        assert_eq!(slotted::<i64>(json!({"value": "2nd"})), Slotted::Filled(2));
        assert_eq!(slotted::<i64>(json!({"value": "-1"})), Slotted::Filled(-1));
        assert_eq!(slotted::<i64>(json!({"value": "second"})), Slotted::Unknown("second".into()));
    }

    #[test]
    fn a_dynamic_entity_wins_over_a_value_of_the_model() {
        let value = |id: &str| json!([{"value": {"id": id, "name": "Whales"}}]);
        let slot = json!({"value": "wales", "resolutions": {"resolutionsPerAuthority": [
            authority("amzn1.er-authority.echo-sdk.skill.T", "ER_SUCCESS_MATCH", &value("static")),
            authority("amzn1.er-authority.echo-sdk.dynamic.skill.T", "ER_SUCCESS_MATCH", &value("dynamic")),
        ]}});
        let expected = Entity { id: "dynamic".into(), name: "Whales".into() };
        assert_eq!(slotted::<Entity>(slot), Slotted::Filled(expected));
    }

    #[test]
    fn a_value_without_a_match_is_unknown() {
        let slot = json!({"value": "unicorns", "resolutions": {"resolutionsPerAuthority": [
            authority("amzn1.er-authority.echo-sdk.skill.T", "ER_SUCCESS_NO_MATCH", &json!([])),
        ]}});
        assert_eq!(slotted::<Entity>(slot), Slotted::Unknown("unicorns".into()));
    }

    #[test]
    fn the_newer_form_of_a_value_is_read_too() {
        let slot = json!({"slotValue": {"type": "Simple", "value": "whales", "resolutions": {
            "resolutionsPerAuthority": [authority("a", "ER_SUCCESS_MATCH", &json!([{"value": {"id": "w"}}]))],
        }}});
        let expected = Entity { id: "w".into(), name: "whales".into() };
        assert_eq!(slotted::<Entity>(slot), Slotted::Filled(expected));
    }
}
