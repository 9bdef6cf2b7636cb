//! What Secrets Manager does, one function per operation. A function reads; what changes is an operator's.

use super::stored::{All, Secret, Stored, Version, now};
use crate::aws::{answer::AwsError, grant::Caller};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// Secrets Manager's limit of a value, in bytes.
const VALUE: usize = 65_536;
const CURRENT: &str = "AWSCURRENT";
const PREVIOUS: &str = "AWSPREVIOUS";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GetSecretValue {
    secret_id: String,
    version_id: Option<String>,
    version_stage: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CreateSecret {
    name: String,
    secret_string: String,
    client_request_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PutSecretValue {
    secret_id: String,
    secret_string: String,
    client_request_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeSecret {
    secret_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DeleteSecret {
    secret_id: String,
    recovery_window_in_days: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RestoreSecret {
    secret_id: String,
}

/// Answers one request.
pub(super) fn serve(
    secrets: &mut Stored,
    action: &str,
    caller: &Caller,
    body: &[u8],
) -> Result<Value, AwsError> {
    match action {
        "GetSecretValue" => get(secrets, caller, &read(body)?),
        "CreateSecret" => create(secrets, caller, read(body)?),
        "PutSecretValue" => put(secrets, caller, read(body)?),
        "DescribeSecret" => describe(secrets, caller, &read(body)?),
        "DeleteSecret" => delete(secrets, caller, &read(body)?),
        "RestoreSecret" => restore(secrets, caller, &read(body)?),
        _ => Err(AwsError::unknown_operation()),
    }
}

fn get(secrets: &All, caller: &Caller, request: &GetSecretValue) -> Result<Value, AwsError> {
    let found = secrets.resolve(&request.secret_id);
    if let Caller::Function(grant) = caller {
        // Denied before it is looked for: what is not granted can't be probed.
        grant.secret(found.map_or(&request.secret_id, |(name, _)| name))?;
    }
    let (name, secret) = found.ok_or_else(not_found)?;
    not_deleted(secret)?;
    let versions = [(Some(&secret.current), CURRENT), (secret.previous.as_ref(), PREVIOUS)];
    let wanted = |version: &Version, stage: &str| {
        request.version_id.as_deref().is_none_or(|id| id == version.id)
            && match (&request.version_stage, &request.version_id) {
                (Some(wanted), _) => wanted == stage,
                (None, Some(_)) => true,
                (None, None) => stage == CURRENT,
            }
    };
    let version = versions.into_iter().find_map(|(version, stage)| {
        version.filter(|version| wanted(version, stage)).map(|version| (version, stage))
    });
    let (version, stage) = version.ok_or_else(not_found)?;
    Ok(json!({
        "ARN": secret.arn(name),
        "Name": name,
        "VersionId": version.id,
        "SecretString": version.value,
        "VersionStages": [stage],
        "CreatedDate": version.created,
    }))
}

fn create(secrets: &mut Stored, caller: &Caller, request: CreateSecret) -> Result<Value, AwsError> {
    let CreateSecret { name, secret_string, client_request_token } = request;
    operators_only(caller, "CreateSecret", &name)?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || "/_+=.@-".contains(c);
    if name.is_empty() || name.len() > 512 || !name.chars().all(is_name) {
        return Err(AwsError::bad_request("InvalidParameterException", "Invalid name."));
    }
    sized(&secret_string)?;
    if secrets.by_name.contains_key(&name) {
        let message = format!("The operation failed because the secret {name} already exists.");
        return Err(AwsError::bad_request("ResourceExistsException", message));
    }
    let secret = Secret::new(Version::new(secret_string, client_request_token));
    let reply = json!({ "ARN": secret.arn(&name), "Name": name, "VersionId": secret.current.id });
    secrets.change(|all| {
        all.by_name.insert(name, secret);
        Ok(reply)
    })
}

fn put(secrets: &mut Stored, caller: &Caller, request: PutSecretValue) -> Result<Value, AwsError> {
    let PutSecretValue { secret_id, secret_string, client_request_token } = request;
    operators_only(caller, "PutSecretValue", &secret_id)?;
    sized(&secret_string)?;
    secrets.change(|all| {
        let name = all.resolve(&secret_id).map(|(name, _)| name.to_owned()).ok_or_else(not_found)?;
        let secret = all.by_name.get_mut(&name).ok_or_else(not_found)?;
        not_deleted(secret)?;
        // The same request again changes nothing.
        if client_request_token.as_ref() != Some(&secret.current.id) {
            let version = Version::new(secret_string, client_request_token);
            secret.previous = Some(std::mem::replace(&mut secret.current, version));
        }
        Ok(json!({
            "ARN": secret.arn(&name),
            "Name": name,
            "VersionId": secret.current.id,
            "VersionStages": [CURRENT],
        }))
    })
}

fn describe(secrets: &All, caller: &Caller, request: &DescribeSecret) -> Result<Value, AwsError> {
    operators_only(caller, "DescribeSecret", &request.secret_id)?;
    let (name, secret) = secrets.resolve(&request.secret_id).ok_or_else(not_found)?;
    let mut stages = json!({ secret.current.id.as_str(): [CURRENT] });
    if let Some(previous) = &secret.previous {
        stages[previous.id.as_str()] = json!([PREVIOUS]);
    }
    Ok(json!({
        "ARN": secret.arn(name),
        "Name": name,
        "CreatedDate": secret.created,
        "LastChangedDate": secret.current.created,
        "VersionIdsToStages": stages,
    }))
}

/// What is deleted stays for a while, as if it were not there: AWS's own way to forgive.
fn delete(secrets: &mut Stored, caller: &Caller, request: &DeleteSecret) -> Result<Value, AwsError> {
    operators_only(caller, "DeleteSecret", &request.secret_id)?;
    let days = request.recovery_window_in_days.unwrap_or(30);
    if !(7..=30).contains(&days) {
        let message = "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).";
        return Err(AwsError::bad_request("InvalidParameterException", message));
    }
    let until = now() + days * 24 * 60 * 60;
    let (arn, name) = marked(secrets, &request.secret_id, Some(until))?;
    Ok(json!({ "ARN": arn, "Name": name, "DeletionDate": until }))
}

fn restore(secrets: &mut Stored, caller: &Caller, request: &RestoreSecret) -> Result<Value, AwsError> {
    operators_only(caller, "RestoreSecret", &request.secret_id)?;
    let (arn, name) = marked(secrets, &request.secret_id, None)?;
    Ok(json!({ "ARN": arn, "Name": name }))
}

/// Changes when a secret is to be gone; its ARN and name.
fn marked(secrets: &mut Stored, id: &str, deleted: Option<u64>) -> Result<(String, String), AwsError> {
    secrets.change(|all| {
        let name = all.resolve(id).map(|(name, _)| name.to_owned()).ok_or_else(not_found)?;
        let secret = all.by_name.get_mut(&name).ok_or_else(not_found)?;
        secret.deleted = deleted;
        Ok((secret.arn(&name), name))
    })
}

fn not_deleted(secret: &Secret) -> Result<(), AwsError> {
    if secret.deleted.is_none() {
        return Ok(());
    }
    let message = "You can't perform this operation on the secret because it was marked for deletion.";
    Err(AwsError::bad_request("InvalidRequestException", message))
}

fn operators_only(caller: &Caller, action: &str, resource: &str) -> Result<(), AwsError> {
    match caller {
        Caller::Root => Ok(()),
        Caller::Function(grant) => {
            Err(AwsError::access_denied(grant, &format!("secretsmanager:{action}"), resource))
        }
    }
}

fn not_found() -> AwsError {
    AwsError::bad_request("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
}

fn sized(value: &str) -> Result<(), AwsError> {
    if (1..=VALUE).contains(&value.len()) {
        return Ok(());
    }
    let message = format!("A secret's value must have 1 to {VALUE} bytes.");
    Err(AwsError::bad_request("InvalidParameterException", message))
}

/// Reads a request. What serde says of it could show a value.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, AwsError> {
    serde_json::from_slice(body).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => {
            AwsError::bad_request("InvalidParameterException", "A member is missing or of another type.")
        }
        _ => AwsError::serialization(),
    })
}
