//! `compute: removal` of the intent `RemoveFromSprint`: the sprint that an issue would leave, which Data Center hides in a
//! text. YAML reads no texts.

use crate::{
    generated::stubs::{RemovalInput, RemovalOutput},
    sprints,
};

/// A pure function: no clock, no network, no files.
pub fn removal(input: RemovalInput) -> RemovalOutput {
    let RemovalInput { sprints, states, printed } = input;
    let held = sprints::of_issue(sprints.as_deref(), states.as_deref(), printed.as_deref());
    let left = held.into_iter().filter(|sprint| sprint.is_active() || sprint.is_future());
    RemovalOutput { sprints: sprints::names(left) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issue_leaves_what_is_not_over() {
        let texts = |texts: &[&str]| Some(texts.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
        let left = removal(RemovalInput {
            sprints: texts(&["Pumps 7", "Pumps 8"]),
            states: texts(&["closed", "active"]),
            printed: None,
        });
        assert_eq!(left, RemovalOutput { sprints: texts(&["Pumps 8"]) });
    }
}
