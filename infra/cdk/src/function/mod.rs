//! Lambda functions in Rust: a program becomes the `bootstrap` of `provided.al2023`, with files beside it.
//!
//! One that Amazon Linux 2023 could not run is refused here, and not by the first request. A template can be made without
//! any, with a placeholder that CloudFormation refuses to deploy.
//!
//! ```no_run
//! use cdk::function::{Bootstrap, Build, RustCode, RustFunction};
//!
//! # fn main() -> Result<(), jsii::Error> {
//! let app = cdk::app()?;
//! let stack = cdk::Stack::new(&app, "Hello", None)?;
//! let code = RustCode::new(Bootstrap::Build(Build::new("hello"))).add_to(&stack)?;
//! RustFunction::new(&stack, "Function", &code, |props| props.memory_size(256.0))?;
//! app.synth(None)?;
//! # Ok(())
//! # }
//! ```

mod architecture;
mod asset;
mod bootstrap;
mod build;
mod code;
mod elf;
mod error;
mod fault;

pub use architecture::Architecture;
pub use bootstrap::Bootstrap;
pub use build::Build;
pub use code::{Code, RustCode};

use crate::{constructs::Construct, lambda};
use std::ops::Deref;

/// A function that runs a program in Rust.
#[derive(Debug, Clone)]
pub struct RustFunction(lambda::Function);

impl RustFunction {
    /// Makes it; `with` adds properties to [those of its code](Code::props).
    #[track_caller]
    pub fn new(
        scope: impl Into<Construct>,
        id: impl Into<String>,
        code: &Code,
        with: impl FnOnce(lambda::FunctionProps) -> lambda::FunctionProps,
    ) -> jsii::Result<Self> {
        lambda::Function::new(scope, id, with(code.props())).map(Self)
    }
}

impl Deref for RustFunction {
    type Target = lambda::Function;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl From<&RustFunction> for lambda::IFunction {
    fn from(function: &RustFunction) -> Self {
        (&function.0).into()
    }
}
