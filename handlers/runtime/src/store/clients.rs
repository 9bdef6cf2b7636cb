//! The AWS clients of a process, each made when it is first needed.
//!
//! What they need to know, Lambda tells in the environment: no profile, no file and no metadata service is asked.

use super::{checksum::Checksum, config::AwsConfig};
use aws_sdk_dynamodb::config::{
    BehaviorVersion, Credentials, IdentityCache, Region, SharedHttpClient, SharedInterceptor,
    StalledStreamProtectionConfig, retry::RetryConfig, timeout::TimeoutConfig,
};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use std::{sync::OnceLock, time::Duration};

/// Connections idle for longer are not used again: a frozen process finds them dead.
const IDLE: Duration = Duration::from_secs(20);

pub(super) struct Clients {
    aws: AwsConfig,
    http: OnceLock<SharedHttpClient>,
    dynamodb: OnceLock<aws_sdk_dynamodb::Client>,
    kms: OnceLock<aws_sdk_kms::Client>,
    secrets: OnceLock<aws_sdk_secretsmanager::Client>,
}

/// A configuration of one SDK. Attempts, pauses and times are counted by [`super::attempts`], so the SDK makes one
/// attempt. The SDKs' types are distinct, though made alike.
macro_rules! client {
    ($sdk:ident, $clients:expr, $endpoint:expr $(, $more:expr)?) => {{
        let clients = $clients;
        let mut config = $sdk::config::Builder::new()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(clients.aws.region.clone()))
            .credentials_provider(clients.credentials())
            .identity_cache(IdentityCache::no_cache())
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::disabled())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .http_client(clients.http().clone());
        config.set_endpoint_url($endpoint.clone());
        $($more(&mut config);)?
        $sdk::Client::from_conf(config.build())
    }};
}

impl Clients {
    pub(super) fn new(aws: AwsConfig) -> Self {
        Self {
            aws,
            http: OnceLock::new(),
            dynamodb: OnceLock::new(),
            kms: OnceLock::new(),
            secrets: OnceLock::new(),
        }
    }

    pub(super) fn dynamodb(&self) -> &aws_sdk_dynamodb::Client {
        let interceptor = |config: &mut aws_sdk_dynamodb::config::Builder| {
            config.push_interceptor(SharedInterceptor::new(Checksum));
        };
        self.dynamodb.get_or_init(|| client!(aws_sdk_dynamodb, self, self.aws.dynamodb, interceptor))
    }

    pub(super) fn kms(&self) -> &aws_sdk_kms::Client {
        self.kms.get_or_init(|| client!(aws_sdk_kms, self, self.aws.kms))
    }

    pub(super) fn secrets(&self) -> &aws_sdk_secretsmanager::Client {
        self.secrets.get_or_init(|| client!(aws_sdk_secretsmanager, self, self.aws.secrets))
    }

    fn http(&self) -> &SharedHttpClient {
        self.http.get_or_init(|| {
            let builder = aws_smithy_http_client::Builder::new().pool_idle_timeout(IDLE);
            builder.tls_provider(Provider::Rustls(CryptoMode::AwsLc)).build_https()
        })
    }

    fn credentials(&self) -> Credentials {
        let aws = &self.aws;
        let secret = aws.secret_access_key.expose();
        let token = aws.session_token.as_ref().map(|token| token.expose().to_owned());
        Credentials::new(&aws.access_key_id, secret, token, None, "environment")
    }
}
