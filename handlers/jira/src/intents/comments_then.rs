//! `compute: comments_then` of the intent `AddComment`: how many comments there are with the new one, by which it is found
//! where the answer is lost. YAML does not count.

use crate::generated::stubs::{CommentsThenInput, CommentsThenOutput};

/// A pure function: no clock, no network, no files.
pub fn comments_then(input: CommentsThenInput) -> CommentsThenOutput {
    CommentsThenOutput { total: input.total + 1.0 }
}
