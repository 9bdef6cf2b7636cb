//! `compute: team_load` of the intent `TeamLoad`: how many issues each person has, which YAML cannot count.

use crate::generated::stubs::{TeamLoadInput, TeamLoadOutput};
use std::{cmp::Reverse, collections::BTreeMap};

/// A pure function: no clock, no network, no files.
///
/// The three who have the most are named; of those with equally many, whoever comes first in the alphabet.
pub fn team_load(input: TeamLoadInput) -> TeamLoadOutput {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    let mut unassigned = 0;
    for issue in &input.issues {
        match &issue.assignee {
            Some(name) => *counts.entry(name).or_default() += 1,
            None => unassigned += 1,
        }
    }
    let issues = counts.values().sum::<u32>() + unassigned;
    let mut people: Vec<_> = counts.into_iter().collect();
    people.sort_by_key(|(_, count)| Reverse(*count));
    let others = people.split_off(people.len().min(3));
    let mut people = people.into_iter();
    let (first, first_issues) = person(people.next());
    let (second, second_issues) = person(people.next());
    let (third, third_issues) = person(people.next());
    TeamLoadOutput {
        issues: f64::from(issues),
        unassigned: some(unassigned),
        first,
        first_issues,
        second,
        second_issues,
        third,
        third_issues,
        others: some(u32::try_from(others.len()).unwrap_or(u32::MAX)),
        others_issues: some(others.iter().map(|(_, count)| count).sum()),
    }
}

/// A name and a number, each by itself.
fn person(found: Option<(&str, u32)>) -> (Option<String>, Option<f64>) {
    found.map(|(name, count)| (name.to_owned(), f64::from(count))).unzip()
}

/// A number that is worth saying.
fn some(count: u32) -> Option<f64> {
    Some(f64::from(count)).filter(|_| count > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::calls::team_issues::OutputIssues;

    fn load(assignees: &[Option<&str>]) -> TeamLoadOutput {
        let issue = |assignee: &Option<&str>| OutputIssues {
            summary: "Order a pump".to_owned(),
            category: None,
            assignee: assignee.map(str::to_owned),
        };
        team_load(TeamLoadInput { issues: assignees.iter().map(issue).collect() })
    }

    #[test]
    fn the_three_with_the_most_are_named_and_the_others_counted() {
        let [ada, ben, cy, dee, eve] = ["Ada", "Ben", "Cy", "Dee", "Eve"].map(Some);
        let found = load(&[ben, ada, dee, ben, None, cy, ben, dee, eve]);
        let expected = TeamLoadOutput {
            issues: 9.0,
            unassigned: Some(1.0),
            first: Some("Ben".to_owned()),
            first_issues: Some(3.0),
            second: Some("Dee".to_owned()),
            second_issues: Some(2.0),
            third: Some("Ada".to_owned()),
            third_issues: Some(1.0),
            others: Some(2.0),
            others_issues: Some(2.0),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn nobody_is_named_where_nobody_has_anything() {
        let found = load(&[]);
        assert_eq!((found.issues, found.first, found.others, found.unassigned), (0.0, None, None, None));
    }
}
