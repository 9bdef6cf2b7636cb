//! `create`: an object of a class, with what Rust overrides.

use super::Trace;
use crate::{
    Error, Kernel, Kind, Ref, Result, Value,
    builder::{Member, Override},
};
use serde::Serialize;

#[derive(Serialize)]
struct Create<'a> {
    api: &'static str,
    fqn: &'a str,
    args: Vec<Value>,
    interfaces: &'a [String],
    overrides: Vec<Overridden>,
    #[serde(rename = "$jsii.stacktrace")]
    trace: Trace,
}

#[derive(Serialize)]
struct Overridden {
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    property: Option<String>,
    cookie: String,
}

#[track_caller]
pub(crate) fn create(
    kernel: &Kernel,
    fqn: &str,
    args: Vec<Value>,
    interfaces: &[String],
    overrides: Vec<Override>,
) -> Result<Ref> {
    kernel.own_all(&args)?;
    let keep = |it: Override| {
        let cookie = kernel.keep(it.handler);
        match it.member {
            Member::Method(name) => Overridden { method: Some(name), property: None, cookie },
            Member::Property(name) => Overridden { method: None, property: Some(name), cookie },
        }
    };
    let overrides: Vec<Overridden> = overrides.into_iter().map(keep).collect();
    let cookies: Vec<String> = overrides.iter().map(|it| it.cookie.clone()).collect();
    let request = Create { api: "create", fqn, args, interfaces, overrides, trace: Trace::here() };
    let answer = kernel.ask(&request);
    if answer.is_err() {
        kernel.let_go(&cookies);
    }
    let answer = answer?;
    let Some(id) = answer.byref else {
        return Err(Error::of(Kind::Protocol, "the kernel made an object without a name"));
    };
    Ok(Ref::received(kernel, id, answer.interfaces))
}
