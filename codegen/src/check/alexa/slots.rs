//! Slots: declared, used, and of one type each.

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, suggest},
    syntax::sample::{Phrases, Sample, slots},
};
use indexmap::{IndexMap, IndexSet};
use sayso_schemas::{span::Span, spec::Text};

/// What is known of a slot that an intent does not declare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undeclared {
    /// Nothing.
    Unknown,
    /// How it is to be written.
    Written(String),
    /// Its declaration has an error, which is reported.
    Reported,
}

/// Diagnoses, for one intent in one locale, slots that samples have but the intent does not declare, and the reverse.
/// `known` says what is known of an undeclared one.
pub fn check_slots(
    samples: &[Sample],
    phrases: &Phrases,
    declared: &[&Text],
    known: &dyn Fn(&str) -> Undeclared,
    diagnostics: &mut Diagnostics,
) {
    let mut used = IndexSet::new();
    for sample in samples {
        for slot in slots(sample, phrases) {
            used.insert(slot.name);
            if declared.iter().any(|name| name.value == slot.name) {
                continue;
            }
            let known = known(slot.name);
            if known == Undeclared::Reported {
                continue;
            }
            let names = declared.iter().map(|name| name.value.as_str());
            let mut diagnostic = Diagnostic::error(
                Code::SAMPLE_SLOT_UNKNOWN,
                format!("the intent has no slot `{}`", slot.name),
            )
            .at(slot.span, "not declared");
            if !inside(slot.span, sample.span) {
                diagnostic = diagnostic.at(sample.span, "this sample uses the phrase");
            }
            let help = if let Undeclared::Written(help) = known {
                help
            } else {
                let help = suggest(slot.name, "slots", names);
                format!("{help}, or declare it: `slots: {{{}: {{type: …}}}}`", slot.name)
            };
            diagnostics.push(diagnostic.help(help));
        }
    }
    for name in declared.iter().filter(|name| !used.contains(name.value.as_str())) {
        diagnostics.push(
            Diagnostic::error(Code::SLOT_UNUSED, format!("no sample has the slot `{}`", name.value))
                .at(name.span, "declared here")
                .help(format!("add a sample with `{{{}}}`, or remove the slot", name.value)),
        );
    }
}

fn inside(inner: Span, outer: Span) -> bool {
    inner.file == outer.file && outer.start <= inner.start && inner.end <= outer.end
}

/// A slot as an intent declares it.
#[derive(Debug, Clone, Copy)]
pub struct SlotDeclared<'a> {
    /// Its name.
    pub name: &'a Text,
    /// Alexa's name of its type.
    pub kind: &'a Text,
}

/// Diagnoses slots of one name that have different types in different intents: Alexa gives a name one type in the
/// whole model. Names are compared without regard to case.
pub fn check_slot_types_agree<'a>(
    slots: impl IntoIterator<Item = SlotDeclared<'a>>,
    diagnostics: &mut Diagnostics,
) {
    let mut seen: IndexMap<String, SlotDeclared<'a>> = IndexMap::new();
    for slot in slots {
        let first = *seen.entry(slot.name.value.to_lowercase()).or_insert(slot);
        if first.kind.value != slot.kind.value {
            diagnostics.push(
                Diagnostic::error(
                    Code::SLOT_TYPES_DIFFER,
                    format!("the slot `{}` has two types", slot.name.value),
                )
                .at(slot.kind.span, format!("`{}` here", slot.kind.value))
                .at(first.kind.span, format!("`{}` here", first.kind.value))
                .help("rename one of the slots: Alexa gives a slot name one type in all intents"),
            );
        }
    }
}
