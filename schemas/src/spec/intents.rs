//! Intents and their steps.

use super::{Given, Map, Text, verbs::verbs};
use crate::span::Spanned;
use schemars::JsonSchema;
use serde::Deserialize;

/// What a user can ask for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Intent {
    /// What a user may say: `[…]` may be left out, `(a|b)` is one of several, `<name>` a phrase, `{name}` a slot.
    pub samples: Vec<Text>,
    /// The slots in the samples.
    #[serde(default)]
    pub slots: Map<Slot>,
    /// What is done, in order.
    #[serde(default, rename = "do")]
    pub steps: Vec<Step>,
    /// What is said in the end.
    pub say: Option<Text>,
    /// In place of `say`: a list is read out, a few at a time.
    pub read: Option<Read>,
}

/// A slot. Exactly one of `ask`, `default` and `optional` says what happens when the user did not name it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// A declared type, or a built-in one (`AMAZON.DATE`).
    #[serde(rename = "type")]
    pub kind: Text,
    /// The question that asks for it.
    pub ask: Option<Text>,
    /// What users answer to the question besides the bare value: samples with this slot alone.
    #[serde(default)]
    pub answers: Vec<Text>,
    /// Taken instead: `session.<name>`, `profile.<name>` or `today`, or a value: of an enum its id.
    pub default: Option<Given>,
    /// An optional slot of the intent: where it was said, the default is not taken. The slot is an option then.
    pub unless: Option<Text>,
    /// True: the slot is an option.
    #[serde(default)]
    pub optional: bool,
    /// Said when the user named something that the type does not have; `{heard}` is what was heard.
    pub unknown: Option<Text>,
    /// One of the parts of another slot: not written in a spec, but derived from a type with `parts`.
    #[serde(skip)]
    pub part: bool,
}

/// One step; it has exactly one verb.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// A call for each element of a list, all at once.
    Each(EachStep),
    /// A call.
    Call(CallStep),
    /// One element of a list is chosen; the user is asked where it is not clear.
    Choose(ChooseStep),
    /// The user is asked for a yes.
    Confirm(ConfirmStep),
    /// A pure function of yours.
    Compute(ComputeStep),
    /// An async function of yours that may use declared safe calls.
    Handler(HandlerStep),
    /// Something is kept for later.
    Remember(RememberStep),
}
verbs!(Step, "One step, by its verb: `call`, `choose`, `confirm`, `each`, `compute`, `handler` or `remember`.", [
    "each" => EachStep,
    "call" => CallStep,
    "choose" => ChooseStep,
    "confirm" => ConfirmStep,
    "compute" => ComputeStep,
    "handler" => HandlerStep,
    "remember" => RememberStep,
]);

/// A call. Its outputs are `{id.name}` afterwards.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallStep {
    /// The name of its result.
    pub id: Option<Text>,
    /// A declared call.
    pub call: Text,
    /// Its inputs: name to `"{variable}"` or a constant.
    #[serde(default, rename = "with")]
    pub inputs: Map<Given>,
    /// Made in its place where the account's permissions do not reach (`scope` of the service's `errors`).
    pub or: Option<OrCall>,
    /// A slot is asked for once more where the call fails because of it.
    pub ask_again: Option<AskAgain>,
}

/// A call in the place of another one: it has the same outputs, of the same types.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrCall {
    /// A declared safe call.
    pub call: Text,
    /// Its inputs: name to `"{variable}"` or a constant.
    #[serde(default, rename = "with")]
    pub inputs: Map<Given>,
}

/// A slot is asked for once more where a call fails because of it; the second time, the service's error rules say what
/// is said.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskAgain {
    /// A slot that has an `ask`, and that the call is given.
    pub slot: Text,
    /// How the call fails: a status (`404`) or `4xx`.
    pub when: Given,
    /// The question. It may say what the slot was: `{issue|spell}`.
    pub question: Text,
}

