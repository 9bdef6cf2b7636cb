//! Tokens of a provider are renewed a little before they expire, by one process at a time.
//!
//! Providers rotate refresh tokens: of two that renew at once, one may end the link. So whoever renews holds a lease in
//! the table (locks in a process are of no use to others); who does not get it waits for the new version of the row.
//! Where the answer to a renewal is lost, it is repeated once if the provider declares a leeway, in which it still
//! takes the token that it has rotated.
//!
//! While the skill's key is replaced, an operator seals data keys anew, without a new version. Rows with a lease are left
//! alone; whoever renews writes only over the very credential that was read.

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
/// How often new tokens are written down where data keys are sealed anew at the same time.
const ROUNDS: usize = 3;
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
        loop {
            let LinkKind::Provider(provider) = &opened.method.kind else { return Ok(Some(opened)) };
            let Credential::Provider { refresh, expires_at, .. } = &opened.credential else {
                return Err(StoreError::Malformed("a credential is not of its method's kind").into());
            };
            if *expires_at - records.now() >= EARLY {
                return Ok(Some(opened));
            }
            let Some(refresh) = refresh.clone() else {
                let usable = opened.is_usable(records.now());
                return if usable { Ok(Some(opened)) } else { Err(AccountError::Refused(link.to_owned())) };
            };
            let mut refused = false;
            if let Some(lease) = Lease::take(records, &opened).await? {
                match self.ask(records, provider, &refresh, http).await {
                    Ok(tokens) => return write_down(records, opened, tokens, &lease).await.map(Some),
                    Err(error) => {
                        lease.give_back(records, &opened).await;
                        refused = error.is_refusal();
                        if !refused {
                            return error.or(opened, records.now()).map(Some);
                        }
                    }
                }
            } else {
                wait(records).await?;
            }
            let Some(row) = records.get::<LinkRecord>(&opened.key).await? else { return Ok(None) };
            // What is refused may have been rotated by a process whose lease ran out, or been replaced by its owner.
            if refused && row.version == opened.row.version {
                return Err(AccountError::Refused(link.to_owned()));
            }
            let Some(again) = self.open(records, link, row).await? else { return Ok(None) };
            opened = again;
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

/// Waits until it is worth looking again whether another process has renewed the tokens.
pub(super) async fn wait(records: &Records<'_>) -> Result<(), AccountError> {
    if records.deadline().saturating_duration_since(Instant::now()) < RESERVE + LOOK {
        return Err(AccountError::Slow("another request renews them"));
    }
    sleep(LOOK).await;
    Ok(())
}

/// Why there are no new tokens.
enum Asked {
    Exchange(ExchangeError),
    Store(StoreError),
}

impl Asked {
    /// Whether the provider takes the refresh token no longer.
    fn is_refusal(&self) -> bool {
        matches!(self, Self::Exchange(ExchangeError::InvalidGrant))
    }

    /// The old tokens, where they may still be good; where they are not, the service says so.
    fn or(self, opened: Opened, now: i64) -> Result<Opened, AccountError> {
        match self {
            Self::Exchange(error) if opened.is_usable(now) && !error.may_have_been_done() => Ok(opened),
            Self::Exchange(error) => Err(AccountError::Slow(error.class())),
            Self::Store(error) => Err(error.into()),
        }
    }
}

impl Opened {
    /// That the row still has the very credential that was opened, under the same key.
    fn is_unchanged(&self) -> When {
        When::is("version", &self.row.version).and(When::is("credential", &self.row.credential))
    }

    fn is_usable(&self, now: i64) -> bool {
        matches!(&self.credential, Credential::Provider { expires_at, .. } if *expires_at - now > USABLE)
    }
}

/// Leave to renew one version of a credential.
struct Lease {
    owner: String,
}

impl Lease {
    /// Takes the lease; none where somebody else has it, or the credential is no longer the same.
    async fn take(records: &Records<'_>, opened: &Opened) -> Result<Option<Self>, StoreError> {
        let owner = random_id()?;
        let now = records.now();
        let free = When::Absent("lease_until").or(When::below("lease_until", &now));
        let same = opened.is_unchanged().and(free);
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

    /// Whether the row is in the version that was leased after all: its data key was sealed anew because the lease ran
    /// out. It is the same data key, so what it seals now opens with the new seal.
    async fn covers_again(&self, records: &Records<'_>, opened: &mut Opened) -> bool {
        let row = records.get::<LinkRecord>(&opened.key).await;
        let Ok(Some(row)) = row else { return false };
        let same = row.version == opened.row.version && row.lease_owner.as_deref() == Some(&*self.owner);
        if same {
            opened.row = row;
        }
        same
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
    for _ in 0..ROUNDS {
        let sealed = opened.row.credential.reseal(&opened.key, &opened.data_key, version, &text)?;
        let write = Write::update(opened.key.clone())
            .set("credential", &sealed)
            .set("version", &version)
            .remove("lease_owner")
            .remove("lease_until")
            .when(opened.is_unchanged().and(When::is("lease_owner", &lease.owner)));
        match records.write(write).await {
            Ok(()) => {
                opened.row.version = version;
                opened.row.credential = sealed;
                break;
            }
            Err(StoreError::Conflict(_)) if lease.covers_again(records, &mut opened).await => {}
            Err(_) => break,
        }
    }
    Ok(opened)
}
