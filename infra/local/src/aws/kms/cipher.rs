//! Ciphertext blobs: which key and material sealed them, and AES-256-GCM bound to the encryption context.
//!
//! ```text
//! "sayso\x01"  key id (16)  material (4, big-endian)  nonce (12)  ciphertext and tag
//! ```

use super::{AwsError, Keys};
use crate::aws::Service;
use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    rand,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Encryption context: name to value, in the order of the names.
pub(super) type Context = BTreeMap<String, String>;

const MAGIC: &[u8; 6] = b"sayso\x01";
const HEADER: usize = MAGIC.len() + 16 + 4;

/// Seals `plaintext` with the newest material of a key.
pub(super) fn seal(keys: &Keys, id: Uuid, context: &Context, plaintext: &[u8]) -> Result<Vec<u8>, AwsError> {
    let failed = || AwsError::internal(Service::Kms);
    let key = keys.get(id).ok_or_else(failed)?;
    let number = key.newest();
    let mut blob = Vec::with_capacity(HEADER + NONCE_LEN + plaintext.len() + 16);
    blob.extend_from_slice(MAGIC);
    blob.extend_from_slice(id.as_bytes());
    blob.extend_from_slice(&number.to_be_bytes());
    let aad = additional_data(&blob, context);
    let mut nonce = [0; NONCE_LEN];
    rand::fill(&mut nonce).map_err(|_| failed())?;
    let cipher = cipher(&key.material(number).ok_or_else(failed)?).ok_or_else(failed)?;
    let mut sealed = plaintext.to_vec();
    cipher
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(aad), &mut sealed)
        .map_err(|_| failed())?;
    blob.extend_from_slice(&nonce);
    blob.extend_from_slice(&sealed);
    Ok(blob)
}

/// The key that sealed `blob`, if it is one of ours.
pub(super) fn key_of(blob: &[u8]) -> Option<Uuid> {
    let id = blob.strip_prefix(MAGIC)?.get(..16)?;
    Uuid::from_slice(id).ok()
}

/// Opens what [`seal`] made; nothing where the blob was changed or the context is another one.
pub(super) fn open(keys: &Keys, blob: &[u8], context: &Context) -> Option<Vec<u8>> {
    let (header, rest) = blob.split_at_checked(HEADER)?;
    let key = keys.get(key_of(header)?)?;
    let number = u32::from_be_bytes(header.last_chunk::<4>().copied()?);
    let (nonce, sealed) = rest.split_at_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut opened = sealed.to_vec();
    let cipher = cipher(&key.material(number)?)?;
    let plaintext =
        cipher.open_in_place(nonce, Aad::from(additional_data(header, context)), &mut opened).ok()?;
    Some(plaintext.to_vec())
}

fn cipher(material: &[u8; 32]) -> Option<LessSafeKey> {
    UnboundKey::new(&AES_256_GCM, material).ok().map(LessSafeKey::new)
}

/// The header and the context, each text with its length, so that no two contexts have the same bytes.
fn additional_data(header: &[u8], context: &Context) -> Vec<u8> {
    let mut bytes = header.to_vec();
    for text in context.iter().flat_map(|(name, value)| [name, value]) {
        bytes.extend_from_slice(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
    use super::*;

    fn context(entries: &[(&str, &str)]) -> Context {
        entries.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn only_the_same_context_opens() {
        let mut keys = Keys::default();
        let id = keys.create(String::new()).unwrap();
        let blob = seal(&keys, id, &context(&[("app", "a"), ("record", "b")]), b"secret").unwrap();
        assert_eq!(key_of(&blob), Some(id));
        assert_eq!(open(&keys, &blob, &context(&[("record", "b"), ("app", "a")])).unwrap(), b"secret");
        for other in
            [&[][..], &[("app", "a")], &[("app", "ab"), ("record", "")], &[("app", "b"), ("record", "a")]]
        {
            assert_eq!(open(&keys, &blob, &context(other)), None, "{other:?}");
        }
    }

    #[test]
    fn every_byte_counts() {
        let mut keys = Keys::default();
        let id = keys.create(String::new()).unwrap();
        let blob = seal(&keys, id, &Context::new(), b"secret").unwrap();
        for at in 0..blob.len() {
            let mut changed = blob.clone();
            changed[at] ^= 1;
            assert_eq!(open(&keys, &changed, &Context::new()), None, "byte {at}");
            assert_eq!(open(&keys, &blob[..at], &Context::new()), None, "cut at {at}");
        }
    }

    #[test]
    fn a_rotated_key_opens_what_it_sealed_before() {
        let mut keys = Keys::default();
        let id = keys.create(String::new()).unwrap();
        let old = seal(&keys, id, &Context::new(), b"old").unwrap();
        keys.rotate(id).unwrap();
        let new = seal(&keys, id, &Context::new(), b"new").unwrap();
        assert_ne!(old[..HEADER], new[..HEADER], "other material");
        assert_eq!(open(&keys, &old, &Context::new()).unwrap(), b"old");
        assert_eq!(open(&keys, &new, &Context::new()).unwrap(), b"new");
    }
}
