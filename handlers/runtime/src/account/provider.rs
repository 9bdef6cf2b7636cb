//! Tokens of a provider are renewed a little before they expire, by one process at a time.
//!
//! Providers rotate refresh tokens: of two that renew at once, one may end the link. So whoever renews holds a lease in
//! the table (locks in a process are of no use to others); who does not get it waits for the new version of the row.
//! Where the answer to a renewal is lost, it is repeated once if the provider declares a leeway, in which it still
//! takes the token that it has rotated.

use super::{
    AccountError, Accounts, Credential, LinkRecord, Opened,
    provider_client::{self, ExchangeError, Tokens},
};
use crate::{
    LinkKind, ProviderLink,
    calls::Http,
    store::{Records, Secret, StoreError, When, Write, random_id},
};
use tokio::time::{Duration, Instant, sleep};
use zeroize::Zeroizing;

/// Tokens with less life, in seconds, are renewed.
const EARLY: i64 = 300;
/// Tokens with more life, in seconds, are good for one more request where they cannot be renewed.
const USABLE: i64 = 15;
/// The longest that the provider may take, a second attempt included.
const LONGEST: Duration = Duration::from_secs(5);
/// How long a lease lasts, in seconds: longer than the renewal and writing down what came of it.
const LEASE: i64 = 10;
/// What must be left of the request for the call that the tokens are for.
const RESERVE: Duration = Duration::from_millis(1500);
/// How often who waits looks.
const LOOK: Duration = Duration::from_millis(150);

impl Accounts {
    /// The same account with tokens that live for a while; none where the link has ended meanwhile.
    pub(super) async fn renewed(
        &self,
        records: &Records<'_>,
        link: &str,
        mut opened: Opened,
        http: &Http,
    ) -> Result<Option<Opened>, AccountError> {
        let LinkKind::Provider(provider) = &opened.method.kind else { return Ok(Some(opened)) };
        loop {
            let Credential::Provider { refresh, expires_at, .. } = &opened.credential else {
                return Err(StoreError::Malformed("a credential is not of its method's kind").into());
            };
            if *expires_at - records.now() >= EARLY {
                return Ok(Some(opened));
            }
            let Some(refresh) = refresh.clone() else {
                let usable = *expires_at - records.now() > USABLE;
                return if usable { Ok(Some(opened)) } else { Err(AccountError::Refused(link.to_owned())) };
            };
            if let Some(lease) = Lease::take(records, &opened).await? {
                return self.renew(records, link, opened, provider, &refresh, http, &lease).await.map(Some);
            }
            if records.deadline().saturating_duration_since(Instant::now()) < RESERVE + LOOK {
                return Err(AccountError::Slow("another request renews them"));
            }
            sleep(LOOK).await;
            let Some(row) = records.get::<LinkRecord>(&opened.key).await? else { return Ok(None) };
            let Some(again) = self.open(records, link, row).await? else { return Ok(None) };
            opened = again;
        }
    }

    #[expect(clippy::too_many_arguments, reason = "each is one thing that a renewal needs")]
    async fn renew(
        &self,
        records: &Records<'_>,
        link: &str,
        opened: Opened,
        provider: &ProviderLink,
        refresh: &Secret,
        http: &Http,
        lease: &Lease,
    ) -> Result<Opened, AccountError> {
        let outcome = self.ask(records, provider, refresh, http).await;
        match outcome {
            Ok(tokens) => write_down(records, opened, tokens, lease).await,
            Err(error) => {
                lease.give_back(records, &opened).await;
                match error {
                    Asked::Exchange(ExchangeError::InvalidGrant) => {
                        Err(AccountError::Refused(link.to_owned()))
                    }
                    // The old tokens may still be good; where they are not, the service says so.
                    Asked::Exchange(error)
                        if opened.is_usable(records.now()) && !error.may_have_been_done() =>
                    {
                        Ok(opened)
                    }
                    Asked::Exchange(error) => Err(AccountError::Slow(error.class())),
                    Asked::Store(error) => Err(error.into()),
                }
            }
        }
    }

