//! Short-lived secrets that only the bearer of another secret can open: no key is kept on this side.
//!
//! The key is derived from the bearer's secret (HKDF-SHA256, RFC 5869), for one purpose each; a sealed text opens
//! within its context only.

use super::{
    aead::{Broken, Cipher, KEY, Text},
    secret::Secret,
};
use aws_lc_rs::{
    aead::NONCE_LEN,
    hkdf::{HKDF_SHA256, KeyType, Salt},
};
use zeroize::Zeroizing;

/// What is sealed. Keys of different purposes are unrelated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The reply of a rotation, for who holds the token that was rotated.
    RotationReply,
    /// The PKCE verifier that waits for a provider's callback, for the browser that began.
    ProviderVerifier,
    /// The provider's answer that the proxy passed on, for who presented the code or token that it was given for.
    ProxyReply,
    /// A provider's tokens that wait for the choice of a site, for the browser that began.
    ProviderTokens,
}

impl Purpose {
    fn info(self) -> &'static [u8] {
        match self {
            Self::RotationReply => b"sayso rotation reply 1",
            Self::ProxyReply => b"sayso proxy reply 1",
            Self::ProviderVerifier => b"sayso provider verifier 1",
            Self::ProviderTokens => b"sayso provider tokens 1",
        }
    }
}

/// It cannot be sealed or opened with this secret, for this purpose, within this context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a bearer-sealed text does not open")]
pub(crate) struct NotSealedFor;

/// Seals `plaintext` for the bearer of `secret`, which must hold 128 bits of randomness at least.
pub(crate) fn seal(
    secret: &Secret,
    purpose: Purpose,
    context: &str,
    plaintext: &[u8],
) -> Result<Vec<u8>, NotSealedFor> {
    let Text { nonce, text } = cipher(secret, purpose)?.seal(context.as_bytes(), plaintext)?;
    Ok([&nonce[..], &text].concat())
}

/// Opens what was sealed for the same secret, purpose and context.
pub(crate) fn open(
    secret: &Secret,
    purpose: Purpose,
    context: &str,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, NotSealedFor> {
    let (nonce, text) = sealed.split_at_checked(NONCE_LEN).ok_or(NotSealedFor)?;
    Ok(cipher(secret, purpose)?.open(context.as_bytes(), nonce, text)?)
}

struct Length;

impl KeyType for Length {
    fn len(&self) -> usize {
        KEY
    }
}

fn cipher(secret: &Secret, purpose: Purpose) -> Result<Cipher, NotSealedFor> {
    let derived = Salt::new(HKDF_SHA256, &[]).extract(secret.expose().as_bytes());
    let mut key = Zeroizing::new([0; KEY]);
    let filled = derived.expand(&[purpose.info()], Length).and_then(|key_of| key_of.fill(key.as_mut()));
    filled.map_err(|_| NotSealedFor)?;
    Ok(Cipher::new(key.as_ref())?)
}

impl From<Broken> for NotSealedFor {
    fn from(_: Broken) -> Self {
        Self
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn only_the_bearer_opens_and_only_in_place() {
        let (mine, other) = (Secret::token().unwrap(), Secret::token().unwrap());
        let sealed = seal(&mine, Purpose::RotationReply, "family 1", b"reply").unwrap();
        let open = |secret, purpose, context| open(secret, purpose, context, &sealed).map(|it| it.to_vec());
        assert_eq!(open(&mine, Purpose::RotationReply, "family 1"), Ok(b"reply".to_vec()));
        assert_eq!(open(&other, Purpose::RotationReply, "family 1"), Err(NotSealedFor));
        assert_eq!(open(&mine, Purpose::ProviderTokens, "family 1"), Err(NotSealedFor));
        assert_eq!(open(&mine, Purpose::RotationReply, "family 2"), Err(NotSealedFor));
        let again = seal(&mine, Purpose::RotationReply, "family 1", b"reply").unwrap();
        assert_ne!(sealed, again, "each seal has a fresh nonce");
        assert!(!sealed.windows(5).any(|it| it == b"reply"));
    }

    #[test]
    fn a_changed_or_cut_text_does_not_open() {
        let secret = Secret::token().unwrap();
        let sealed = seal(&secret, Purpose::ProviderVerifier, "tx", b"verifier").unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(open(&secret, Purpose::ProviderVerifier, "tx", &changed), Err(NotSealedFor));
            assert_eq!(open(&secret, Purpose::ProviderVerifier, "tx", &sealed[..at]), Err(NotSealedFor));
        }
    }
}
