//! Issues, and what hangs on them.

use super::text::Text;
use jiff::civil::{Date, DateTime};
use serde::Deserialize;

/// An issue.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Issue {
    pub(crate) key: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) summary: String,
    pub(crate) description: Option<Text>,
    pub(crate) status: String,
    pub(crate) priority: String,
    pub(crate) resolution: Option<String>,
    pub(crate) resolved: Option<DateTime>,
    pub(crate) assignee: Option<String>,
    pub(crate) reporter: String,
    #[serde(default)]
    pub(crate) labels: Vec<String>,
    /// All it was in, the last one last.
    #[serde(default)]
    pub(crate) sprints: Vec<u32>,
    /// Story points.
    pub(crate) points: Option<f64>,
    /// Flagged as an impediment.
    #[serde(default)]
    pub(crate) flagged: bool,
    #[serde(default)]
    pub(crate) cost_centre: Option<String>,
    pub(crate) created: DateTime,
    pub(crate) updated: DateTime,
    pub(crate) due: Option<Date>,
    #[serde(default)]
    pub(crate) comments: Vec<Comment>,
    #[serde(default)]
    pub(crate) worklogs: Vec<Worklog>,
    /// The changes of its status, the oldest first.
    #[serde(default)]
    pub(crate) history: Vec<Change>,
    /// The changes of its other fields, the oldest first.
    #[serde(default)]
    pub(crate) edits: Vec<Edit>,
}

impl Issue {
    /// One that is only just made.
    pub(super) fn new(key: &str, kind: String, summary: String, by: &str, at: DateTime) -> Self {
        Self {
            key: key.to_owned(),
            kind,
            summary,
            description: None,
            status: String::new(),
            priority: String::new(),
            resolution: None,
            resolved: None,
            assignee: None,
            reporter: by.to_owned(),
            labels: Vec::new(),
            sprints: Vec::new(),
            points: None,
            flagged: false,
            cost_centre: None,
            created: at,
            updated: at,
            due: None,
            comments: Vec::new(),
            worklogs: Vec::new(),
            history: Vec::new(),
            edits: Vec::new(),
        }
    }

    /// The key of its project.
    pub(crate) fn project(&self) -> &str {
        self.key.split_once('-').map_or("", |(project, _)| project)
    }

    /// Its number within the project.
    pub(crate) fn number(&self) -> u32 {
        self.key.split_once('-').and_then(|(_, number)| number.parse().ok()).unwrap_or_default()
    }
}

/// A comment of an issue.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Comment {
    pub(crate) by: String,
    pub(crate) at: DateTime,
    pub(crate) text: Text,
}

/// A change of a status.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    pub(crate) at: DateTime,
    pub(crate) by: String,
    pub(crate) from: String,
    pub(crate) to: String,
}

/// Work that was done on an issue.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Worklog {
    pub(crate) by: String,
    /// When it was written down.
    pub(crate) at: DateTime,
    pub(crate) started: DateTime,
    pub(crate) seconds: u32,
    pub(crate) text: Option<Text>,
}

/// A change of a field that is not the status.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Edit {
    pub(crate) at: DateTime,
    pub(crate) by: String,
    /// What people call the field.
    pub(crate) field: String,
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
}
