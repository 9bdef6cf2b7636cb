//! What issues refer to by name: sites, people, statuses and the like.

use super::fields::CustomFields;
use serde::Deserialize;

/// A Cloud site. Data Center serves the projects of the first one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Site {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) fields: CustomFields,
}

/// A person; one without a password can't log in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct User {
    pub(crate) username: String,
    pub(crate) account_id: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) password: Option<String>,
    /// A personal access token of Data Center.
    pub(crate) token: Option<String>,
    /// Who has left is still named by old issues, but can't be assigned any.
    #[serde(default)]
    pub(crate) inactive: bool,
}

/// A status.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Status {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) category: Category,
}

/// A status category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Category {
    New,
    Indeterminate,
    Done,
}

impl Category {
    pub(crate) const ALL: [Self; 3] = [Self::New, Self::Indeterminate, Self::Done];

    pub(crate) fn id(self) -> u32 {
        match self {
            Self::New => 2,
            Self::Indeterminate => 4,
            Self::Done => 3,
        }
    }

    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Indeterminate => "indeterminate",
            Self::Done => "done",
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::New => "To Do",
            Self::Indeterminate => "In Progress",
            Self::Done => "Done",
        }
    }

    pub(crate) fn color(self) -> &'static str {
        match self {
            Self::New => "blue-gray",
            Self::Indeterminate => "yellow",
            Self::Done => "green",
        }
    }
}

/// A priority or a resolution.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Named {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// A type of issues.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IssueType {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Whether its issues are parts of others.
    #[serde(default)]
    pub(crate) subtask: bool,
}

/// Which ways lead from status to status.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Workflow {
    pub(crate) name: String,
    pub(crate) transitions: Vec<Transition>,
}

/// A way to a status.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Transition {
    pub(crate) id: String,
    pub(crate) name: String,
    /// From where; from everywhere where there is nothing.
    #[serde(default)]
    pub(crate) from: Vec<String>,
    pub(crate) to: String,
    /// Why an issue is closed that goes this way.
    pub(crate) resolution: Option<String>,
}
