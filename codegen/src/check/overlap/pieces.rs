//! Sentences as what is compared: pieces of words.
//!
//! Case, periods, hyphens and underscores do not count; an apostrophe is a piece of its own, so that `{name}'s` and
//! `sam's` come apart alike; so is a character of a script that is written without spaces.

use icu_normalizer::ComposingNormalizerBorrowed;

/// The pieces of a text.
pub(super) fn pieces(text: &str) -> Vec<String> {
    let text = ComposingNormalizerBorrowed::new_nfc().normalize(text).to_lowercase();
    let mut pieces = vec![String::new()];
    for character in text.chars() {
        let alone = match character {
            '\'' | '’' => Some('\''),
            _ if is_unspaced(character) => Some(character),
            _ => None,
        };
        if let Some(alone) = alone {
            pieces.extend([alone.to_string(), String::new()]);
        } else if character.is_whitespace() || "._-".contains(character) {
            pieces.push(String::new());
        } else if let Some(last) = pieces.last_mut() {
            last.push(character);
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Pieces as a sentence to be read.
pub(super) fn sentence<'a>(pieces: impl IntoIterator<Item = &'a str>) -> String {
    let mut text = String::new();
    let mut joins = true;
    for piece in pieces {
        let alone = piece == "'" || piece.chars().all(is_unspaced);
        if !joins && !alone {
            text.push(' ');
        }
        text.push_str(piece);
        joins = alone;
    }
    text
}

/// Japanese and Chinese characters.
fn is_unspaced(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}
