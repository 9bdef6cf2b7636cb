//! `compute: points_left` of the intent `PointsLeft`: what is still to do, in points where a team estimates in them. YAML
//! adds nothing up.

use super::sprint_progress::{count, is_done, limit, open_sprints};
use crate::generated::stubs::{PointsLeftInput, PointsLeftOutput};

/// A pure function: no clock, no network, no files.
pub fn points_left(input: PointsLeftInput) -> PointsLeftOutput {
    let issues = &input.issues;
    let left: Vec<_> = issues.iter().filter(|issue| !is_done(issue)).collect();
    let all: Vec<f64> = issues.iter().filter_map(|issue| issue.points).collect();
    let estimated = !all.is_empty();
    let unestimated = left.iter().filter(|issue| issue.points.is_none()).count();
    PointsLeftOutput {
        issues: count(issues.len()),
        sprints: open_sprints(issues),
        points: Some(left.iter().filter_map(|issue| issue.points).sum()).filter(|_| estimated),
        all: Some(all.iter().sum()).filter(|_| estimated),
        unknown: Some(count(left.len())).filter(|_| !estimated && !issues.is_empty()),
        unestimated: Some(count(unestimated)).filter(|it| estimated && *it > 0.0),
        looked_at: limit(issues),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::calls::sprint_work::OutputIssues;

    fn left(issues: &[(&str, Option<f64>)]) -> PointsLeftOutput {
        let issue = |(category, points): &(&str, Option<f64>)| OutputIssues {
            category: Some((*category).to_owned()),
            points: *points,
            sprints: None,
            states: None,
            printed: None,
        };
        points_left(PointsLeftInput { issues: issues.iter().map(issue).collect() })
    }

    #[test]
    fn points_of_what_is_not_done_are_left() {
        let some =
            left(&[("done", Some(5.0)), ("new", Some(3.0)), ("indeterminate", Some(2.0)), ("new", None)]);
        assert_eq!((some.points, some.all), (Some(5.0), Some(10.0)));
        assert_eq!((some.unestimated, some.unknown), (Some(1.0), None));
        let none = left(&[("done", Some(5.0)), ("done", None)]);
        assert_eq!((none.points, none.unestimated), (Some(0.0), None));
    }

    #[test]
    fn where_nobody_estimates_issues_are_counted() {
        let counted = left(&[("done", None), ("new", None)]);
        assert_eq!((counted.points, counted.all, counted.unestimated), (None, None, None));
        assert_eq!(counted.unknown, Some(1.0));
        assert_eq!(left(&[]).unknown, None);
    }
}
