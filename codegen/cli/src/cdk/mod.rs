//! The CDK app of a project: from its Node packages to a cloud assembly, and the `cdk` command that compares, deploys
//! and destroys one.

mod annotations;
mod assembly;
mod complaints;
mod context;
mod node;
mod synthesis;
mod tool;

pub(crate) use assembly::{Assembly, Resource, Stack};
pub(crate) use context::Setting;
pub(crate) use node::Packages;
pub(crate) use synthesis::{FOLDER, Synthesis};
pub(crate) use tool::{Cdk, Shown};
