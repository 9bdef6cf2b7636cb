//! Words of a sentence, as samples, values and utterances are compared: NFC, lower case, no
//! punctuation, contractions written out, one word per character in scripts without spaces.

use super::language::Language;
use icu_normalizer::ComposingNormalizerBorrowed;

/// One word.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    /// What is compared.
    key: String,
    /// What a slot's value shows, where that is not the key: an apostrophe or `ß`, a contraction with its
    /// first word and nothing with the others.
    shown: Option<String>,
    /// Whether no space stands before it.
    glued: bool,
}

/// The words of a sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Words(Vec<Word>);

impl Words {
    /// Splits a sentence.
    pub(crate) fn of(text: &str, language: Language) -> Self {
        let mut words = Self::default();
        for token in tokens(text) {
            // `2026-03-01` is one word, `555-0123` are two.
            if token.text.contains('-') && !is_date(&token.text) {
                for (index, part) in token.text.split('-').enumerate() {
                    let part = Token { text: part.to_owned(), glued: index > 0 || token.glued };
                    words.push(part, language);
                }
            } else {
                words.push(token, language);
            }
        }
        words
    }

    /// What is compared, word by word.
    pub(crate) fn keys(&self) -> Vec<&str> {
        self.0.iter().map(|word| word.key.as_str()).collect()
    }

    /// The words joined by spaces: the key of a phrase.
    pub(crate) fn phrase(&self) -> String {
        self.keys().join(" ")
    }

    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no word.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The words from `start` on.
    pub(crate) fn after(&self, start: usize) -> Self {
        Self(self.0.get(start..).unwrap_or_default().to_vec())
    }

    /// The first `end` words.
    pub(crate) fn before(&self, end: usize) -> Self {
        Self(self.0.get(..end).unwrap_or_default().to_vec())
    }

    /// Whether the word at `at` is written without spaces around it, as in Japanese.
    pub(crate) fn is_spaceless(&self, at: usize) -> bool {
        self.0.get(at).and_then(|word| word.key.chars().next()).is_some_and(is_spaceless)
    }

    /// The words of a range as they were said: the value of a slot.
    pub(crate) fn shown(&self, start: usize, end: usize) -> String {
        let mut text = String::new();
        for (index, word) in self.0.get(start..end).unwrap_or_default().iter().enumerate() {
            let shown =
                word.shown.as_ref().filter(|shown| index > 0 || !shown.is_empty()).unwrap_or(&word.key);
            if !word.glued && !text.is_empty() && !shown.is_empty() {
                text.push(' ');
            }
            text.push_str(shown);
        }
        text
    }

    fn push(&mut self, token: Token, language: Language) {
        let Token { mut text, glued } = token;
        if let Some(written_out) = contraction(&text, language) {
            for (index, key) in written_out.split(' ').enumerate() {
                let shown = Some(if index == 0 { text.clone() } else { String::new() });
                self.0.push(Word { key: key.to_owned(), shown, glued: glued || index > 0 });
            }
            return;
        }
        let possessive = language == Language::English && text.len() > 2 && text.ends_with("'s");
        if possessive {
            text.truncate(text.len() - 2);
        }
        self.0.push(word(text, glued));
        if possessive {
            self.0.push(Word { key: "'s".to_owned(), shown: None, glued: true });
        }
    }
}

/// A word under a spelling in which both ways to write it meet.
fn word(text: String, glued: bool) -> Word {
    if text.contains(['\'', 'ß']) {
        let key = text.replace('\'', "").replace('ß', "ss");
        return Word { key, shown: Some(text), glued };
    }
    Word { key: text, shown: None, glued }
}

struct Token {
    text: String,
    glued: bool,
}

fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = if text.is_ascii() {
        text.chars().map(|char| plain_apostrophe(char.to_ascii_lowercase())).collect()
    } else {
        let text = ComposingNormalizerBorrowed::new_nfc().normalize(text).to_lowercase();
        text.chars().map(plain_apostrophe).collect()
    };
    let mut tokens: Vec<Token> = Vec::new();
    let mut touching = false;
    let mut open = false;
    for (index, &char) in chars.iter().enumerate() {
        if is_spaceless(char) {
            tokens.push(Token { text: char.to_string(), glued: touching });
            (touching, open) = (true, false);
        } else if is_part_of_word(&chars, index) {
            match tokens.last_mut() {
                Some(token) if open => token.text.push(char),
                _ => tokens.push(Token { text: char.to_string(), glued: touching }),
            }
            (touching, open) = (true, true);
        } else {
            (touching, open) = (false, false);
        }
    }
    tokens
}

fn is_date(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([4, 2, 2])
}

fn plain_apostrophe(char: char) -> char {
    match char {
        '\u{2019}' | '\u{2018}' | '\u{02bc}' | '\u{00b4}' | '`' => '\'',
        other => other,
    }
}

