//! `get`: a property is read.

use super::Trace;
use crate::{Lives as _, Ref, Result, Value};
use serde::Serialize;

#[derive(Serialize)]
struct Get<'a> {
    api: &'static str,
    objref: &'a Ref,
    property: &'a str,
    #[serde(rename = "$jsii.stacktrace")]
    trace: Trace,
}

#[track_caller]
pub(crate) fn get(object: &Ref, property: &str) -> Result<Value> {
    let request = Get { api: "get", objref: object, property, trace: Trace::here() };
    object.kernel().ask(&request)?.value.into_value(object.kernel())
}
