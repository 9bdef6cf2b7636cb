//! The proxy: an identity provider's token endpoint, as Alexa needs it.
//!
//! Alexa sends users to the provider's own login, and comes here with what they bring back.
//!
//! ```text
//! Alexa ── our secret ──▶ asked ──▶ flight ── the provider's secret ──▶ upstream
//!       ◀── expires_in ── reply ◀── sealed ◀──────────────────────────
//! ```
//!
//! [`asked`] lets through what the grant and the spec name; [`flight`] sees to it that one request at a time goes out
//! for one code or refresh token, and that its answer is told again for a while; [`upstream`] asks once; [`reply`] makes
//! of the answer what Alexa is told: all of it, with a life ([`life`]), or an error of OAuth.

mod asked;
mod flight;
mod life;
mod reply;
mod upstream;

#[cfg(test)]
mod tests;

pub(crate) use flight::{Flight, Flights, LEASE, TOLD_AGAIN};

use super::{
    answer::{self, Refusal},
    client::Client,
    request,
    server::Served,
};
use crate::{
    ConfigError, Proxy,
    calls::Http,
    config::{ProviderConfig, Providers},
    log::{Event, Log},
    store::{Records, Secret, StoreError},
};
use asked::Asked;
use flight::{Of, Turn};
use http::{Request, StatusCode};
use reply::{Odd, Reply};
use tokio::time::{Duration, Instant};
use upstream::{Fault, Upstream};

/// What must be left of a request when the provider has answered: to keep the answer, and to tell it.
const RESERVE: Duration = Duration::from_millis(400);

/// A token endpoint before another one.
#[derive(Debug)]
pub(crate) struct Passing {
    client: Client,
    proxy: &'static Proxy,
    provider: ProviderConfig,
    http: Http,
    log: Log,
}

/// An answer that Alexa is told.
type Told = Result<Reply, Refusal>;

impl Passing {
    /// `client` is Alexa, by the provider's client id and a secret of ours.
    pub(crate) fn new(
        client: Client,
        proxy: &'static Proxy,
        providers: &Providers,
        log: Log,
    ) -> Result<Self, ConfigError> {
        let provider = providers.get(proxy.variable).cloned();
        let provider = provider.ok_or_else(|| ConfigError::Missing(format!("{}_TOKEN", proxy.variable)))?;
        Ok(Self { client, proxy, provider, http: Http::default(), log })
    }

    /// Answers a request for tokens.
    pub(super) async fn serve(&self, records: &Records<'_>, request: &Request<impl AsRef<[u8]>>) -> Served {
        let asked = match self.read(request) {
            Ok(asked) => asked,
            Err(refusal) => return Served::refused(None, refusal),
        };
        let grant = Some(asked.grant.name());
        match self.pass(records, &asked).await {
            Ok(Reply::Tokens { body, .. }) => {
                Served::given(grant, answer::passed(StatusCode::OK, &body, None))
            }
            Ok(Reply::Refusal { status, body, code, wait }) => {
                let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
                Served::passed(grant, code, answer::passed(status, &body, wait))
            }
            Err(refusal) => Served::refused(grant, refusal),
        }
    }

    fn read(&self, request: &Request<impl AsRef<[u8]>>) -> Result<Asked, Refusal> {
        let form = request::read(request)?;
        self.client.authenticate(request.headers(), &form)?;
        Asked::read(&form, self.proxy)
    }

    async fn pass(&self, records: &Records<'_>, asked: &Asked) -> Told {
        let flight = Of::new(&asked.bearer);
        match flight.turn(records).await.map_err(|error| self.unavailable(&error))? {
            Turn::Tell(body, life) => Ok(Reply::Tokens { body, life }),
            Turn::TooLate => {
                self.log.write(&Event::ProviderFailed { class: "another request asks it", status: None });
                Err(Refusal::Unavailable)
            }
            Turn::Ask(owner) => self.ask(records, asked, &flight, &owner).await,
        }
    }

    /// Asks the provider. What is sent is sent once; only where nothing could be sent it is tried again.
    async fn ask(&self, records: &Records<'_>, asked: &Asked, flight: &Of<'_>, owner: &str) -> Told {
        let answered = match self.upstream(records).await {
            Ok(secret) => self.fly(records, asked, &secret).await,
            Err(refusal) => Err(refusal),
        };
        match &answered {
            Ok((Reply::Tokens { body, life }, came)) => {
                if *life < life::ALEXA_WANTS {
                    self.log.write(&Event::ShortLife { seconds: *life });
                }
                if let Err(error) = flight.land(records, owner, body, *life, *came).await {
                    // Who is here is told all the same.
                    self.log.write(&Event::Failed { detail: &error.to_string() });
                }
            }
            Ok((Reply::Refusal { code, status, .. }, _)) => {
                flight.turn_back(records, owner).await;
                if *code == "invalid_client" {
                    self.log.write(&Event::Security { what: "provider_refuses_our_client", link: None });
                }
                self.log.write(&Event::ProviderFailed { class: code, status: Some(*status) });
            }
            Err(_) => flight.turn_back(records, owner).await,
        }
        answered.map(|(reply, _)| reply)
    }

    async fn upstream(&self, records: &Records<'_>) -> Result<Secret, Refusal> {
        records.secret(&self.provider.secret).await.map_err(|error| self.unavailable(&error))
    }

    /// The answer, and when it came.
    async fn fly(
        &self,
        records: &Records<'_>,
        asked: &Asked,
        secret: &Secret,
    ) -> Result<(Reply, i64), Refusal> {
        let client = self.http.client().map_err(|failure| {
            self.log.write(&Event::Failed { detail: &failure.to_string() });
            Refusal::Unavailable
        })?;
        let upstream = Upstream { client, proxy: self.proxy, config: &self.provider, secret };
        let deadline = records.deadline().checked_sub(RESERVE).unwrap_or_else(Instant::now);
        let mut outcome = upstream.ask(asked, || records.now(), deadline).await;
        if outcome == Err(Fault::Unreachable) {
            outcome = upstream.ask(asked, || records.now(), deadline).await;
        }
        outcome.map_err(|fault| self.fault(fault))
    }

    /// What Alexa is told where the provider says nothing that can be passed on: nothing of it means that the grant is
    /// bad, so nobody is unlinked.
    fn fault(&self, fault: Fault) -> Refusal {
        let (class, status, refusal) = match fault {
            Fault::Unreachable => ("it cannot be reached", None, Refusal::Unavailable),
            Fault::Lost => ("it does not answer", None, Refusal::Unavailable),
            Fault::Odd(Odd::Malformed(status)) => {
                ("its answer is malformed", Some(status), Refusal::Unavailable)
            }
            Fault::Odd(Odd::TooMany(wait)) => {
                ("it has had too many requests", Some(429), Refusal::TooMany(wait.unwrap_or(1)))
            }
            Fault::Unwritable => ("it cannot be asked as declared", None, Refusal::Unavailable),
        };
        self.log.write(&Event::ProviderFailed { class, status });
        refusal
    }

    fn unavailable(&self, error: &StoreError) -> Refusal {
        self.log.write(&Event::Failed { detail: &error.to_string() });
        Refusal::Unavailable
    }
}
