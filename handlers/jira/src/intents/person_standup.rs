//! `compute: person_standup` of the intent `PersonStandup`: whose issues are meant, and how far each is. A query finds
//! people by their accounts, not by a first name, and YAML compares nothing.

use crate::generated::{
    calls::team_issues::OutputIssues,
    stubs::{PersonStandupInput, PersonStandupOutput},
};

/// How many are read in one breath.
const MOST: usize = 3;

/// A pure function: no clock, no network, no files.
pub fn person_standup(input: PersonStandupInput) -> PersonStandupOutput {
    let mut people: Vec<&str> = input.issues.iter().filter_map(|issue| issue.assignee.as_deref()).collect();
    people.sort_unstable();
    people.dedup();
    people.retain(|name| is_called(name, &input.person));
    match people.as_slice() {
        [] => PersonStandupOutput { nobody: Some(input.person), ..silence() },
        [name] => standup(name, &input.issues),
        several => PersonStandupOutput { several: some(several.iter().take(MOST)), ..silence() },
    }
}

/// Whether a name has all the words that were heard.
fn is_called(name: &str, heard: &str) -> bool {
    let name = name.to_lowercase();
    let mut heard = heard.split_whitespace().map(str::to_lowercase);
    heard.all(|word| name.split_whitespace().any(|part| part == word))
}

fn standup(name: &str, issues: &[OutputIssues]) -> PersonStandupOutput {
    let own = || issues.iter().filter(|issue| issue.assignee.as_deref() == Some(name));
    let of = |wanted: fn(&str) -> bool| {
        some(own().filter(|issue| wanted(category(issue))).map(|issue| &issue.summary).take(MOST))
    };
    let more = own().filter(|issue| category(issue) == "indeterminate").skip(MOST).count();
    PersonStandupOutput {
        name: Some(name.to_owned()),
        finished: of(|category| category == "done"),
        doing: of(|category| category == "indeterminate"),
        more: u32::try_from(more).ok().filter(|more| *more > 0).map(f64::from),
        next: of(|category| !matches!(category, "done" | "indeterminate")),
        ..silence()
    }
}

fn category(issue: &OutputIssues) -> &str {
    issue.category.as_deref().unwrap_or_default()
}

fn some(texts: impl Iterator<Item = impl ToString>) -> Option<Vec<String>> {
    let texts: Vec<_> = texts.map(|text| text.to_string()).collect();
    Some(texts).filter(|texts| !texts.is_empty())
}

fn silence() -> PersonStandupOutput {
    PersonStandupOutput {
        nobody: None,
        several: None,
        name: None,
        finished: None,
        doing: None,
        more: None,
        next: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issue(assignee: &str, category: &str, summary: &str) -> OutputIssues {
        OutputIssues {
            summary: summary.to_owned(),
            category: Some(category.to_owned()),
            assignee: Some(assignee.to_owned()),
        }
    }

    fn asked(person: &str) -> PersonStandupOutput {
        let issues = vec![
            issue("Anna Berg", "done", "Count the disks"),
            issue("Anna Berg", "indeterminate", "Label the cables"),
            issue("Anna Berg", "new", "Paint the rack"),
            issue("Anna Kim", "indeterminate", "Move the logs"),
            issue("Tomas Reed", "new", "Order a pump"),
            issue("Yuki Brandt", "indeterminate", "One"),
            issue("Yuki Brandt", "indeterminate", "Two"),
            issue("Yuki Brandt", "indeterminate", "Three"),
            issue("Yuki Brandt", "indeterminate", "Four"),
        ];
        person_standup(PersonStandupInput { issues, person: person.to_owned() })
    }

    #[test]
    fn one_person_hears_what_is_done_in_progress_and_next() {
        let texts = |text: &str| Some(vec![text.to_owned()]);
        let expected = PersonStandupOutput {
            name: Some("Anna Berg".to_owned()),
            finished: texts("Count the disks"),
            doing: texts("Label the cables"),
            next: texts("Paint the rack"),
            ..silence()
        };
        assert_eq!(asked("anna berg"), expected);
        let tomas = asked("tomas");
        assert_eq!((tomas.finished, tomas.doing, tomas.next), (None, None, texts("Order a pump")));
    }

    #[test]
    fn what_is_too_much_for_a_breath_is_counted() {
        let yuki = asked("yuki");
        let doing = ["One", "Two", "Three"].map(str::to_owned).to_vec();
        assert_eq!((yuki.doing, yuki.more), (Some(doing), Some(1.0)));
    }

    #[test]
    fn a_name_that_two_people_have_is_asked_for_in_full() {
        let names = vec!["Anna Berg".to_owned(), "Anna Kim".to_owned()];
        assert_eq!(asked("Anna"), PersonStandupOutput { several: Some(names), ..silence() });
    }

    #[test]
    fn who_has_no_issue_is_named_as_heard() {
        assert_eq!(asked("ann"), PersonStandupOutput { nobody: Some("ann".to_owned()), ..silence() });
    }
}
