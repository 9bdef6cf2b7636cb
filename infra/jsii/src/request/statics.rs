//! `sinvoke`, `sget` and `sset`: what belongs to a class itself.

use super::Trace;
use crate::{Kernel, Result, Value};
use serde::Serialize;

#[derive(Serialize)]
struct Static<'a> {
    api: &'static str,
    fqn: &'a str,
    #[serde(flatten)]
    member: Member<'a>,
    #[serde(rename = "$jsii.stacktrace")]
    trace: Trace,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Member<'a> {
    Invoke { method: &'a str, args: Vec<Value> },
    Get { property: &'a str },
    Set { property: &'a str, value: Value },
}

#[track_caller]
pub(crate) fn static_invoke(kernel: &Kernel, fqn: &str, method: &str, args: Vec<Value>) -> Result<Value> {
    kernel.own_all(&args)?;
    let request =
        Static { api: "sinvoke", fqn, member: Member::Invoke { method, args }, trace: Trace::here() };
    kernel.ask(&request)?.result.into_value(kernel)
}

#[track_caller]
pub(crate) fn static_get(kernel: &Kernel, fqn: &str, property: &str) -> Result<Value> {
    let request = Static { api: "sget", fqn, member: Member::Get { property }, trace: Trace::here() };
    kernel.ask(&request)?.value.into_value(kernel)
}

#[track_caller]
pub(crate) fn static_set(kernel: &Kernel, fqn: &str, property: &str, value: Value) -> Result<()> {
    kernel.own(&value)?;
    let request = Static { api: "sset", fqn, member: Member::Set { property, value }, trace: Trace::here() };
    kernel.ask(&request).map(drop)
}
