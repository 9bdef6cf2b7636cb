//! Text that grows as SSML and as plain text at once.

use super::cut;
use std::fmt::Write;

/// Alexa takes less than 8,000 characters of speech; `<speak>` and `</speak>` count.
const LONGEST: usize = 7_900;

/// A sentence as SSML (without `<speak>`) and as plain text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Speech {
    ssml: String,
    plain: String,
    /// Something was just left out: a space before it may have lost its word.
    gap: bool,
}

impl Speech {
    /// Rebuilds speech from SSML that [`Speech::ssml`] gave earlier. It has no plain text.
    pub(crate) fn from_ssml(ssml: String) -> Self {
        Self { ssml, ..Self::default() }
    }

    pub(crate) fn ssml(&self) -> &str {
        &self.ssml
    }

    pub(crate) fn plain(&self) -> &str {
        self.plain.trim()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.ssml.trim().is_empty()
    }

    /// Adds text: escaped in SSML, control characters dropped, runs of white space as one space.
    pub(crate) fn text(&mut self, text: &str) {
        let mut rest = text;
        if self.gap && rest.starts_with(['.', ',']) {
            trim_space(&mut self.ssml);
            trim_space(&mut self.plain);
        }
        if !text.is_empty() {
            self.gap = false;
        }
        // Most text needs no care; it is copied in runs.
        while let Some(at) = rest.find(needs_care) {
            let (run, tail) = rest.split_at(at);
            self.ssml.push_str(run);
            self.plain.push_str(run);
            let mut characters = tail.chars();
            if let Some(character) = characters.next() {
                self.character(character);
            }
            rest = characters.as_str();
        }
        self.ssml.push_str(rest);
        self.plain.push_str(rest);
    }

    fn character(&mut self, character: char) {
        if character.is_whitespace() {
            push_space(&mut self.ssml);
            push_space(&mut self.plain);
        } else if !unspeakable(character) {
            self.plain.push(character);
            escape(&mut self.ssml, character);
        }
    }

    /// Adds a tag to the SSML, verbatim.
    pub(crate) fn tag(&mut self, tag: &str) {
        self.ssml.push_str(tag);
    }

    /// Adds `spoken` within `<say-as>`; plain text shows `shown`.
    pub(crate) fn say_as(&mut self, kind: &str, spoken: &str, shown: &str) {
        self.gap = false;
        // Writing to a string cannot fail.
        let _ = write!(self.ssml, "<say-as interpret-as=\"{kind}\">");
        spoken.chars().filter(|&c| !unspeakable(c)).for_each(|c| escape(&mut self.ssml, c));
        self.ssml.push_str("</say-as>");
        self.plain.extend(shown.chars().filter(|&c| !unspeakable(c)));
    }

    /// Notes that something is left out here.
    pub(crate) fn gap(&mut self) {
        self.gap = true;
    }

    /// Adds another sentence, after a space.
    pub(crate) fn sentence(&mut self, other: &Self) {
        if other.is_empty() {
            return;
        }
        push_space(&mut self.ssml);
        self.ssml.push_str(other.ssml.trim());
        push_space(&mut self.plain);
        self.plain.push_str(other.plain.trim());
        self.gap = false;
    }

    /// The whole as `<speak>…</speak>`, cut where Alexa would refuse its length.
    pub(crate) fn to_speak(&self) -> String {
        let body = self.ssml.trim();
        format!(
            "<speak>{}</speak>",
            if body.chars().count() > LONGEST { cut::ssml(body, LONGEST) } else { body.into() }
        )
    }

    /// The plain text, cut to `longest` characters.
    pub(crate) fn to_plain(&self, longest: usize) -> String {
        let text = self.plain();
        if text.chars().count() <= longest { text.to_owned() } else { cut::text(text, longest) }
    }
}

fn ends_open(text: &str) -> bool {
    text.is_empty() || text.ends_with(' ')
}

fn push_space(text: &mut String) {
    if !ends_open(text) {
        text.push(' ');
    }
}

fn trim_space(text: &mut String) {
    text.truncate(text.trim_end_matches(' ').len());
}

