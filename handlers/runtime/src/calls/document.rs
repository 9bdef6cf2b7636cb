//! Rich text that is sent.

use super::Parameter;
use sayso_formats::{Format, adf, wiki};
use serde_json::Value;
use std::borrow::Cow;

/// A text that is sent as a document of a format, of which nothing in the text is markup.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a, T>(pub Format, pub &'a T);

impl<T: Parameter> Parameter for Document<'_, T> {
    fn texts(&self) -> Vec<Cow<'_, str>> {
        let texts = self.1.texts().into_iter();
        texts.map(|text| Cow::Owned(as_text(written(self.0, &text)))).collect()
    }

    fn json(&self) -> Option<Value> {
        self.1.json()?.as_str().map(|text| written(self.0, text))
    }
}

fn written(format: Format, text: &str) -> Value {
    match format {
        Format::Adf => adf::from_text(text),
        Format::Wiki => wiki::from_text(text).into(),
        // A query is no text that is written.
        Format::Jql => text.into(),
    }
}

fn as_text(document: Value) -> String {
    match document {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_text_becomes_a_document() {
        let text = "wait for *Ada*".to_owned();
        let paragraph = json!({"type": "paragraph", "content": [{"type": "text", "text": text}]});
        let document = json!({"type": "doc", "version": 1, "content": [paragraph]});
        assert_eq!(Document(Format::Adf, &text).json(), Some(document));
        assert_eq!(Document(Format::Wiki, &text).json(), Some(json!(r"wait for \*Ada\*")));
        assert_eq!(Document(Format::Wiki, &text).texts(), [r"wait for \*Ada\*"]);
    }

    #[test]
    fn an_absent_text_is_left_out() {
        assert_eq!(Document(Format::Adf, &None::<String>).json(), None);
    }
}
