//! `compute: sprint_progress` of the intent `SprintStatus`: how many issues, and how many points, are how far. YAML counts
//! nothing.

use crate::{
    generated::{
        calls::sprint_work::OutputIssues,
        stubs::{SprintProgressInput, SprintProgressOutput},
    },
    sprints::{self, ISSUES},
};

/// A pure function: no clock, no network, no files.
pub fn sprint_progress(input: SprintProgressInput) -> SprintProgressOutput {
    let issues = &input.issues;
    let in_category = |wanted: &str| count(issues.iter().filter(|issue| is(issue, wanted)).count());
    let (done, in_progress) = (in_category("done"), in_category("indeterminate"));
    let all = count(issues.len());
    let to_do = all - done - in_progress;
    let estimated = issues.iter().any(|issue| issue.points.is_some());
    let points = |of: fn(&OutputIssues) -> bool| {
        let sum = issues.iter().filter(|issue| of(issue)).filter_map(|issue| issue.points).sum::<f64>();
        Some(sum).filter(|_| estimated)
    };
    SprintProgressOutput {
        issues: all,
        sprints: open_sprints(issues),
        done: Some(done).filter(|_| all > 0.0),
        in_progress: Some(in_progress).filter(|it| *it > 0.0),
        to_do: Some(to_do).filter(|it| *it > 0.0),
        points: points(|_| true),
        done_points: points(is_done),
        looked_at: limit(issues),
    }
}

/// The open sprints that these issues are in.
pub(crate) fn open_sprints(issues: &[OutputIssues]) -> Option<Vec<String>> {
    let held = issues.iter().flat_map(|issue| {
        let (names, states) = (issue.sprints.as_deref(), issue.states.as_deref());
        sprints::of_issue(names, states, issue.printed.as_deref())
    });
    sprints::names(held.filter(|sprint| sprint.is_active()))
}

pub(crate) fn is_done(issue: &OutputIssues) -> bool {
    is(issue, "done")
}

/// How many issues were looked at, where there may be more.
pub(crate) fn limit(issues: &[OutputIssues]) -> Option<f64> {
    Some(count(issues.len())).filter(|_| issues.len() >= ISSUES)
}

pub(crate) fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

fn is(issue: &OutputIssues, category: &str) -> bool {
    issue.category.as_deref() == Some(category)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issue(category: &str, points: Option<f64>) -> OutputIssues {
        let sprints = Some(vec!["Pumps 7".to_owned(), "Pumps 8".to_owned()]);
        let states = Some(vec!["closed".to_owned(), "active".to_owned()]);
        OutputIssues { category: Some(category.to_owned()), points, sprints, states, printed: None }
    }

    #[test]
    fn issues_and_points_are_counted_by_how_far_they_are() {
        let issues = vec![
            issue("done", Some(3.0)),
            issue("indeterminate", Some(2.5)),
            issue("new", None),
            issue("new", Some(1.0)),
        ];
        let expected = SprintProgressOutput {
            issues: 4.0,
            sprints: Some(vec!["Pumps 8".to_owned()]),
            done: Some(1.0),
            in_progress: Some(1.0),
            to_do: Some(2.0),
            points: Some(6.5),
            done_points: Some(3.0),
            looked_at: None,
        };
        assert_eq!(sprint_progress(SprintProgressInput { issues }), expected);
    }

    #[test]
    fn nothing_is_said_of_what_there_is_not() {
        let idle = sprint_progress(SprintProgressInput { issues: Vec::new() });
        assert_eq!((idle.issues, idle.done, idle.points, idle.sprints), (0.0, None, None, None));
        let counted = sprint_progress(SprintProgressInput { issues: vec![issue("done", None)] });
        assert_eq!((counted.in_progress, counted.to_do, counted.points), (None, None, None));
        assert_eq!((counted.done, counted.done_points), (Some(1.0), None));
    }

    #[test]
    fn a_search_that_was_full_is_said_to_be_so() {
        let full = sprint_progress(SprintProgressInput { issues: vec![issue("new", None); ISSUES] });
        assert_eq!((full.looked_at, full.done), (Some(100.0), Some(0.0)));
    }
}
