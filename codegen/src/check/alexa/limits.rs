//! How large an interaction model may be.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use sayso_schemas::span::Span;

/// The most intents of a model, built-in ones included.
pub const MAX_INTENTS: usize = 250;
/// The most intents and slot types of a model together.
pub const MAX_INTENTS_AND_TYPES: usize = 350;
/// The most bytes of a model's JSON.
pub const MAX_MODEL_BYTES: usize = 1_500_000;

/// How large the interaction model of one locale is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Intents, built-in ones included.
    pub intents: usize,
    /// Custom slot types.
    pub types: usize,
    /// Bytes of its JSON.
    pub bytes: usize,
}

/// Diagnoses a model that is too large; `span` is where the locale, or what grew, is declared.
pub fn check_limits(locale: &str, usage: &Usage, span: Span, diagnostics: &mut Diagnostics) {
    let rules = [
        (
            usage.intents,
            MAX_INTENTS,
            "intents, with the built-in ones",
            "make one intent of several, with a slot",
        ),
        (
            usage.intents + usage.types,
            MAX_INTENTS_AND_TYPES,
            "intents and slot types together",
            "make one type or intent of several",
        ),
        (
            usage.bytes,
            MAX_MODEL_BYTES,
            "bytes of JSON",
            "shorten samples that stand for many sentences, or synonyms",
        ),
    ];
    for (count, limit, what, help) in rules {
        if count > limit {
            diagnostics.push(
                Diagnostic::error(
                    Code::MODEL_LIMIT,
                    format!("the interaction model of `{locale}` has {count} {what}"),
                )
                .at(span, format!("Alexa allows {limit}"))
                .help(help),
            );
        }
    }
}
