//! Names that steps of all intents share: no two become one.

use super::super::context::Context;
use crate::diagnostic::{Code, Diagnostic};
use indexmap::IndexMap;
use sayso_schemas::{
    span::Span,
    spec::{self, Step as Declared, Text},
};

/// The question of a step is a variant of one enum, named after intent and step.
pub fn question_names(context: &mut Context<'_>) {
    let draft = context.draft;
    let mut seen: IndexMap<String, (&Text, Span)> = IndexMap::new();
    for (intent, declared) in &draft.intents {
        for step in &declared.steps {
            let (Declared::Choose(spec::ChooseStep { id, .. })
            | Declared::Confirm(spec::ConfirmStep { id, .. })) = step
            else {
                continue;
            };
            let name = crate::plan::names::kind(&format!("{intent}_{id}"));
            let first = seen.get(&name).filter(|(other, _)| other.value != intent.value).copied();
            if let Some((other, first)) = first {
                context.push(
                    Diagnostic::error(
                        Code::NAMES_COLLIDE,
                        format!("the questions of `{other}` and `{intent}` are both `{name}` in Rust"),
                    )
                    .at(id.span, "the second")
                    .at(first, "the first")
                    .help("rename one of the steps"),
                );
            }
            seen.insert(name, (intent, id.span));
        }
    }
}

/// A stub's name is its file's, so no two stubs share one.
pub fn stub_names(context: &mut Context<'_>) {
    let draft = context.draft;
    let mut seen: IndexMap<String, Span> = IndexMap::new();
    for step in draft.intents.values().flat_map(|intent| &intent.steps) {
        let (Declared::Compute(spec::ComputeStep { compute: name, .. })
        | Declared::Handler(spec::HandlerStep { handler: name, .. })) = step
        else {
            continue;
        };
        if let Some(first) = seen.insert(crate::plan::names::module(name), name.span) {
            context.push(
                Diagnostic::error(Code::NAMES_COLLIDE, format!("two steps are written in `{name}`"))
                    .at(name.span, "again")
                    .at(first, "first here")
                    .help("give each its own name; two stubs may call one function of yours"),
            );
        }
    }
}
