//! `compute: issue_field` of the intent `IssueField`: the one fact that is asked for, of many. YAML does not branch.

use crate::{
    generated::{
        calls::issue_facts::Output as Facts,
        stubs::{IssueFieldInput, IssueFieldOutput},
        types::Aspect,
    },
    sprints,
};
use sayso_runtime::jiff::civil::Date;

/// A pure function: no clock, no network, no files.
pub fn issue_field(input: IssueFieldInput) -> IssueFieldOutput {
    let facts = input.facts;
    let told = IssueFieldOutput { text: None, date: None, number: None, none: None };
    let told = match input.field {
        Aspect::Assignee => IssueFieldOutput { text: facts.assignee, ..told },
        Aspect::Reporter => IssueFieldOutput { text: facts.reporter, ..told },
        Aspect::Status => IssueFieldOutput { text: Some(facts.status), ..told },
        Aspect::Priority => IssueFieldOutput { text: facts.priority, ..told },
        Aspect::Kind => IssueFieldOutput { text: facts.kind, ..told },
        Aspect::Sprint => IssueFieldOutput { text: sprint(&facts), ..told },
        Aspect::Due => IssueFieldOutput { date: facts.due, ..told },
        Aspect::Created => IssueFieldOutput { date: day(facts.created.as_deref()), ..told },
        Aspect::Updated => IssueFieldOutput { date: day(facts.updated.as_deref()), ..told },
        Aspect::Points => IssueFieldOutput { number: facts.points, ..told },
    };
    let nothing = told.text.is_none() && told.date.is_none() && told.number.is_none();
    IssueFieldOutput { none: nothing.then_some(input.field), ..told }
}

/// The sprint that it is in, or will be in; those that it was in are over.
fn sprint(facts: &Facts) -> Option<String> {
    let sprints = sprints::of_issue(
        facts.sprint_names.as_deref(),
        facts.sprint_states.as_deref(),
        facts.printed_sprints.as_deref(),
    );
    let open = sprints.into_iter().filter(|sprint| sprint.is_active() || sprint.is_future());
    sprints::names(open)?.into_iter().next()
}

/// The day of `2026-03-04T05:06:07.089+0000`, as it is written there.
fn day(time: Option<&str>) -> Option<Date> {
    time?.get(..10)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sayso_runtime::jiff::civil::date;

    fn asked(field: Aspect) -> IssueFieldOutput {
        let texts = |texts: &[&str]| Some(texts.iter().map(|it| (*it).to_owned()).collect());
        let facts = Facts {
            key: "QA-7".to_owned(),
            status: "In Review".to_owned(),
            assignee: None,
            reporter: Some("Noor Aziz".to_owned()),
            priority: Some("High".to_owned()),
            due: None,
            kind: Some("Bug".to_owned()),
            created: Some("2026-03-04T23:06:07.089+0000".to_owned()),
            updated: Some("yesterday".to_owned()),
            points: Some(3.0),
            sprint_names: texts(&["Pumps 7", "Pumps 8"]),
            sprint_states: texts(&["closed", "active"]),
            printed_sprints: None,
        };
        issue_field(IssueFieldInput { field, facts })
    }

    #[test]
    fn the_fact_that_is_asked_for_is_told() {
        let nothing = IssueFieldOutput { text: None, date: None, number: None, none: None };
        let text = |text: &str| IssueFieldOutput { text: Some(text.to_owned()), ..nothing.clone() };
        assert_eq!(asked(Aspect::Reporter), text("Noor Aziz"));
        assert_eq!(asked(Aspect::Status), text("In Review"));
        assert_eq!(asked(Aspect::Priority), text("High"));
        assert_eq!(asked(Aspect::Kind), text("Bug"));
        assert_eq!(asked(Aspect::Sprint), text("Pumps 8"));
        let created = IssueFieldOutput { date: Some(date(2026, 3, 4)), ..nothing.clone() };
        assert_eq!(asked(Aspect::Created), created);
        assert_eq!(asked(Aspect::Points), IssueFieldOutput { number: Some(3.0), ..nothing });
    }

    #[test]
    fn what_is_not_there_is_named() {
        for field in [Aspect::Assignee, Aspect::Due, Aspect::Updated] {
            let told = asked(field);
            assert_eq!((told.text, told.date, told.number, told.none), (None, None, None, Some(field)));
        }
    }
}