/// Whether the character stands within a word: an apostrophe between letters, a decimal, thousands,
/// clock or date sign between digits, or anything that does not separate words.
fn is_part_of_word(chars: &[char], index: usize) -> bool {
    let at = |index: Option<usize>| index.and_then(|index| chars.get(index)).copied();
    let (before, here, after) = (at(index.checked_sub(1)), at(Some(index)), at(index.checked_add(1)));
    let between = |test: fn(char) -> bool| before.is_some_and(test) && after.is_some_and(test);
    match here {
        None => false,
        Some('\'') => between(|char| !is_separator(char)),
        Some('.' | ',' | ':' | '-') => between(|char| char.is_ascii_digit()),
        Some(char) => !is_separator(char),
    }
}

/// White space, punctuation and symbols. Everything else belongs to words: letters, digits, and the
/// combining signs without which Hindi and Arabic words fall apart.
fn is_separator(char: char) -> bool {
    char.is_whitespace()
        || char.is_ascii_punctuation()
        || matches!(char,
            '¡' | '¿' | '«' | '»' | '·' | '§' | '،' | '؛' | '؟' | '।' | '॥'
            | '\u{2000}'..='\u{206f}' | '\u{20a0}'..='\u{20cf}' | '\u{3000}'..='\u{3004}'
            | '\u{3008}'..='\u{3020}' | '\u{30fb}' | '\u{ff00}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}')
}

/// Han, Hiragana and Katakana.
fn is_spaceless(char: char) -> bool {
    matches!(char, '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

fn contraction(word: &str, language: Language) -> Option<&'static str> {
    match language {
        Language::English => english_contraction(word),
        Language::German => german_contraction(word),
        Language::Other => None,
    }
}

fn english_contraction(word: &str) -> Option<&'static str> {
    Some(match word {
        "what's" | "whats" => "what is",
        "who's" | "whos" => "who is",
        "where's" | "wheres" => "where is",
        "how's" | "hows" => "how is",
        "when's" => "when is",
        "why's" => "why is",
        "it's" => "it is",
        "that's" | "thats" => "that is",
        "there's" => "there is",
        "here's" => "here is",
        "let's" => "let us",
        "i'm" => "i am",
        "i've" => "i have",
        "i'll" => "i will",
        "i'd" => "i would",
        "you're" => "you are",
        "you've" => "you have",
        "we're" => "we are",
        "we've" => "we have",
        "they're" => "they are",
        "don't" | "dont" => "do not",
        "doesn't" | "doesnt" => "does not",
        "didn't" => "did not",
        "isn't" => "is not",
        "aren't" => "are not",
        "wasn't" => "was not",
        "can't" | "cannot" => "can not",
        "won't" => "will not",
        "haven't" => "have not",
        "hasn't" => "has not",
        "shouldn't" => "should not",
        "wouldn't" => "would not",
        "couldn't" => "could not",
        _ => return None,
    })
}

fn german_contraction(word: &str) -> Option<&'static str> {
    Some(match word {
        "gibt's" | "gibts" => "gibt es",
        "geht's" | "gehts" => "geht es",
        "ist's" => "ist es",
        "wie's" => "wie es",
        "war's" => "war es",
        "hab's" => "hab es",
        "was'n" => "was denn",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Language, Words};

    fn phrase(text: &str) -> String {
        Words::of(text, Language::English).phrase()
    }

    #[test]
    fn punctuation_case_and_contractions_do_not_matter() {
        assert_eq!(phrase("  What’s NEXT,  please?! "), "what is next please");
        assert_eq!(phrase("it's 10:30 on 2026-03-01"), "it is 10:30 on 2026-03-01");
        assert_eq!(phrase("PROJ-123, 555-0123, u.s.a."), "proj 123 555 0123 u s a");
        assert_eq!(phrase("Bob's o'clock"), "bob 's oclock");
        assert_eq!(Words::of("Wie GEHT’S, Größe?", Language::German).phrase(), "wie geht es grösse");
    }

    #[test]
    fn composed_and_decomposed_letters_are_the_same() {
        assert_eq!(phrase("cafe\u{301}"), phrase("caf\u{e9}"));
    }

    #[test]
    fn scripts_without_spaces_split_by_character_and_join_without_spaces() {
        let words = Words::of("猫の ファクト。", Language::Other);
        assert_eq!(words.phrase(), "猫 の フ ァ ク ト");
        assert_eq!(words.shown(0, 2), "猫の");
        assert_eq!(words.shown(0, 6), "猫の ファクト");
    }

    #[test]
    fn combining_signs_stay_in_their_word() {
        assert_eq!(Words::of("मुझे नमस्ते", Language::Other).len(), 2);
    }

    #[test]
    fn a_value_shows_what_was_said() {
        let words = Words::of("play what's up by Bob's band", Language::English);
        assert_eq!(words.shown(1, 4), "what's up");
        assert_eq!(words.shown(5, 8), "bob's band");
    }
}
