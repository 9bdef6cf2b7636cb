//! Documentation of an assembly as Markdown that rustdoc takes.
//!
//! Assemblies are documented for TypeScript: code fences are not Rust, brackets are no links to Rust's items, and
//! `Array<string>` is no HTML.

use super::Doc;
use crate::assembly::Docs;

/// The documentation of an item; `fallback` where there is none.
pub(super) fn doc(docs: &Docs, fallback: &str) -> Doc {
    let mut parts = vec![docs.summary.as_deref().unwrap_or(fallback).to_owned()];
    parts.extend(docs.remarks.clone());
    parts.extend(docs.returns.as_ref().map(|it| format!("Returns {it}")));
    parts.extend(docs.default.as_ref().map(|it| format!("Default: {}", it.trim_start_matches("- "))));
    let text = parts.iter().map(|part| safe(part)).collect::<Vec<_>>().join("\n\n");
    Doc { text, deprecated: docs.deprecated.as_ref().map(|it| plain(it)) }
}

/// Text for an attribute: one line.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Markdown in which nothing means something else to rustdoc.
fn safe(text: &str) -> String {
    let mut fenced = false;
    let mut lines = Vec::new();
    for line in text.trim().lines() {
        let line = line.trim_end();
        let start = line.trim_start();
        if start.starts_with("```") || start.starts_with("~~~") {
            fenced = !fenced;
            lines.push(if fenced { "```text".to_owned() } else { "```".to_owned() });
        } else if fenced {
            lines.push(line.to_owned());
        } else {
            // Four blanks would begin a block of code, which rustdoc takes for Rust.
            lines.push(escape(start));
        }
    }
    if fenced {
        lines.push("```".to_owned());
    }
    lines.join("\n")
}

/// Escapes what is not within backticks, but links to pages.
fn escape(line: &str) -> String {
    // A code span that ends on another line: nothing here is surely code.
    let even = line.matches('`').count().is_multiple_of(2);
    let (mut escaped, mut code, mut rest) = (String::new(), false, line);
    while let Some(sign) = rest.chars().next() {
        if let Some(link) = link(rest).filter(|_| !code) {
            escaped.push_str(link);
            rest = rest.strip_prefix(link).unwrap_or_default();
            continue;
        }
        match sign {
            '`' if even => {
                code = !code;
                escaped.push('`');
            }
            '`' => escaped.push_str("\\`"),
            '[' | ']' | '<' | '>' if !code => escaped.extend(['\\', sign]),
            '\t' => escaped.push(' '),
            _ => escaped.push(sign),
        }
        rest = rest.get(sign.len_utf8()..).unwrap_or_default();
    }
    escaped
}

/// `[text](https://…)`, where a text begins with it.
fn link(text: &str) -> Option<&str> {
    let (label, target) = text.strip_prefix('[')?.split_once("](http")?;
    let end = target.find([')', ' '])?;
    let plain = !label.contains(['[', ']', '<', '>', '`']) && target.get(end..)?.starts_with(')');
    text.get(..1 + label.len() + "](http".len() + end + 1).filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_links_of_typescript_are_text() {
        assert_eq!(safe("An Array<string>, see [Key]."), "An Array\\<string\\>, see \\[Key\\].");
        assert_eq!(safe("`Array<string>`"), "`Array<string>`");
        assert_eq!(safe("a `b\nc` [d]"), "a \\`b\nc\\` \\[d\\]");
    }

    #[test]
    fn a_link_to_a_page_stays_one() {
        assert_eq!(
            safe("See [the guide](https://example.com/a)."),
            "See [the guide](https://example.com/a)."
        );
        assert_eq!(safe("See [here](./a)."), "See \\[here\\](./a).");
    }

    #[test]
    fn code_is_not_taken_for_rust() {
        assert_eq!(safe("So:\n```ts\nlet a;\n```"), "So:\n```text\nlet a;\n```");
        assert_eq!(safe("```\nopen"), "```text\nopen\n```");
        assert_eq!(safe("a\n\n    indented"), "a\n\nindented");
    }

    #[test]
    fn an_item_without_documentation_says_what_it_is() {
        assert_eq!(doc(&Docs::default(), "The property `a`.").text, "The property `a`.");
    }
}
