//! `invoke`: a method is called.

use super::Trace;
use crate::{Lives as _, Ref, Result, Value};
use serde::Serialize;

#[derive(Serialize)]
struct Invoke<'a> {
    api: &'static str,
    objref: &'a Ref,
    method: &'a str,
    args: Vec<Value>,
    #[serde(rename = "$jsii.stacktrace")]
    trace: Trace,
}

#[track_caller]
pub(crate) fn invoke(object: &Ref, method: &str, args: Vec<Value>) -> Result<Value> {
    object.kernel().own_all(&args)?;
    let request = Invoke { api: "invoke", objref: object, method, args, trace: Trace::here() };
    object.kernel().ask(&request)?.result.into_value(object.kernel())
}
