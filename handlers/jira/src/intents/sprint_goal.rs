//! `compute: sprint_goal` of the intent `SprintGoal`: whether there is a goal. Where nobody wrote one, Jira gives an empty
//! text, which to YAML is one like any other.

use crate::generated::stubs::{SprintGoalInput, SprintGoalOutput};

/// A pure function: no clock, no network, no files. The goal becomes a sentence.
pub fn sprint_goal(input: SprintGoalInput) -> SprintGoalOutput {
    let goal = input.goal.unwrap_or_default();
    let goal = goal.trim();
    if goal.is_empty() {
        return SprintGoalOutput { goal: None, without: Some(input.name) };
    }
    let stop = if goal.ends_with(['.', '!', '?', '…']) { "" } else { "." };
    SprintGoalOutput { goal: Some(format!("{goal}{stop}")), without: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_a_sentence_and_a_blank_is_none() {
        let said = |goal: Option<&str>| {
            sprint_goal(SprintGoalInput { goal: goal.map(str::to_owned), name: "Pumps 8".to_owned() })
        };
        for (goal, sentence) in
            [("No leaks", "No leaks."), (" No leaks. ", "No leaks."), ("Leaks?", "Leaks?")]
        {
            let expected = SprintGoalOutput { goal: Some(sentence.to_owned()), without: None };
            assert_eq!(said(Some(goal)), expected);
        }
        for blank in [None, Some(""), Some(" \n")] {
            assert_eq!(said(blank), SprintGoalOutput { goal: None, without: Some("Pumps 8".to_owned()) });
        }
    }
}
