//! What your team wants otherwise in the cloud of the skill `jira`. Written once, and yours.

use crate::generated::jira::Overrides;

/// Called by `../generated/jira.rs` before it makes something, and when all is made. A method that is left out changes
/// nothing; the trait lists them. Twice the memory for the function `skill`, say:
///
/// ```text
/// fn function(&self, _: &Stage, name: &str, props: lambda::FunctionProps) -> Result<lambda::FunctionProps> {
///     Ok(if name == "skill" { props.memory_size(512) } else { props })
/// }
/// ```
pub struct Jira;

impl Overrides for Jira {}
