//! Services and their calls.

use super::{Fields, Given, Map, Text, verbs::verbs};
use crate::span::Spanned;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

/// An HTTP service.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// The OpenAPI 3 document, beside this file, that its calls are checked against.
    pub contract: Text,
    /// Whose credential its calls carry; none where left out.
    #[serde(default)]
    pub auth: ServiceAuth,
    /// Kinds of this service that an account can be at, where they differ: `[cloud, datacenter]`. The linked account
    /// decides which one a call is for.
    #[serde(default)]
    pub variants: Vec<Text>,
    /// The longest that a call may take: `2500ms`, `2s`.
    pub timeout: Text,
    /// What to do about an answer that is not a success. Ordered; the first match wins; the last one's `when` is `_`.
    pub errors: Vec<ErrorRule>,
    /// Fields that each site of it numbers by itself.
    pub fields: Option<Fields>,
}

/// Whose credential the calls of a service carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "snake_case")]
pub enum ServiceAuth {
    /// Nobody's: the service is public.
    #[default]
    None,
    /// The user's, which was linked.
    LinkedAccount,
}

/// What to do about a failed call. `when` is a status (`404`), a class (`4xx`), `timeout`, `unreachable`,
/// `malformed` (the body is not what the contract says) or `_` (everything else); `header` narrows it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorRule {
    /// Wait as the service asks, then try again once.
    Wait(WaitRule),
    /// Say a sentence.
    Say(SayRule),
    /// Ask the user to link the account again.
    Relink(RelinkRule),
    /// The account was linked with fewer permissions than the call needs.
    Scope(ScopeRule),
}
verbs!(ErrorRule, "What to do about a failed call: `say`, `wait`, `relink` or `scope`.", [
    "wait" => WaitRule,
    "say" => SayRule,
    "relink" => RelinkRule,
    "scope" => ScopeRule,
]);

/// Say a sentence.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SayRule {
    /// `404`, `4xx`, `timeout`, `unreachable`, `malformed` or `_`.
    pub when: Given,
    /// Header name to a pattern of its value with `*`.
    #[serde(default)]
    pub header: Map<Text>,
    /// One of `words`.
    pub say: Text,
    /// Where the refusal says why: dotted paths into its JSON body, in which `*` is any property or element and a
    /// number an element (`errors.*`, `messages.0`). The first text found is `{reason}` in the word, an option.
    #[serde(default)]
    pub reason: Vec<Text>,
}

/// Wait as long as `Retry-After` asks, at most this long, then try once more; safe calls only.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaitRule {
    /// `429`, `503`, …
    pub when: Given,
    /// Header name to a pattern of its value with `*`.
    #[serde(default)]
    pub header: Map<Text>,
    /// The longest wait: `1s`.
    pub wait: Text,
    /// One of `words`, said when the wait would be longer or did not help.
    pub otherwise: Text,
}

/// Ask the user to link the account again (a LinkAccount card).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RelinkRule {
    /// `401`, …
    pub when: Given,
    /// Header name to a pattern of its value with `*`.
    #[serde(default)]
    pub header: Map<Text>,
    /// One of `words`, said with the card.
    pub relink: Text,
}

/// The account was linked with fewer permissions than the call needs: a step takes its `or`, where it has one; else the
/// user is asked to link the account again (a LinkAccount card).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScopeRule {
    /// `401`, `403`, …
    pub when: Given,
    /// Header name to a pattern of its value with `*`.
    #[serde(default)]
    pub header: Map<Text>,
    /// One of `words`, said with the card.
    pub scope: Text,
}

/// A call of one operation.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The service.
    pub service: Text,
    /// The `operationId` in its contract. Left out where each variant names its own.
    pub op: Option<Text>,
    /// What a step gives: name to type.
    #[serde(default, rename = "in")]
    pub inputs: Map<Text>,
    /// What is sent: a parameter of the operation, or a property of its JSON body, to a constant or to one input in
    /// braces (`"{topic}"`). An input with the name of a parameter or property is sent as that by itself.
    #[serde(default)]
    pub send: Map<Given>,
    /// What is taken from the answer: name to dotted path (`title`, `fields.status.name`), typed by the contract; or
    /// to a list. A field that each site numbers stands in braces at the end (`fields.{points}`).
    #[serde(default)]
    pub out: Map<Out>,
    /// How to fetch the next page.
    pub page: Option<Page>,
    /// Where the service has variants: what differs between them. The outputs are of the same types in all.
    #[serde(default)]
    pub variants: Map<CallVariant>,
    /// False: the call changes something; it needs a `confirm` before it and is never repeated.
    pub safe: Spanned<bool>,
    /// Of an unsafe call: how to find out whether a change whose answer was lost was made.
    pub verify: Option<Verify>,
    /// Shorter than the service's.
    pub timeout: Option<Text>,
}

/// What is taken from an answer.
#[derive(Debug, Clone, Deserialize)]
pub enum Out {
    /// A list.
    #[serde(rename = "list")]
    List(ListOut),
    /// A dotted path to one value.
    #[serde(rename = "$scalar")]
    Path(Text),
}
verbs!(Out, "What is taken from an answer: a dotted path, or a list.", [
    "list" => ListOut,
    "$scalar" => String,
]);

/// A list within an answer.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListOut {
    /// Dotted path to the array; `.` where the answer itself is the array.
    pub list: Text,
    /// The most elements taken (1 to 1000). What is read out, asked about or computed with does with few; a look-up among a
    /// site's own fields may need hundreds.
    #[schemars(range(min = 1, max = 1000))]
    pub max: Spanned<u32>,
    /// What is taken from each element.
    #[schemars(with = "IndexMap<String, Out>")]
    pub of: Map<Out>,
}

/// A call of one variant of a service. What is left out is as in the call itself; `send` and `out` add to it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallVariant {
    /// The `operationId` in the contract.
    pub op: Text,
    /// As in the call.
    #[serde(default)]
    pub send: Map<Given>,
    /// As in the call.
    #[serde(default)]
    pub out: Map<Out>,
    /// As in the call.
    pub page: Option<Page>,
}

/// How to fetch the next page.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Page {
    /// By a token.
    Next(PageToken),
    /// By the number of elements to leave out.
    Total(PageTotal),
}
verbs!(Page, "How to fetch the next page: by `next`, a token, or by `total`, a count.", [
    "next" => PageToken,
    "total" => PageTotal,
]);

/// Paging by a count.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageTotal {
    /// The parameter that takes the number of elements to leave out.
    pub send: Text,
    /// Dotted path to the number of elements there are on all pages.
    pub total: Text,
    /// The list among the outputs that is paged.
    pub list: Text,
}

/// Paging by a token.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageToken {
    /// The parameter that takes the token.
    pub send: Text,
    /// Dotted path to the token of the next page; absent or null on the last one.
    pub next: Text,
}

/// How to find out whether a change whose answer was lost was made: by what `is`, by what a list `has`, or by both.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verify {
    /// A safe call.
    pub call: Text,
    /// Its inputs, from this call's.
    #[serde(default, rename = "with")]
    pub inputs: Map<Given>,
    /// Output to what it is when the change was made; all must hold.
    #[serde(default)]
    pub is: Map<Given>,
    /// An element that a list among the outputs has when the change was made.
    pub has: Option<Has>,
}

/// An element that a list has. Where the call that is verified has outputs, they are the element's fields of the same
/// names.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Has {
    /// A list among the outputs.
    pub list: Text,
    /// Field of its elements to what it is; all must hold for one element.
    #[serde(rename = "where")]
    pub fields: Map<Given>,
}
