//! What your team wants otherwise in the cloud of the skill `wear`. Written once, and yours.

use crate::generated::wear::Overrides;

/// Called by `../generated/wear.rs` before it makes something, and when all is made. A method that is left out changes
/// nothing; the trait lists them.
pub struct Wear;

impl Overrides for Wear {}
