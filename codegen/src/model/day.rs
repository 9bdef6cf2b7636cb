//! Which intents need to know what day it is where the user is.

use super::{Expression, Fact, Intent, Missing, Parts, Path, Skill, Type, TypeDef, Verb};
use sayso_schemas::words::{DateFilter, Filter, Part};

impl Skill {
    /// Whether something of an intent depends on the day of the request, so that the time zone of the user's device is
    /// asked for: a slot, a step, or a sentence in any locale.
    pub fn needs_day(&self, name: &str) -> bool {
        let Some(intent) = self.intents.get(name) else { return false };
        let composites = intent.composites.values().filter_map(|it| self.types.get(&it.kind)?.parts.as_ref());
        intent.needs_day()
            || composites.into_iter().any(Parts::need_day)
            || self.speaks_of_day(&format!("intents.{name}."))
    }

    fn speaks_of_day(&self, prefix: &str) -> bool {
        let facts: Vec<&str> = self.types.values().flat_map(dated_facts).collect();
        self.locales.iter().any(|locale| {
            let messages = locale.words.messages.range(prefix.to_owned()..);
            let mut messages = messages.take_while(|(id, _)| id.starts_with(prefix));
            messages.any(|(_, message)| message.iter().any(|part| speaks_of_day(part, &facts)))
        })
    }
}

/// The facts of a type that are counted from today.
fn dated_facts(kind: &TypeDef) -> impl Iterator<Item = &str> {
    let counted = |fact: &Fact| fact.of.iter().any(Expression::needs_day);
    kind.facts.iter().filter(move |(_, fact)| counted(fact)).map(|(name, _)| name.as_str())
}

/// A field that is called like a fact may be one: of what variables hold, words know nothing.
fn speaks_of_day(part: &Part, facts: &[&str]) -> bool {
    let within = |parts: &[Part]| parts.iter().any(|part| speaks_of_day(part, facts));
    let names = |path: &[String]| {
        path.first().is_some_and(|root| root == "today")
            || path.iter().skip(1).any(|field| facts.contains(&field.as_str()))
    };
    match part {
        Part::Value { path, dates, except, filter, .. } => {
            dates.contains(&DateFilter::Past)
                || matches!(filter, Some(Filter::Near | Filter::On))
                || std::iter::once(path).chain(except).any(|path| names(path))
        }
        Part::Plural { path, exact, cases } => {
            names(path) || exact.values().chain(cases.values()).any(|case| within(case))
        }
        Part::Optional(parts) => within(parts),
        Part::Text(_) | Part::Tag(_) | Part::Number => false,
    }
}

impl Intent {
    fn needs_day(&self) -> bool {
        let missing =
            self.slots.values().map(|it| &it.missing).chain(self.composites.values().map(|it| &it.missing));
        let defaults = missing.filter_map(|it| match it {
            Missing::Default { value, .. } => Some(value),
            Missing::Ask | Missing::Absent => None,
        });
        // Alexa may say of a date that it is now.
        let hears = self.slots.values().any(|slot| *slot.value.unwrapped() == Type::Date);
        hears
            || defaults.into_iter().any(Expression::needs_day)
            || self.steps.iter().any(|step| step.verb.needs_day())
    }
}

impl Parts {
    fn need_day(&self) -> bool {
        let hears = self.parts.values().any(|(_, kind)| *kind == Type::Date);
        hears || self.inputs.iter().any(|(_, it)| it.needs_day())
    }
}

impl Verb {
    fn needs_day(&self) -> bool {
        let given = |inputs: &[(String, Expression)]| inputs.iter().any(|(_, it)| it.needs_day());
        match self {
            Self::Call { inputs, or, .. } => given(inputs) || or.iter().any(|or| given(&or.inputs)),
            Self::Each { list, inputs, .. } => list.needs_day() || given(inputs),
            Self::Choose(choose) => choose.paths().any(Path::needs_day),
            Self::Compute(stub) | Self::Handler { stub, .. } => given(&stub.inputs),
            Self::Remember(kept) => kept.iter().any(|(_, it)| it.needs_day()),
            Self::Confirm { .. } => false,
        }
    }
}

impl Expression {
    fn needs_day(&self) -> bool {
        self.paths().into_iter().any(Path::needs_day)
    }
}

impl Path {
    fn needs_day(&self) -> bool {
        matches!(self.root(), "today" | "time_zone") || self.depends_on_today()
    }
}
