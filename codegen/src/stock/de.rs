//! German.

use super::Language;

pub(super) const GERMAN: Language = Language {
    tag: "de",
    words: &[
        ("goodbye", "Bis bald."),
        ("anything_else", "Noch etwas?"),
        ("fallback", "Das habe ich nicht verstanden. Sag Hilfe, um zu hören, was ich kann."),
        ("apology", "Da ist bei mir leider etwas schiefgegangen. Bitte versuch es noch einmal."),
        ("fresh_start", "Ich habe mich seit dem letzten Mal verändert, lass uns von vorn anfangen."),
        ("nothing_open", "Ich habe dich gerade nichts gefragt. Sag Hilfe, um zu hören, was ich kann."),
        ("no_focus", "Da gibt es nichts, womit ich weitermachen kann. Sag Hilfe, um zu hören, was ich kann."),
        ("no_more", "Das war alles."),
        ("refused", "Gut, ich lasse es."),
        ("given_up", "Auch das habe ich leider nicht verstanden, ich lasse es also."),
        ("numbered_option", "{name} Nummer {position}"),
        ("unknown_value", "{heard} kenne ich nicht."),
        ("check_value", "Meinst du {meant}?"),
        ("which_value", "Meinst du {options|either}?"),
        (
            "link_account",
            "Bitte verknüpfe zuerst dein Konto. Ich habe dir eine Karte in die Alexa App geschickt.",
        ),
        ("slow", "Das dauert länger, als ich warten darf. Bitte versuch es noch einmal."),
        (
            "outcome_unknown",
            "Ich weiß nicht, ob das geklappt hat. Bitte sieh nach, bevor du es noch einmal versuchst.",
        ),
    ],
    picks: &[
        "{ordinal}",
        "den {ordinal}",
        "die {ordinal}",
        "das {ordinal}",
        "nummer {number}",
        "{option}",
        "den {option}",
        "die {option}",
        "das {option}",
    ],
    any_option: "irgendeins",
    opening: "Alexa, öffne",
};
