//! `plan.json`.

use crate::{output::File, plan::Plan};

pub(super) fn file(plan: &Plan<'_>, folder: &str) -> File {
    super::generated(format!("{folder}/plan.json"), super::json(&plan.cloud))
}
