#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod faults;
mod operations;
mod schemas;

use super::{Contract, Kind, Presence, Schema, load};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    syntax::Sources,
};

/// What came of a document.
struct Read {
    sources: Sources,
    contract: Option<Contract>,
    found: Vec<Diagnostic>,
}

impl Read {
    fn document(text: &str) -> Self {
        Self::bytes("contract.yaml", text.as_bytes().to_vec())
    }

    fn bytes(name: &str, bytes: Vec<u8>) -> Self {
        let mut sources = Sources::new();
        let file = sources.add(name, bytes).expect("it is text");
        let mut diagnostics = Diagnostics::new();
        let contract = load(&sources, file, &mut diagnostics);
        Self { sources, contract, found: diagnostics.iter().cloned().collect() }
    }

    /// A document with one operation `get`, which answers with the schema `Answer` of `schemas` (indented by 4).
    fn answer(schemas: &str) -> Self {
        Self::document(&format!(
            "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      operationId: get\n      responses:\n        '200': \
             {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Answer'}}}}}}}}\n\
             components:\n  schemas:\n{schemas}"
        ))
    }

    /// The contract of a document that has nothing wrong with it.
    fn contract(&self) -> &Contract {
        assert_eq!(self.found, [], "a document without faults");
        self.contract.as_ref().expect("a contract")
    }

    fn success(&self) -> &Schema {
        self.contract().operations["get"].success.as_ref().expect("a JSON answer")
    }

    /// The one diagnostic, with the text under each of its labels.
    fn only(&self) -> (Code, Vec<&str>) {
        let [only] = self.found.as_slice() else { panic!("one diagnostic, not {:#?}", self.found) };
        self.marked(only)
    }

    fn marked(&self, diagnostic: &Diagnostic) -> (Code, Vec<&str>) {
        let text = |span: sayso_schemas::span::Span| {
            &self.sources.text(span.file)[span.start as usize..span.end as usize]
        };
        (diagnostic.code, diagnostic.labels.iter().map(|label| text(label.span)).collect())
    }
}

/// The schema at `path` in a few words: `text always`.
fn at(schema: &Schema, path: &str) -> String {
    match schema.at(path) {
        Ok((found, presence)) => {
            let presence = if presence == Presence::Always { "always" } else { "sometimes" };
            format!("{} {presence}", found.kind().name())
        }
        Err(nowhere) => format!("nothing after `{}`: {:?}", nowhere.at, nowhere.why),
    }
}

/// The values that a text may have.
fn values(schema: &Schema) -> Vec<&str> {
    match schema.kind() {
        Kind::Text { values, .. } => values.iter().map(String::as_str).collect(),
        other => panic!("{other:?} is no text"),
    }
}
