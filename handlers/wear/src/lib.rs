//! The skill `wear`: `generated` is the compiler's, `intents/*.rs` are yours.

#[rustfmt::skip] // As the compiler writes it.
pub mod generated;
mod saying;
mod wardrobe;
