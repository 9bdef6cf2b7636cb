//! `set`: a property is written.

use super::Trace;
use crate::{Lives as _, Ref, Result, Value};
use serde::Serialize;

#[derive(Serialize)]
struct Set<'a> {
    api: &'static str,
    objref: &'a Ref,
    property: &'a str,
    value: Value,
    #[serde(rename = "$jsii.stacktrace")]
    trace: Trace,
}

#[track_caller]
pub(crate) fn set(object: &Ref, property: &str, value: Value) -> Result<()> {
    object.kernel().own(&value)?;
    let request = Set { api: "set", objref: object, property, value, trace: Trace::here() };
    object.kernel().ask(&request).map(drop)
}