fn needs_care(character: char) -> bool {
    matches!(character, '&' | '<' | '>' | '"') || character.is_whitespace() || unspeakable(character)
}

/// Characters that XML 1.0 forbids or that only steer a terminal or the direction of writing.
fn unspeakable(character: char) -> bool {
    character.is_control() && !character.is_whitespace()
        || matches!(character, '\u{fffe}' | '\u{ffff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn escape(out: &mut String, character: char) {
    match character {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        other => out.push(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(texts: &[&str]) -> Speech {
        let mut speech = Speech::default();
        for text in texts {
            speech.text(text);
        }
        speech
    }

    /// A scanner of its own: tags are balanced, and no `<`, `>` or `&` stands alone.
    fn is_well_formed(ssml: &str) -> bool {
        let mut open = Vec::new();
        let mut rest = ssml;
        while let Some(at) = rest.find(['<', '&', '>']) {
            let tail = &rest[at..];
            let (end, ok) = match tail.as_bytes()[0] {
                b'<' => (tail.find('>'), true),
                b'&' => (tail.find(';').filter(|end| *end <= 5), true),
                _ => (None, false),
            };
            let Some(end) = end.filter(|_| ok) else { return false };
            let token = &tail[..=end];
            if let Some(name) = token.strip_prefix("</") {
                if open.pop() != Some(name.trim_end_matches('>')) {
                    return false;
                }
            } else if token.starts_with('<') && !token.ends_with("/>") {
                open.push(token[1..end].split(' ').next().unwrap_or_default());
            }
            rest = &tail[end + 1..];
        }
        open.is_empty()
    }

    #[test]
    fn text_cannot_become_markup() {
        let speech = said(&["a <break/> & \"b\" </speak>\u{0}\u{1b}[0m\u{202e}"]);
        assert_eq!(
            speech.to_speak(),
            "<speak>a &lt;break/&gt; &amp; &quot;b&quot; &lt;/speak&gt;[0m</speak>"
        );
        assert_eq!(speech.plain(), "a <break/> & \"b\" </speak>[0m");
    }

    #[test]
    fn white_space_is_one_space() {
        let speech = said(&["  a \n", "\t b  "]);
        assert_eq!((speech.to_speak().as_str(), speech.plain()), ("<speak>a b</speak>", "a b"));
    }

    #[test]
    fn a_gap_leaves_no_space_before_a_full_stop() {
        let mut speech = said(&["Hello "]);
        speech.gap();
        speech.text(", you.");
        assert_eq!(speech.plain(), "Hello, you.");
    }

    #[test]
    fn an_over_long_text_is_cut_at_a_word_with_its_tags_closed() {
        let mut speech = Speech::default();
        speech.tag("<prosody rate=\"slow\">");
        for _ in 0..2_000 {
            speech.tag("<emphasis level=\"strong\">");
            speech.text("Tom & Jerry ");
            speech.tag("</emphasis>");
        }
        speech.tag("</prosody>");
        let spoken = speech.to_speak();
        assert!(spoken.chars().count() < 8_000, "{}", spoken.len());
        assert!(is_well_formed(&spoken), "{spoken}");
        assert!(spoken.contains("…</"), "{spoken}");
    }

    #[test]
    fn an_over_long_word_is_cut_within() {
        let spoken = said(&[&"ß".repeat(9_000)]).to_speak();
        assert!(spoken.chars().count() < 8_000 && spoken.chars().count() > 7_800);
        let entities = said(&[&"&".repeat(9_000)]).to_speak();
        assert!(entities.chars().count() < 8_000 && is_well_formed(&entities));
    }

    #[test]
    fn plain_text_is_cut_at_a_sentence_or_a_word() {
        let speech = said(&["One sentence. Another one."]);
        assert_eq!(speech.to_plain(100), "One sentence. Another one.");
        assert_eq!(speech.to_plain(20), "One sentence.…");
        assert_eq!(said(&["many words here"]).to_plain(12), "many words…");
        assert_eq!(said(&["ßßßßßß"]).to_plain(4), "ßßß…");
    }
}
