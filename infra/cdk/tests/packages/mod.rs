//! Where the packages are that tests run with.

use std::path::{Path, PathBuf};

/// The packages; nothing, with a word about it, where they are not installed.
pub fn packages() -> Option<PathBuf> {
    let named = std::env::var_os("SAYSO_NODE_MODULES").map(PathBuf::from);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = named.unwrap_or_else(|| root.join("infra/app/node_modules"));
    let installed = folder.join("aws-cdk-lib").is_dir();
    if !installed {
        println!("skipped: no aws-cdk-lib in {}; `npm ci --prefix infra/app` installs it", folder.display());
    }
    installed.then(|| folder.canonicalize().unwrap())
}
