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
    let told = match input.field {
        Aspect::Assignee => IssueFieldOutput { assignee: facts.assignee, ..nothing() },
        Aspect::Reporter => IssueFieldOutput { reporter: facts.reporter, ..nothing() },
        Aspect::Status => IssueFieldOutput { status: Some(facts.status), ..nothing() },
        Aspect::Priority => IssueFieldOutput { priority: facts.priority, ..nothing() },
        Aspect::Kind => IssueFieldOutput { kind: facts.kind, ..nothing() },
        Aspect::Sprint => IssueFieldOutput { sprint: sprint(&facts), ..nothing() },
        Aspect::Due => IssueFieldOutput { due: facts.due, ..nothing() },
        Aspect::Created => IssueFieldOutput { created: day(facts.created.as_deref()), ..nothing() },
        Aspect::Updated => IssueFieldOutput { updated: day(facts.updated.as_deref()), ..nothing() },
        Aspect::Points => IssueFieldOutput { points: facts.points, ..nothing() },
    };
    if told == nothing() { lacking(input.field, facts.key) } else { told }
}

fn nothing() -> IssueFieldOutput {
    IssueFieldOutput {
        assignee: None,
        reporter: None,
        status: None,
        priority: None,
        kind: None,
        sprint: None,
        due: None,
        created: None,
        updated: None,
        points: None,
        free: None,
        undated: None,
        unestimated: None,
        unplanned: None,
        none: None,
    }
}

/// What an issue often lacks has a sentence of its own, which names it.
fn lacking(field: Aspect, key: String) -> IssueFieldOutput {
    match field {
        Aspect::Assignee => IssueFieldOutput { free: Some(key), ..nothing() },
        Aspect::Due => IssueFieldOutput { undated: Some(key), ..nothing() },
        Aspect::Points => IssueFieldOutput { unestimated: Some(key), ..nothing() },
        Aspect::Sprint => IssueFieldOutput { unplanned: Some(key), ..nothing() },
        other => IssueFieldOutput { none: Some(other), ..nothing() },
    }
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

    fn text(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn the_fact_that_is_asked_for_is_told_and_nothing_else() {
        for (field, told) in [
            (Aspect::Reporter, IssueFieldOutput { reporter: text("Noor Aziz"), ..nothing() }),
            (Aspect::Status, IssueFieldOutput { status: text("In Review"), ..nothing() }),
            (Aspect::Priority, IssueFieldOutput { priority: text("High"), ..nothing() }),
            (Aspect::Kind, IssueFieldOutput { kind: text("Bug"), ..nothing() }),
            (Aspect::Sprint, IssueFieldOutput { sprint: text("Pumps 8"), ..nothing() }),
            (Aspect::Created, IssueFieldOutput { created: Some(date(2026, 3, 4)), ..nothing() }),
            (Aspect::Points, IssueFieldOutput { points: Some(3.0), ..nothing() }),
        ] {
            assert_eq!(asked(field), told, "{field:?}");
        }
    }

    #[test]
    fn what_is_not_there_is_named() {
        assert_eq!(asked(Aspect::Assignee), IssueFieldOutput { free: text("QA-7"), ..nothing() });
        assert_eq!(asked(Aspect::Due), IssueFieldOutput { undated: text("QA-7"), ..nothing() });
        assert_eq!(asked(Aspect::Updated), IssueFieldOutput { none: Some(Aspect::Updated), ..nothing() });
        let unplanned = IssueFieldOutput { unplanned: text("QA-7"), ..nothing() };
        assert_eq!(lacking(Aspect::Sprint, "QA-7".to_owned()), unplanned);
        let unestimated = IssueFieldOutput { unestimated: text("QA-7"), ..nothing() };
        assert_eq!(lacking(Aspect::Points, "QA-7".to_owned()), unestimated);
    }
}
