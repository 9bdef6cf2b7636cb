//! `stats`: how many objects there are.

use super::Trace;
use crate::{Kernel, Kind, Result, error::Explain as _};
use serde::Serialize;

#[derive(Serialize)]
struct Stats {
    api: &'static str,
    #[serde(rename = "$jsii.stacktrace")]
    trace: Trace,
}

#[track_caller]
pub(crate) fn stats(kernel: &Kernel) -> Result<usize> {
    let answer = kernel.ask(&Stats { api: "stats", trace: Trace::here() })?;
    answer.object_count.explain(Kind::Protocol, |()| "the kernel has no count of its objects".to_owned())
}
