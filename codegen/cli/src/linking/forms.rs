//! The forms of an HTML page, by a small tolerant scan: tags and attributes, nothing of a document's structure.

use std::collections::BTreeMap;

/// A form.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Form {
    /// Counted from 0 on its page.
    pub(super) position: usize,
    /// Where it is sent, as written; empty for the page itself.
    pub(super) action: String,
    pub(super) is_post: bool,
    /// Name and value of each input that is sent.
    inputs: Vec<(String, String)>,
    /// Name and value of its first button, where that has a name.
    button: Option<(String, String)>,
    has_button: bool,
}

impl Form {
    /// How many of its inputs are among `fields`.
    pub(super) fn fields_among(&self, fields: &BTreeMap<String, String>) -> usize {
        self.inputs.iter().filter(|(name, _)| fields.contains_key(name)).count()
    }

    /// What is sent: the inputs, those among `fields` filled in, and the first button.
    pub(super) fn members(&self, fields: &BTreeMap<String, String>) -> Vec<(String, String)> {
        let filled = self.inputs.iter().map(|(name, value)| {
            let value = fields.get(name).unwrap_or(value);
            (name.clone(), value.clone())
        });
        filled.chain(self.button.clone()).collect()
    }
}

/// The forms of a page.
pub(super) fn scan(html: &str) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    let mut within = false;
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let (tag, after) = Tag::read(rest);
        rest = after;
        match tag.name.as_str() {
            // Their content is no markup.
            "script" | "style" | "textarea" => {
                let end = format!("</{}", tag.name);
                rest = find_ignoring_case(rest, &end).map_or("", |at| &rest[at..]);
            }
            "form" => {
                within = true;
                forms.push(Form {
                    position: forms.len(),
                    action: tag.get("action").to_owned(),
                    is_post: tag.get("method").eq_ignore_ascii_case("post"),
                    ..Form::default()
                });
            }
            "/form" => within = false,
            "input" | "button" if within && !tag.has("disabled") => {
                if let Some(form) = forms.last_mut() {
                    control(form, &tag);
                }
            }
            _ => {}
        }
    }
    forms
}

fn control(form: &mut Form, tag: &Tag) {
    let kind = tag.get("type").to_ascii_lowercase();
    let pair = (tag.get("name").to_owned(), tag.get("value").to_owned());
    let named = !pair.0.is_empty();
    match (tag.name.as_str(), kind.as_str()) {
        ("button", "" | "submit") | ("input", "submit") if !form.has_button => {
            form.has_button = true;
            form.button = named.then_some(pair);
        }
        ("button", _) | ("input", "submit" | "button" | "reset" | "image" | "file") => {}
        ("input", "checkbox" | "radio") if !tag.has("checked") => {}
        _ if named => form.inputs.push(pair),
        _ => {}
    }
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    bytes.windows(wanted.len()).position(|window| window.eq_ignore_ascii_case(wanted.as_bytes()))
}

/// A tag with its attributes.
struct Tag {
    /// In lower case, with its slash where it ends an element.
    name: String,
    attributes: BTreeMap<String, String>,
}

impl Tag {
    /// Reads what follows `<`; also returns what follows the tag.
    fn read(text: &str) -> (Self, &str) {
        let end = |c: char| c.is_whitespace() || c == '>';
        let (name, mut rest) = text.split_at(text.find(end).unwrap_or(text.len()));
        let mut tag = Self { name: name.to_ascii_lowercase(), attributes: BTreeMap::new() };
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if rest.is_empty() {
                return (tag, rest);
            }
            if let Some(after) = rest.strip_prefix('>') {
                return (tag, after);
            }
            // A stray `=` begins a name, so that each round takes something.
            let ends = rest.char_indices().skip(1).find(|(_, c)| end(*c) || *c == '=' || *c == '/');
            let (name, after) = rest.split_at(ends.map_or(rest.len(), |(at, _)| at));
            rest = after.trim_start();
            let mut value = "";
            if let Some(after) = rest.strip_prefix('=') {
                (value, rest) = Self::value(after.trim_start());
            }
            tag.attributes.entry(name.to_ascii_lowercase()).or_insert_with(|| decode(value));
        }
    }

    /// A value in quotes, or up to a blank.
    fn value(text: &str) -> (&str, &str) {
        for quote in ['"', '\''] {
            if let Some(quoted) = text.strip_prefix(quote) {
                return quoted.split_once(quote).unwrap_or((quoted, ""));
            }
        }
        text.split_at(text.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(text.len()))
    }

    fn has(&self, name: &str) -> bool {
        self.attributes.contains_key(name)
    }

    fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

/// Character references: the five of XML and numbers.
fn decode(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        decoded.push_str(before);
        let reference = after.split_once(';').and_then(|(name, after)| Some((character(name)?, after)));
        let (c, after) = reference.unwrap_or(('&', after));
        decoded.push(c);
        rest = after;
    }
    decoded.push_str(rest);
    decoded
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(number)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
        of.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn fills_in_what_it_knows_and_keeps_the_rest() {
        let html = r#"<!-- <form action="/no"> --><script>"<form action='/neither'>"</script>
<p>a < b</p><FORM METHOD=post action="/log&amp;in">
<input type="hidden" name="request" value="&#39;r&#x27;&quot;"><input name=user value=old required>
<input type="checkbox" name="stay"><input type="radio" name="as" value="me" checked><input disabled name="no">
<button type="button" name="help">Help</button><button name="go" value="on">On</button><button name="b">B</button>
</FORM><input name="stray">"#;
        let forms = scan(html);
        let [form] = forms.as_slice() else { unreachable!("{forms:?}") };
        assert_eq!((form.action.as_str(), form.is_post), ("/log&in", true));
        let fields =
            BTreeMap::from([("user".to_owned(), "ada".to_owned()), ("pin".to_owned(), "1".to_owned())]);
        assert_eq!(form.fields_among(&fields), 1);
        let sent = [("request", "'r'\""), ("user", "ada"), ("as", "me"), ("go", "on")];
        assert_eq!(form.members(&fields), pairs(&sent));
    }

    #[test]
    fn a_button_without_a_name_sends_nothing() {
        let forms = scan("<form><button>Log in</button><button name=other value=1>Other</button></form>");
        assert_eq!(forms[0].members(&BTreeMap::new()), []);
        assert!(!forms[0].is_post);
    }

    #[test]
    fn any_text_is_scanned_to_its_end() {
        for html in [
            "<",
            "<form",
            "<form action",
            "<form =",
            "<form a=\"",
            "<!--",
            "<script>",
            "<input name=",
            "é<é é=é>",
        ] {
            assert!(scan(html).len() <= 1, "{html}");
        }
    }
}
