//! Texts that must not leak: no `Display`, no `Serialize` by accident, and memory that is wiped.

use super::hash::Hash;
use aws_lc_rs::rand;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::fmt;
use zeroize::Zeroizing;

/// Bytes of an authorization code or token: 256 bits (RFC 6749, section 10.10, asks for 160 at least).
const TOKEN: usize = 32;
/// Bytes of an id, which is no secret but must not be guessed or repeated.
const ID: usize = 16;

/// A secret text. Reading it is always spelt out: [`Secret::expose`].
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(Zeroizing<String>);

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// A fresh code or token: 256 bits of the system's in base64url, without structure.
    pub(crate) fn token() -> Result<Self, RandomError> {
        Ok(Self(random::<TOKEN>()?))
    }

    /// The text itself.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// What is stored in its place.
    pub(crate) fn hash(&self) -> Hash {
        Hash::of(self.expose())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// Serialises secrets, for what is about to be sealed: `#[serde(with = "exposed")]`.
pub(crate) mod exposed {
    use super::Secret;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(secret.expose())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
        String::deserialize(deserializer).map(Secret::new)
    }

    /// The same for secrets that may be absent; add `default` where the name may be missing.
    pub(crate) mod option {
        use super::{Deserialize, Deserializer, Secret, Serializer};

        #[expect(clippy::ref_option, reason = "serde gives a reference to the field")]
        pub(crate) fn serialize<S: Serializer>(
            secret: &Option<Secret>,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            match secret {
                Some(secret) => serializer.serialize_some(secret.expose()),
                None => serializer.serialize_none(),
            }
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<Secret>, D::Error> {
            Ok(Option::<String>::deserialize(deserializer)?.map(Secret::new))
        }
    }
}

/// The system gives no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system gives no random bytes")]
pub(crate) struct RandomError;

/// A fresh id: 128 bits of the system's in base64url.
pub(crate) fn random_id() -> Result<String, RandomError> {
    random::<ID>().map(|id| (*id).clone())
}

fn random<const N: usize>() -> Result<Zeroizing<String>, RandomError> {
    let mut bytes = Zeroizing::new([0_u8; N]);
    rand::fill(bytes.as_mut()).map_err(|_| RandomError)?;
    Ok(Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes.as_ref())))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_random_and_say_nothing_by_accident() {
        let (one, two) = (Secret::token().unwrap(), Secret::token().unwrap());
        assert_ne!(one, two);
        assert_eq!(one.expose().len(), 43);
        assert!(one.expose().chars().all(|it| it.is_ascii_alphanumeric() || "-_".contains(it)));
        assert_eq!(format!("{one:?}"), "…");
        assert_eq!(random_id().unwrap().len(), 22);
    }
}
