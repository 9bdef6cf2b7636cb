//! The skill `workshop`: `generated` is the compiler's, `intents/*.rs` are yours.

pub mod generated;
