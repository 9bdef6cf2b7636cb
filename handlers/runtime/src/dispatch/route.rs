//! What a request asks for, before anything is done about it.

use crate::{
    Answer, Move, Pick,
    alexa::{Intent, Request},
    slots::{self, Slotted},
};
use jiff::civil::Date;

/// The intent with which users pick an option; the compiler adds it to the interaction model.
const PICK: &str = "SaysoPickIntent";

/// What a request asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wish<'a> {
    /// The skill is opened without a wish.
    Launch,
    /// Help.
    Help,
    /// The end.
    Stop,
    /// The last answer again.
    Repeat,
    /// An answer to whatever is open.
    Answer(Answer),
    /// More of the list in focus.
    Read(Move),
    /// Nothing that Alexa understood.
    Unclear,
    /// An intent of the skill.
    Intent(&'a str),
}

impl<'a> Wish<'a> {
    pub(super) fn of(request: &'a Request, today: Date) -> Self {
        let Some(intent) = &request.intent else {
            return if request.kind.as_deref() == Some("LaunchRequest") {
                Self::Launch
            } else {
                Self::Unclear
            };
        };
        match intent.name.as_deref().unwrap_or_default() {
            "AMAZON.HelpIntent" => Self::Help,
            "AMAZON.StopIntent" | "AMAZON.CancelIntent" | "AMAZON.NavigateHomeIntent" => Self::Stop,
            "AMAZON.RepeatIntent" => Self::Repeat,
            "AMAZON.YesIntent" => Self::Answer(Answer::Yes),
            "AMAZON.NoIntent" => Self::Answer(Answer::No),
            "AMAZON.NextIntent" | "AMAZON.MoreIntent" => Self::Read(Move::Next),
            "AMAZON.PreviousIntent" => Self::Read(Move::Previous),
            "AMAZON.FallbackIntent" => Self::Unclear,
            PICK => pick(intent, today).map_or(Self::Unclear, |pick| Self::Answer(Answer::Pick(pick))),
            name => Self::Intent(name),
        }
    }

    /// Whether it refers to what was said before, so that a session that was lost leaves nothing to do.
    pub(super) fn refers_back(&self) -> bool {
        matches!(self, Self::Answer(_) | Self::Read(_) | Self::Repeat)
    }
}

/// What was picked. The values of `option` are numbered by their ids: dynamic ones from 1 on, and the interaction model
/// may know "the last one" as −1.
fn pick(intent: &Intent, today: Date) -> Option<Pick> {
    let slot = |name: &str| intent.slots.as_ref()?.get(name);
    if let Some(option) = slot("option")
        && let Some(heard) = option.heard()
    {
        let position = option.meant().and_then(|value| value.id.as_deref()?.parse().ok());
        return Some(position.map_or_else(|| Pick::Name(heard.to_owned()), Pick::Position));
    }
    ["ordinal", "number"].into_iter().find_map(|name| match slots::read(slot(name), today) {
        Slotted::Filled(position) => Some(Pick::Position(position)),
        Slotted::Missing => None,
        Slotted::Unknown(heard) => Some(Pick::Name(heard)),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn picked(slots: &Value) -> Option<Pick> {
        let intent: Intent = serde_json::from_value(json!({"name": PICK, "slots": slots})).unwrap();
        pick(&intent, Date::default())
    }

    #[test]
    fn a_position_is_picked_by_ordinal_number_or_numbered_option() {
        assert_eq!(picked(&json!({"ordinal": {"value": "2"}})), Some(Pick::Position(2)));
        assert_eq!(picked(&json!({"number": {"value": "3"}, "ordinal": {}})), Some(Pick::Position(3)));
        let option = json!({"option": {"value": "shelf b", "resolutions": {"resolutionsPerAuthority": [{
            "authority": "amzn1.er-authority.echo-sdk.dynamic.x.SaysoOption",
            "status": {"code": "ER_SUCCESS_MATCH"},
            "values": [{"value": {"id": "2", "name": "Shelf B"}}],
        }]}}});
        assert_eq!(picked(&option), Some(Pick::Position(2)));
    }

    #[test]
    fn anything_else_is_picked_by_name() {
        assert_eq!(picked(&json!({"option": {"value": "shelf b"}})), Some(Pick::Name("shelf b".into())));
        assert_eq!(picked(&json!({"ordinal": {"value": "second"}})), Some(Pick::Name("second".into())));
        assert_eq!(picked(&json!({})), None);
    }
}
