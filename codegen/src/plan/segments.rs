//! An intent as a state machine whose states are its questions.
//!
//! The steps are cut at every question into segments. A segment is entered with the variables that it or a later one
//! still needs (nothing else crosses a question, because it would have to live in the session), does its steps, and
//! leaves with a question or with the end.

use crate::model::{Choose, End, Expression, Intent, Skill, Step, Stub, Type, Verb};
use indexmap::{IndexMap, IndexSet};
use sayso_schemas::words::Part;

/// A variable and its type.
pub type Variables = IndexMap<String, Type>;

/// An intent, cut at its questions.
#[derive(Debug, Clone)]
pub struct Segmented {
    /// At least one; the first begins with the slots.
    pub segments: Vec<Segment>,
    /// The changes that set fields of a site: whether it has them is seen before anything is asked.
    pub ready: Vec<String>,
    /// It needs to know what day it is where the user is.
    pub needs_day: bool,
}

/// What happens between two questions.
#[derive(Debug, Clone)]
pub struct Segment {
    /// Variables known at the start, carried over the question before.
    pub carried: Variables,
    /// What is done.
    pub steps: Vec<Step>,
    /// The service whose fields are found beside a step, by the step's place.
    pub beside: IndexMap<usize, String>,
    /// What is then known.
    pub known: Variables,
    /// How it ends.
    pub exit: Exit,
}

/// How a segment ends.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "an intent has a few of them, each once")]
pub enum Exit {
    /// With the question of a `choose` step.
    Choose {
        /// The step's id: result and question.
        id: String,
        /// From what, and by what.
        choose: Box<Choose>,
        /// An element's type.
        element: Type,
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

impl Segment {
    /// What is known before the step at `at`.
    pub fn known_before(&self, at: usize) -> Variables {
        let later: Vec<&str> = self.steps.iter().skip(at).filter_map(|step| step.id.as_deref()).collect();
        let known = self.known.iter().filter(|(name, _)| !later.contains(&name.as_str()));
        known.map(|(name, kind)| (name.clone(), kind.clone())).collect()
    }
}

/// Cuts an intent.
pub fn cut(skill: &Skill, name: &str, intent: &Intent) -> Segmented {
    let uses = Uses::of(skill, name, intent);
    let slots = intent.slots.iter().map(|(slot, it)| (slot.clone(), it.value.clone()));
    let composites = intent.composites.iter().map(|(slot, it)| (slot.clone(), it.value.clone()));
    let mut known: Variables = slots.chain(composites).collect();
    let mut segments = Vec::new();
    let (mut carried, mut steps, mut beside) = (Variables::new(), Vec::new(), IndexMap::new());
    let ahead = intent.fields_ahead(&skill.calls);
    for (at, step) in intent.steps.iter().enumerate() {
        let id = step.id.clone().unwrap_or_default();
        let kept = || known.iter().filter(|(name, _)| uses.after(at).contains(*name));
        let exit = match &step.verb {
            Verb::Choose(choose) => {
                let element = match choose.list.kind().unwrapped() {
                    Type::List(element) => (**element).clone(),
                    other => other.clone(),
                };
                let kept = kept().map(|(name, kind)| (name.clone(), kind.clone())).collect();
                Exit::Choose { id, choose: choose.clone(), element, kept }
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
                if let Some((_, service)) = ahead.iter().find(|(place, _)| *place == at) {
                    beside.insert(steps.len(), (*service).to_owned());
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
        let (done, beside) = (std::mem::take(&mut steps), std::mem::take(&mut beside));
        segments.push(Segment { carried, steps: done, beside, known: known.clone(), exit });
        known.clone_from(&next);
        carried = next;
    }
    segments.push(Segment { carried, steps, beside, known, exit: Exit::End(intent.end.clone()) });
    let ready = intent.field_changes(&skill.calls).map(|(name, _)| name.to_owned()).collect();
    Segmented { segments, ready, needs_day: skill.needs_day(name) }
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
        Verb::Choose(choose) => match choose.list.kind().unwrapped() {
            Type::List(element) => Some((**element).clone()),
            _ => None,
        },
        Verb::Confirm { .. } | Verb::Remember(_) => None,
    }
}

/// Which variables each step and its messages use.
struct Uses {
    /// Once a question that it asks is open, too.
    lasting: Vec<IndexSet<String>>,
    /// Only until then: what it chooses from, and by.
    before: Vec<IndexSet<String>>,
}

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
        let mut before = vec![IndexSet::new(); intent.steps.len() + 1];
        for (at, step) in intent.steps.iter().enumerate() {
            in_verb(&step.verb, &mut spoken[at]);
            if let Verb::Choose(choose) = &step.verb {
                before[at].extend(choose.paths().map(|path| path.root().to_owned()));
            }
        }
        if let End::Read { list, .. } = &intent.end {
            spoken[intent.steps.len()].insert(list.root().to_owned());
        }
        Self { lasting: spoken, before }
    }

    /// What a question at step `at` must keep: what its own message (asked again) and everything later uses.
    fn after(&self, at: usize) -> IndexSet<&String> {
        self.lasting[at..].iter().chain(&self.before[at + 1..]).flatten().collect()
    }
}

/// Adds the variables that a message uses.
fn roots(message: &[Part], into: &mut IndexSet<String>) {
    for part in message {
        match part {
            Part::Value { path, except, .. } => {
                into.extend(std::iter::once(path).chain(except).filter_map(|path| path.first().cloned()));
            }
            Part::Plural { path, exact, cases } => {
                into.extend(path.first().cloned());
                exact.values().chain(cases.values()).for_each(|case| roots(case, into));
            }
            Part::Optional(parts) => roots(parts, into),
            Part::Text(_) | Part::Tag(_) | Part::Number => {}
        }
    }
}

/// Adds the variables that a step uses, but for those that it only needs until its question is asked.
fn in_verb(verb: &Verb, into: &mut IndexSet<String>) {
    let expressions: Vec<&Expression> = match verb {
        Verb::Call { inputs, or, .. } => {
            inputs.iter().chain(or.iter().flat_map(|or| &or.inputs)).map(|(_, it)| it).collect()
        }
        Verb::Compute(Stub { inputs, .. }) | Verb::Handler { stub: Stub { inputs, .. }, .. } => {
            inputs.iter().map(|(_, it)| it).collect()
        }
        Verb::Remember(kept) => kept.iter().map(|(_, it)| it).collect(),
        Verb::Each { list, inputs, .. } => {
            into.insert(list.root().to_owned());
            inputs.iter().map(|(_, it)| it).collect()
        }
        Verb::Choose(_) | Verb::Confirm { .. } => return,
    };
    into.extend(expressions.iter().flat_map(|it| it.paths()).map(|path| path.root().to_owned()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_uses_what_it_compares_with() {
        let path = |path: &[&str]| path.iter().map(ToString::to_string).collect::<Vec<_>>();
        let value = Part::Value {
            path: path(&["before", "priority"]),
            dates: Vec::new(),
            except: vec![path(&["wanted", "name"]), path(&["other"])],
            filter: None,
            default: None,
        };
        let mut used = IndexSet::new();
        roots(&[Part::Optional(vec![value])], &mut used);
        assert_eq!(used.into_iter().collect::<Vec<_>>(), ["before", "wanted", "other"]);
    }
}
