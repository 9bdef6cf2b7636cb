//! `begin`, `callbacks`, `complete` and `end`: asynchronous methods.

use super::Trace;
use crate::{Error, Kernel, Kind, Lives as _, Promise, Ref, Result, Value};
use serde::Serialize;

#[derive(Serialize)]
struct Begin<'a> {
    api: &'static str,
    objref: &'a Ref,
    method: &'a str,
    args: Vec<Value>,
    #[serde(rename = "$jsii.stacktrace")]
    trace: Trace,
}

#[derive(Serialize)]
struct Callbacks {
    api: &'static str,
}

#[derive(Serialize)]
struct End<'a> {
    api: &'static str,
    promiseid: &'a str,
    #[serde(rename = "$jsii.stacktrace")]
    trace: Trace,
}

/// How an override came out.
#[derive(Serialize)]
pub(crate) struct Complete<'a> {
    cbid: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    err: Option<&'a str>,
}

/// Of an override that the kernel waits for, and so answers with something else.
#[derive(Serialize)]
pub(crate) struct CompleteSync<'a> {
    complete: Complete<'a>,
}

/// Of one that is asynchronous: a request as any.
#[derive(Serialize)]
struct CompleteAsync<'a> {
    api: &'static str,
    #[serde(flatten)]
    complete: Complete<'a>,
}

impl<'a> Complete<'a> {
    fn of(cbid: &'a str, done: &'a Result<Value>) -> Complete<'a> {
        match done {
            Ok(value) => Complete { cbid, result: (!value.is_null()).then_some(value), err: None },
            // The kernel takes an empty text for no error.
            Err(error) if error.message().is_empty() => Complete { cbid, result: None, err: Some("failed") },
            Err(error) => Complete { cbid, result: None, err: Some(error.message()) },
        }
    }
}

pub(crate) fn complete_sync<'a>(cbid: &'a str, done: &'a Result<Value>) -> CompleteSync<'a> {
    CompleteSync { complete: Complete::of(cbid, done) }
}

#[track_caller]
pub(crate) fn begin(object: &Ref, method: &str, args: Vec<Value>) -> Result<Promise> {
    let kernel = object.kernel();
    kernel.own_all(&args)?;
    let request = Begin { api: "begin", objref: object, method, args, trace: Trace::here() };
    let Some(id) = kernel.ask(&request)?.promiseid else {
        return Err(Error::of(Kind::Protocol, format!("the kernel promised nothing for `{method}`")));
    };
    Ok(Promise { kernel: kernel.clone(), id })
}

#[track_caller]
pub(crate) fn end(kernel: &Kernel, promise: &str) -> Result<Value> {
    run_callbacks(kernel)?;
    let request = End { api: "end", promiseid: promise, trace: Trace::here() };
    let answer = kernel.ask(&request).map_err(|error| match error.kind() {
        Kind::Ended => error.help("Node.js ends when nothing is left that could keep a promise"),
        _ => error,
    })?;
    answer.result.into_value(kernel)
}

/// Runs asynchronous overrides until none waits: each may lead to another.
#[track_caller]
fn run_callbacks(kernel: &Kernel) -> Result<()> {
    loop {
        let waiting = kernel.ask(&Callbacks { api: "callbacks" })?.callbacks;
        if waiting.is_empty() {
            return Ok(());
        }
        for callback in waiting {
            let id = callback.cbid.clone();
            let done = kernel.run(callback);
            kernel.ask(&CompleteAsync { api: "complete", complete: Complete::of(&id, &done) })?;
            kernel.note(done);
        }
    }
}
