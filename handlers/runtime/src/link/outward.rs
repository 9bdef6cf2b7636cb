//! What a linking asks of others: the service whose account it is, and the provider.

use super::{Link, provider};
use crate::{
    Calls, ProviderLink, Skill,
    account::{
        Account, Credential,
        provider_client::{self, ExchangeError},
    },
    calls::{Access, Known},
    store::{Records, Secret},
};
use tokio::time::Instant;

impl<S: Skill> Link<S> {
    /// Calls with `account`, which is not linked yet.
    pub(super) fn calls<'a>(&'a self, account: &'a Account, deadline: Instant) -> Calls<'a> {
        let access = Access::Account(Known { account, guard: &self.guard });
        Calls::new(&self.http, &self.services, deadline, &self.log, access)
    }

    /// Fetches tokens for `code` (RFC 6749, section 4.1.3); else why there are none, for the log.
    pub(super) async fn exchange(
        &self,
        records: Records<'_>,
        provider: &ProviderLink,
        code: &Secret,
        verifier: &Secret,
        deadline: Instant,
    ) -> Result<Credential, String> {
        let config = self.providers.get(provider.variable).ok_or(ExchangeError::NotConfigured);
        let config = config.map_err(|error| error.to_string())?;
        let secret = records.secret(&config.secret).await.map_err(|error| error.to_string())?;
        let client = self.http.client().map_err(|failure| failure.to_string())?;
        let redirect = provider::callback(&self.config.issuer);
        let tokens =
            provider_client::exchange_code(client, config, &secret, code, &redirect, verifier, deadline);
        let tokens = tokens.await.map_err(|error| error.to_string())?;
        let expires_at = records.now() + tokens.expires_in;
        Ok(Credential::Provider { site: None, access: tokens.access, refresh: tokens.refresh, expires_at })
    }
}
