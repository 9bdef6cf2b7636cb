//! Sealed records: a data key per record (KMS), AES-256-GCM under it.
//!
//! The data key opens only within the encryption context `{app, table, record}`, which KMS and the key's policy
//! enforce; the text opens only at its record and in its version, so that no row passes for another, nor
//! a credential for one of another version. The context holds ids only: it is in clear in `CloudTrail`.

use super::{
    Records,
    aead::{Cipher, Text},
    attempts::attempts,
    bytes,
    error::{StoreError, classify},
    key::Key,
};
use aws_sdk_kms::{
    primitives::Blob,
    types::{DataKeySpec, EncryptionAlgorithmSpec},
};
use sayso_schemas::plan::TABLE;
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, fmt};
use zeroize::Zeroizing;

/// How records are sealed.
const FORMAT: u32 = 1;

/// A sealed record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sealed {
    format: u32,
    /// Which version of the record this is.
    pub(crate) version: u64,
    /// The data key, under the skill's key.
    #[serde(with = "bytes")]
    key: Vec<u8>,
    /// The skill's key that it is under, by its ARN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wrapped_by: Option<String>,
    #[serde(with = "bytes")]
    nonce: Vec<u8>,
    #[serde(with = "bytes")]
    text: Vec<u8>,
}

/// An opened data key.
pub(crate) struct DataKey(Cipher);

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(…)")
    }
}

impl Sealed {
    /// The sealed data key, by which an opened one is found again.
    pub(crate) fn data_key(&self) -> &[u8] {
        &self.key
    }

    /// The ARN of the skill's key that the data key is under, where it is known.
    pub(super) fn wrapped_by(&self) -> Option<&str> {
        self.wrapped_by.as_deref()
    }

    /// Opens what was sealed at `key`.
    pub(crate) fn open(&self, key: &Key, data_key: &DataKey) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        if self.format != FORMAT {
            return Err(StoreError::Malformed("it is sealed in an unknown format"));
        }
        Ok(data_key.0.open(&context(key, self.version), &self.nonce, &self.text)?)
    }

    /// Seals another `version` under the same data key, with a fresh nonce: whoever may only open can do this.
    pub(crate) fn reseal(
        &self,
        key: &Key,
        data_key: &DataKey,
        version: u64,
        plaintext: &[u8],
    ) -> Result<Self, StoreError> {
        let Text { nonce, text } = data_key.0.seal(&context(key, version), plaintext)?;
        Ok(Self {
            format: FORMAT,
            version,
            key: self.key.clone(),
            wrapped_by: self.wrapped_by.clone(),
            nonce: nonce.to_vec(),
            text,
        })
    }
}

/// What is authenticated with the text. The version has a fixed length, so no two contexts are alike.
fn context(key: &Key, version: u64) -> Vec<u8> {
    [key.as_str().as_bytes(), &FORMAT.to_be_bytes(), &version.to_be_bytes()].concat()
}

impl Records<'_> {
    /// Seals `plaintext` as `version` of the record at `key`, under a data key of its own.
    pub(crate) async fn seal(&self, key: &Key, version: u64, plaintext: &[u8]) -> Result<Sealed, StoreError> {
        let reply = attempts(self.deadline, |_| async {
            let ours = self.keys()?.first().cloned();
            let request = self.kms().generate_data_key().set_key_id(ours).key_spec(DataKeySpec::Aes256);
            let request = request.set_encryption_context(Some(self.context(key)));
            request.send().await.map_err(|error| classify(&error))
        })
        .await?;
        let (Some(sealed), Some(plain)) = (reply.ciphertext_blob, reply.plaintext) else {
            return Err(StoreError::Unavailable("a data key is missing from its answer"));
        };
        let Text { nonce, text } = data_key(plain)?.0.seal(&context(key, version), plaintext)?;
        Ok(Sealed {
            format: FORMAT,
            version,
            key: sealed.into_inner(),
            wrapped_by: reply.key_id,
            nonce: nonce.to_vec(),
            text,
        })
    }

    /// Opens the data key of the record at `key`.
    pub(crate) async fn data_key(&self, key: &Key, sealed: &Sealed) -> Result<DataKey, StoreError> {
        let mut opened = Err(StoreError::Sealed);
        // While the skill's key is replaced there are two, and a data key is under one of them.
        for ours in self.keys()? {
            opened = self.open_data_key(ours, key, sealed).await;
            if !matches!(opened, Err(StoreError::Sealed)) {
                break;
            }
        }
        opened
    }

    async fn open_data_key(&self, ours: &str, key: &Key, sealed: &Sealed) -> Result<DataKey, StoreError> {
        let reply = attempts(self.deadline, |_| async {
            // Naming the key has KMS refuse what somebody sealed under another one of theirs.
            let request = self.kms().decrypt().key_id(ours).ciphertext_blob(Blob::new(&*sealed.key));
            let request = request.encryption_algorithm(EncryptionAlgorithmSpec::SymmetricDefault);
            let request = request.set_encryption_context(Some(self.context(key)));
            request.send().await.map_err(|error| classify(&error))
        })
        .await?;
        data_key(reply.plaintext.ok_or(StoreError::Unavailable("a data key is missing from its answer"))?)
    }

    /// The same record with its data key under the skill's current key. It is not opened outside of KMS.
    pub(super) async fn re_encrypt(&self, key: &Key, sealed: &Sealed) -> Result<Sealed, StoreError> {
        let reply = attempts(self.deadline, |_| async {
            let ours = self.keys()?.first().cloned();
            let request = self.kms().re_encrypt().ciphertext_blob(Blob::new(&*sealed.key));
            let request = request.set_source_key_id(sealed.wrapped_by.clone()).set_destination_key_id(ours);
            let request = request.set_source_encryption_context(Some(self.context(key)));
            let request = request.set_destination_encryption_context(Some(self.context(key)));
            request.send().await.map_err(|error| classify(&error))
        })
        .await?;
        let (Some(anew), Some(by)) = (reply.ciphertext_blob, reply.key_id) else {
            return Err(StoreError::Unavailable("a data key is missing from its answer"));
        };
        Ok(Sealed { key: anew.into_inner(), wrapped_by: Some(by), ..sealed.clone() })
    }

    fn context(&self, key: &Key) -> HashMap<String, String> {
        let entries = [("app", self.store.app()), ("table", TABLE), ("record", key.as_str())];
        entries.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
    }
}

fn data_key(plain: Blob) -> Result<DataKey, StoreError> {
    let plain = Zeroizing::new(plain.into_inner());
    Ok(DataKey(Cipher::new(&plain)?))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
pub(super) fn sealed_for_tests(key: &Key, version: u64, plaintext: &[u8]) -> (Sealed, DataKey) {
    let opened = DataKey(Cipher::new(&[7; 32]).unwrap());
    let Text { nonce, text } = opened.0.seal(&context(key, version), plaintext).unwrap();
    let (key, nonce) = (vec![1, 2, 3], nonce.to_vec());
    (Sealed { format: FORMAT, version, key, wrapped_by: None, nonce, text }, opened)
}

#[cfg(test)]
impl Sealed {
    /// With one bit of its nonce or text changed.
    pub(super) fn with_bit_changed(&self, at: proptest::sample::Index, bit: u8) -> Self {
        let mut changed = self.clone();
        let at = at.index(changed.nonce.len() + changed.text.len());
        let byte = changed.nonce.iter_mut().chain(&mut changed.text).nth(at);
        if let Some(byte) = byte {
            *byte ^= 1 << bit;
        }
        changed
    }
}
