//! Recognisers of the built-in slot types that turn words into a value ("Slot Type Reference").

mod alphanumeric;
mod calendar;
mod date;
mod duration;
mod number;
mod number_de;
mod number_en;
mod ordinal;
mod time;

pub(super) use calendar::{spoken_day, spoken_day_of_month};

use super::language::Language;
use jiff::civil::Date;

/// What fills a slot of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Words that mean a number, a date, and so on.
    Typed(Typed),
    /// `AMAZON.SearchQuery`: any words.
    Phrase,
    /// A built-in list that Amazon keeps (`AMAZON.City`): a few words, any.
    Open,
    /// A type of the model.
    Custom,
}

/// A type whose words are computed into a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Typed {
    Number,
    FourDigitNumber,
    Ordinal,
    Date,
    Time,
    Duration,
    PhoneNumber,
    AlphaNumeric,
}

impl Kind {
    /// The kind of a type by its name.
    pub(crate) fn of(name: &str) -> Self {
        match name {
            "AMAZON.NUMBER" => Self::Typed(Typed::Number),
            "AMAZON.FOUR_DIGIT_NUMBER" => Self::Typed(Typed::FourDigitNumber),
            "AMAZON.Ordinal" => Self::Typed(Typed::Ordinal),
            "AMAZON.DATE" => Self::Typed(Typed::Date),
            "AMAZON.TIME" => Self::Typed(Typed::Time),
            "AMAZON.DURATION" => Self::Typed(Typed::Duration),
            "AMAZON.PhoneNumber" => Self::Typed(Typed::PhoneNumber),
            "AMAZON.AlphaNumeric" => Self::Typed(Typed::AlphaNumeric),
            "AMAZON.SearchQuery" => Self::Phrase,
            name if name.starts_with("AMAZON.") => Self::Open,
            _ => Self::Custom,
        }
    }
}

/// The device's calendar.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    pub(crate) today: Date,
}

/// The value that the words mean, all of them, or `None`.
pub(crate) fn read(typed: Typed, words: &[&str], language: Language, clock: Clock) -> Option<String> {
    match typed {
        Typed::Number => number::number(words, language),
        Typed::FourDigitNumber => number::four_digits(words, language),
        Typed::Ordinal => ordinal::ordinal(words, language),
        Typed::Date => date::date(words, language, clock.today),
        Typed::Time => time::time(words, language),
        Typed::Duration => duration::duration(words, language),
        Typed::PhoneNumber => number::phone_number(words, language),
        Typed::AlphaNumeric => alphanumeric::alphanumeric(words, language),
    }
}
