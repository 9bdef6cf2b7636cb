//! English.

use super::Language;

pub(super) const ENGLISH: Language = Language {
    tag: "en",
    words: &[
        ("goodbye", "Goodbye."),
        ("anything_else", "Anything else?"),
        ("fallback", "Sorry, I didn't get that. Say help to hear what I can do."),
        ("apology", "Sorry, something went wrong on my side. Please try again."),
        ("fresh_start", "I have changed since we last spoke, so let us start afresh."),
        ("nothing_open", "I haven't asked you anything just now. Say help to hear what I can do."),
        ("no_focus", "There is nothing to go on with. Say help to hear what I can do."),
        ("no_more", "That is all."),
        ("refused", "Okay, I won't."),
        ("given_up", "I'm sorry, I didn't get that either, so I leave it."),
        ("numbered_option", "{name} number {position}"),
        ("unknown_value", "I don't know {heard}."),
        ("check_value", "Do you mean {meant}?"),
        ("which_value", "Do you mean {options|either}?"),
        ("link_account", "Please link your account first. I've sent a card to your Alexa app."),
        ("slow", "That takes longer than I may wait. Please try again."),
        ("outcome_unknown", "I don't know whether that was done. Please check before you try again."),
    ],
    picks: &[
        "{ordinal}",
        "the {ordinal}",
        "the {ordinal} one",
        "{ordinal} one",
        "number {number}",
        "option {number}",
        "{option}",
        "the {option}",
    ],
    any_option: "any of them",
    opening: "Alexa, open",
};
