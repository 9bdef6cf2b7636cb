//! The framework's own sentences, per language. A skill may replace each under `words`; in a language that is not
//! here it must give them all.

mod de;
mod en;
pub mod page;

/// The words that the runtime speaks by name (`words.<name>`).
pub const WORDS: &[&str] = &[
    "welcome",
    "help",
    "goodbye",
    "anything_else",
    "fallback",
    "apology",
    "fresh_start",
    "nothing_open",
    "no_focus",
    "no_more",
    "refused",
    GIVEN_UP,
    NUMBERED_OPTION,
    "unknown_value",
    CHECK_VALUE,
    WHICH_VALUE,
    "slow",
    OUTCOME_UNKNOWN,
    LINK_ACCOUNT,
];

/// Asked where it is likely, but not certain, what was meant; only by skills with a type that is said in parts.
pub const CHECK_VALUE: &str = "check_value";
/// The same, of a few.
pub const WHICH_VALUE: &str = "which_value";

/// Said where an answer fits the options no better than the last one; only by skills that choose.
pub const GIVEN_UP: &str = "given_up";
/// What tells an option that has nothing of its own to tell it by; only by skills that choose.
pub const NUMBERED_OPTION: &str = "numbered_option";

/// Said where the answer to a change was lost and nothing tells whether it was made; only by skills that change something.
pub const OUTCOME_UNKNOWN: &str = "outcome_unknown";

/// Said with the card that asks to link an account; only by skills with linking.
pub const LINK_ACCOUNT: &str = "link_account";

/// True for a word that the runtime speaks by name, in a skill that links accounts or in one that does not.
pub fn is_spoken(word: &str, links: bool) -> bool {
    WORDS.contains(&word) && (links || word != LINK_ACCOUNT)
}

/// A language's stock.
struct Language {
    /// Language subtag.
    tag: &'static str,
    /// Word to sentence.
    words: &'static [(&'static str, &'static str)],
    /// Samples of the intent by which a user picks among options.
    picks: &'static [&'static str],
    /// A value for the type of the options, which may not be empty.
    any_option: &'static str,
    /// What a user says before the invocation name to open a skill, as the store shows it.
    opening: &'static str,
}

const LANGUAGES: &[Language] = &[en::ENGLISH, de::GERMAN];

fn language(locale: &str) -> Option<&'static Language> {
    let tag = locale.split('-').next().unwrap_or(locale);
    LANGUAGES.iter().find(|language| language.tag == tag)
}

/// The stock sentence for a word, where the locale's language has one. `welcome` and `help` never have.
pub fn word(locale: &str, name: &str) -> Option<&'static str> {
    language(locale)?.words.iter().find(|(word, _)| *word == name).map(|(_, sentence)| *sentence)
}

/// Samples of the intent by which a user picks among options; numbers and ordinals alone where the language is not
/// in stock.
pub fn picks(locale: &str) -> &'static [&'static str] {
    language(locale).map_or(&["{ordinal}", "{number}", "{option}"], |language| language.picks)
}

/// What a user says before the invocation name to open a skill, where the locale's language is in stock.
pub fn opening(locale: &str) -> Option<&'static str> {
    language(locale).map(|language| language.opening)
}

/// A value for the type of the options.
pub fn any_option(locale: &str) -> &'static str {
    language(locale).map_or("1", |language| language.any_option)
}
