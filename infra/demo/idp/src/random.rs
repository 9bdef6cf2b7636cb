//! Text that nobody guesses.

use aws_lc_rs::{error::Unspecified, rand};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

/// `BYTES` random bytes as base64url. Fails where the system has no randomness.
pub(crate) fn text<const BYTES: usize>() -> Result<String, Unspecified> {
    let mut bytes = [0; BYTES];
    rand::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
