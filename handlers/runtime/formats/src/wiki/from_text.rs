//! From plain text to marked-up text.

/// What may begin or end a mark, a link, a picture, a macro or an item of a list.
const MARKUP: &str = "*_-+^~?|!#";

/// `text`, of which nothing is markup. Signs within words are left as they are: there they mark nothing.
pub fn from_text(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut before: Option<char> = None;
    let mut rest = text.chars().peekable();
    while let Some(sign) = rest.next() {
        let is_within = |neighbour: Option<char>| neighbour.is_some_and(char::is_alphanumeric);
        let within = is_within(before) && is_within(rest.peek().copied());
        match sign {
            // A backslash cannot be written with a backslash: two of them break the line.
            '\\' => written.push_str("&#92;"),
            // Braces and brackets hold within words, too: `un{*}do`, `un[do|address]`.
            '{' | '}' | '[' | ']' => written.extend(['\\', sign]),
            _ if MARKUP.contains(sign) && !within => written.extend(['\\', sign]),
            _ => written.push(sign),
        }
        before = Some(sign);
    }
    written
}
