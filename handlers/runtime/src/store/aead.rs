//! AES-256-GCM, with a fresh nonce for every seal.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    rand,
};
use zeroize::Zeroizing;

/// Bytes of a key.
pub(super) const KEY: usize = 32;

/// A key that seals and opens.
pub(super) struct Cipher(LessSafeKey);

/// What was sealed: a nonce, and the text with its tag.
pub(super) struct Text {
    pub(super) nonce: [u8; NONCE_LEN],
    pub(super) text: Vec<u8>,
}

/// It cannot be sealed or opened. It does not say why: a reason would be an oracle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken;

impl Cipher {
    pub(super) fn new(key: &[u8]) -> Result<Self, Broken> {
        Ok(Self(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).map_err(|_| Broken)?)))
    }

    /// Seals `plaintext`, which opens within `context` only.
    pub(super) fn seal(&self, context: &[u8], plaintext: &[u8]) -> Result<Text, Broken> {
        let mut nonce = [0; NONCE_LEN];
        rand::fill(&mut nonce).map_err(|_| Broken)?;
        // Its allocation must hold the tag too: a vector that grows leaves its plaintext behind.
        let mut text = Vec::with_capacity(plaintext.len() + AES_256_GCM.tag_len());
        text.extend_from_slice(plaintext);
        let unique = Nonce::assume_unique_for_key(nonce);
        self.0.seal_in_place_append_tag(unique, Aad::from(context), &mut text).map_err(|_| Broken)?;
        Ok(Text { nonce, text })
    }

    pub(super) fn open(
        &self,
        context: &[u8],
        nonce: &[u8],
        text: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Broken> {
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Broken)?;
        let mut text = Zeroizing::new(text.to_vec());
        let length = self.0.open_in_place(nonce, Aad::from(context), &mut text).map_err(|_| Broken)?.len();
        text.truncate(length);
        Ok(text)
    }
}
