//! Words to look for. The right side of `~` is a language of its own, in which people do not speak.

/// The words of `text`, without what would be search syntax: operators, quotes, wildcards, fields and ranges. None of
/// it is in an index, so nothing that could be found is lost.
pub(super) fn words(text: &str) -> String {
    let mut found = String::with_capacity(text.len());
    for word in text.split(|it: char| it.is_whitespace() || it.is_control() || SYNTAX.contains(it)) {
        // A hyphen within a word is one of its characters, before a word it excludes it; likewise a plus.
        let word = word.trim_matches(['-', '+']);
        // Alone, punctuation is nothing to look for.
        if !word.chars().any(char::is_alphanumeric) {
            continue;
        }
        if !found.is_empty() {
            found.push(' ');
        }
        // In capitals these are operators.
        match word {
            "AND" | "OR" | "NOT" | "TO" => found.push_str(&word.to_lowercase()),
            word => found.push_str(word),
        }
    }
    found
}

const SYNTAX: &str = "&|!(){}[]^\"~*?\\:/<>=";
