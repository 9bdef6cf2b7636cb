//! Stub packages.
//!
//! The kernel loads tarballs only, and extracts each into its cache: 210 MB for `aws-cdk-lib`, which lie unpacked in
//! `node_modules` already. So it gets a tarball of three tiny files that point there. This leans on three things that
//! no documentation promises, all of `@jsii/runtime` 1.140: a `.jsii` may redirect to another file, by its absolute
//! path too; the kernel takes whatever `require` of the package gives for its module; and what it indexes of a `.jsii` it
//! keeps with what it extracted. The conformance suite runs on stubs, so it fails where this is no longer so.

use super::{Package, Packages, cache, tar};
use crate::{Kind, Result, error::Explain as _};
use serde_json::json;
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

/// The largest `.jsii` that may be a redirect to another file.
const REDIRECT: u64 = 4096;

impl Packages {
    /// The path of a tarball that stands for the package.
    #[track_caller]
    pub fn stub(&self, package: &Package) -> Result<PathBuf> {
        let written = self.write_stub(package);
        written
            .explain(Kind::Packages, |error| format!("no stub of `{}` could be made: {error}", package.name))
    }

    fn write_stub(&self, package: &Package) -> io::Result<PathBuf> {
        let assembly = assembly(&package.folder)?;
        let print = fingerprint(&assembly)?;
        // The kernel tells packages apart by the tarball's bytes: they change with the assembly and its place.
        let manifest = json!({
            "name": package.name, "version": package.version, "main": "index.js", "assembly": print,
        });
        let mut redirect = json!({"schema": "jsii/file-redirect", "filename": assembly});
        if assembly.extension().is_some_and(|it| it == "gz")
            && let Some(redirect) = redirect.as_object_mut()
        {
            redirect.insert("compression".to_owned(), json!("gzip"));
        }
        // As seen from within `node_modules`, so that the package's `exports` count.
        let from = self.folder.join("stub.js");
        let index = format!(
            "module.exports = require('module').createRequire({})({});\n",
            json!(from),
            json!(package.name)
        );
        let tarball = tar::archive(&[
            ("package/package.json", manifest.to_string().as_bytes()),
            ("package/.jsii", redirect.to_string().as_bytes()),
            ("package/index.js", index.as_bytes()),
        ]);
        let name = package.name.replace(['@', '/'], "_");
        let path = self.cache.join("stubs").join(format!("{name}-{}-{}.tar", package.version, print));
        cache::write_once(&path, &tarball)?;
        Ok(path)
    }
}

/// The file that holds the assembly, behind redirects.
fn assembly(folder: &Path) -> io::Result<PathBuf> {
    let plain = folder.join(".jsii");
    if fs::metadata(&plain)?.len() > REDIRECT {
        return Ok(plain);
    }
    let text: serde_json::Value = serde_json::from_slice(&fs::read(&plain)?)?;
    let is_redirect = text.get("schema").is_some_and(|it| it == "jsii/file-redirect");
    match text.get("filename").and_then(serde_json::Value::as_str) {
        Some(name) if is_redirect => Ok(folder.join(name)),
        _ => Ok(plain),
    }
}

/// Changes when the file does: an index of another assembly must not be taken for this one's.
fn fingerprint(file: &Path) -> io::Result<String> {
    let metadata = fs::metadata(file)?;
    let modified = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    let place = file.as_os_str().as_encoded_bytes().iter();
    // FNV-1a.
    let place = place
        .fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    Ok(format!("{:x}-{:x}-{place:x}", metadata.len(), modified.as_nanos()))
}
