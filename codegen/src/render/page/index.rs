//! `index.html`: what is there before the script runs, in the default locale.

use super::data::Data;
use crate::stock::page;

/// Fills the template: `{{name}}` is replaced by a value, in text and in attributes.
pub(super) fn index(template: &str, mark: &str, data: &Data<'_>) -> String {
    let stock = page::words(data.default);
    let words = data.locales.get(data.default);
    let value = |name: &str| match name {
        "mark" => Some(mark),
        "lang" => Some(data.default),
        "title" => words.map(|it| it.title.as_str()),
        "skill" => words.map(|it| it.skill),
        "broken" => Some(stock.broken),
        "noscript" => Some(stock.noscript),
        "privacy" => Some(data.privacy),
        "privacy_label" => Some(stock.privacy),
        "terms" => Some(data.terms),
        "terms_label" => Some(stock.terms),
        _ => None,
    };
    fill(template, |name| value(name).map(escaped))
}

/// Replaces each `{{name}}` once: what is put in is not looked at again. Unknown names stay.
fn fill(template: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        let found = after.split_once("}}").and_then(|(name, after)| Some((value(name)?, after)));
        rest = if let Some((value, after)) = found {
            filled.push_str(&value);
            after
        } else {
            filled.push_str("{{");
            after
        };
    }
    filled.push_str(rest);
    filled
}

/// As text, or as the value of a quoted attribute.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_put_in_once_and_as_text() {
        let value = |name: &str| (name == "a").then(|| escaped("<b>{{a}}</b> & \"'"));
        assert_eq!(
            fill("x {{a}} {{b}} {{ {{a", value),
            "x &lt;b&gt;{{a}}&lt;/b&gt; &amp; &quot;&#39; {{b}} {{ {{a"
        );
    }
}
