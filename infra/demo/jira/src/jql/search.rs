//! What a resolved query finds.

use super::{Wrong, fields::Field, parser, resolve::Resolver, time};
use crate::world::{Issue, Viewer, World};
use std::{cmp::Ordering, collections::BTreeSet};

/// A query that is ready to run.
#[derive(Debug)]
pub(crate) struct Search {
    condition: Option<Condition>,
    order: Vec<(Field, bool)>,
}

/// A condition with all names looked up.
#[derive(Debug)]
pub(super) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Is {
        field: Field,
        any_of: BTreeSet<String>,
        or_empty: bool,
        negated: bool,
    },
    /// Keys compare within their project only.
    Compare {
        field: Field,
        project: Option<String>,
        relation: Relation,
        value: f64,
    },
    Words {
        field: Field,
        terms: Vec<Term>,
        negated: bool,
    },
    /// Of the status, which alone has a history.
    Was {
        any_of: BTreeSet<String>,
        negated: bool,
    },
    Changed {
        negated: bool,
    },
}

/// Less or greater, and whether equal will do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Relation {
    side: Ordering,
    or_equal: bool,
}

impl Relation {
    /// `<` or `<=`; turned round, `>=` or `>`.
    pub(super) fn less(or_equal: bool, negated: bool) -> Self {
        if negated { Self::greater(!or_equal, false) } else { Self { side: Ordering::Less, or_equal } }
    }

    /// `>` or `>=`; turned round, `<=` or `<`.
    pub(super) fn greater(or_equal: bool, negated: bool) -> Self {
        if negated { Self::less(!or_equal, false) } else { Self { side: Ordering::Greater, or_equal } }
    }

    fn holds(self, left: f64, right: f64) -> bool {
        let found = left.total_cmp(&right);
        found == self.side || (self.or_equal && found == Ordering::Equal)
    }
}

/// Words that have to stand one after the other; the last one may be a beginning.
#[derive(Debug)]
pub(super) struct Term {
    words: Vec<String>,
    begins: bool,
}

impl Term {
    /// The terms of a text search: words, words that end in `*`, and phrases in quotes.
    pub(super) fn read(text: &str) -> Vec<Self> {
        let mut terms = Vec::new();
        for (at, part) in text.split('"').enumerate() {
            if at % 2 == 1 {
                terms.push(Self { words: words(part), begins: false });
                continue;
            }
            for word in part.split_whitespace() {
                terms.push(Self { words: words(word), begins: word.ends_with('*') });
            }
        }
        terms.retain(|term| !term.words.is_empty());
        terms
    }

    fn is_in(&self, text: &[String]) -> bool {
        text.windows(self.words.len()).any(|window| {
            let last = self.words.len() - 1;
            window.iter().zip(&self.words).enumerate().all(|(at, (found, wanted))| {
                if self.begins && at == last { found.starts_with(wanted.as_str()) } else { found == wanted }
            })
        })
    }
}

/// The words of a text, in lower case and the singular.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|it: char| !it.is_alphanumeric()).filter(|word| !word.is_empty());
    words
        .map(|word| {
            let word = word.to_lowercase();
            match word.strip_suffix('s') {
                Some(singular) if singular.len() > 2 && !singular.ends_with('s') => singular.to_owned(),
                _ => word,
            }
        })
        .collect()
}

impl Search {
    /// Reads a query and looks up its names for who asks.
    pub(crate) fn read(jql: &str, world: &World, viewer: &Viewer) -> Result<Self, Wrong> {
        let query = parser::parse(jql)?;
        let resolver = Resolver { world, viewer };
        let condition = query.clause.as_ref().map(|clause| resolver.resolve(clause, false));
        let order = query.order.iter().map(|sort| Ok((resolver.sort(&sort.field)?, sort.descending)));
        Ok(Self { condition: condition.transpose()?, order: order.collect::<Result<_, Wrong>>()? })
    }

    /// Whether it restricts what it finds at all.
    pub(crate) fn is_bounded(&self) -> bool {
        self.condition.is_some()
    }

    /// What it finds among what the viewer may see, in its order; without one, the newest first.
    pub(crate) fn run<'a>(&self, world: &'a World, viewer: &Viewer) -> Vec<&'a Issue> {
        let fits = |issue: &&Issue| self.condition.as_ref().is_none_or(|it| holds(it, issue, world));
        let mut found: Vec<&Issue> = world.issues_of(viewer).filter(fits).collect();
        found.sort_by_key(|issue| std::cmp::Reverse(world.issue_id(issue)));
        found.sort_by(|a, b| {
            let each = self.order.iter().map(|(field, descending)| {
                let ordering = compare(*field, a, b, world);
                if *descending { ordering.reverse() } else { ordering }
            });
            each.fold(Ordering::Equal, Ordering::then)
        });
        found
    }
}

