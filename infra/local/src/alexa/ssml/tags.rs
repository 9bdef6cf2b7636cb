//! The tags of SSML that Alexa supports, and their attributes.

use quick_xml::{XmlVersion, events::BytesStart};

/// The longest `<break>`, in milliseconds.
const LONGEST_BREAK: u64 = 10_000;

/// Tags, and the attributes that each may have; those with a `!` it must have.
const TAGS: [(&str, &[&str]); 17] = [
    ("speak", &["version", "xmlns", "xml:lang"]),
    ("alexa:name", &["type!", "personId!"]),
    ("amazon:domain", &["name!"]),
    ("amazon:effect", &["name!"]),
    ("amazon:emotion", &["name!", "intensity!"]),
    ("audio", &["src!"]),
    ("break", &["strength", "time"]),
    ("emphasis", &["level!"]),
    ("lang", &["xml:lang!"]),
    ("p", &[]),
    ("phoneme", &["alphabet", "ph!"]),
    ("prosody", &["rate", "pitch", "volume"]),
    ("s", &[]),
    ("say-as", &["interpret-as!", "format"]),
    ("sub", &["alias!"]),
    ("voice", &["name!"]),
    ("w", &["role!"]),
];

/// What `interpret-as` may be.
pub(super) const INTERPRETATIONS: [&str; 14] = [
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
];

/// The attributes of a tag that Alexa supports, with their values.
pub(super) fn attributes(tag: &BytesStart<'_>, name: &str) -> Result<Vec<(String, String)>, String> {
    let Some((_, allowed)) = TAGS.iter().find(|(tag, _)| *tag == name) else {
        return Err(format!("has the tag `<{name}>`, which Alexa does not support"));
    };
    let mut found = Vec::new();
    for attribute in tag.attributes() {
        let attribute =
            attribute.map_err(|fault| format!("has a malformed attribute in `<{name}>`: {fault}"))?;
        let key = attribute.key.as_ref().to_owned();
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|fault| format!("has a malformed value of `{key}` in `<{name}>`: {fault}"))?
            .into_owned();
        let namespace = name == "speak" && key.starts_with("xmlns:");
        if !namespace && !allowed.iter().any(|allowed| allowed.trim_end_matches('!') == key) {
            return Err(format!("has the attribute `{key}` in `<{name}>`, which Alexa does not support"));
        }
        found.push((key, value));
    }
    let missing = |required: &&&str| !found.iter().any(|(key, _)| key == *required);
    let required: Vec<&str> = allowed.iter().filter_map(|allowed| allowed.strip_suffix('!')).collect();
    match required.iter().find(missing) {
        Some(missing) => Err(format!("has a `<{name}>` without `{missing}`")),
        None => Ok(found),
    }
}

/// Checks the `time` of a `<break>`.
pub(super) fn check_break(time: &str) -> Result<(), String> {
    let milliseconds = match (time.strip_suffix("ms"), time.strip_suffix('s')) {
        (Some(count), _) => count.parse::<u64>().ok(),
        (None, Some(count)) => count.parse::<u64>().ok().and_then(|count| count.checked_mul(1000)),
        (None, None) => None,
    };
    match milliseconds {
        Some(milliseconds) if milliseconds <= LONGEST_BREAK => Ok(()),
        Some(_) => Err(format!("has a break of `{time}`; at most 10s")),
        None => Err(format!("has a break of `{time}`; write `500ms` or `2s`")),
    }
}
