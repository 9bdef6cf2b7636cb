//! What your team wants otherwise in the cloud of the skill `workshop`. Written once, and yours.

use crate::generated::workshop::Overrides;

/// Called by `../generated/workshop.rs` before it makes something, and when all is made. A method that is left out changes
/// nothing; the trait lists them. Twice the memory for the function `skill`, say:
///
/// ```text
/// fn function(&self, _: &Stage, name: &str, props: lambda::FunctionProps) -> Result<lambda::FunctionProps> {
///     Ok(if name == "skill" { props.memory_size(512) } else { props })
/// }
/// ```
pub struct Workshop;

impl Overrides for Workshop {}
