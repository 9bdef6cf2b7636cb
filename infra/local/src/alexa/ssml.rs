//! Speech: SSML as Alexa accepts it, and what of it is heard ("SSML Reference").

mod tags;

use super::{language::Language, slots};
use quick_xml::{
    Reader,
    escape::escape,
    events::{BytesStart, Event},
};

/// Alexa plays at most so many `<audio>` tags in one response.
const MOST_AUDIO: usize = 5;

/// Something that is said; by default, nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Speech {
    /// What is heard, as a transcript writes it.
    pub(crate) plain: String,
    /// `<speak>…</speak>`.
    pub(crate) ssml: String,
}

impl Speech {
    /// Plain text.
    pub(crate) fn text(text: &str) -> Self {
        Self { plain: collapse(text), ssml: format!("<speak>{}</speak>", escape(text)) }
    }

    /// SSML.
    ///
    /// # Errors
    /// What Alexa would not accept.
    pub(crate) fn ssml(ssml: &str, language: Language) -> Result<Self, String> {
        Ok(Self { plain: plain(ssml, language)?, ssml: ssml.to_owned() })
    }
}

/// An element that is open, with the text inside so far.
struct Open {
    name: String,
    text: String,
    sound: Sound,
}

/// What becomes of an element's text.
enum Sound {
    Kept,
    /// Its own sentence or paragraph.
    Apart,
    Spelled,
    Day,
    /// Said in its place.
    Alias(String),
    Silent,
}

/// The transcript of an SSML document; an error says what is wrong with it.
fn plain(ssml: &str, language: Language) -> Result<String, String> {
    let mut reader = Reader::from_str(ssml);
    let mut open: Vec<Open> = vec![Open { name: String::new(), text: String::new(), sound: Sound::Kept }];
    let mut roots = 0;
    let mut audio = 0;
    loop {
        match reader.read_event().map_err(|fault| format!("is not well-formed XML: {fault}"))? {
            Event::Start(tag) => {
                roots += usize::from(open.len() == 1);
                audio += usize::from(tag.name().as_ref() == "audio");
                let element = element(&tag, open.len() == 1)?;
                open.push(element);
            }
            Event::Empty(tag) => {
                roots += usize::from(open.len() == 1);
                audio += usize::from(tag.name().as_ref() == "audio");
                let element = element(&tag, open.len() == 1)?;
                close(element, &mut open, language);
            }
            Event::End(_) => {
                if let Some(element) = open.pop() {
                    close(element, &mut open, language);
                }
            }
            Event::Text(text) => say(&mut open, &text.into_inner())?,
            Event::CData(text) => say(&mut open, &text.into_inner())?,
            Event::GeneralRef(reference) => {
                let reference = format!("&{};", reference.into_inner());
                let text = quick_xml::escape::unescape(&reference).map_err(|_| {
                    format!("has `{reference}`, which XML does not know; write `&amp;` for `&`")
                })?;
                say(&mut open, &text)?;
            }
            Event::Comment(_) | Event::Decl(_) => {}
            Event::PI(_) | Event::DocType(_) => {
                return Err("has a processing instruction or a DTD; remove it".to_owned());
            }
            Event::Eof => break,
        }
    }
    if let [_, unclosed, ..] = open.as_slice() {
        return Err(format!("does not close `<{}>`", unclosed.name));
    }
    if roots != 1 {
        return Err("must be one `<speak>` element".to_owned());
    }
    if audio > MOST_AUDIO {
        return Err(format!("has {audio} `<audio>` tags; at most {MOST_AUDIO} are played"));
    }
    Ok(collapse(&open.pop().map(|root| root.text).unwrap_or_default()))
}

fn say(open: &mut [Open], text: &str) -> Result<(), String> {
    let outside = open.len() == 1;
    if outside && !text.trim().is_empty() {
        return Err("has text outside of `<speak>`".to_owned());
    }
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
    Ok(())
}

fn close(element: Open, open: &mut [Open], language: Language) {
    let Some(parent) = open.last_mut() else { return };
    match element.sound {
        Sound::Kept => parent.text.push_str(&element.text),
        Sound::Apart => parent.text.extend([" ", &element.text, " "]),
        Sound::Spelled => parent.text.push_str(&spell(&element.text)),
        // Part of a date, or the parts in another order, as it is.
        Sound::Day => {
            let said = day(element.text.trim(), language);
            parent.text.push_str(said.as_deref().unwrap_or(&element.text));
        }
        Sound::Alias(alias) => parent.text.push_str(&alias),
        Sound::Silent => {}
    }
}

/// A date as it is said. A year that is not said stands as question marks.
fn day(text: &str, language: Language) -> Option<String> {
    let Some(of_year) = text.strip_prefix("????") else {
        return text.parse().ok().map(|day| slots::spoken_day(day, language));
    };
    // A leap year, which has every day.
    let day = format!("2000{of_year}").parse().ok()?;
    slots::spoken_day_of_month(day, language)
}

fn spell(text: &str) -> String {
    let letters = text.chars().filter(|char| !char.is_whitespace());
    letters.map(|char| char.to_uppercase().to_string()).collect::<Vec<_>>().join(" ")
}

fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn element(tag: &BytesStart<'_>, is_root: bool) -> Result<Open, String> {
    let name = tag.name().as_ref().to_owned();
    if is_root != (name == "speak") {
        return Err(if is_root {
            format!("begins with `<{name}>`, not with `<speak>`")
        } else {
            "has a `<speak>` within another".to_owned()
        });
    }
    if name.is_empty() {
        return Err("has a `<` that begins no tag; write `&lt;`".to_owned());
    }
    let attributes = tags::attributes(tag, &name)?;
    let value = |key: &str| attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
    let sound = match name.as_str() {
        "p" | "s" => Sound::Apart,
        "sub" => Sound::Alias(value("alias").unwrap_or_default().to_owned()),
        "audio" => {
            let source = value("src").unwrap_or_default();
            if !source.starts_with("https://") && !source.starts_with("soundbank://soundlibrary/") {
                return Err(format!(
                    "plays `{source}`; `<audio>` takes `https://` or `soundbank://soundlibrary/`"
                ));
            }
            Sound::Silent
        }
        "break" => {
            if let Some(time) = value("time") {
                tags::check_break(time)?;
            }
            Sound::Silent
        }
        "say-as" => match value("interpret-as").unwrap_or_default() {
            "characters" | "spell-out" => Sound::Spelled,
            "expletive" => Sound::Silent,
            "date" if value("format").is_none_or(|format| format == "ymd") => Sound::Day,
            other if tags::INTERPRETATIONS.contains(&other) => Sound::Kept,
            other => {
                return Err(format!(
                    "has `<say-as interpret-as=\"{other}\">`; known are {}",
                    tags::INTERPRETATIONS.join(", ")
                ));
            }
        },
        "prosody" if attributes.is_empty() => return Err("has a `<prosody>` without an attribute".to_owned()),
        _ => Sound::Kept,
    };
    Ok(Open { name, text: String::new(), sound })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::{Language, Speech, plain};

    #[test]
    fn a_transcript_has_what_is_heard() {
        for (ssml, heard) in [
            ("<speak>Hello  &amp;\n bye</speak>", "Hello & bye"),
            ("<speak>Issue <say-as interpret-as=\"characters\">ops</say-as> 12</speak>", "Issue O P S 12"),
            ("<speak><say-as interpret-as='spell-out'>a b</say-as></speak>", "A B"),
            ("<speak>It is <sub alias=\"aluminum &amp; co\">Al</sub>.</speak>", "It is aluminum & co."),
            ("<speak>One<break time=\"500ms\"/> two<break strength='strong'/>.</speak>", "One two."),
            ("<speak><p>One.</p><p><s>Two.</s><s>Three.</s></p></speak>", "One. Two. Three."),
            ("<speak><amazon:effect name=\"whispered\">psst &#8211; x</amazon:effect></speak>", "psst – x"),
            ("<speak><audio src=\"https://example.com/a.mp3\"/>Ding</speak>", "Ding"),
            ("<speak><say-as interpret-as=\"date\">????0313</say-as></speak>", "March 13"),
            ("<speak><say-as interpret-as=\"date\">????0229</say-as></speak>", "February 29"),
            ("<speak><say-as interpret-as=\"date\">202603??</say-as></speak>", "202603??"),
            ("<speak><say-as interpret-as=\"date\" format=\"md\">0313</say-as></speak>", "0313"),
            ("<speak/>", ""),
        ] {
            assert_eq!(plain(ssml, Language::English).as_deref(), Ok(heard), "{ssml}");
        }
        let due = "<speak>Due <say-as interpret-as=\"date\">20260313</say-as>.</speak>";
        for (language, heard) in [
            (Language::English, "Due March 13, 2026."),
            (Language::German, "Due 13. März 2026."),
            (Language::Other, "Due 2026-03-13."),
        ] {
            assert_eq!(plain(due, language).as_deref(), Ok(heard));
        }
    }

    #[test]
    fn what_alexa_does_not_accept_is_named() {
        for (ssml, fault) in [
            ("Hello", "outside of `<speak>`"),
            ("", "one `<speak>`"),
            ("<speak>a</speak><speak>b</speak>", "one `<speak>`"),
            ("<speak>a", "does not close `<speak>`"),
            ("<speak><b>a</b></speak>", "`<b>`"),
            ("<speak><p>a</speak></p>", "well-formed"),
            ("<speak>a & b</speak>", "well-formed"),
            ("<speak>a &nbsp; b</speak>", "&nbsp;"),
            ("<speak>1 < 2</speak>", "&lt;"),
            ("<speak><speak>a</speak></speak>", "within another"),
            ("<voice name='Joanna'>a</voice>", "not with `<speak>`"),
            ("<speak><sub>a</sub></speak>", "without `alias`"),
            ("<speak><break time=\"20s\"/></speak>", "20s"),
            ("<speak><break time=\"soon\"/></speak>", "soon"),
            ("<speak><say-as interpret-as=\"song\">a</say-as></speak>", "song"),
            ("<speak><audio src=\"http://example.com/a.mp3\"/></speak>", "http://example.com/a.mp3"),
            ("<speak><p lang=\"en\">a</p></speak>", "`lang`"),
        ] {
            let found = plain(ssml, Language::English).unwrap_err();
            assert!(found.contains(fault), "{ssml}: {found}");
        }
        let six = format!("<speak>{}</speak>", "<audio src=\"https://example.com/a.mp3\"/>".repeat(6));
        assert!(plain(&six, Language::English).unwrap_err().contains("6 `<audio>`"));
    }

    #[test]
    fn plain_text_is_escaped_into_ssml() {
        let speech = Speech::text("Q&A  <now>");
        assert_eq!(
            (speech.plain.as_str(), speech.ssml.as_str()),
            ("Q&A <now>", "<speak>Q&amp;A  &lt;now&gt;</speak>")
        );
    }
}
