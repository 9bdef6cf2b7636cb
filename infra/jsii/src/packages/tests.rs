#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{Packages, nearest};
use crate::Kind;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A folder for one test, with these folders and files in it; the latter have a dot in their names.
fn scratch(name: &str, entries: &[&str]) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("sayso-jsii-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for entry in entries.iter().map(|it| folder.join(it)) {
        match entry.extension() {
            Some(_) => fs::write(entry, "").unwrap(),
            None => fs::create_dir_all(entry).unwrap(),
        }
    }
    folder
}

fn remove(folder: &Path) {
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_nearest_packages_that_have_a_kernel_are_found() {
    let folder = scratch(
        "nearest",
        &[
            "infra/app/node_modules/@jsii/runtime",
            "src/deep/node_modules/other",
            "web/node_modules/@jsii/runtime",
        ],
    );
    let app = folder.join("infra/app/node_modules");
    assert_eq!(nearest(&folder).unwrap(), app);
    assert_eq!(nearest(&folder.join("src/deep")).unwrap(), app);
    assert_eq!(nearest(&folder.join("web")).unwrap(), folder.join("web/node_modules"));
    remove(&folder);
}

#[test]
fn what_is_not_installed_names_the_command_that_installs_it() {
    let folder = scratch("missing", &["infra/app", "infra/app/package-lock.json"]);
    let error = nearest(&folder).unwrap_err();
    assert_eq!(error.kind(), Kind::Packages);
    assert!(error.message().starts_with("the package `@jsii/runtime` is not installed"), "{error}");
    assert!(error.to_string().ends_with("help: run `npm ci --prefix infra/app`"), "{error}");
    remove(&folder);
}

#[test]
fn only_a_runtime_that_is_known_will_do() {
    for good in ["@jsii/runtime@1.140.0", "@jsii/runtime@1.141.2"] {
        assert!(Packages::check_runtime(good).is_ok(), "{good}");
    }
    for bad in ["@jsii/runtime@1.139.9", "@jsii/runtime@2.140.0", "@jsii/runtime", ""] {
        assert_eq!(Packages::check_runtime(bad).unwrap_err().kind(), Kind::Packages, "{bad}");
    }
}
