//! Contracts: `OpenAPI` documents that say which calls a service answers, and with what.
//!
//! Read for one purpose: to check and type the calls of a skill. So only operations are walked, and the schemas
//! that they lead to; examples, security schemes, callbacks and links are passed over. A real document has much
//! that no skill needs (uploads, images); what keeps an operation from being called is kept with it
//! ([`Operation::obstacles`]) and matters only once a call names it.
//!
//! Source: `OpenAPI` 3.0.4 and 3.1.1, <https://spec.openapis.org/oas/>.

mod answers;
mod document;
mod draft;
mod keywords;
mod operations;
mod parameters;
mod path;
mod resolve;
mod schema;
#[cfg(test)]
mod tests;

pub use path::{NotThere, Presence, Step, Why};
pub use schema::{Kind, Object, Property, Schema};

use super::{Sources, parse, tree::Node};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use document::{Document, place};
use indexmap::IndexMap;
use sayso_schemas::span::{Span, Spanned};

/// What a service answers.
#[derive(Debug, Clone, Default)]
pub struct Contract {
    /// Operations by `operationId`, as the document orders them.
    pub operations: IndexMap<String, Operation>,
}

/// One operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its `operationId`.
    pub id: String,
    /// Where the `operationId` stands.
    pub span: Span,
    /// `GET`, `POST`, ….
    pub method: String,
    /// `/facts/{id}`; every placeholder is a parameter (or there is an obstacle).
    pub path: String,
    /// Its parameters: first those of the path item, then its own.
    pub parameters: Vec<Parameter>,
    /// The JSON body that it takes.
    pub body: Option<Body>,
    /// The JSON of a successful answer (2xx), where it has one.
    pub success: Option<Schema>,
    /// A successful answer may come without a body (204).
    pub no_content: bool,
    /// Why no call can use it. To be reported when one does.
    pub obstacles: Vec<Diagnostic>,
}

/// A parameter.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name, as sent.
    pub name: String,
    /// Where it is sent.
    pub place: Place,
    /// A call must send it.
    pub required: bool,
    /// Its value.
    pub schema: Schema,
    /// How several values are sent, where it takes a list.
    pub lists: Lists,
    /// Where its name stands.
    pub span: Span,
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// For a placeholder of the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
}

/// How several values of one parameter are sent (`style` and `explode`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lists {
    /// `kind=saw&kind=brush`.
    Repeated,
    /// With this between them: `kind=saw,brush`.
    Joined(char),
}

/// A JSON body.
#[derive(Debug, Clone)]
pub struct Body {
    /// Its media type: `application/json`, or another one that ends in `+json`.
    pub media_type: String,
    /// A call must send one.
    pub required: bool,
    /// What it holds.
    pub schema: Schema,
    /// Where the contract describes it.
    pub span: Span,
}

/// Reads the contract in `file`. What is wrong with it goes to `diagnostics`; nothing is given where the file is no
/// `OpenAPI` document at all.
pub fn load(sources: &Sources, file: u16, diagnostics: &mut Diagnostics) -> Option<Contract> {
    let root = parse(sources, file, diagnostics)?;
    version(&root, diagnostics)?;
    server_variables(&root, diagnostics);
    Some(operations::read(Document::new(&root), diagnostics))
}

impl Contract {
    /// The operation that a spec names.
    pub fn operation(&self, id: &Spanned<String>) -> Result<&Operation, Diagnostic> {
        self.operations.get(&id.value).ok_or_else(|| {
            let ids = || self.operations.keys().map(String::as_str);
            let help = match nearest(&id.value, ids()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => path::list(&self.operations.keys().cloned().collect::<Vec<_>>(), "the contract"),
            };
            Diagnostic::error(
                Code::UNKNOWN_OPERATION,
                format!("the contract has no operation `{}`", id.value),
            )
            .at(id.span, "no `operationId` in the contract")
            .help(help)
        })
    }
}

impl Operation {
    /// The schema of the answer, for a call that takes something from it at `path`.
    pub fn answer(&self, path: Span) -> Result<&Schema, Diagnostic> {
        self.success.as_ref().ok_or_else(|| {
            Diagnostic::error(Code::NO_JSON_ANSWER, format!("`{}` answers without JSON", self.id))
                .at(path, "nothing can be taken from the answer")
                .at(self.span, "no success here has content `application/json`")
                .help("leave `out` out, or describe the answer in the contract under `responses`")
        })
    }
}

/// Checks that the document is one that we can read.
fn version(root: &Node, diagnostics: &mut Diagnostics) -> Option<()> {
    let unsupported = |at: Span, what: &str, help: &str| {
        Diagnostic::error(Code::CONTRACT_VERSION, format!("the contract is {what}"))
            .at(at, "not read")
            .help(help)
    };
    let diagnostic = match (root.get("openapi"), root.get("swagger")) {
        (Some(version), _) => match version.as_str() {
            Some(text) if is_read(text) => return Some(()),
            Some(text) => unsupported(
                version.span,
                &format!("of OpenAPI {text}"),
                "save it as OpenAPI 3.0 or 3.1 (`openapi: 3.1.0`)",
            ),
            None => unsupported(version.span, "of no version", "write `openapi: 3.1.0`"),
        },
        (None, Some(version)) => unsupported(
            version.span,
            "a Swagger document",
            "convert it to OpenAPI 3: `npx swagger2openapi contract.yaml`, for example",
        ),
        (None, None) => Diagnostic::error(Code::NOT_A_CONTRACT, "the contract is no OpenAPI document")
            .at(place(root), "there is no `openapi` here")
            .help("begin it with `openapi: 3.1.0`"),
    };
    diagnostics.push(diagnostic);
    None
}

/// Whether a document of this version (`3.0.3`, `3.1`) is read.
fn is_read(version: &str) -> bool {
    let mut numbers = version.split('.');
    numbers.next() == Some("3") && matches!(numbers.next(), Some("0" | "1"))
}

fn server_variables(root: &Node, diagnostics: &mut Diagnostics) {
    let servers = root.get("servers").map(Node::items).unwrap_or_default();
    let variables = servers.iter().filter_map(|server| server.entry("variables"));
    for (key, _) in variables.filter(|(_, variables)| !variables.entries().is_empty()) {
        diagnostics.push(
            Diagnostic::warning(Code::SERVER_VARIABLES, "the variables of a server are not read")
                .at(key.span, "without effect")
                .help("the whole URL of a service stands in the spec: `infra.stages.<stage>.services`"),
        );
    }
}
