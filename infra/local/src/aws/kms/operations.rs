//! What KMS does, one function per operation.

use super::{
    AwsError, Caller, arn,
    cipher::{self, Context},
    key_arn,
    keys::{Key, Keys, Stored},
    requests::{
        Blob, CreateAlias, CreateKey, Decrypt, Encrypt, GenerateDataKey, OfKey, ReEncrypt, only, read, sized,
    },
};
use crate::aws::{ACCOUNT, Service};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use uuid::Uuid;

/// KMS's limits, in bytes.
const PLAINTEXT: usize = 4096;
const CIPHERTEXT: usize = 6144;
const DATA_KEY: usize = 1024;
const CONTEXT: usize = 8192;
/// The only algorithm of symmetric keys.
const ALGORITHM: &str = "SYMMETRIC_DEFAULT";

/// Answers one request.
pub(super) fn serve(
    keys: &mut Stored,
    action: &str,
    caller: &Caller,
    body: &[u8],
) -> Result<Value, AwsError> {
    match action {
        "GenerateDataKey" => generate_data_key(keys, caller, read(body)?),
        "Decrypt" => decrypt(keys, caller, read(body)?),
        "Encrypt" => encrypt(keys, caller, read(body)?),
        "ReEncrypt" => re_encrypt(keys, caller, read(body)?),
        "CreateKey" => create_key(keys, caller, read(body)?),
        "DescribeKey" => describe_key(keys, caller, &read(body)?),
        "CreateAlias" => create_alias(keys, caller, read(body)?),
        "RotateKeyOnDemand" => rotate(keys, caller, &read(body)?),
        _ => Err(AwsError::unknown_operation()),
    }
}

fn generate_data_key(keys: &Keys, caller: &Caller, request: GenerateDataKey) -> Result<Value, AwsError> {
    let context = checked(request.encryption_context)?;
    let id = allowed(keys, caller, "GenerateDataKey", &request.key_id, &context)?;
    let length = match (request.key_spec.as_deref(), request.number_of_bytes) {
        (Some("AES_256"), None) => 32,
        (Some("AES_128"), None) => 16,
        (None, Some(bytes @ 1..=DATA_KEY)) => bytes,
        _ => {
            return Err(AwsError::validation("Please specify either number of bytes or key spec."));
        }
    };
    dry_run(request.dry_run)?;
    let mut data_key = vec![0; length];
    aws_lc_rs::rand::fill(&mut data_key).map_err(|_| AwsError::internal(Service::Kms))?;
    let sealed = cipher::seal(keys, id, &context, &data_key)?;
    Ok(json!({
        "CiphertextBlob": STANDARD.encode(sealed),
        "Plaintext": STANDARD.encode(data_key),
        "KeyId": key_arn(id),
    }))
}

fn encrypt(keys: &Keys, caller: &Caller, request: Encrypt) -> Result<Value, AwsError> {
    only("EncryptionAlgorithm", request.encryption_algorithm.as_deref(), ALGORITHM)?;
    sized("plaintext", &request.plaintext, PLAINTEXT)?;
    let context = checked(request.encryption_context)?;
    let id = allowed(keys, caller, "Encrypt", &request.key_id, &context)?;
    dry_run(request.dry_run)?;
    let sealed = cipher::seal(keys, id, &context, &request.plaintext.0)?;
    Ok(json!({
        "CiphertextBlob": STANDARD.encode(sealed),
        "KeyId": key_arn(id),
        "EncryptionAlgorithm": ALGORITHM,
    }))
}