/// A call for each element of a list, all at once; the result is the list of their outputs.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EachStep {
    /// The name of its result.
    pub id: Text,
    /// A list variable, `found.items`.
    pub each: Text,
    /// The most elements (1 to 10); the others are left out.
    #[schemars(range(min = 1, max = 10))]
    pub max: Spanned<u32>,
    /// A declared safe call.
    pub call: Text,
    /// Its inputs; `{it}` is the element.
    #[serde(default, rename = "with")]
    pub inputs: Map<Given>,
}

/// One element of a list is chosen: the one that is `like` something said if that is clear, else the `usual` one, else the
/// one that the user picks by name or number. The result is the element.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChooseStep {
    /// The name of its result.
    pub id: Text,
    /// A list variable, `ways.items`.
    pub choose: Text,
    /// The field by which an element is named.
    pub by: Text,
    /// Only elements whose fields are this are there to choose from: field to a constant, `{open: true}`. A field that is
    /// absent is nothing.
    #[serde(default, rename = "where")]
    pub only: Map<Given>,
    /// A variable to compare with: a text, `"{place.name}"`, or a value of a type with `values`, `"{status}"`, which is
    /// compared by its id, and its names and synonyms in every locale.
    pub like: Option<Text>,
    /// A text variable, `"{session.shelf}"`: where nothing is said to compare with, the element of this name is taken
    /// without a question, if there is one.
    pub usual: Option<Text>,
    /// The question; `{options}` are the names, at most three. `{few}` are all of them where they are at most three,
    /// `{some}` the first three where there are more.
    pub which: Text,
    /// What tells elements apart that have the same name.
    pub apart: Option<Apart>,
    /// The question where nothing is like what was said, and there are several to choose from all the same; it knows what
    /// `which` knows. It is asked once.
    pub instead: Option<Text>,
    /// Said when the list is empty, or nothing in it is like what was said and there is no `instead`; `{options}` are the
    /// names there are, at most three, if any; `{few}` and `{some}` as in `which`.
    pub none: Text,
}

/// What tells elements apart that have the same name. Where that is the same, too, they are numbered.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Apart {
    /// The field by which elements of the same name are called instead.
    pub by: Text,
    /// The question where all that there is to choose from has the same name, `{alike}`; `{options}`, `{few}` and `{some}`
    /// are as in `which`, called by the field.
    pub which: Text,
}

/// The user is asked for a yes. What follows acts on what was read back.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmStep {
    /// The name of the question.
    pub id: Text,
    /// The question.
    pub confirm: Text,
    /// Said after a no; a stock sentence where left out.
    pub refused: Option<Text>,
}

/// A pure function of yours, with typed input and output: `src/intents/<name>.rs`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ComputeStep {
    /// The name of its result.
    pub id: Text,
    /// The function's name.
    pub compute: Text,
    /// Its input: name to `"{variable}"`, a constant, or a list variable as a whole.
    #[serde(default, rename = "with")]
    pub inputs: Map<Given>,
    /// Its output: name to type (`number`, `text?`, `[text; 5]`).
    pub out: Map<Text>,
}

/// An async function of yours that may use declared safe calls: `src/intents/<name>.rs`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandlerStep {
    /// The name of its result.
    pub id: Text,
    /// The function's name.
    pub handler: Text,
    /// The safe calls that it may use, each at most once.
    pub uses: Vec<Text>,
    /// Its input: name to `"{variable}"`, a constant, or a list variable as a whole.
    #[serde(default, rename = "with")]
    pub inputs: Map<Given>,
    /// Its output: name to type.
    pub out: Map<Text>,
}

/// Something is kept for later.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RememberStep {
    /// `session.<name>` to `"{variable}"` or a constant.
    pub remember: Map<Given>,
}

/// A list read out, a few at a time; `{count}` is the number of its elements, `{it}` an element.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Read {
    /// A list variable, `found.items`.
    pub list: Text,
    /// How many are read at a time (1 to 5).
    #[schemars(range(min = 1, max = 5))]
    pub by: Spanned<u32>,
    /// Said when there is none.
    pub empty: Text,
    /// Said when there is one.
    pub single: Text,
    /// Said when there are several, before the first of them.
    pub several: Text,
    /// Said for each of several.
    pub item: Text,
    /// The question whether to go on, where more are left.
    pub more: Text,
}
