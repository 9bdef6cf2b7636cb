//! `compute: velocity` of the intent `Velocity`: what sprints brought, and the average of it. YAML adds nothing up, and
//! compares no times.

use super::sprint_progress::count;
use crate::{
    generated::{
        calls::finished_issues::{Output, OutputIssues},
        stubs::{VelocityInput, VelocityOutput},
    },
    sprints::moment,
};

/// A pure function: no clock, no network, no files.
///
/// What was finished only after a sprint was closed counts for the sprint that it was carried into. Halves of points are
/// rounded: they are estimates.
pub fn velocity(input: VelocityInput) -> VelocityOutput {
    let sprints = input.sprints.iter().zip(&input.closed);
    let finished: Vec<Vec<&OutputIssues>> = sprints.map(|(sprint, closed)| in_time(sprint, closed)).collect();
    let estimated = finished.iter().flatten().any(|issue| issue.points.is_some());
    let results: Vec<f64> = finished
        .iter()
        .map(|issues| {
            let points = issues.iter().filter_map(|issue| issue.points).sum();
            if estimated { points } else { count(issues.len()) }
        })
        .collect();
    let sprints = count(results.len());
    let average = Some(results.iter().sum::<f64>() / sprints).filter(|it| it.is_finite()).map(f64::round);
    VelocityOutput {
        sprints,
        points: average.filter(|_| estimated),
        issues: average.filter(|_| !estimated),
        results: Some(results.iter().map(|it| it.round().to_string()).collect()).filter(|_| sprints > 0.0),
    }
}

/// The issues that were finished before the sprint was closed.
fn in_time<'a>(sprint: &'a Output, closed: &str) -> Vec<&'a OutputIssues> {
    let closed = moment(closed);
    let late = |issue: &&OutputIssues| {
        let resolved = issue.resolved.as_deref().and_then(moment);
        resolved.zip(closed).is_some_and(|(resolved, closed)| resolved > closed)
    };
    sprint.issues.iter().filter(|issue| !late(issue)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sprints: &[&[(Option<&str>, Option<f64>)]]) -> VelocityOutput {
        let issue = |(resolved, points): &(Option<&str>, Option<f64>)| OutputIssues {
            resolved: resolved.map(str::to_owned),
            points: *points,
        };
        let sprints: Vec<_> =
            sprints.iter().map(|issues| Output { issues: issues.iter().map(issue).collect() }).collect();
        let closed = vec!["2026-03-04T09:00:00.000Z".to_owned(); sprints.len()];
        velocity(VelocityInput { sprints, closed })
    }

    const IN_TIME: Option<&str> = Some("2026-03-04T09:59:00.000+0100");
    const LATE: Option<&str> = Some("2026-03-04T10:01:00.000+0100");

    #[test]
    fn the_average_is_of_the_points_that_were_finished_in_time() {
        let found = of(&[
            &[(IN_TIME, Some(8.0)), (LATE, Some(5.0)), (None, Some(2.0))],
            &[(IN_TIME, Some(4.5)), (IN_TIME, None)],
        ]);
        assert_eq!((found.sprints, found.points, found.issues), (2.0, Some(7.0), None));
        assert_eq!(found.results, Some(vec!["10".to_owned(), "5".to_owned()]));
    }

    #[test]
    fn where_nobody_estimates_issues_count() {
        let found = of(&[&[(IN_TIME, None), (IN_TIME, None)], &[]]);
        assert_eq!((found.points, found.issues), (None, Some(1.0)));
        assert_eq!(found.results, Some(vec!["2".to_owned(), "0".to_owned()]));
    }

    #[test]
    fn without_a_sprint_there_is_no_average() {
        assert_eq!(of(&[]), VelocityOutput { sprints: 0.0, points: None, issues: None, results: None });
    }
}