fn decrypt(keys: &Keys, caller: &Caller, request: Decrypt) -> Result<Value, AwsError> {
    only("EncryptionAlgorithm", request.encryption_algorithm.as_deref(), ALGORITHM)?;
    let context = checked(request.encryption_context)?;
    let blob = &request.ciphertext_blob;
    let id = sealed_by(keys, caller, "Decrypt", blob, request.key_id.as_deref(), &context)?;
    dry_run(request.dry_run)?;
    let plaintext = cipher::open(keys, &blob.0, &context).ok_or_else(invalid_ciphertext)?;
    Ok(json!({
        "Plaintext": STANDARD.encode(plaintext),
        "KeyId": key_arn(id),
        "EncryptionAlgorithm": ALGORITHM,
    }))
}

fn re_encrypt(keys: &Keys, caller: &Caller, request: ReEncrypt) -> Result<Value, AwsError> {
    let from = checked(request.source_encryption_context)?;
    let to = checked(request.destination_encryption_context)?;
    let blob = &request.ciphertext_blob;
    let source = sealed_by(keys, caller, "ReEncryptFrom", blob, request.source_key_id.as_deref(), &from)?;
    let destination = allowed(keys, caller, "ReEncryptTo", &request.destination_key_id, &to)?;
    dry_run(request.dry_run)?;
    let plaintext = cipher::open(keys, &blob.0, &from).ok_or_else(invalid_ciphertext)?;
    let sealed = cipher::seal(keys, destination, &to, &plaintext)?;
    Ok(json!({
        "CiphertextBlob": STANDARD.encode(sealed),
        "SourceKeyId": key_arn(source),
        "KeyId": key_arn(destination),
        "SourceEncryptionAlgorithm": ALGORITHM,
        "DestinationEncryptionAlgorithm": ALGORITHM,
    }))
}

fn create_key(keys: &mut Stored, caller: &Caller, request: CreateKey) -> Result<Value, AwsError> {
    operators_only(caller, "CreateKey", "*")?;
    only("KeyUsage", request.key_usage.as_deref(), "ENCRYPT_DECRYPT")?;
    only("KeySpec", request.key_spec.as_deref(), ALGORITHM)?;
    only("CustomerMasterKeySpec", request.customer_master_key_spec.as_deref(), ALGORITHM)?;
    only("Origin", request.origin.as_deref(), "AWS_KMS")?;
    only("MultiRegion", request.multi_region.filter(|it| *it).map(|_| "true"), "false")?;
    let id = keys.change(|keys| keys.create(request.description))?;
    let key = keys.get(id).ok_or_else(|| AwsError::internal(Service::Kms))?;
    Ok(json!({ "KeyMetadata": metadata(id, key) }))
}

fn describe_key(keys: &Keys, caller: &Caller, request: &OfKey) -> Result<Value, AwsError> {
    operators_only(caller, "DescribeKey", &request.key_id)?;
    let (id, key) = keys.resolve(&request.key_id)?;
    Ok(json!({ "KeyMetadata": metadata(id, key) }))
}

fn create_alias(keys: &mut Stored, caller: &Caller, request: CreateAlias) -> Result<Value, AwsError> {
    operators_only(caller, "CreateAlias", &request.target_key_id)?;
    let alias = request.alias_name;
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-'))
    };
    if alias.strip_prefix("alias/").is_none_or(|name| !is_name(name) || name.starts_with("aws/")) {
        return Err(AwsError::bad_request(
            "InvalidAliasNameException",
            format!("Invalid alias name `{alias}`"),
        ));
    }
    if keys.by_alias(&alias).is_some() {
        let message = format!("An alias with the name {} already exists", arn(&alias));
        return Err(AwsError::bad_request("AlreadyExistsException", message));
    }
    let (id, _) = keys.resolve(&request.target_key_id)?;
    keys.change(|keys| {
        keys.name(alias, id);
        Ok(())
    })?;
    Ok(json!({}))
}

fn rotate(keys: &mut Stored, caller: &Caller, request: &OfKey) -> Result<Value, AwsError> {
    operators_only(caller, "RotateKeyOnDemand", &request.key_id)?;
    let (id, _) = keys.resolve(&request.key_id)?;
    keys.change(|keys| keys.rotate(id))?;
    Ok(json!({ "KeyId": id }))
}

