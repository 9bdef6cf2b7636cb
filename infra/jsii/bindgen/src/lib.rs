//! Idiomatic Rust for any jsii library: [`assembly`] → [`list`] and [`select`](mod@select) → [`model`] →
//! [`render`](mod@render) → files.
//!
//! [`bindings`] shows it on one screen; [`write`](mod@write) is the only code that touches the disk.

pub mod assembly;
mod error;
pub mod list;
pub mod model;
pub mod render;
pub mod select;
pub mod write;

pub use error::Error;

use std::path::Path;

/// A generated file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Relative to the folder of the bindings.
    pub path: String,
    /// What is in it.
    pub text: String,
}

/// What a list gives.
#[derive(Debug)]
pub struct Bindings {
    /// The files.
    pub files: Vec<File>,
    /// Types that members name, but that stay untyped, by their full names.
    pub cut: Vec<String>,
    /// How many types are bound.
    pub types: usize,
}

/// The bindings for an allow-list, from the packages of a `node_modules` folder; `command` is what makes them again.
pub fn bindings(list: &list::List, packages: &Path, command: &str) -> Result<Bindings, Error> {
    let library = assembly::load(packages, list.packages.keys().cloned())?;
    let selection = select::select(&library, list)?;
    let model = model::build(&selection);
    let files = render::render(&model, command)?;
    Ok(Bindings { files, cut: model.cut, types: selection.types.len() })
}