fn holds(condition: &Condition, issue: &Issue, world: &World) -> bool {
    match condition {
        Condition::All(conditions) => conditions.iter().all(|it| holds(it, issue, world)),
        Condition::Any(conditions) => conditions.iter().any(|it| holds(it, issue, world)),
        Condition::Is { field, any_of, or_empty, negated } => {
            let values = values(*field, issue, world);
            match (values.is_empty(), negated) {
                (true, false) => *or_empty,
                // What has no value differs from none.
                (true, true) => false,
                (false, negated) => values.iter().any(|value| any_of.contains(value)) != *negated,
            }
        }
        Condition::Compare { field, project, relation, value } => {
            project.as_ref().is_none_or(|project| project == issue.project())
                && measure(*field, issue, world).is_some_and(|measure| relation.holds(measure, *value))
        }
        Condition::Words { field, terms, negated } => {
            let texts: Vec<Vec<String>> =
                values(*field, issue, world).iter().map(|text| words(text)).collect();
            let found = |term: &Term| texts.iter().any(|text| term.is_in(text));
            (!texts.is_empty() || *negated) && terms.iter().all(found) != *negated
        }
        Condition::Was { any_of, negated } => {
            let mut been =
                issue.history.iter().flat_map(|change| [&change.from, &change.to]).chain([&issue.status]);
            been.any(|status| any_of.contains(status)) != *negated
        }
        Condition::Changed { negated } => issue.history.is_empty() == *negated,
    }
}

/// The values of a field, as names or numbers.
fn values(field: Field, issue: &Issue, world: &World) -> Vec<String> {
    let number = |number: f64| number.to_string();
    match field {
        Field::Project => vec![issue.project().to_owned()],
        Field::Key => vec![issue.key.clone()],
        Field::Status => vec![issue.status.clone()],
        Field::StatusCategory => {
            world.status(&issue.status).map(|it| it.category.key().to_owned()).into_iter().collect()
        }
        Field::Assignee => issue.assignee.iter().cloned().collect(),
        Field::Reporter => vec![issue.reporter.clone()],
        Field::Priority => vec![issue.priority.clone()],
        Field::Labels => issue.labels.clone(),
        Field::Sprint => issue.sprints.iter().map(u32::to_string).collect(),
        Field::Type => vec![issue.kind.clone()],
        Field::Resolution => issue.resolution.iter().cloned().collect(),
        Field::Flagged => issue.flagged.then(|| "Impediment".to_owned()).into_iter().collect(),
        Field::Summary => vec![issue.summary.clone()],
        Field::Description => issue.description.iter().map(|it| it.text.clone()).collect(),
        Field::CostCentre => issue.cost_centre.iter().cloned().collect(),
        Field::Comment => issue.comments.iter().map(|comment| comment.text.text.clone()).collect(),
        Field::Text => {
            let texts = [Field::Summary, Field::Description, Field::Comment];
            texts.into_iter().flat_map(|field| values(field, issue, world)).collect()
        }
        Field::Points | Field::Created | Field::Updated | Field::Due | Field::Resolved | Field::Rank => {
            measure(field, issue, world).map(number).into_iter().collect()
        }
    }
}

/// The place of an issue on the scale of a field.
fn measure(field: Field, issue: &Issue, world: &World) -> Option<f64> {
    match field {
        Field::Key => Some(f64::from(issue.number())),
        Field::Priority => world.urgency(&issue.priority),
        Field::Points => issue.points,
        Field::Created => Some(time::minutes(issue.created)),
        Field::Updated => Some(time::minutes(issue.updated)),
        Field::Due => issue.due.map(|due| time::minutes(due.to_datetime(jiff::civil::Time::midnight()))),
        Field::Resolved => issue.resolved.map(time::minutes),
        Field::Rank => {
            let at = world.issues.iter().position(|other| other.key == issue.key)?;
            u32::try_from(at).ok().map(f64::from)
        }
        _ => None,
    }
}

/// The number of a key, by which keys compare.
pub(super) fn key_number(key: &str) -> f64 {
    key.split_once('-').and_then(|(_, number)| number.parse().ok()).unwrap_or_default()
}

/// Which comes first where the order ascends; what has no value comes last.
fn compare(field: Field, a: &Issue, b: &Issue, world: &World) -> Ordering {
    let empty_last = |a: bool, b: bool| a.cmp(&b);
    match field {
        Field::Key => a.project().cmp(b.project()).then(a.number().cmp(&b.number())),
        Field::Status => {
            let place = |issue: &Issue| world.statuses.iter().position(|status| status.name == issue.status);
            place(a).cmp(&place(b))
        }
        Field::Priority
        | Field::Points
        | Field::Created
        | Field::Updated
        | Field::Due
        | Field::Resolved
        | Field::Rank => match (measure(field, a, world), measure(field, b, world)) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            (a, b) => empty_last(a.is_none(), b.is_none()),
        },
        _ => {
            let (a, b) = (values(field, a, world), values(field, b, world));
            empty_last(a.is_empty(), b.is_empty()).then_with(|| a.cmp(&b))
        }
    }
}
