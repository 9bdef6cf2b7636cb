//! A tree of names to conditions: every field, operator and value is looked up, for who asks.

use super::{
    Wrong,
    fields::{Field, Kind},
    search::{Condition, Relation, key_number},
    time::{self, NoTime},
    tree::{Clause, Operand, Operator},
    users,
};
use crate::world::{Category, SprintState, Viewer, World};
use std::collections::BTreeSet;

/// Looks up the names of a query.
pub(super) struct Resolver<'a> {
    pub(super) world: &'a World,
    pub(super) viewer: &'a Viewer,
}

/// What an operand stands for.
#[derive(Default)]
struct Wanted {
    values: BTreeSet<String>,
    /// Issues without a value, too.
    empty: bool,
}

impl Resolver<'_> {
    /// The condition of a clause. All that is wrong is collected. `NOT` turns operators round, as Jira does it: `NOT
    /// assignee = ada` does not find what is assigned to nobody.
    pub(super) fn resolve(&self, clause: &Clause, negated: bool) -> Result<Condition, Wrong> {
        match clause {
            Clause::Not(clause) => self.resolve(clause, !negated),
            Clause::And(clauses) | Clause::Or(clauses) => {
                let mut conditions = Vec::new();
                let mut wrong = Vec::new();
                for clause in clauses {
                    match self.resolve(clause, negated) {
                        Ok(condition) => conditions.push(condition),
                        Err(found) => wrong.extend(found),
                    }
                }
                if !wrong.is_empty() {
                    return Err(wrong);
                }
                let all = matches!(clause, Clause::And(_)) != negated;
                Ok(if all { Condition::All(conditions) } else { Condition::Any(conditions) })
            }
            Clause::Test { field, operator, operand } => {
                let known = Field::read(field, self.world.custom_fields(self.viewer))?;
                known.check(*operator, field)?;
                self.test(known, field, *operator, operand, negated)
            }
        }
    }

    fn test(
        &self,
        field: Field,
        name: &str,
        operator: Operator,
        operand: &Operand,
        negated: bool,
    ) -> Result<Condition, Wrong> {
        use Operator::{
            Changed, Equals, Greater, GreaterEqual, In, Is, IsNot, Less, LessEqual, Like, NotEquals, NotIn,
            NotLike, Was, WasIn, WasNot, WasNotIn,
        };
        let not = matches!(operator, NotEquals | NotIn | IsNot | NotLike | WasNot | WasNotIn) != negated;
        match operator {
            Is | IsNot if *operand != Operand::Empty => Err(vec![format!(
                "Operator '{}' does not support searching for a value; it takes EMPTY or NULL. (field '{name}')",
                operator.name()
            )]),
            Is | IsNot | Equals | NotEquals | In | NotIn => {
                check_function(name, operator, operand)?;
                let Wanted { values, empty } = self.wanted(field, name, operand)?;
                Ok(Condition::Is { field, any_of: values, or_empty: empty, negated: not })
            }
            Less => self.compare(field, name, operand, Relation::less(false, negated)),
            LessEqual => self.compare(field, name, operand, Relation::less(true, negated)),
            Greater => self.compare(field, name, operand, Relation::greater(false, negated)),
            GreaterEqual => self.compare(field, name, operand, Relation::greater(true, negated)),
            Like | NotLike => {
                let Operand::Text(text) = operand else {
                    return Err(vec![format!("The field '{name}' is searched for text only.")]);
                };
                let terms = super::search::Term::read(text);
                if terms.is_empty() {
                    return Err(vec![format!(
                        "The field '{name}' does not support searching for an empty string."
                    )]);
                }
                Ok(Condition::Words { field, terms, negated: not })
            }
            Was | WasNot | WasIn | WasNotIn => {
                let any_of = self.wanted(field, name, operand)?.values;
                Ok(Condition::Was { any_of, negated: not })
            }
            Changed => Ok(Condition::Changed { negated }),
        }
    }

    fn compare(
        &self,
        field: Field,
        name: &str,
        operand: &Operand,
        relation: Relation,
    ) -> Result<Condition, Wrong> {
        let values = self.wanted(field, name, operand)?.values;
        let Some(value) = values.first() else {
            return Err(vec![format!("The field '{name}' can't be compared with EMPTY.")]);
        };
        let (project, value) = match field {
            Field::Key => {
                (value.split_once('-').map(|(project, _)| project.to_owned()), Some(key_number(value)))
            }
            Field::Priority => (None, self.world.urgency(value)),
            _ => (None, value.parse().ok()),
        };
        let value = value.ok_or_else(|| vec![no_value("", name)])?;
        Ok(Condition::Compare { field, project, relation, value })
    }

    fn wanted(&self, field: Field, name: &str, operand: &Operand) -> Result<Wanted, Wrong> {
        let mut wanted = Wanted::default();
        match operand {
            Operand::Empty => wanted.empty = true,
            // The name that Jira gives to no resolution.
            Operand::Text(text) if field == Field::Resolution && text.eq_ignore_ascii_case("unresolved") => {
                wanted.empty = true;
            }
            Operand::Text(text) => _ = wanted.values.insert(self.value(field, name, text)?),
            Operand::Function { name: function, arguments } => {
                wanted.values.extend(self.call(field, name, function, arguments)?);
            }
            Operand::List(list) => {
                for operand in list {
                    let each = self.wanted(field, name, operand)?;
                    wanted.empty |= each.empty;
                    wanted.values.extend(each.values);
                }
            }
        }
        Ok(wanted)
    }

    /// The value of a text, as [`super::search::values`] writes it.
    fn value(&self, field: Field, name: &str, text: &str) -> Result<String, Wrong> {
        let named = |table: &[crate::world::Named]| {
            let found = table.iter().find(|entry| entry.name.eq_ignore_ascii_case(text) || entry.id == text);
            found.map(|entry| entry.name.clone())
        };
        let kind = || {
            let found =
                self.world.types.iter().find(|it| it.name.eq_ignore_ascii_case(text) || it.id == text);
            found.map(|it| it.name.clone())
        };
        let world = self.world;
        let value = match field {
            Field::Project => {
                let project = world.projects_of(self.viewer).find(|project| {
                    project.id == text
                        || project.key.eq_ignore_ascii_case(text)
                        || project.name.eq_ignore_ascii_case(text)
                });
                project.map(|project| project.key.clone())
            }
            Field::Key => {
                let issue = world.issue(text, self.viewer).map(|issue| issue.key.clone());
                return issue.ok_or_else(|| {
                    vec![format!("An issue with key '{text}' does not exist for field '{name}'.")]
                });
            }
            Field::Status => {
                let mut statuses = world.statuses.iter();
                let found =
                    statuses.find(|status| status.name.eq_ignore_ascii_case(text) || status.id == text);
                found.map(|status| status.name.clone())
            }
            Field::StatusCategory => {
                let fits = |category: &Category| {
                    category.name().eq_ignore_ascii_case(text)
                        || category.key().eq_ignore_ascii_case(text)
                        || category.id().to_string() == text
                };
                Category::ALL.into_iter().find(fits).map(|category| category.key().to_owned())
            }
            Field::Assignee | Field::Reporter => {
                users::find(text, world, self.viewer).map(|user| user.username.clone())
            }
            Field::Priority => named(&world.priorities),
            Field::Type => kind(),
            Field::Resolution => named(&world.resolutions),
            // Labels are made by being used: one that nobody has is no error.
            Field::Labels => Some(text.to_owned()),
            Field::Sprint => {
                let mut sprints = world.sprints.iter();
                let found = sprints
                    .find(|sprint| sprint.name.eq_ignore_ascii_case(text) || sprint.id.to_string() == text);
                found.map(|sprint| sprint.id.to_string())
            }
            Field::Flagged => text.eq_ignore_ascii_case("impediment").then(|| "Impediment".to_owned()),
            Field::Points => text.parse::<f64>().ok().map(|points| points.to_string()),
            _ if field.is_time() => {
                let at = time::read(text, world.now);
                return at.map(|at| time::minutes(at).to_string()).ok_or_else(|| {
                    vec![format!(
                        "Date value '{text}' for field '{name}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', \
                         'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'."
                    )]
                });
            }
            _ => None,
        };
        value.ok_or_else(|| vec![no_value(text, name)])
    }

    fn call(
        &self,
        field: Field,
        name: &str,
        function: &str,
        arguments: &[String],
    ) -> Result<Vec<String>, Wrong> {
        let lower = function.to_ascii_lowercase();
        let people = matches!(field, Field::Assignee | Field::Reporter);
        let sprints = |state| {
            let sprints = self.world.sprints.iter().filter(move |sprint| sprint.state == state);
            Ok(sprints.map(|sprint| sprint.id.to_string()).collect())
        };
        match lower.as_str() {
            "currentuser" if people && arguments.is_empty() => {
                Ok(self.viewer.username.iter().cloned().collect())
            }
            "opensprints" if field == Field::Sprint => sprints(SprintState::Active),
            "closedsprints" if field == Field::Sprint => sprints(SprintState::Closed),
            "futuresprints" if field == Field::Sprint => sprints(SprintState::Future),
            "currentuser" | "opensprints" | "closedsprints" | "futuresprints" => {
                Err(vec![format!("The function '{function}' can't be used with the field '{name}'.")])
            }
            _ => match time::call(function, arguments, self.world.now) {
                Ok(at) if field.is_time() => Ok(vec![time::minutes(at).to_string()]),
                Err(NoTime::Arguments) => Err(vec![format!(
                    "The function '{function}' does not take {arguments:?} as its arguments."
                )]),
                Ok(_) => {
                    Err(vec![format!("The function '{function}' can't be used with the field '{name}'.")])
                }
                Err(NoTime::Unknown) => Err(vec![format!("Unable to find JQL function '{function}'.")]),
            },
        }
    }

    /// Whether results can be sorted by a field.
    pub(super) fn sort(&self, name: &str) -> Result<Field, Wrong> {
        let field = Field::read(name, self.world.custom_fields(self.viewer))?;
        if field.sorts() && (field.kind() != Kind::Words || field == Field::Summary) {
            return Ok(field);
        }
        Err(vec![format!("Field '{name}' does not support sorting.")])
    }
}

/// Some functions give a list, which needs `in`; the others must not have it.
fn check_function(field: &str, operator: Operator, operand: &Operand) -> Result<(), Wrong> {
    let Operand::Function { name, .. } = operand else { return Ok(()) };
    let lists = ["opensprints", "closedsprints", "futuresprints"];
    let gives_list = lists.contains(&name.to_ascii_lowercase().as_str());
    let takes_list = matches!(operator, Operator::In | Operator::NotIn);
    if gives_list == takes_list {
        return Ok(());
    }
    let kind = if gives_list { "list" } else { "non-list" };
    let operator = operator.name();
    Err(vec![format!(
        "Operator '{operator}' does not support the {kind} value '{name}()' given for field '{field}'."
    )])
}

fn no_value(text: &str, name: &str) -> String {
    format!("The value '{text}' does not exist for the field '{name}'.")
}
