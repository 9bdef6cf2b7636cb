//! Tokens that are given out.

use crate::{
    Linking,
    store::{
        Hash, RandomError, Secret, StoreError,
        bearer_sealed::{self, Purpose},
        secret::exposed,
    },
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// How long tokens live, in seconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lifetimes {
    pub(super) access: i64,
    pub(super) refresh_idle: i64,
    pub(super) refresh_absolute: i64,
}

impl Lifetimes {
    pub(super) fn of(linking: &Linking) -> Self {
        let seconds = |life: std::time::Duration| i64::try_from(life.as_secs()).unwrap_or(i64::MAX / 4);
        Self {
            access: seconds(linking.access),
            refresh_idle: seconds(linking.refresh_idle),
            refresh_absolute: seconds(linking.refresh_absolute),
        }
    }
}

/// An access token, as it is stored under its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AccessToken {
    /// Its family.
    pub(crate) family: String,
    /// The linked account that it stands for.
    pub(crate) link: String,
    /// The generation of the family that it belongs to.
    pub(crate) generation: u64,
    /// Until when it is good, in epoch seconds.
    pub(crate) expires: i64,
}

/// Tokens that are given out: the texts, which are known only to their bearer.
#[derive(Debug, Clone)]
pub(crate) struct Tokens {
    pub(super) access: Secret,
    pub(super) refresh: Secret,
    /// Until when the access token is good, in epoch seconds.
    pub(crate) access_expires: i64,
    pub(super) scope: String,
}

impl Tokens {
    /// Fresh tokens. No token outlives the linking itself, which ends at `absolute_until`.
    pub(super) fn new(
        lifetimes: Lifetimes,
        now: i64,
        absolute_until: i64,
        scope: &str,
    ) -> Result<Self, RandomError> {
        let access_expires = now.saturating_add(lifetimes.access).min(absolute_until);
        Ok(Self {
            access: Secret::token()?,
            refresh: Secret::token()?,
            access_expires,
            scope: scope.to_owned(),
        })
    }

    pub(crate) fn access_hash(&self) -> Hash {
        self.access.hash()
    }

    pub(crate) fn refresh_hash(&self) -> Hash {
        self.refresh.hash()
    }

    /// Seals the reply to a rotation for whoever holds the refresh token that was rotated.
    pub(super) fn seal(&self, bearer: &Secret, family: &str, generation: u64) -> Result<Vec<u8>, StoreError> {
        let reply = Reply {
            access: self.access.clone(),
            refresh: self.refresh.clone(),
            access_expires: self.access_expires,
        };
        let text = serde_json::to_vec(&reply).map_err(|_| StoreError::Malformed("a reply is no JSON"))?;
        let text = Zeroizing::new(text);
        bearer_sealed::seal(bearer, Purpose::RotationReply, &context(family, generation), &text)
            .map_err(|_| StoreError::Sealed)
    }

    /// Opens the reply to the rotation that made `generation`.
    pub(super) fn open(
        sealed: &[u8],
        bearer: &Secret,
        family: &str,
        generation: u64,
        scope: &str,
    ) -> Result<Self, StoreError> {
        let text = bearer_sealed::open(bearer, Purpose::RotationReply, &context(family, generation), sealed)
            .map_err(|_| StoreError::Sealed)?;
        let reply: Reply =
            serde_json::from_slice(&text).map_err(|_| StoreError::Malformed("a reply is no JSON"))?;
        let Reply { access, refresh, access_expires } = reply;
        Ok(Self { access, refresh, access_expires, scope: scope.to_owned() })
    }
}

/// What a sealed reply is bound to.
fn context(family: &str, generation: u64) -> String {
    format!("{family}#{generation}")
}

#[derive(Serialize, Deserialize)]
struct Reply {
    #[serde(with = "exposed")]
    access: Secret,
    #[serde(with = "exposed")]
    refresh: Secret,
    access_expires: i64,
}
