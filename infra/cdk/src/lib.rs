#![doc = include_str!("../README.md")]
//!
//! # What the compiler refuses
//!
//! A property is a method, so a wrong name does not compile, and neither does a value of another kind:
//!
//! ```
//! let props = cdk::kms::KeyProps::new().enable_key_rotation(true);
//! ```
//! ```compile_fail,E0599
//! let props = cdk::kms::KeyProps::new().enable_key_rotations(true);
//! ```
//! ```compile_fail,E0308
//! let props = cdk::kms::KeyProps::new().enable_key_rotation("true");
//! ```
//!
//! What a construct cannot do without is an argument of `new`, and a class is taken only where one of its ancestors is
//! asked for:
//!
//! ```
//! # use cdk::{dynamodb::TableProps, kms::{Key, KeyProps}};
//! fn props(key: &Key) -> TableProps { TableProps::new().encryption_key(key) }
//! ```
//! ```compile_fail,E0277
//! # use cdk::{dynamodb::{Table, TableProps}, kms::{Key, KeyProps}};
//! fn props(table: &Table) -> TableProps { TableProps::new().encryption_key(table) }
//! ```

pub mod function;

#[allow(
    clippy::all,
    clippy::pedantic,
    deprecated,
    rustdoc::bare_urls,
    reason = "generated; the documentation is AWS's own"
)]
#[rustfmt::skip]
mod generated;

pub use generated::{core::*, *};
pub use jsii;

use jsii::{Kernel, Options, Result};

/// An app with a kernel of its own: what a program begins with.
#[track_caller]
pub fn app() -> Result<App> {
    App::new(&start(Options::default())?, None)
}

/// A kernel with AWS CDK loaded, in the versions that these bindings were made from.
#[track_caller]
pub fn start(options: Options) -> Result<Kernel> {
    let kernel = Kernel::start(options)?;
    for (package, version) in PACKAGES {
        kernel.load_version(package, version)?;
    }
    Ok(kernel)
}