    /// Asks the provider for new tokens.
    async fn ask(
        &self,
        records: &Records<'_>,
        provider: &ProviderLink,
        refresh: &Secret,
        http: &Http,
    ) -> Result<Tokens, Asked> {
        let until = records.deadline().min(Instant::now() + LONGEST);
        let config = self.providers.get(provider.variable);
        let config = config.ok_or(Asked::Exchange(ExchangeError::NotConfigured))?;
        let secret = records.secret(&config.secret).await.map_err(Asked::Store)?;
        let client = http.client().map_err(|_| Asked::Exchange(ExchangeError::NotConfigured))?;
        let ask = async || provider_client::refresh(client, config, &secret, refresh, until).await;
        let outcome = match ask().await {
            Err(error) if error.may_have_been_done() && !provider.leeway.is_zero() => ask().await,
            outcome => outcome,
        };
        outcome.map_err(Asked::Exchange)
    }
}

/// Why there are no new tokens.
enum Asked {
    Exchange(ExchangeError),
    Store(StoreError),
}

impl Opened {
    fn is_usable(&self, now: i64) -> bool {
        matches!(&self.credential, Credential::Provider { expires_at, .. } if *expires_at - now > USABLE)
    }
}

/// Leave to renew one version of a credential.
struct Lease {
    owner: String,
}

impl Lease {
    /// Takes the lease; none where somebody else has it, or the version is no longer the same.
    async fn take(records: &Records<'_>, opened: &Opened) -> Result<Option<Self>, StoreError> {
        let owner = random_id()?;
        let now = records.now();
        let free = When::Absent("lease_until").or(When::below("lease_until", &now));
        let same = When::exists().and(When::is("version", &opened.row.version)).and(free);
        let until = now + LEASE;
        let write = Write::update(opened.key.clone()).set("lease_owner", &owner).set("lease_until", &until);
        match records.write(write.when(same)).await {
            Ok(()) => Ok(Some(Self { owner })),
            Err(StoreError::Conflict(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Lets others try at once. A lease that cannot be given back ends by itself.
    async fn give_back(&self, records: &Records<'_>, opened: &Opened) {
        let write = Write::update(opened.key.clone()).remove("lease_owner").remove("lease_until");
        let _ = records.write(write.when(When::is("lease_owner", &self.owner))).await;
    }
}

/// Reseals the credential as the next version. Where that fails, this request is served with the new tokens all the
/// same: the next one asks the provider again, within its leeway.
async fn write_down(
    records: &Records<'_>,
    mut opened: Opened,
    tokens: Tokens,
    lease: &Lease,
) -> Result<Opened, AccountError> {
    let expires_at = records.now() + tokens.expires_in;
    if let Credential::Provider { access, refresh, expires_at: until, .. } = &mut opened.credential {
        *access = tokens.access;
        *until = expires_at;
        // RFC 6749, section 6: the provider may give a new refresh token; else the old one stays.
        if let Some(new) = tokens.refresh {
            *refresh = Some(new);
        }
    }
    let text = serde_json::to_vec(&opened.credential).map(Zeroizing::new);
    let text = text.map_err(|_| StoreError::Malformed("a credential cannot be written"))?;
    let version = opened.row.version + 1;
    let sealed = opened.row.credential.reseal(&opened.key, &opened.data_key, version, &text)?;
    let write = Write::update(opened.key.clone())
        .set("credential", &sealed)
        .set("version", &version)
        .remove("lease_owner")
        .remove("lease_until")
        .when(When::is("version", &opened.row.version).and(When::is("lease_owner", &lease.owner)));
    if records.write(write).await.is_ok() {
        opened.row.version = version;
        opened.row.credential = sealed;
    }
    Ok(opened)
}
