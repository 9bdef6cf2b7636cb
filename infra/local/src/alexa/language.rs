//! The language of a locale, as far as words must be understood here.

/// What the stand-in speaks. Elsewhere samples and values match word by word, numbers are read
/// as digits, and dates as ISO dates; built-in intents have no utterances but those of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    German,
    Other,
}

impl Language {
    /// The language of a locale such as `en-US`.
    pub(crate) fn of(locale: &str) -> Self {
        match locale.split(['-', '_']).next() {
            Some("en") => Self::English,
            Some("de") => Self::German,
            _ => Self::Other,
        }
    }
}
