//! The requests that are understood. Members that change nothing here (`GrantTokens`, `Tags`) are not read.

use super::{AwsError, cipher::Context};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};

/// Bytes, base64 on the wire.
#[derive(Debug, Default)]
pub(super) struct Blob(pub(super) Vec<u8>);

impl<'de> Deserialize<'de> for Blob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map(Self).map_err(serde::de::Error::custom)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct CreateKey {
    pub(super) description: String,
    pub(super) key_usage: Option<String>,
    pub(super) key_spec: Option<String>,
    pub(super) customer_master_key_spec: Option<String>,
    pub(super) origin: Option<String>,
    pub(super) multi_region: Option<bool>,
}

/// `DescribeKey` and `RotateKeyOnDemand`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct OfKey {
    pub(super) key_id: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CreateAlias {
    pub(super) alias_name: String,
    pub(super) target_key_id: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GenerateDataKey {
    pub(super) key_id: String,
    #[serde(default)]
    pub(super) encryption_context: Context,
    pub(super) key_spec: Option<String>,
    pub(super) number_of_bytes: Option<usize>,
    #[serde(default)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Encrypt {
    pub(super) key_id: String,
    pub(super) plaintext: Blob,
    #[serde(default)]
    pub(super) encryption_context: Context,
    pub(super) encryption_algorithm: Option<String>,
    #[serde(default)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Decrypt {
    pub(super) ciphertext_blob: Blob,
    pub(super) key_id: Option<String>,
    #[serde(default)]
    pub(super) encryption_context: Context,
    pub(super) encryption_algorithm: Option<String>,
    #[serde(default)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ReEncrypt {
    pub(super) ciphertext_blob: Blob,
    pub(super) source_key_id: Option<String>,
    #[serde(default)]
    pub(super) source_encryption_context: Context,
    pub(super) destination_key_id: String,
    #[serde(default)]
    pub(super) destination_encryption_context: Context,
    #[serde(default)]
    pub(super) dry_run: bool,
}

/// Reads a request.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, AwsError> {
    serde_json::from_slice(body).map_err(|error| {
        // A member that is missing is a finding about the request, anything else about its form.
        let text = error.to_string();
        if text.contains("missing field") {
            AwsError::validation(format!("1 validation error detected: {text}"))
        } else {
            AwsError::serialization()
        }
    })
}

/// Refuses a blob whose size is outside of `from..=to`.
pub(super) fn sized(name: &str, blob: &Blob, to: usize) -> Result<(), AwsError> {
    if (1..=to).contains(&blob.0.len()) {
        return Ok(());
    }
    Err(AwsError::validation(format!(
        "1 validation error detected: Value at '{name}' failed to satisfy constraint: Member must have length between \
         1 and {to}"
    )))
}

/// Refuses what is neither left out nor `only`.
pub(super) fn only(name: &str, value: Option<&str>, only: &str) -> Result<(), AwsError> {
    match value {
        Some(value) if value != only => Err(AwsError::bad_request(
            "UnsupportedOperationException",
            format!("`{name}` `{value}` is not supported here; only `{only}` is"),
        )),
        _ => Ok(()),
    }
}
