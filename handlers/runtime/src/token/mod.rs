//! The function `token`: `POST /oauth/token`, where Alexa redeems an authorization code and refreshes its tokens
//! (RFC 6749, sections 4.1.3 and 6).
//!
//! What arrives is read by [`request`], the client is authenticated by [`client`], and each grant has a folder: rules
//! that only look ([`code::judge`], [`refresh::judge`]) apart from what carries them out over a narrow storage trait.

mod answer;
mod client;
mod code;
mod issue;
mod refresh;
mod request;

#[cfg(test)]
mod memory;
#[cfg(test)]
mod tests;

pub(crate) use code::{Code, Codes, First, REMEMBERED, Redeemed};
pub(crate) use issue::AccessToken;
pub(crate) use refresh::{Families, Family, RefreshToken, Rotated, Rotation};

use crate::{
    Config, ConfigError, Linking,
    config::TokenConfig,
    log::{Event, Log},
    store::{RandomError, Store, StoreError},
};
use answer::Refusal;
use client::Client;
use http::{Request, Response};
use issue::{Lifetimes, Tokens};
use request::Form;
use tokio::time::{Duration, Instant};

/// The longest that one request may take. Alexa waits for 4.5 s, with the network, the gateway and a cold start in
/// them.
const BUDGET: Duration = Duration::from_millis(3500);

/// The token endpoint of a skill.
#[derive(Debug)]
pub(crate) struct Token {
    client: Client,
    lifetimes: Lifetimes,
    store: Store,
    log: Log,
}

/// Why a grant gives no tokens.
#[derive(Debug)]
enum Denied {
    /// The client is told `invalid_grant`, and never why.
    Grant {
        /// Why, for the log.
        reason: &'static str,
        /// The link that it is about, where it is known.
        link: Option<String>,
        /// A defender wants to know.
        alarm: bool,
    },
    /// More was asked for than was granted.
    Scope,
    /// The store failed. Nothing is known about the grant.
    Store(StoreError),
}

impl Denied {
    fn grant(reason: &'static str) -> Self {
        Self::Grant { reason, link: None, alarm: false }
    }
}

impl From<StoreError> for Denied {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<RandomError> for Denied {
    fn from(error: RandomError) -> Self {
        Self::Store(error.into())
    }
}

/// The grant types that are served (RFC 6749, sections 4.1.3 and 6).
#[derive(Debug, Clone, Copy)]
enum Grant {
    Code,
    Refresh,
}

impl Grant {
    fn read(form: &Form) -> Result<Self, Refusal> {
        match form.get("grant_type") {
            Some("authorization_code") => Ok(Self::Code),
            Some("refresh_token") => Ok(Self::Refresh),
            Some(_) => Err(Refusal::UnsupportedGrantType),
            None => Err(Refusal::InvalidRequest("`grant_type` is missing")),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Code => "authorization_code",
            Self::Refresh => "refresh_token",
        }
    }
}

impl Token {
    /// As the environment says; nothing is connected yet.
    pub(crate) fn start(
        config: Config,
        token: TokenConfig,
        linking: &'static Linking,
    ) -> Result<Self, ConfigError> {
        let store = config.store.ok_or_else(|| ConfigError::Missing("SAYSO_TABLE".to_owned()))?;
        let client = Client::new(token.client_id, token.client_secrets);
        Ok(Self { client, lifetimes: Lifetimes::of(linking), store: Store::new(store), log: config.log })
    }

    /// Answers a request.
    pub(crate) async fn handle(&self, request: Request<impl AsRef<[u8]>>) -> Response<String> {
        let started = Instant::now();
        let (head, body) = request.into_parts();
        let read = request::read(&head, body.as_ref()).and_then(|form| {
            self.client.authenticate(&head.headers, &form)?;
            Ok((Grant::read(&form)?, form))
        });
        let grant = read.as_ref().ok().map(|(grant, _)| *grant);
        let outcome = match read {
            Ok((grant, form)) => self.grant(grant, &form, started + BUDGET).await,
            Err(refusal) => Err(refusal),
        };
        if matches!(outcome, Err(Refusal::InvalidClient)) {
            self.log.write(&Event::Security { what: "client_authentication_failed", link: None });
        }
        self.log.write(&Event::TokenAnswered {
            route: "/oauth/token",
            grant: grant.map(Grant::name),
            error: outcome.as_ref().err().map(|refusal| refusal.code()),
            ms: started.elapsed().as_millis(),
        });
        match outcome {
            Ok(tokens) => answer::tokens(&tokens, self.store.now()),
            Err(refusal) => answer::refusal(refusal),
        }
    }

    async fn grant(&self, grant: Grant, form: &Form, deadline: Instant) -> Result<Tokens, Refusal> {
        let records = self.store.within(deadline);
        let outcome = match grant {
            Grant::Code => {
                let presented = code::Presented::read(form, self.client.id())?;
                code::redeem(&records, self.lifetimes, &presented).await
            }
            Grant::Refresh => {
                let presented = refresh::Presented::read(form, self.client.id())?;
                refresh::refresh(&records, self.lifetimes, &presented).await
            }
        };
        outcome.map_err(|denied| self.refusal(&denied))
    }

    /// What the client is told; the log keeps why.
    fn refusal(&self, denied: &Denied) -> Refusal {
        match denied {
            Denied::Grant { reason, link, alarm } => {
                let link = link.as_deref();
                self.log.write(&if *alarm {
                    Event::Security { what: reason, link }
                } else {
                    Event::GrantRefused { reason, link }
                });
                Refusal::InvalidGrant
            }
            Denied::Scope => Refusal::InvalidScope,
            Denied::Store(error) => {
                self.log.write(&Event::Failed { detail: &error.to_string() });
                Refusal::Unavailable
            }
        }
    }
}
