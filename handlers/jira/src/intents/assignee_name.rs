//! `compute: assignee_name` of the intent `AssignIssue`: the name to look for, which is the user's own where "me" was said.
//! Jira knows it, and a type's function asks nobody.

use super::assignee::MYSELF;
use crate::generated::stubs::{AssigneeNameInput, AssigneeNameOutput};

/// A pure function: no clock, no network, no files.
pub fn assignee_name(input: AssigneeNameInput) -> AssigneeNameOutput {
    AssigneeNameOutput { name: if input.assignee == MYSELF { input.me } else { input.assignee } }
}
