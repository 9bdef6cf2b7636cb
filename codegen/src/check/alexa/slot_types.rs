//! Alexa's own slot types.
//!
//! Source: *Slot Type Reference*, developer.amazon.com.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, suggest},
    model::Type,
};
use sayso_schemas::spec::Text;

/// One of Alexa's own slot types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltinSlot {
    /// Its name, `AMAZON.NUMBER`.
    pub name: &'static str,
    /// What a user can say for it.
    pub openness: Openness,
    /// The locales that lack it.
    pub missing_in: &'static [&'static str],
}

/// What a user can say for a built-in slot type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Openness {
    /// A number: digits or number words.
    Number,
    /// An ordinal number, `third`.
    Ordinal,
    /// A date, `next monday`.
    Date,
    /// A time of day, `half past nine`.
    Time,
    /// A length of time, `five minutes`.
    Duration,
    /// Letters and digits, one by one.
    Characters,
    /// Something of one sort, of which only Alexa has the list (`AMAZON.City`).
    List,
    /// A phrase of any words: `AMAZON.SearchQuery`.
    Phrase,
}

impl BuiltinSlot {
    /// The type of its value. A time is text (`09:30`, `NI` for night), and so is an alphanumeric sequence.
    pub fn value(&self) -> Type {
        match self.openness {
            Openness::Number | Openness::Ordinal => Type::Number,
            Openness::Date => Type::Date,
            Openness::Duration => Type::Duration,
            Openness::Time | Openness::Characters | Openness::List | Openness::Phrase => Type::Text,
        }
    }

    /// Whether it takes a phrase of any words, which demands a carrier phrase and bears no other slot beside it.
    pub fn is_phrase(&self) -> bool {
        self.openness == Openness::Phrase
    }

    /// Whether what is said for it is one word.
    pub fn is_one_word(&self) -> bool {
        self.name == "AMAZON.FirstName" || self.name.ends_with("_FIRST_NAME")
    }

    /// Whether its words are not known beforehand: where it ends in a sentence, only the next word tells.
    pub fn is_open(&self) -> bool {
        matches!(self.openness, Openness::List | Openness::Phrase)
    }
}

/// The locales without `AMAZON.AlphaNumeric`.
const NOT_ALPHANUMERIC: &[&str] = &["ar-SA", "nl-NL"];

