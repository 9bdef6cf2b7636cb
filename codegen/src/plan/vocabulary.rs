//! What values of declared types are called, wherever a choice compares something with them.

use crate::model::{Skill, Type, Verb};

/// The values of a type, each with what it is called; nothing where no choice is made by the type.
pub fn names<'m>(skill: &'m Skill, kind: &str) -> Option<Vec<(&'m str, Vec<String>)>> {
    let compared = steps(skill).any(|verb| match verb {
        Verb::Choose(choose) => choose
            .like
            .as_ref()
            .is_some_and(|like| matches!(like.kind().unwrapped(), Type::Enum(values) if values.name == kind)),
        _ => false,
    });
    let values = &skill.types.get(kind)?.values;
    compared.then(|| values.iter().map(|id| (id.as_str(), called(skill, kind, id))).collect())
}

fn steps(skill: &Skill) -> impl Iterator<Item = &Verb> {
    skill.intents.values().flat_map(|intent| &intent.steps).map(|step| &step.verb)
}

/// Its id, then its name and synonyms in each locale: each once, whatever its case, `to_do` and `to do` being one.
fn called(skill: &Skill, kind: &str, id: &str) -> Vec<String> {
    let words = skill.locales.iter().filter_map(|locale| locale.words.values.get(kind)?.get(id));
    let words = words.flat_map(|value| [&value.name].into_iter().chain(&value.synonyms));
    let mut names = vec![id.replace('_', " ")];
    for name in words {
        if !names.iter().any(|it| it.to_lowercase() == name.to_lowercase()) {
            names.push(name.clone());
        }
    }
    names
}
