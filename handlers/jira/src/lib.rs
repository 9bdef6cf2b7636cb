//! The skill `jira`: `generated` is the compiler's, `intents/*.rs` are yours. `spoken` understands issue keys, and `sprints`
//! knows what Jira says of sprints.

#[rustfmt::skip] // As the compiler writes it.
pub mod generated;
mod spoken;
mod sprints;