/// The key `key_id`, if the caller may do `action` with it within `context`, and it is enabled.
fn allowed(
    keys: &Keys,
    caller: &Caller,
    action: &str,
    key_id: &str,
    context: &Context,
) -> Result<Uuid, AwsError> {
    let found = keys.resolve(key_id).map(|(id, _)| id);
    if let Caller::Function(grant) = caller {
        let is_own =
            found.as_ref().is_ok_and(|id| grant.key_alias().is_some_and(|alias| keys.is_of(*id, alias)));
        let resource = found.as_ref().map_or_else(|_| arn(&format!("key/{key_id}")), |id| key_arn(*id));
        // A function learns nothing about keys that are not its own, not even whether they are there.
        grant.key(action, &resource, is_own, context)?;
    }
    let id = found?;
    if keys.get(id).is_some_and(|key| key.disabled) {
        return Err(AwsError::bad_request("DisabledException", format!("{} is disabled.", key_arn(id))));
    }
    Ok(id)
}

/// The key that sealed `blob`, if it is `wanted` (where given) and the caller may do `action` with it.
fn sealed_by(
    keys: &Keys,
    caller: &Caller,
    action: &str,
    blob: &Blob,
    wanted: Option<&str>,
    context: &Context,
) -> Result<Uuid, AwsError> {
    sized("ciphertextBlob", blob, CIPHERTEXT)?;
    let sealed_by = cipher::key_of(&blob.0);
    let Some(wanted) = wanted else {
        let id = sealed_by.ok_or_else(invalid_ciphertext)?;
        return allowed(keys, caller, action, &id.to_string(), context);
    };
    // Whoever names a key is asked about that one, and learns only that another key sealed.
    let wanted = allowed(keys, caller, action, wanted, context)?;
    match sealed_by {
        Some(id) if id == wanted => Ok(id),
        Some(_) => Err(AwsError::bad_request(
            "IncorrectKeyException",
            "The key ID in the request does not identify a CMK that can perform this operation.",
        )),
        None => Err(invalid_ciphertext()),
    }
}

fn operators_only(caller: &Caller, action: &str, resource: &str) -> Result<(), AwsError> {
    match caller {
        Caller::Root => Ok(()),
        Caller::Function(grant) => Err(AwsError::access_denied(grant, &format!("kms:{action}"), resource)),
    }
}

fn checked(context: Context) -> Result<Context, AwsError> {
    let size: usize = context.iter().map(|(name, value)| name.len() + value.len()).sum();
    if size > CONTEXT || context.keys().any(String::is_empty) {
        return Err(AwsError::validation("EncryptionContext is too large or has an empty name."));
    }
    Ok(context)
}

fn dry_run(asked: bool) -> Result<(), AwsError> {
    if !asked {
        return Ok(());
    }
    Err(AwsError::bad_request(
        "DryRunOperationException",
        "The request would have succeeded, but the DryRun option is set.",
    ))
}

/// KMS does not say whether the blob or the context is wrong.
fn invalid_ciphertext() -> AwsError {
    AwsError::bad_request("InvalidCiphertextException", "")
}

fn metadata(id: Uuid, key: &Key) -> Value {
    json!({
        "AWSAccountId": ACCOUNT,
        "KeyId": id,
        "Arn": key_arn(id),
        "CreationDate": key.created,
        "Enabled": !key.disabled,
        "Description": key.description,
        "KeyUsage": "ENCRYPT_DECRYPT",
        "KeyState": if key.disabled { "Disabled" } else { "Enabled" },
        "Origin": "AWS_KMS",
        "KeyManager": "CUSTOMER",
        "KeySpec": ALGORITHM,
        "CustomerMasterKeySpec": ALGORITHM,
        "EncryptionAlgorithms": [ALGORITHM],
        "MultiRegion": false,
    })
}
