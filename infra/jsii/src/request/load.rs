//! `load`: a package.

use super::Trace;
use crate::{Kernel, Result, packages::Package};
use serde::Serialize;
use std::path::Path;

#[derive(Serialize)]
struct Load<'a> {
    api: &'static str,
    name: &'a str,
    version: &'a str,
    tarball: &'a Path,
    #[serde(rename = "$jsii.stacktrace")]
    trace: Trace,
}

#[track_caller]
pub(crate) fn load(kernel: &Kernel, package: &Package, tarball: &Path) -> Result<()> {
    let Package { name, version, .. } = package;
    kernel.ask(&Load { api: "load", name, version, tarball, trace: Trace::here() }).map(drop)
}
