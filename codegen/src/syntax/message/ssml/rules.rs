//! The table of tags: attributes, their values, and what may stand in what.

/// A tag that may be used.
#[derive(Debug)]
pub(in super::super) struct Rule {
    /// Its name.
    pub(in super::super) name: &'static str,
    pub(super) content: Content,
    pub(super) attributes: &'static [Attribute],
}

impl Rule {
    /// Whether `inner` may stand somewhere within this tag.
    pub(super) fn may_hold(&self, inner: &Self) -> bool {
        match self.content {
            Content::Nothing | Content::Text => false,
            Content::Sentence => !matches!(inner.name, "p" | "s"),
            Content::Paragraph => inner.name != "p",
            Content::Anything => true,
        }
    }
}

/// What a tag holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Nothing: `<break/>`.
    Nothing,
    /// Text and values, no tags.
    Text,
    /// No `p` and no `s`.
    Sentence,
    /// No `p`.
    Paragraph,
    /// All tags.
    Anything,
}

/// An attribute of a tag.
#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) name: &'static str,
    pub(super) required: bool,
    pub(super) values: Values,
}

/// What an attribute may be.
#[derive(Debug)]
pub(super) enum Values {
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// One of these words, or what passes the test; the last is its description.
    OneOfOr(&'static [&'static str], fn(&str) -> bool, &'static str),
    /// Any text.
    Text,
}

impl Values {
    pub(super) fn allow(&self, value: &str) -> bool {
        match self {
            Self::OneOf(words) => words.contains(&value),
            Self::OneOfOr(words, test, _) => words.contains(&value) || test(value),
            Self::Text => !value.trim().is_empty(),
        }
    }

    /// What may be written, for a help line.
    pub(super) fn describe(&self) -> String {
        let list =
            |words: &[&str]| words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        match self {
            Self::OneOf(words) => format!("one of {}", list(words)),
            Self::OneOfOr([], _, other) => (*other).to_owned(),
            Self::OneOfOr(words, _, other) => format!("one of {}, or {other}", list(words)),
            Self::Text => "some text".to_owned(),
        }
    }
}

const fn required(name: &'static str, values: Values) -> Attribute {
    Attribute { name, required: true, values }
}

const fn optional(name: &'static str, values: Values) -> Attribute {
    Attribute { name, required: false, values }
}

const fn tag(name: &'static str, content: Content, attributes: &'static [Attribute]) -> Rule {
    Rule { name, content, attributes }
}

/// A time of `<break>`: at most ten seconds, `500ms` or `1.5s`.
fn is_pause(value: &str) -> bool {
    let (number, longest) = match value.strip_suffix("ms") {
        Some(number) => (number, 10_000.0),
        None => (value.strip_suffix('s').unwrap_or_default(), 10.0),
    };
    decimal(number).is_some_and(|number| number <= longest)
}

/// At least 20 percent.
fn is_rate(value: &str) -> bool {
    value.strip_suffix('%').and_then(decimal).is_some_and(|rate| rate >= 20.0)
}

/// From -33.3 to +50 percent.
fn is_pitch(value: &str) -> bool {
    let Some((sign, number)) = value.strip_suffix('%').and_then(|number| number.split_at_checked(1)) else {
        return false;
    };
    let longest = match sign {
        "+" => 50.0,
        "-" => 33.3,
        _ => return false,
    };
    decimal(number).is_some_and(|number| number <= longest)
}

/// At most 4.08 dB louder.
fn is_volume(value: &str) -> bool {
    let Some((sign, number)) = value.strip_suffix("dB").and_then(|number| number.split_at_checked(1)) else {
        return false;
    };
    decimal(number).is_some_and(|number| sign == "-" || (sign == "+" && number <= 4.08))
}

/// Digits with at most one point; no sign, no exponent.
fn decimal(text: &str) -> Option<f64> {
    let plain = text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    text.parse().ok().filter(|_| plain)
}

/// Language and region, `de-DE`.
fn is_language(value: &str) -> bool {
    value.split_once('-').is_some_and(|(language, region)| {
        (language.len(), region.len()) == (2, 2)
            && language.chars().all(|c| c.is_ascii_lowercase())
            && region.chars().all(|c| c.is_ascii_uppercase())
    })
}

/// A name of a voice of Amazon Polly.
fn is_voice(value: &str) -> bool {
    !value.is_empty() && value.chars().all(char::is_alphabetic)
}

/// The tags, by name.
pub(super) const RULES: &[Rule] = {
    use Content::{Anything, Nothing, Paragraph, Sentence, Text};
    use Values::{OneOf, OneOfOr};
    &[
        tag(
            "amazon:domain",
            Anything,
            &[required("name", OneOf(&["conversational", "fun", "long-form", "music", "news"]))],
        ),
        tag("amazon:effect", Anything, &[required("name", OneOf(&["whispered"]))]),
        tag(
            "break",
            Nothing,
            &[
                optional("strength", OneOf(&["none", "x-weak", "weak", "medium", "strong", "x-strong"])),
                optional("time", OneOfOr(&[], is_pause, "a time of at most ten seconds, `500ms` or `1s`")),
            ],
        ),
        tag("emphasis", Anything, &[optional("level", OneOf(&["strong", "moderate", "reduced"]))]),
        tag("lang", Anything, &[required("xml:lang", OneOfOr(&[], is_language, "a locale such as `de-DE`"))]),
        tag("p", Paragraph, &[]),
        tag(
            "phoneme",
            Text,
            &[required("alphabet", OneOf(&["ipa", "x-sampa"])), required("ph", Values::Text)],
        ),
        tag(
            "prosody",
            Anything,
            &[
                optional(
                    "rate",
                    OneOfOr(
                        &["x-slow", "slow", "medium", "fast", "x-fast"],
                        is_rate,
                        "a percentage from `20%`",
                    ),
                ),
                optional(
                    "pitch",
                    OneOfOr(
                        &["x-low", "low", "medium", "high", "x-high"],
                        is_pitch,
                        "a change from `-33.3%` to `+50%`",
                    ),
                ),
                optional(
                    "volume",
                    OneOfOr(
                        &["silent", "x-soft", "soft", "medium", "loud", "x-loud"],
                        is_volume,
                        "a change such as `-6dB`, up to `+4.08dB`",
                    ),
                ),
            ],
        ),
        tag("s", Sentence, &[]),
        tag(
            "say-as",
            Text,
            &[
                required(
                    "interpret-as",
                    OneOf(&[
                        "characters",
                        "spell-out",
                        "cardinal",
                        "number",
                        "ordinal",
                        "digits",
                        "fraction",
                        "unit",
                        "date",
                        "time",
                        "telephone",
                        "address",
                        "interjection",
                        "expletive",
                    ]),
                ),
                optional("format", OneOf(&["mdy", "dmy", "ymd", "md", "dm", "ym", "my", "d", "m", "y"])),
            ],
        ),
        tag("sub", Text, &[required("alias", Values::Text)]),
        tag("voice", Anything, &[required("name", OneOfOr(&[], is_voice, "the name of a voice, `Kendra`"))]),
        tag(
            "w",
            Text,
            &[required("role", OneOf(&["amazon:VB", "amazon:VBD", "amazon:NN", "amazon:SENSE_1"]))],
        ),
    ]
};
