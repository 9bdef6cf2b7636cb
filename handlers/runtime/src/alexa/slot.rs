//! Intents and their slots, as Alexa sends them and as a dialog directive sends them back.

use super::lossless::lossless;
use std::collections::BTreeMap;

lossless! {
    /// What the user wants.
    pub struct Intent {
        /// Its name in the interaction model.
        pub name: String = "name",
        /// `NONE`, `CONFIRMED`, `DENIED`.
        pub confirmation_status: String = "confirmationStatus",
        /// Its slots, filled or not.
        pub slots: BTreeMap<String, Slot> = "slots",
    }
}

lossless! {
    /// A slot.
    pub struct Slot {
        /// Its name.
        pub name: String = "name",
        /// What was heard, or what a built-in type made of it.
        pub value: String = "value",
        /// What of the slot's type it is like.
        pub resolutions: Resolutions = "resolutions",
        /// `NONE`, `CONFIRMED`, `DENIED`.
        pub confirmation_status: String = "confirmationStatus",
        /// The newer form of `value`, which can also be a list.
        pub slot_value: SlotValue = "slotValue",
    }
}

lossless! {
    /// The newer form of a slot's value.
    pub struct SlotValue {
        /// `Simple` or `List`.
        pub kind: String = "type",
        /// Of `Simple`: what was heard.
        pub value: String = "value",
        /// Of `Simple`: what of the slot's type it is like.
        pub resolutions: Resolutions = "resolutions",
    }
}

lossless! {
    /// What a heard value is like, per authority.
    pub struct Resolutions {
        /// One per source of values: the interaction model, dynamic entities.
        pub resolutions_per_authority: Vec<Authority> = "resolutionsPerAuthority",
    }
}

lossless! {
    /// A source of values and what it found.
    pub struct Authority {
        /// `amzn1.er-authority.echo-sdk.<skill>.<type>`, or `amzn1.er-authority.echo-sdk.dynamic.<skill>.<type>`.
        pub authority: String = "authority",
        /// Whether there was a match.
        pub status: Status = "status",
        /// The values, the most likely first.
        pub values: Vec<ValueWrapper> = "values",
    }
}

lossless! {
    /// Whether there was a match.
    pub struct Status {
        /// `ER_SUCCESS_MATCH`, `ER_SUCCESS_NO_MATCH`, `ER_ERROR_…`.
        pub code: String = "code",
    }
}

lossless! {
    /// A value, wrapped as Alexa does.
    pub struct ValueWrapper {
        /// The value.
        pub value: ResolvedValue = "value",
    }
}

lossless! {
    /// A value of a slot's type.
    pub struct ResolvedValue {
        /// Its name.
        pub name: String = "name",
        /// Its id.
        pub id: String = "id",
    }
}

impl Slot {
    /// What was heard; `None` where the slot is not filled (`?` is what Alexa sends where a built-in type understood
    /// nothing).
    pub fn heard(&self) -> Option<&str> {
        let newer = || self.slot_value.as_ref().and_then(|slot| slot.value.as_deref());
        self.value.as_deref().or_else(newer).filter(|value| !value.is_empty() && *value != "?")
    }

    /// The value of the slot's type that was meant: a dynamic entity before one of the interaction model.
    pub fn meant(&self) -> Option<&ResolvedValue> {
        let newer = || self.slot_value.as_ref().and_then(|slot| slot.resolutions.as_ref());
        let authorities = self.resolutions.as_ref().or_else(newer)?.resolutions_per_authority.as_deref()?;
        let first = |dynamic: bool| {
            authorities
                .iter()
                .filter(|authority| authority.is_dynamic() == dynamic && authority.matched())
                .find_map(|authority| authority.values.as_ref()?.first()?.value.as_ref())
        };
        first(true).or_else(|| first(false))
    }
}

impl Authority {
    fn is_dynamic(&self) -> bool {
        self.authority.as_deref().is_some_and(|name| name.starts_with("amzn1.er-authority.echo-sdk.dynamic."))
    }

    fn matched(&self) -> bool {
        self.status.as_ref().and_then(|status| status.code.as_deref()) == Some("ER_SUCCESS_MATCH")
    }
}
