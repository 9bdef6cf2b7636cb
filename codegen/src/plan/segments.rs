//! An intent as a state machine whose states are its questions.
//!
//! The steps are cut at every question into segments. A segment is entered with the variables that it or a later one
//! still needs (nothing else crosses a question, because it would have to live in the session), does its steps, and
//! leaves with a question or with the end.

use crate::model::{End, Expression, Intent, Path, Skill, Step, Stub, Type, Verb};
use indexmap::{IndexMap, IndexSet};
use sayso_schemas::words::Part;

/// A variable and its type.
pub type Variables = IndexMap<String, Type>;

/// An intent, cut at its questions.
#[derive(Debug, Clone)]
pub struct Segmented {
    /// At least one; the first begins with the slots.
    pub segments: Vec<Segment>,
}

/// What happens between two questions.
#[derive(Debug, Clone)]
pub struct Segment {
    /// Variables known at the start, carried over the question before.
    pub carried: Variables,
    /// What is done.
    pub steps: Vec<Step>,
    /// What is then known.
    pub known: Variables,
    /// How it ends.
    pub exit: Exit,
}

/// How a segment ends.
#[derive(Debug, Clone)]
pub enum Exit {
    /// With the question of a `choose` step.
    Choose {
        /// The step's id: result and question.
        id: String,
        /// The list.
        list: Path,
        /// An element's type.
        element: Type,
        /// The field that names an element.
        by: String,
        /// What to compare with.
        like: Option<Path>,
        /// What the question keeps.
        kept: Variables,
    },
    /// With the question of a `confirm` step.
    Confirm {
        /// The step's id.
        id: String,
        /// The message of a no.
        refused: String,
        /// What the question keeps.
        kept: Variables,
    },
    /// With the intent's end.
    End(End),
}

/// Cuts an intent.
pub fn cut(skill: &Skill, name: &str, intent: &Intent) -> Segmented {
    let uses = Uses::of(skill, name, intent);
    let slots = intent.slots.iter().map(|(slot, it)| (slot.clone(), it.value.clone()));
    let composites = intent.composites.iter().map(|(slot, it)| (slot.clone(), it.value.clone()));
    let mut known: Variables = slots.chain(composites).collect();
    let mut segments = Vec::new();
    let (mut carried, mut steps) = (Variables::new(), Vec::new());
    for (at, step) in intent.steps.iter().enumerate() {
        let id = step.id.clone().unwrap_or_default();
        let kept = || known.iter().filter(|(name, _)| uses.after(at).contains(*name));
        let exit = match &step.verb {
            Verb::Choose { list, by, like } => {
                let element = match list.kind().unwrapped() {
                    Type::List(element) => (**element).clone(),
                    other => other.clone(),
                };
                let kept = kept().map(|(name, kind)| (name.clone(), kind.clone())).collect();
                Exit::Choose { id, list: list.clone(), element, by: by.clone(), like: like.clone(), kept }
            }
            Verb::Confirm { refused } => {
                let refused =
                    if *refused { format!("intents.{name}.do.{id}.refused") } else { "words.refused".into() };
                let kept = kept().map(|(name, kind)| (name.clone(), kind.clone())).collect();
                Exit::Confirm { id, refused, kept }
            }
            verb => {
                if let (Some(id), Some(kind)) = (&step.id, result(skill, verb)) {
                    known.insert(id.clone(), kind);
                }
                steps.push(step.clone());
                continue;
            }
        };
        let next = match &exit {
            Exit::Choose { id, element, kept, .. } => {
                let mut next = kept.clone();
                next.insert(id.clone(), element.clone());
                next
            }
            Exit::Confirm { kept, .. } => kept.clone(),
            Exit::End(_) => Variables::new(),
        };
        segments.push(Segment { carried, steps: std::mem::take(&mut steps), known: known.clone(), exit });
        known.clone_from(&next);
        carried = next;
    }
    segments.push(Segment { carried, steps, known, exit: Exit::End(intent.end.clone()) });
    Segmented { segments }
}

/// The type of a step's result.
pub fn result(skill: &Skill, verb: &Verb) -> Option<Type> {
    match verb {
        Verb::Call { call, .. } => {
            let record = &skill.calls.get(call)?.record;
            (!record.fields.is_empty()).then(|| Type::Record(record.clone()))
        }
        Verb::Each { call, .. } => {
            Some(Type::List(Box::new(Type::Record(skill.calls.get(call)?.record.clone()))))
        }
        Verb::Compute(stub) | Verb::Handler { stub, .. } => Some(Type::Record(stub.out.clone())),
        Verb::Choose { list, .. } => match list.kind().unwrapped() {
            Type::List(element) => Some((**element).clone()),
            _ => None,
        },
        Verb::Confirm { .. } | Verb::Remember(_) => None,
    }
}

/// Which variables each step, and each message from a step on, uses.
struct Uses(Vec<IndexSet<String>>);

impl Uses {
    fn of(skill: &Skill, name: &str, intent: &Intent) -> Self {
        let prefix = format!("intents.{name}.");
        let mut spoken = vec![IndexSet::new(); intent.steps.len() + 1];
        for locale in &skill.locales {
            for (id, message) in locale.words.messages.range(prefix.clone()..) {
                let Some(place) = id.strip_prefix(&prefix) else { break };
                let at = match place.strip_prefix("do.").and_then(|rest| rest.split('.').next()) {
                    Some(step) => {
                        intent.steps.iter().position(|it| it.id.as_deref() == Some(step)).unwrap_or_default()
                    }
                    None => intent.steps.len(),
                };
                roots(message, &mut spoken[at]);
            }
        }
        for (at, step) in intent.steps.iter().enumerate() {
            in_verb(&step.verb, &mut spoken[at]);
        }
        if let End::Read { list, .. } = &intent.end {
            spoken[intent.steps.len()].insert(list.root().to_owned());
        }
        Self(spoken)
    }

    /// What a question at step `at` must keep: what its own message (asked again) and everything later uses.
    fn after(&self, at: usize) -> IndexSet<&String> {
        self.0[at..].iter().flatten().collect()
    }
}

/// Adds the variables that a message uses.
fn roots(message: &[Part], into: &mut IndexSet<String>) {
    for part in message {
        match part {
            Part::Value { path, .. } => into.extend(path.first().cloned()),
            Part::Plural { path, exact, cases } => {
                into.extend(path.first().cloned());
                exact.values().chain(cases.values()).for_each(|case| roots(case, into));
            }
            Part::Optional(parts) => roots(parts, into),
            Part::Text(_) | Part::Tag(_) | Part::Number => {}
        }
    }
}

/// Adds the variables that a step uses. Those of `choose` are used before its question is asked.
fn in_verb(verb: &Verb, into: &mut IndexSet<String>) {
    let expressions: Vec<&Expression> = match verb {
        Verb::Call { inputs, .. }
        | Verb::Compute(Stub { inputs, .. })
        | Verb::Handler { stub: Stub { inputs, .. }, .. } => inputs.iter().map(|(_, it)| it).collect(),
        Verb::Remember(kept) => kept.iter().map(|(_, it)| it).collect(),
        Verb::Each { list, inputs, .. } => {
            into.insert(list.root().to_owned());
            inputs.iter().map(|(_, it)| it).collect()
        }
        Verb::Choose { .. } | Verb::Confirm { .. } => return,
    };
    into.extend(expressions.iter().flat_map(|it| it.paths()).map(|path| path.root().to_owned()));
}
