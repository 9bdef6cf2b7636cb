//! The validated meaning of a spec: no YAML, no Rust, no AWS. Built by [`crate::check`]; whatever is here holds.

mod choice;
mod comparison;
mod day;
mod declared;
mod expression;
mod fields;
mod infra;
mod linking;
mod refusal;
mod sends;
mod store;
pub mod types;
mod words;

pub use choice::Choose;
pub use comparison::{Comparison, SharedSentence};
pub use declared::{Dynamic, Fact, Known, Parts, TypeDef};
pub use expression::{Constant, Expression, Path, TemplatePart};
pub use fields::{DynamicField, Fields, Listed, takes_fields};
pub use infra::{Alarms, DemoAccount, Deployment, Infra, PinnedAt, ProviderAt, ServiceAt, Stage};
pub use linking::{AccountCall, LinkKind, LinkMethod, Linking, ProxyLinking, SitesCall};
pub use refusal::{AskAgain, ErrorRule, Has, OrCall, Then, Verify, When};
pub use sends::{Place, Send, SendValue};
pub use store::{Declarations, Listing, Store};
pub use types::{Record, Type, Values};
pub use words::{LocaleWords, Message, SampleSet, SlotAnswers, Value};

use indexmap::IndexMap;
use sayso_schemas::span::Span;

/// A skill.
#[derive(Debug, Clone)]
pub struct Skill {
    /// Its name, `hello`.
    pub name: String,
    /// Its locales, the default one first.
    pub locales: Vec<Locale>,
    /// Services by name.
    pub services: IndexMap<String, Service>,
    /// Types by name.
    pub types: IndexMap<String, TypeDef>,
    /// Calls by name.
    pub calls: IndexMap<String, Call>,
    /// Session memory: name to type, each an option.
    pub memory: IndexMap<String, Type>,
    /// What is remembered as long as an account is linked: name to type, each an option.
    pub profile: IndexMap<String, Type>,
    /// How users link an account.
    pub linking: Option<Linking>,
    /// Account linking at a provider that Alexa sends users to by itself.
    pub proxy: Option<ProxyLinking>,
    /// Intents by name.
    pub intents: IndexMap<String, Intent>,
    /// What the store shows.
    pub store: Option<Store>,
    /// Where it runs.
    pub infra: Infra,
}

/// The skill in one locale, inheritance resolved.
#[derive(Debug, Clone)]
pub struct Locale {
    /// BCP 47 tag.
    pub tag: String,
    /// Where it is declared, for findings about all of it.
    pub place: Span,
    /// What opens the skill.
    pub invocation: String,
    /// What is said and understood.
    pub words: LocaleWords,
    /// How its intents are told apart.
    pub comparison: Comparison,
    /// What the store shows; there where the skill has a store.
    pub listing: Option<Listing>,
}

/// An HTTP service.
#[derive(Debug, Clone)]
pub struct Service {
    /// Its calls carry the linked account's credential.
    pub linked: bool,
    /// Kinds of it that an account can be at.
    pub variants: Vec<String>,
    /// Rules for failed calls, in order.
    pub rules: Vec<ErrorRule>,
    /// Fields that each site of it numbers by itself.
    pub fields: Option<Fields>,
}

/// A call of an operation.
#[derive(Debug, Clone)]
pub struct Call {
    /// The service's name.
    pub service: String,
    /// Inputs, typed.
    pub inputs: IndexMap<String, Type>,
    /// What is called: one operation, or one for each variant of the service.
    pub operations: Vec<Operation>,
    /// The output's type, with `origin` `calls.<name>`.
    pub record: Record,
    /// There are further pages; the next one's token is the last of the inputs and of the outputs, [`PAGE`].
    pub paged: bool,
    /// False for a call that changes something.
    pub safe: bool,
    /// How a change whose answer was lost is looked up.
    pub verify: Option<Verify>,
    /// The longest it may take, in milliseconds.
    pub timeout_ms: u64,
}

impl Call {
    /// Milliseconds that must be left before the call is begun: its own and its verification's.
    pub fn budget_ms(&self, calls: &IndexMap<String, Call>) -> u64 {
        let verify = self.verify.as_ref().and_then(|verify| calls.get(&verify.call));
        self.timeout_ms + verify.map_or(0, |call| call.timeout_ms)
    }
}

/// An operation of a call.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The variant of the service that it is for.
    pub variant: Option<String>,
    /// `GET`, …
    pub method: String,
    /// `/facts/{id}`.
    pub path: String,
    /// What is sent where.
    pub sends: Vec<Send>,
    /// The output; empty for a call that takes nothing from the answer.
    pub out: Vec<Output>,
    /// Paging.
    pub page: Option<Page>,
}

/// One thing that is taken from an answer.
#[derive(Debug, Clone)]
pub struct Output {
    /// The field's name.
    pub name: String,
    /// Where it stands; empty for the answer itself.
    pub path: Vec<Segment>,
    /// What it is.
    pub kind: OutputKind,
}

