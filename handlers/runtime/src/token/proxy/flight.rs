//! One flight per bearer: of several requests with the same code or refresh token, also to different processes, one asks
//! the provider, and all get its answer.
//!
//! ```text
//! flight#<hash>  owner, until    somebody asks the provider, and nobody else until then
//!                sealed, given   the answer, which only who presents the same can open, and when it came
//! ```
//!
//! A provider that rotates its refresh tokens would refuse the second request, and some then end the whole grant. The
//! answer stays for a short while, for who did not receive it. Whoever holds the lease and dies strands nobody: when it
//! has run out, the next request asks anew, and what the provider then says is passed on.

use super::reply::{self, Text};
use crate::store::{Hash, Secret, StoreError, bearer_sealed, bearer_sealed::Purpose, bytes};
use serde::{Deserialize, Serialize};
use std::future::Future;
use tokio::time::{Duration, Instant, sleep};
use zeroize::Zeroizing;

/// How long an answer is told again, in seconds: Alexa asks again within that time where it received none.
pub(crate) const TOLD_AGAIN: i64 = 60;
/// How long somebody may ask the provider, in seconds: longer than a request takes, so a lease that runs out is one of a
/// process that died.
pub(crate) const LEASE: i64 = 5;
/// How often who waits looks.
const LOOK: Duration = Duration::from_millis(100);
/// What must be left of a request to look once more.
const RESERVE: Duration = Duration::from_millis(200);

/// A record of a flight.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct Flight {
    /// The answer, sealed.
    #[serde(default, deserialize_with = "bytes::option::deserialize")]
    pub(crate) sealed: Option<Vec<u8>>,
    /// When it came, in epoch seconds.
    #[serde(default)]
    pub(crate) given: i64,
}

/// The storage of flights.
pub(crate) trait Flights {
    /// What time it is, in epoch seconds.
    fn now(&self) -> i64;

    /// When the request must be answered.
    fn deadline(&self) -> Instant;

    /// The flight of this hash, if there is one.
    fn flight(&self, of: &Hash) -> impl Future<Output = Result<Option<Flight>, StoreError>> + Send;

    /// Takes the lease for `owner` where nobody has it and there is no answer yet; whether that was so.
    fn take_off(&self, of: &Hash, owner: &str) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Keeps the answer of `owner`, which came at `given`, and gives the lease back. It is not kept where somebody else has
    /// the lease by now.
    fn land(
        &self,
        of: &Hash,
        owner: &str,
        sealed: &[u8],
        given: i64,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Gives the lease of `owner` back without an answer.
    fn turn_back(&self, of: &Hash, owner: &str) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// What a request does.
#[derive(Debug)]
pub(super) enum Turn {
    /// It asks the provider, as the owner of the lease.
    Ask(String),
    /// It tells what was answered: tokens, with what is left of their life.
    Tell(Text, i64),
    /// Another request asks the provider, and took too long.
    TooLate,
}

/// An answer as it is sealed.
#[derive(Serialize, Deserialize)]
struct Kept {
    body: String,
    life: i64,
}

/// The flight of one bearer.
pub(super) struct Of<'a> {
    bearer: &'a Secret,
    hash: Hash,
}

impl<'a> Of<'a> {
    pub(super) fn new(bearer: &'a Secret) -> Self {
        Self { bearer, hash: bearer.hash() }
    }

    /// Waits until it is clear who asks.
    pub(super) async fn turn(&self, flights: &impl Flights) -> Result<Turn, StoreError> {
        loop {
            let flight = flights.flight(&self.hash).await?;
            if let Some(told) = flight.and_then(|flight| self.open(&flight, flights.now())) {
                let (body, life) = told;
                return Ok(Turn::Tell(body, life));
            }
            let owner = crate::store::random_id()?;
            if flights.take_off(&self.hash, &owner).await? {
                return Ok(Turn::Ask(owner));
            }
            if flights.deadline().saturating_duration_since(Instant::now()) < RESERVE + LOOK {
                return Ok(Turn::TooLate);
            }
            sleep(LOOK).await;
        }
    }

    /// Keeps an answer for whoever presents the same. That this fails is no reason to withhold it from who is here.
    pub(super) async fn land(
        &self,
        flights: &impl Flights,
        owner: &str,
        body: &str,
        life: i64,
        given: i64,
    ) -> Result<(), StoreError> {
        let kept = Kept { body: body.to_owned(), life };
        let text = serde_json::to_vec(&kept).map(Zeroizing::new);
        let text = text.map_err(|_| StoreError::Malformed("an answer cannot be written"))?;
        drop(Zeroizing::new(kept.body));
        let sealed = bearer_sealed::seal(self.bearer, Purpose::ProxyReply, &self.context(), &text);
        let sealed = sealed.map_err(|_| StoreError::Malformed("an answer cannot be sealed"))?;
        flights.land(&self.hash, owner, &sealed, given).await
    }

    /// Lets others ask at once. A lease that cannot be given back ends by itself.
    pub(super) async fn turn_back(&self, flights: &impl Flights, owner: &str) {
        let _ = flights.turn_back(&self.hash, owner).await;
    }

    /// The answer, where there is one that is not too old. What does not open was not sealed for this bearer.
    fn open(&self, flight: &Flight, now: i64) -> Option<(Text, i64)> {
        let age = now.saturating_sub(flight.given);
        let sealed = flight.sealed.as_deref().filter(|_| age < TOLD_AGAIN)?;
        let text = bearer_sealed::open(self.bearer, Purpose::ProxyReply, &self.context(), sealed).ok()?;
        let kept: Kept = serde_json::from_slice(&text).ok()?;
        let body = Zeroizing::new(kept.body);
        reply::aged(&body, kept.life, age)
    }

    fn context(&self) -> String {
        format!("flight#{}", self.hash)
    }
}
