//! A service's own reason for a refusal: a text somewhere in the body of its answer.

use crate::speech::shorten;
use serde_json::Value;
use std::fmt;

/// The most characters of a reason that are spoken.
const LONGEST: usize = 200;

/// A reason, made fit to be spoken. It may quote what a user said, so nothing but speech shows it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Reason(String);

impl fmt::Debug for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reason")
    }
}

impl Reason {
    /// The first text at one of `paths` of a JSON body.
    pub(super) fn of(body: &[u8], paths: &[&str]) -> Option<Self> {
        let body: Value = serde_json::from_slice(body).ok()?;
        let steps = |path: &&str| path.split('.').map(str::to_owned).collect::<Vec<_>>();
        let text = paths.iter().find_map(|path| text(&body, &steps(path)))?;
        Some(Self(speakable(text)))
    }

    /// What is spoken.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

/// The first text below `value`, where the steps lead.
fn text<'v>(value: &'v Value, steps: &[String]) -> Option<&'v str> {
    let Some((step, rest)) = steps.split_first() else {
        return value.as_str().filter(|text| !text.trim().is_empty() && !names_what_only_machines_know(text));
    };
    match (step.as_str(), value) {
        ("*", Value::Object(fields)) => fields.values().find_map(|it| text(it, rest)),
        ("*", Value::Array(items)) => items.iter().find_map(|it| text(it, rest)),
        (name, Value::Object(fields)) => text(fields.get(name)?, rest),
        (index, Value::Array(items)) => text(items.get(index.parse::<usize>().ok()?)?, rest),
        _ => None,
    }
}

/// Whether a text calls something by a name such as `field_10102`, which no user has ever heard.
fn names_what_only_machines_know(text: &str) -> bool {
    let is_part = |it: char| it.is_alphanumeric() || it == '_';
    text.split(|it| !is_part(it)).any(|word| word.trim_matches('_').contains('_'))
}

/// In one line, not too long, and without a full stop, which the sentence around it has.
fn speakable(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = if line.chars().count() > LONGEST { shorten(&line, LONGEST) } else { line };
    line.trim_end_matches(['.', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn reason(body: &Value, paths: &[&str]) -> Option<String> {
        Reason::of(body.to_string().as_bytes(), paths).map(|reason| reason.text().to_owned())
    }

    #[test]
    fn the_first_text_at_one_of_the_paths_is_the_reason() {
        let body =
            json!({"errors": {"a": 1, "b": "  ", "c": "No  such\nday."}, "messages": ["First.", "Second."]});
        let paths = ["errors.*", "messages.0"];
        assert_eq!(reason(&body, &paths).as_deref(), Some("No such day"));
        assert_eq!(reason(&json!({"errors": {}, "messages": ["", "b"]}), &paths), None);
        assert_eq!(reason(&body, &["messages.1"]).as_deref(), Some("Second"));
        assert_eq!(reason(&body, &["messages.*"]).as_deref(), Some("First"));
        let nested = json!([{"detail": {"why": "Full!"}}]);
        assert_eq!(reason(&nested, &["*.detail.why"]).as_deref(), Some("Full!"));
    }

    #[test]
    fn a_text_with_a_name_of_machines_is_passed_over() {
        let body = json!({"errors": {"field_10102": "Field 'field_10102' cannot be set.", "day": "There is no such day."}});
        assert_eq!(reason(&body, &["errors.field_10102"]), None);
        assert_eq!(reason(&body, &["errors.*"]).as_deref(), Some("There is no such day"));
        for spoken in ["It is _not_ there", "A _ b", "Price (net)"] {
            assert_eq!(reason(&json!([spoken]), &["0"]).as_deref(), Some(spoken));
        }
    }

    #[test]
    fn what_leads_to_no_text_gives_no_reason() {
        let body = json!({"errors": {"a": {"b": "c"}}, "messages": ["x"]});
        for path in ["errors", "errors.a", "errors.a.b.c", "messages", "messages.1", "messages.-1", "other.*"]
        {
            assert_eq!(reason(&body, &[path]), None, "{path}");
        }
        for body in ["", "Bad request", "<p>no</p>", "null", "{\"errors\":"] {
            assert_eq!(Reason::of(body.as_bytes(), &["errors.*"]), None, "{body:?}");
        }
    }

    #[test]
    fn a_long_reason_is_cut() {
        let long = reason(&json!({"why": "word ".repeat(500)}), &["why"]).unwrap_or_default();
        assert!(long.chars().count() <= LONGEST && long.ends_with("word…"), "{long}");
    }

    #[test]
    fn a_reason_is_in_no_debug_text() {
        let reason = Reason::of(br#"{"why":"secret"}"#, &["why"]);
        assert!(!format!("{reason:?}").contains("secret"));
    }
}