/// One step of a path into an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The property.
    pub name: String,
    /// It may be missing or null.
    pub optional: bool,
}

/// What is taken.
#[derive(Debug, Clone)]
pub enum OutputKind {
    /// One value of this type, not an option (the path tells).
    Value(Type),
    /// A property of the object where the path leads that each site names by itself: a field of the service.
    Field {
        /// Its name in the spec.
        name: String,
        /// What it holds, not an option.
        kind: Type,
        /// The property of an object that holds it.
        of: Option<String>,
    },
    /// The text of a rich-text document in this format.
    Document(sayso_formats::Format),
    /// A list of records.
    List {
        /// The most elements taken.
        max: u32,
        /// What is taken from each.
        of: Vec<Output>,
        /// An element's type.
        record: Record,
    },
}

/// Paging.
#[derive(Debug, Clone)]
pub enum Page {
    /// By a token, which stands here.
    Token(Vec<Segment>),
    /// By the number of elements before, as long as there are more.
    Total {
        /// Where the number of all elements stands.
        total: Vec<Segment>,
        /// The list among the outputs.
        list: String,
    },
}

/// The name of the page token among a call's inputs and outputs.
pub const PAGE: &str = "page";

/// An intent.
#[derive(Debug, Clone)]
pub struct Intent {
    /// Its slots.
    pub slots: IndexMap<String, Slot>,
    /// Its slots that are said in parts.
    pub composites: IndexMap<String, Composite>,
    /// Its steps.
    pub steps: Vec<Step>,
    /// How it ends.
    pub end: End,
}

/// A slot.
#[derive(Debug, Clone)]
pub struct Slot {
    /// Alexa's name of its type, `AMAZON.DATE` or a declared one.
    pub kind: String,
    /// Its value's type; an option where it may stay absent.
    pub value: Type,
    /// What happens where the user did not name it.
    pub missing: Missing,
    /// There is a message of its own for a value that the type does not have.
    pub unknown: bool,
}

/// A slot that is said in parts; its value is a text.
#[derive(Debug, Clone)]
pub struct Composite {
    /// Its type, by name.
    pub kind: String,
    /// The text, or an option of it where it may stay absent.
    pub value: Type,
    /// What happens where the user did not name it.
    pub missing: Missing,
    /// There is a message of its own for what cannot be put together.
    pub unknown: bool,
}

/// Alexa's slot of a part, `issue_number`.
pub fn part_slot(slot: &str, part: &str) -> String {
    format!("{slot}_{part}")
}

/// What happens where the user did not name a slot.
#[derive(Debug, Clone)]
pub enum Missing {
    /// The user is asked.
    Ask,
    /// Something else is taken.
    Default {
        /// What.
        value: Expression,
        /// A slot, or composite, that is an option: where it was said, nothing is taken.
        unless: Option<String>,
    },
    /// It stays absent.
    Absent,
}

/// One step.
#[derive(Debug, Clone)]
pub struct Step {
    /// The name of its result or question.
    pub id: Option<String>,
    /// What it does.
    pub verb: Verb,
}

/// What a step does.
#[derive(Debug, Clone)]
pub enum Verb {
    /// Calls.
    Call {
        /// The call.
        call: String,
        /// Its inputs.
        inputs: Vec<(String, Expression)>,
        /// Made in its place where the account's permissions do not reach.
        or: Option<OrCall>,
        /// What is asked for once more where it fails.
        ask_again: Option<AskAgain>,
    },
    /// Calls for each element.
    Each {
        /// The list.
        list: Path,
        /// The most elements.
        max: u32,
        /// The call.
        call: String,
        /// Its inputs; `it` is in scope.
        inputs: Vec<(String, Expression)>,
    },
    /// Picks one element.
    Choose(Box<Choose>),
    /// Asks for a yes.
    Confirm {
        /// There is a message of its own for a no.
        refused: bool,
    },
    /// Computes by a stub.
    Compute(Stub),
    /// Runs an async stub, which may use these calls.
    Handler {
        /// The stub.
        stub: Stub,
        /// Safe calls.
        uses: Vec<String>,
    },
    /// Keeps something: in which memory, and what.
    Remember(Vec<(Memory, Expression)>),
}

/// A memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Memory {
    /// `session.<name>`: until the session ends.
    Session(String),
    /// `profile.<name>`: as long as the account is linked.
    Profile(String),
}

/// A function that a developer writes.
#[derive(Debug, Clone)]
pub struct Stub {
    /// Its name, which is its file's too.
    pub name: String,
    /// Its input.
    pub inputs: Vec<(String, Expression)>,
    /// Its output.
    pub out: Record,
}

/// How an intent ends.
#[derive(Debug, Clone)]
pub enum End {
    /// With a sentence.
    Say,
    /// With a list read out.
    Read {
        /// The list.
        list: Path,
        /// How many at a time.
        by: u32,
    },
}
