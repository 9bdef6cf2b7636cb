//! Flights of the proxy, as rows.

use super::{Hash, Key, Records, StoreError, When, Write, bytes};
use crate::token::{Flight, Flights, LEASE, TOLD_AGAIN};
use serde::Serialize;
use tokio::time::Instant;

/// Somebody asks the provider.
#[derive(Serialize)]
struct InTheAir<'a> {
    owner: &'a str,
    until: i64,
    expires: i64,
}

/// The provider has answered.
#[derive(Serialize)]
struct Landed<'a> {
    #[serde(serialize_with = "bytes::serialize")]
    sealed: &'a [u8],
    given: i64,
    expires: i64,
}

impl Flights for Records<'_> {
    fn now(&self) -> i64 {
        Records::now(self)
    }

    fn deadline(&self) -> Instant {
        Records::deadline(self)
    }

    async fn flight(&self, of: &Hash) -> Result<Option<Flight>, StoreError> {
        self.get(&Key::flight(of)).await
    }

    async fn take_off(&self, of: &Hash, owner: &str) -> Result<bool, StoreError> {
        let now = Records::now(self);
        let until = now + LEASE;
        let write = Write::put(Key::flight(of), &InTheAir { owner, until, expires: until + 1 });
        // A lease that has run out, and an answer that is told no longer, have expired: they are as good as none.
        match self.write(write.when(When::vacant(now))).await {
            Ok(()) => Ok(true),
            Err(StoreError::Conflict(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn land(&self, of: &Hash, owner: &str, sealed: &[u8], given: i64) -> Result<(), StoreError> {
        let landed = Landed { sealed, given, expires: given + TOLD_AGAIN };
        self.write(Write::put(Key::flight(of), &landed).when(When::is("owner", &owner))).await
    }

    async fn turn_back(&self, of: &Hash, owner: &str) -> Result<(), StoreError> {
        self.write(Write::delete(Key::flight(of)).when(When::is("owner", &owner))).await
    }
}
