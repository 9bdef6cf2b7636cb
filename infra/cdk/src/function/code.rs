//! What the functions of a stack run.

use super::{
    architecture::Architecture,
    asset::{Asset, BOOTSTRAP, Files, Source},
    bootstrap::Bootstrap,
    elf,
    error::Error,
    fault::{Fault, LARGEST},
};
use crate::{core, lambda};
use std::path::{Path, PathBuf};

/// The placeholder. It runs nowhere, because no tool can deploy it; it says so where somebody tries by hand.
const PLACEHOLDER: &str =
    "#!/bin/sh\necho 'this is a placeholder: synthesise with `-c bootstrap=build`' >&2\nexit 1\n";
/// What CloudFormation says about a template with the placeholder.
const REFUSAL: &str = "This template holds a placeholder where its functions' program belongs: synthesise with \
                       -c bootstrap=build, or with -c bootstrap=PATH of a binary";

/// What the functions run, before it belongs to a stack.
#[derive(Debug, Clone)]
pub struct RustCode {
    bootstrap: Bootstrap,
    binary: Option<String>,
    architecture: Architecture,
    takes_unstripped: bool,
    beside: Asset,
    folder: Option<PathBuf>,
}

impl RustCode {
    /// For `x86_64`, with nothing beside `bootstrap`.
    pub fn new(bootstrap: Bootstrap) -> Self {
        Self {
            bootstrap,
            binary: None,
            architecture: Architecture::X86_64,
            takes_unstripped: false,
            beside: Asset::default(),
            folder: None,
        }
    }

    /// What the functions run on.
    pub fn architecture(mut self, architecture: Architecture) -> Self {
        self.architecture = architecture;
        self
    }

    /// The binary's name in the folder of [`Bootstrap::Path`].
    pub fn binary(mut self, name: impl Into<String>) -> Self {
        self.binary = Some(name.into());
        self
    }

    /// A file beside `bootstrap`, from the disk.
    pub fn file(mut self, name: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        self.beside.put(name, Source::File(path.into()));
        self
    }

    /// A file beside `bootstrap` with these contents.
    pub fn contents(mut self, name: impl Into<String>, contents: impl Into<Vec<u8>>) -> Self {
        self.beside.put(name, Source::Contents(contents.into()));
        self
    }

    /// Whether a development build is taken, too: for an emulator, never for AWS.
    pub fn unstripped(mut self, takes: bool) -> Self {
        self.takes_unstripped = takes;
        self
    }

    /// Where the asset's folder is made; `functions` below Cargo's target folder unless said otherwise.
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// Builds and checks the program, and makes the asset. A placeholder makes the stack one that CloudFormation refuses.
    #[track_caller]
    pub fn add_to(&self, stack: &core::Stack) -> jsii::Result<Code> {
        let made = match self.make() {
            Ok(made) => made,
            Err(error) => return Err(jsii::Error::new(error)),
        };
        if made.is_placeholder {
            refuse(stack)?;
        }
        let path = made.folder.to_string_lossy().into_owned();
        let code = lambda::Code::from_asset(stack, path, None)?;
        Ok(Code {
            asset: code.into(),
            runtime: lambda::Runtime::provided_al2023(stack)?,
            architecture: match self.architecture {
                Architecture::X86_64 => lambda::Architecture::x86_64(stack)?,
                Architecture::Arm64 => lambda::Architecture::arm_64(stack)?,
            },
            is_placeholder: made.is_placeholder,
        })
    }

    /// The asset's folder.
    fn make(&self) -> Result<Made, Error> {
        let program = self.bootstrap.program(self.binary.as_deref(), self.architecture)?;
        let mut asset = self.beside.clone();
        let bootstrap = match &program {
            Some(path) => Source::File(path.clone()),
            None => Source::Contents(PLACEHOLDER.into()),
        };
        asset.put(BOOTSTRAP, bootstrap);
        let files = asset.read()?;
        if let Some(path) = &program {
            self.check(path, &files, &asset)?;
        }
        let root = self.folder.clone().unwrap_or_else(default_folder);
        // JavaScript takes a relative path for one below its own working directory.
        let root = std::path::absolute(&root).map_err(Error::io("find", root))?;
        Ok(Made { folder: files.write(&root)?, is_placeholder: program.is_none() })
    }

    /// Refuses what could not run.
    fn check(&self, path: &Path, files: &Files, asset: &Asset) -> Result<(), Error> {
        let program = files.contents(BOOTSTRAP).unwrap_or_default();
        let mut faults = elf::examine(program, self.architecture, &asset.names());
        faults.retain(|fault| !(self.takes_unstripped && *fault == Fault::Unstripped));
        if files.size() > LARGEST {
            faults.push(Fault::TooLarge(files.size()));
        }
        if faults.is_empty() {
            return Ok(());
        }
        Err(Error::Unfit { path: path.to_owned(), architecture: self.architecture, faults })
    }
}

/// An asset's folder.
struct Made {
    folder: PathBuf,
    is_placeholder: bool,
}

/// Below Cargo's target folder, which nobody commits.
fn default_folder() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").filter(|folder| !folder.is_empty());
    target.map_or_else(|| PathBuf::from("target"), PathBuf::from).join("functions")
}

/// Adds the assertion that CloudFormation checks before it makes anything, whoever deploys. Its rules are about
/// parameters (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/rules-section-structure.html>),
/// so there is one that can have no other value.
fn refuse(stack: &core::Stack) -> jsii::Result<()> {
    const VALUE: &str = "placeholder";
    let parameter = core::CfnParameter::new(
        stack,
        "Bootstrap",
        core::CfnParameterProps::new()
            .description("What the functions run")
            .default_(VALUE)
            .allowed_values([VALUE]),
    )?;
    let is_placeholder = core::Fn::condition_equals(stack, parameter.value_as_string()?, VALUE)?;
    let assertion = core::CfnRuleAssertion::new(core::Fn::condition_not(is_placeholder)?, REFUSAL);
    core::CfnRule::new(stack, "NoPlaceholder", core::CfnRuleProps::new().assertions([assertion]))?;
    Ok(())
}

/// What the functions of a stack run.
#[derive(Debug, Clone)]
pub struct Code {
    asset: lambda::Code,
    runtime: lambda::Runtime,
    architecture: lambda::Architecture,
    is_placeholder: bool,
}

impl Code {
    /// Whether it is only a placeholder.
    pub fn is_placeholder(&self) -> bool {
        self.is_placeholder
    }

    /// The properties of a function that runs it, to which all others can be added.
    pub fn props(&self) -> lambda::FunctionProps {
        lambda::FunctionProps::new(self.asset.clone(), BOOTSTRAP, self.runtime.clone())
            .architecture(self.architecture.clone())
    }
}
