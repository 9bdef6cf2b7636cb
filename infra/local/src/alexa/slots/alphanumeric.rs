//! `AMAZON.AlphaNumeric`: letters and numbers said one after the other, `j l nine oh five` → `jl905`.

use super::number;
use crate::alexa::language::Language;

/// The sequence, in lower case and without spaces. Single letters, numbers, and typed runs that
/// hold a digit count; a longer word counts only beside a number (`proj 123`, typed `PROJ-123`).
pub(super) fn alphanumeric(words: &[&str], language: Language) -> Option<String> {
    let mut value = String::new();
    let mut has_long_word = false;
    let mut has_number = false;
    let mut rest = words;
    while let Some(first) = rest.first() {
        let number = (1..=rest.len().min(3))
            .rev()
            .find_map(|length| Some((length, number::pieces(rest.get(..length)?, language)?)));
        // A lone `a` or `o` is a letter here.
        let is_letter = first.chars().count() == 1 && first.chars().all(char::is_alphabetic);
        let (length, piece) = match number {
            Some((length, digits)) if !is_letter => {
                has_number = true;
                (length, digits)
            }
            _ => {
                let plain = first.chars().all(char::is_alphanumeric);
                if !plain {
                    return None;
                }
                has_number |= first.bytes().any(|byte| byte.is_ascii_digit());
                has_long_word |= !is_letter && first.chars().all(char::is_alphabetic);
                (1, (*first).to_owned())
            }
        };
        value.push_str(&piece);
        rest = rest.get(length..)?;
    }
    let alike = !has_long_word || (has_number && words.len() <= 3);
    (!value.is_empty() && alike).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::{Language, alphanumeric};

    #[test]
    fn letters_and_numbers_join() {
        let read = |text: &str| alphanumeric(&text.split(' ').collect::<Vec<_>>(), Language::English);
        for (text, value) in [
            ("sixteen a", "16a"),
            ("j l nine oh five", "jl905"),
            ("g twenty one", "g21"),
            ("ab12cd", "ab12cd"),
            ("proj 123", "proj123"),
            ("a b c", "abc"),
        ] {
            assert_eq!(read(text).as_deref(), Some(value), "{text}");
        }
        assert_eq!(read("the weather"), None);
    }
}