const fn slot(name: &'static str, openness: Openness, missing_in: &'static [&'static str]) -> BuiltinSlot {
    BuiltinSlot { name, openness, missing_in }
}

/// Alexa's own slot types that are not lists.
pub const BUILTIN_SLOTS: &[BuiltinSlot] = &[
    slot("AMAZON.AlphaNumeric", Openness::Characters, NOT_ALPHANUMERIC),
    slot("AMAZON.DATE", Openness::Date, &[]),
    slot("AMAZON.DURATION", Openness::Duration, &[]),
    slot("AMAZON.FOUR_DIGIT_NUMBER", Openness::Number, &[]),
    slot("AMAZON.NUMBER", Openness::Number, &[]),
    slot("AMAZON.Ordinal", Openness::Ordinal, &[]),
    slot("AMAZON.PhoneNumber", Openness::Number, &[]),
    slot("AMAZON.SearchQuery", Openness::Phrase, &[]),
    slot("AMAZON.TIME", Openness::Time, &[]),
];

/// The list types. In which locales each exists differs and changes; that is Alexa's build to tell.
const LISTS: &[&str] = &[
    "AMAZON.AT_CITY",
    "AMAZON.AT_REGION",
    "AMAZON.Actor",
    "AMAZON.AdministrativeArea",
    "AMAZON.AggregateRating",
    "AMAZON.Airline",
    "AMAZON.Airport",
    "AMAZON.Anaphor",
    "AMAZON.Animal",
    "AMAZON.Artist",
    "AMAZON.Athlete",
    "AMAZON.Author",
    "AMAZON.Book",
    "AMAZON.BookSeries",
    "AMAZON.BroadcastChannel",
    "AMAZON.City",
    "AMAZON.CivicStructure",
    "AMAZON.Color",
    "AMAZON.Comic",
    "AMAZON.Corporation",
    "AMAZON.Country",
    "AMAZON.CreativeWorkType",
    "AMAZON.DE_CITY",
    "AMAZON.DE_FIRST_NAME",
    "AMAZON.DE_REGION",
    "AMAZON.DayOfWeek",
    "AMAZON.Dessert",
    "AMAZON.DeviceType",
    "AMAZON.Director",
    "AMAZON.Drink",
    "AMAZON.EUROPE_CITY",
    "AMAZON.EducationalOrganization",
    "AMAZON.EventType",
    "AMAZON.Festival",
    "AMAZON.FictionalCharacter",
    "AMAZON.FinancialService",
    "AMAZON.FirstName",
    "AMAZON.Food",
    "AMAZON.FoodEstablishment",
    "AMAZON.GB_CITY",
    "AMAZON.GB_FIRST_NAME",
    "AMAZON.GB_REGION",
    "AMAZON.Game",
    "AMAZON.Genre",
    "AMAZON.Landform",
    "AMAZON.LandmarksOrHistoricalBuildings",
    "AMAZON.Language",
    "AMAZON.LocalBusiness",
    "AMAZON.LocalBusinessType",
    "AMAZON.MedicalOrganization",
    "AMAZON.Month",
    "AMAZON.Movie",
    "AMAZON.MovieSeries",
    "AMAZON.MovieTheater",
    "AMAZON.MusicAlbum",
    "AMAZON.MusicCreativeWork",
    "AMAZON.MusicCreativeWorkType",
    "AMAZON.MusicEvent",
    "AMAZON.MusicGroup",
    "AMAZON.MusicPlaylist",
    "AMAZON.MusicRecording",
    "AMAZON.MusicVenue",
    "AMAZON.MusicVideo",
    "AMAZON.Musician",
    "AMAZON.Organization",
    "AMAZON.Person",
    "AMAZON.PostalAddress",
    "AMAZON.Professional",
    "AMAZON.ProfessionalType",
    "AMAZON.RadioChannel",
    "AMAZON.Region",
    "AMAZON.RelativePosition",
    "AMAZON.Residence",
    "AMAZON.Room",
    "AMAZON.ScreeningEvent",
    "AMAZON.Service",
    "AMAZON.SocialMediaPlatform",
    "AMAZON.SoftwareApplication",
    "AMAZON.SoftwareGame",
    "AMAZON.Sport",
    "AMAZON.SportsEvent",
    "AMAZON.SportsTeam",
    "AMAZON.StreetAddress",
    "AMAZON.StreetName",
    "AMAZON.TVEpisode",
    "AMAZON.TVSeason",
    "AMAZON.TVSeries",
    "AMAZON.TelevisionChannel",
    "AMAZON.US_CITY",
    "AMAZON.US_FIRST_NAME",
    "AMAZON.US_LAST_NAME",
    "AMAZON.US_STATE",
    "AMAZON.VideoGame",
    "AMAZON.VisualModeTrigger",
    "AMAZON.WeatherCondition",
    "AMAZON.WrittenCreativeWorkType",
];

/// The built-in slot type of this name.
pub fn builtin_slot(name: &str) -> Option<BuiltinSlot> {
    let list = || LISTS.iter().find(|list| **list == name).map(|list| slot(list, Openness::List, &[]));
    BUILTIN_SLOTS.iter().find(|slot| slot.name == name).copied().or_else(list)
}

/// Diagnoses a built-in slot type that does not exist, or not in one of the locales. Names without `AMAZON.` pass.
pub fn check_slot_type<'a>(
    kind: &Text,
    locales: impl IntoIterator<Item = &'a str>,
    diagnostics: &mut Diagnostics,
) {
    if !kind.value.to_ascii_uppercase().starts_with("AMAZON.") {
        return;
    }
    let Some(slot) = builtin_slot(&kind.value) else {
        let names = BUILTIN_SLOTS.iter().map(|slot| slot.name).chain(LISTS.iter().copied());
        diagnostics.push(
            Diagnostic::error(Code::SLOT_TYPE_UNKNOWN, format!("Alexa has no slot type `{}`", kind.value))
                .at(kind.span, "unknown")
                .help(suggest(&kind.value, "built-in slot types", names)),
        );
        return;
    };
    for locale in locales.into_iter().filter(|locale| slot.missing_in.contains(locale)) {
        diagnostics.push(
            Diagnostic::error(
                Code::SLOT_TYPE_LOCALE,
                format!("`{}` does not exist in `{locale}`", slot.name),
            )
            .at(kind.span, format!("missing in `{locale}`"))
            .help("use a type of your own with the values that you expect, or leave the locale out"),
        );
    }
}
