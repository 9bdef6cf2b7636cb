//! Secrets Manager, as far as one secret needs it.
//!
//! A value that is replaced stays as the previous one (<https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html>),
//! which is what two accepted values need: there is no list of our own to keep.

use crate::{environment::Environment, error::Error};
use aws_sdk_secretsmanager::{
    Client,
    config::{BehaviorVersion, Config, Credentials, Region, StalledStreamProtectionConfig},
    error::ProvideErrorMetadata,
};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use zeroize::Zeroizing;

/// The label of the value that Alexa is to show.
pub(crate) const CURRENT: &str = "AWSCURRENT";
/// The label of the value before.
pub(crate) const PREVIOUS: &str = "AWSPREVIOUS";
/// Days until a retired secret is gone; the least that there can be.
const RECOVERABLE_FOR: i64 = 7;

/// One value of the secret.
pub(crate) struct Version {
    pub(crate) value: Zeroizing<String>,
    /// Epoch seconds.
    pub(crate) created: u64,
}

/// The secret `name` in Secrets Manager.
pub(crate) struct SecretsManager {
    client: Client,
    name: String,
}

impl SecretsManager {
    pub(crate) fn new(environment: Environment) -> Self {
        let Environment { name, region, access_key_id, secret_access_key, session_token, endpoint } =
            environment;
        let token = session_token.as_deref().cloned();
        let credentials =
            Credentials::new(access_key_id, secret_access_key.as_str(), token, None, "environment");
        let tls = Provider::Rustls(CryptoMode::AwsLc);
        let mut config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(region))
            .credentials_provider(credentials)
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .http_client(aws_smithy_http_client::Builder::new().tls_provider(tls).build_https());
        config.set_endpoint_url(endpoint);
        Self { client: Client::from_conf(config.build()), name }
    }

    /// The value with a label, if there is one.
    pub(crate) async fn version(&self, label: &str) -> Result<Option<Version>, Error> {
        let request = self.client.get_secret_value().secret_id(&self.name).version_stage(label);
        let found = match request.send().await {
            Ok(found) => found,
            Err(error) => {
                return match error.as_service_error().and_then(ProvideErrorMetadata::code) {
                    Some("ResourceNotFoundException") => Ok(None),
                    // What is marked for deletion can't be read, and nothing else of this request could be invalid.
                    Some("InvalidRequestException") => Err(Error::Retired),
                    _ => Err(Error::of("GetSecretValue", &error)),
                };
            }
        };
        let created = found.created_date.and_then(|date| u64::try_from(date.secs()).ok()).unwrap_or(0);
        let value = found.secret_string.map(Zeroizing::new).ok_or(Error::Binary)?;
        Ok(Some(Version { value, created }))
    }

    /// Makes the secret; false where somebody else was faster.
    pub(crate) async fn create(&self, value: &str) -> Result<bool, Error> {
        let request = self.client.create_secret().name(&self.name).secret_string(value);
        let request =
            request.description("What Alexa shows at the skill's token endpoint; made by sayso deploy");
        match request.send().await {
            Ok(_) => Ok(true),
            Err(error) => match error.as_service_error().and_then(ProvideErrorMetadata::code) {
                Some("ResourceExistsException") => Ok(false),
                _ => Err(Error::of("CreateSecret", &error)),
            },
        }
    }

    /// Gives it another value; the one before becomes the previous one.
    pub(crate) async fn replace(&self, value: &str) -> Result<(), Error> {
        let request = self.client.put_secret_value().secret_id(&self.name).secret_string(value);
        request.send().await.map(drop).map_err(|error| Error::of("PutSecretValue", &error))
    }

    /// Brings it back before it is gone.
    pub(crate) async fn restore(&self) -> Result<(), Error> {
        let request = self.client.restore_secret().secret_id(&self.name);
        request.send().await.map(drop).map_err(|error| Error::of("RestoreSecret", &error))
    }

    /// Has it deleted after a while; false where there is none.
    pub(crate) async fn retire(&self) -> Result<bool, Error> {
        let request =
            self.client.delete_secret().secret_id(&self.name).recovery_window_in_days(RECOVERABLE_FOR);
        match request.send().await {
            Ok(_) => Ok(true),
            Err(error) => match error.as_service_error().and_then(ProvideErrorMetadata::code) {
                Some("ResourceNotFoundException") => Ok(false),
                _ => Err(Error::of("DeleteSecret", &error)),
            },
        }
    }
}
