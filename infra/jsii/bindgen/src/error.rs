//! Why there are no bindings.

use std::path::PathBuf;

/// Why bindings could not be made. Each says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder that cannot be read or written.
    #[error("cannot use `{}`: {source}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A package that is not installed.
    #[error("the package `{package}` is not installed in `{}`\nhelp: install it there with npm, or name another folder with `--packages`", folder.display())]
    Package {
        /// Its name.
        package: String,
        /// The `node_modules` folder that was looked through.
        folder: PathBuf,
    },
    /// An assembly that is not of the form this program knows.
    #[error("`{}` is not a jsii assembly: {source}", path.display())]
    Assembly {
        /// Its file.
        path: PathBuf,
        /// Where it stops being one.
        source: serde_json::Error,
    },
    /// An assembly that redirects to a file in another form.
    #[error("`{}` redirects to a file in an unknown form, `{form}`\nhelp: this program knows `gzip`", path.display())]
    Redirect {
        /// Its file.
        path: PathBuf,
        /// The form it names.
        form: String,
    },
    /// Lines of an allow-list that say nothing.
    #[error("{}", .0.join("\n"))]
    List(Vec<String>),
    /// Generated tokens that are no Rust: a mistake of this program.
    #[error(
        "what was made for `{module}` is no Rust: {reason}\nhelp: this is a mistake of jsii-bindgen; cut what it was made from with a line `!{module}…`"
    )]
    Rust {
        /// The module.
        module: String,
        /// What the parser said.
        reason: String,
    },
    /// Committed bindings are not what the assembly and the list give.
    #[error("{} of the bindings are stale: {}\nhelp: run `{command}`", files.len(), files.join(", "))]
    Stale {
        /// Files that differ, are missing, or are left over.
        files: Vec<String>,
        /// What writes them.
        command: String,
    },
}
