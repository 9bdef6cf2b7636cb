//! Words, as they are compared.

/// A language whose letters and numbers are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English; also for languages that are not known.
    English,
    /// German.
    German,
}

impl Language {
    /// The language of a subtag, `de`.
    pub fn of(subtag: &str) -> Self {
        if subtag == "de" { Self::German } else { Self::English }
    }
}

/// The words of a text: lower case, `ss` for `ß`, apart where a letter and a digit meet (`ops42`).
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last: Option<char> = None;
    for char in text.to_lowercase().replace('ß', "ss").chars() {
        if !char.is_alphanumeric() {
            last = None;
            continue;
        }
        match words.last_mut() {
            Some(word) if last.is_some_and(|last| last.is_numeric() == char.is_numeric()) => word.push(char),
            _ => words.push(char.to_string()),
        }
        last = Some(char);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn points_dashes_and_digits_part_words() {
        assert_eq!(words("O. P. S."), ["o", "p", "s"]);
        assert_eq!(words("OPS-42"), ["ops", "42"]);
        assert_eq!(words("b2b"), ["b", "2", "b"]);
        assert_eq!(words("Dreißig  ä"), ["dreissig", "ä"]);
        assert!(words(" -. ").is_empty());
    }
}
