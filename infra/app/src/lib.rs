//! The cloud of this project's skills: `generated` is the compiler's, `overrides/*.rs` are yours.

#[rustfmt::skip] // As the compiler writes it.
pub mod generated;
