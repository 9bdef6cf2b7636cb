//! Projects with their boards and sprints, and who may do what in them.

use super::fields::Custom;
use jiff::civil::DateTime;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A project, and what whom is allowed in it (by username).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Project {
    pub(crate) id: String,
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) lead: String,
    pub(crate) site: String,
    pub(crate) workflow: String,
    /// Seen without a log-in, on Data Center.
    #[serde(default)]
    pub(crate) public: bool,
    /// Who may do what, by username. What is left out is allowed to who may browse; who may browse must be there.
    pub(crate) rights: BTreeMap<Right, Vec<String>>,
    /// The types that its issues can have; all where there are none.
    #[serde(default)]
    pub(crate) types: Vec<String>,
    /// What a new issue must have besides a type and a summary.
    #[serde(default)]
    pub(crate) requires: Vec<Custom>,
}

/// Something that is allowed or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Right {
    Browse,
    Transition,
    Edit,
    Assign,
    /// To have issues assigned.
    BeAssigned,
    Comment,
    LogWork,
    Create,
    /// To move issues into sprints and out of them.
    Schedule,
}

impl Project {
    /// Whether someone may do something here.
    pub(crate) fn allows(&self, right: Right, username: &str) -> bool {
        let allowed = |right| self.rights.get(&right).map(|users| users.iter().any(|it| it == username));
        allowed(right).or_else(|| allowed(Right::Browse)).unwrap_or_default()
    }
}

/// A board of a project.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Board {
    pub(crate) id: u32,
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: BoardKind,
    pub(crate) project: String,
    /// Whether it counts story points; issues, where it does not.
    #[serde(default)]
    pub(crate) points: bool,
}

/// What a board is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum BoardKind {
    Scrum,
    Kanban,
    /// Of a team-managed project, on Cloud only. Whether it has sprints is the team's choice.
    Simple,
}

impl BoardKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Scrum => "scrum",
            Self::Kanban => "kanban",
            Self::Simple => "simple",
        }
    }
}

/// A sprint of a board.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sprint {
    pub(crate) id: u32,
    pub(crate) name: String,
    pub(crate) board: u32,
    pub(crate) state: SprintState,
    pub(crate) goal: String,
    pub(crate) start: Option<DateTime>,
    pub(crate) end: Option<DateTime>,
    pub(crate) complete: Option<DateTime>,
}

/// Whether a sprint is over, runs or is to come; lists have them in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SprintState {
    Closed,
    Active,
    Future,
}

impl SprintState {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Active => "active",
            Self::Future => "future",
        }
    }
}
