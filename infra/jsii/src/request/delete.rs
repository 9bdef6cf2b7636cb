//! `del`: the kernel forgets an object.

use super::Trace;
use crate::{Lives as _, Ref, Result};
use serde::Serialize;

#[derive(Serialize)]
struct Delete<'a> {
    api: &'static str,
    objref: &'a Ref,
    #[serde(rename = "$jsii.stacktrace")]
    trace: Trace,
}

#[track_caller]
pub(crate) fn delete(object: &Ref) -> Result<()> {
    object.kernel().ask(&Delete { api: "del", objref: object, trace: Trace::here() }).map(drop)
}
