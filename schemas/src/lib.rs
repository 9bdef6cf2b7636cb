//! The documents that cross rooms.
//!
//! * [`spec`]: what a team writes, `skill.yaml` and its overlays. Feature `json-schema` derives the
//!   JSON schema from the same types, so that an editor completes and explains what the compiler reads.
//! * [`plan`]: `plan.json`, everything the compiler derived for the cloud; read by `infra`.
//! * [`words`]: `words/<locale>.json`, the compiled sentences; read by the skill's runtime.
//!
//! No meaning lives here: rules are `codegen::check`, names are made in `codegen::plan`.

pub mod plan;
pub mod span;
#[cfg(feature = "json-schema")]
pub mod spec;
pub mod words;

/// The longest that asking for the time zone of a user's device may take, in milliseconds: the compiler counts it, and
/// the run time keeps to it.
pub const ZONE_MS: u64 = 500;
