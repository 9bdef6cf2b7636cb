//! The values of dynamic types, on their way to Alexa.

use super::finish::Ending;
use crate::{
    EntityList, EntityValue, Reply, Skill, Turn,
    alexa::{Directive, DynamicEntity, DynamicEntityName, DynamicType, UpdateBehavior},
    app::App,
    log::Event,
    reply::Next,
    spelling,
    values::{Fetched, KnownValues},
};
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use tokio::time::{Instant, timeout_at};

/// The type of the options of a question; the compiler adds it to the interaction model.
const OPTION: &str = "SaysoOption";
/// Alexa takes so many dynamic entities at once.
const MOST: usize = 100;
/// … with names of so many characters.
const LONGEST: usize = 140;

/// Whether the values have yet to be sent. They are of no use to a session that ends, and must not replace the options
/// of a question: a directive replaces the values of all types.
pub(super) fn due(ending: &Ending, reply: &Reply) -> bool {
    let ends = ending.one_shot && matches!(reply.next, Next::Rest);
    let asks = !reply.next.options().is_empty();
    !ending.kept.entities && !ends && !asks && !matches!(reply.next, Next::End | Next::Relink | Next::Same)
}

/// Fetches the values; `None` where there are none, or not in time.
pub(super) async fn fetch<S: Skill>(
    app: &App<S>,
    turn: &mut Turn<'_, S>,
    answer_by: Instant,
) -> Option<Directive> {
    match &turn.values.fetched {
        Fetched::Lists(lists) => return lists_directive(lists.clone()),
        Fetched::Failed => return None,
        Fetched::NotYet => {}
    }
    let log = &app.config.log;
    let fetching = AssertUnwindSafe(S::entities(turn)).catch_unwind();
    let lists = match timeout_at(answer_by, fetching).await {
        Ok(Ok(Ok(lists))) => lists,
        Ok(Ok(Err(failure))) => {
            log.write(&Event::Failed { detail: &failure.to_string() });
            return None;
        }
        Ok(Err(_)) => {
            log.write(&Event::Failed { detail: "the skill's code panicked" });
            return None;
        }
        Err(_) => {
            log.write(&Event::Failed { detail: "the values of the dynamic types took too long" });
            return None;
        }
    };
    turn.values.fetched = Fetched::Lists(lists.clone());
    lists_directive(lists)
}

fn lists_directive(lists: Vec<EntityList>) -> Option<Directive> {
    let mut left = MOST;
    let types: Vec<DynamicType> = lists
        .into_iter()
        .map(|list| {
            let mut values = Vec::new();
            for EntityValue { id, name, synonyms } in list.values {
                let entity = entity_of(id, name, synonyms);
                let size = 1 + entity.name.synonyms.len();
                if !fits(&entity) || size > left {
                    continue;
                }
                left -= size;
                values.push(entity);
            }
            DynamicType { name: list.type_name.to_owned(), values }
        })
        .filter(|list| !list.values.is_empty())
        .collect();
    replace(types)
}

/// The options of a question, numbered from 1 on.
pub(super) fn options(names: Vec<String>) -> Option<Directive> {
    numbered(names.into_iter().map(|name| (name, Vec::new())))
}

/// The same of values that are no words, with whatever else they may be called.
pub(super) fn spelt_options(values: &[String], known: &KnownValues) -> Option<Directive> {
    numbered(values.iter().cloned().zip(spelling::forms(values, known)))
}

fn numbered(options: impl Iterator<Item = (String, Vec<String>)>) -> Option<Directive> {
    let numbered = (1..)
        .zip(options)
        .map(|(number, (name, synonyms)): (usize, _)| entity_of(number.to_string(), name, synonyms));
    let values: Vec<_> = numbered.filter(fits).take(MOST).collect();
    let types =
        if values.is_empty() { Vec::new() } else { vec![DynamicType { name: OPTION.to_owned(), values }] };
    replace(types)
}

fn replace(types: Vec<DynamicType>) -> Option<Directive> {
    let update_behavior = UpdateBehavior::Replace;
    (!types.is_empty()).then_some(Directive::UpdateDynamicEntities { update_behavior, types })
}

fn entity_of(id: String, name: String, mut synonyms: Vec<String>) -> DynamicEntity {
    synonyms.retain(|synonym| *synonym != name && is_spoken(synonym));
    DynamicEntity { id, name: DynamicEntityName { value: name, synonyms } }
}

fn fits(entity: &DynamicEntity) -> bool {
    is_spoken(&entity.name.value)
}

fn is_spoken(name: &str) -> bool {
    !name.trim().is_empty() && name.chars().count() <= LONGEST
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(type_name: &'static str, names: impl Iterator<Item = String>) -> EntityList {
        let values = names.map(|name| EntityValue { id: name.clone(), name, synonyms: Vec::new() }).collect();
        EntityList { type_name, values, cut: false }
    }

    fn sizes(directive: Option<Directive>) -> Vec<usize> {
        match directive {
            Some(Directive::UpdateDynamicEntities { types, .. }) => {
                types.iter().map(|list| list.values.len()).collect()
            }
            _ => Vec::new(),
        }
    }

    #[test]
    fn at_most_a_hundred_values_of_all_types_are_sent() {
        let names = |count: usize| (0..count).map(|n| format!("name {n}"));
        assert_eq!(sizes(lists_directive(vec![list("A", names(70)), list("B", names(70))])), [70, 30]);
        assert_eq!(sizes(lists_directive(vec![list("A", names(100)), list("B", names(1))])), [100]);
    }

    #[test]
    fn names_that_alexa_refuses_are_left_out() {
        let names = [String::new(), "x".repeat(141), "x".repeat(140)];
        assert_eq!(sizes(lists_directive(vec![list("A", names.into_iter())])), [1]);
        assert_eq!(lists_directive(vec![list("A", std::iter::empty())]), None);
        assert_eq!(options(vec![]), None);
    }
}
