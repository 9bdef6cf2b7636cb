//! The secret's value.

use crate::error::Error;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use zeroize::Zeroizing;

/// Bytes of it: 256 bits.
const BYTES: usize = 32;

/// A fresh one from the operating system, in characters that need no escape in a form or a header.
pub(crate) fn fresh() -> Result<Zeroizing<String>, Error> {
    let mut bytes = Zeroizing::new([0; BYTES]);
    aws_lc_rs::rand::fill(bytes.as_mut_slice()).map_err(|_| Error::Random)?;
    Ok(Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes.as_slice())))
}

/// Its SHA-256 in hex, by which the token endpoint knows it.
pub(crate) fn sha256(value: &str) -> String {
    Sha256::digest(value.as_bytes()).iter().fold(String::with_capacity(64), |mut hex, byte| {
        // A string takes whatever is written to it.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn has_256_bits_and_is_never_the_same() {
        let (one, other) = (fresh().unwrap(), fresh().unwrap());
        assert_eq!(URL_SAFE_NO_PAD.decode(one.as_bytes()).unwrap().len(), 32);
        assert_ne!(one, other);
    }

    #[test]
    fn its_hash_is_sha_256_in_hex() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
