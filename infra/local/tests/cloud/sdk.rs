//! The official SDKs, pointed at the embedded cloud.

use crate::project::Running;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use sayso_local::aws::Credentials;

/// Its answer to a call, by the code of the error.
pub(crate) type Outcome<T> = Result<T, String>;

pub(crate) const DENIED: &str = "AccessDeniedException";

pub(crate) fn function(running: &Running, skill: &str, name: &str) -> Credentials {
    running.cloud.credentials(skill, name).unwrap()
}

pub(crate) fn dynamodb(endpoint: &str, key: &Credentials) -> aws_sdk_dynamodb::Client {
    use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region, retry::RetryConfig};
    let credentials = Credentials::new(&key.access_key_id, &key.secret_access_key, None, None, "test");
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(endpoint)
        .credentials_provider(credentials)
        .retry_config(RetryConfig::disabled())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    aws_sdk_dynamodb::Client::from_conf(config)
}

pub(crate) fn kms(endpoint: &str, key: &Credentials) -> aws_sdk_kms::Client {
    use aws_sdk_kms::config::{BehaviorVersion, Config, Credentials, Region, retry::RetryConfig};
    let credentials = Credentials::new(&key.access_key_id, &key.secret_access_key, None, None, "test");
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(endpoint)
        .credentials_provider(credentials)
        .retry_config(RetryConfig::disabled())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    aws_sdk_kms::Client::from_conf(config)
}

pub(crate) fn secrets(endpoint: &str, key: &Credentials) -> aws_sdk_secretsmanager::Client {
    use aws_sdk_secretsmanager::config::{BehaviorVersion, Config, Credentials, Region, retry::RetryConfig};
    let credentials = Credentials::new(&key.access_key_id, &key.secret_access_key, None, None, "test");
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(endpoint)
        .credentials_provider(credentials)
        .retry_config(RetryConfig::disabled())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    aws_sdk_secretsmanager::Client::from_conf(config)
}

/// The code of an error; `connection` where there was no answer.
pub(crate) fn code<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> String {
    match error {
        SdkError::ServiceError(service) => service.err().code().unwrap_or("none").to_owned(),
        SdkError::DispatchFailure(_) | SdkError::ResponseError(_) => "connection".to_owned(),
        SdkError::TimeoutError(_) => "timeout".to_owned(),
        _ => "unbuilt".to_owned(),
    }
}
