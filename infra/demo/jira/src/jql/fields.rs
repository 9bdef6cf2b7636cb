//! What a query may ask about.

use super::{Wrong, tree::Operator};
use crate::world::{Custom, CustomFields};

/// A field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Project,
    Key,
    Status,
    StatusCategory,
    Assignee,
    Reporter,
    Priority,
    Labels,
    Sprint,
    Type,
    Resolution,
    Flagged,
    Points,
    CostCentre,
    Created,
    Updated,
    Due,
    Resolved,
    Summary,
    Description,
    Comment,
    Text,
    Rank,
}

/// How a field can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// By its values: equal or not.
    Choice,
    /// By its values, and by what is more.
    Ordered,
    /// By its words.
    Words,
    /// Not at all; it only sorts.
    Order,
}

/// The names of the fields that every Jira has, in lower case.
const NAMES: [(Field, &[&str]); 19] = [
    (Field::Project, &["project"]),
    (Field::Key, &["key", "issuekey", "issue", "id"]),
    (Field::Status, &["status"]),
    (Field::StatusCategory, &["statuscategory"]),
    (Field::Assignee, &["assignee"]),
    (Field::Reporter, &["reporter"]),
    (Field::Priority, &["priority"]),
    (Field::Labels, &["labels"]),
    (Field::Type, &["issuetype", "type"]),
    (Field::Resolution, &["resolution"]),
    (Field::Created, &["created", "createddate"]),
    (Field::Updated, &["updated", "updateddate"]),
    (Field::Due, &["duedate", "due"]),
    (Field::Resolved, &["resolved", "resolutiondate"]),
    (Field::Summary, &["summary"]),
    (Field::Description, &["description"]),
    (Field::Comment, &["comment"]),
    (Field::Text, &["text"]),
    (Field::Rank, &["rank"]),
];

impl Field {
    /// The field of a name, where some fields are the site's own.
    pub(super) fn read(name: &str, custom: &CustomFields) -> Result<Self, Wrong> {
        let lower = name.to_lowercase();
        let own = custom.all().find(|(_, it)| it.name.to_lowercase() == lower || it.clause() == lower);
        let own = own.map(|(custom, _)| match custom {
            Custom::Points => Self::Points,
            Custom::Sprint => Self::Sprint,
            Custom::Flagged => Self::Flagged,
            Custom::CostCentre => Self::CostCentre,
        });
        let system =
            || NAMES.iter().find(|(_, names)| names.contains(&lower.as_str())).map(|(field, _)| *field);
        own.or_else(system).ok_or_else(|| {
            vec![format!("Field '{name}' does not exist or you do not have permission to view it.")]
        })
    }

    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Priority
            | Self::Key
            | Self::Points
            | Self::Created
            | Self::Updated
            | Self::Due
            | Self::Resolved => Kind::Ordered,
            Self::Summary | Self::Description | Self::Comment | Self::Text | Self::CostCentre => Kind::Words,
            Self::Rank => Kind::Order,
            _ => Kind::Choice,
        }
    }

    pub(super) fn is_time(self) -> bool {
        matches!(self, Self::Created | Self::Updated | Self::Due | Self::Resolved)
    }

    /// Whether the operator makes sense for the field `name`.
    pub(super) fn check(self, operator: Operator, name: &str) -> Result<(), Wrong> {
        use Operator::{
            Changed, Equals, Greater, GreaterEqual, In, Is, IsNot, Less, LessEqual, Like, NotEquals, NotIn,
            NotLike, Was, WasIn, WasNot, WasNotIn,
        };
        let fits = match operator {
            Equals | NotEquals | In | NotIn => matches!(self.kind(), Kind::Choice | Kind::Ordered),
            Is | IsNot => self.kind() != Kind::Order && self != Self::Text,
            Less | LessEqual | Greater | GreaterEqual => self.kind() == Kind::Ordered,
            Like | NotLike => self.kind() == Kind::Words,
            Was | WasNot | WasIn | WasNotIn | Changed => self == Self::Status,
        };
        if fits {
            return Ok(());
        }
        Err(vec![format!("The operator '{}' is not supported by the '{name}' field.", operator.name())])
    }

    /// Whether results can be sorted by it.
    pub(super) fn sorts(self) -> bool {
        !matches!(self, Self::Text | Self::Comment | Self::Labels | Self::Flagged)
    }
}
