//! A linked account, as a row: `link#<id>`.

use crate::store::{Hash, Sealed};
use serde::{Deserialize, Serialize};

/// A linked account with its sealed credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LinkRecord {
    /// The method by which it was linked.
    pub(crate) method: String,
    /// The service's variant, where it has variants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) variant: Option<String>,
    /// The site, as its owner knows it.
    pub(crate) site: String,
    /// By what the account is found again.
    pub(crate) account: Hash,
    /// Its owner's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) owner: Option<String>,
    /// The credential, sealed for this record in this version.
    pub(crate) credential: Sealed,
    /// Counts the credentials.
    pub(crate) version: u64,
    /// When it was linked first, in epoch seconds.
    pub(crate) created: i64,
    /// Until when a code for it may be redeemed, in epoch seconds: before that, a link without token families is a new
    /// one.
    #[serde(default)]
    pub(crate) code_until: i64,
    /// When it ends unless it is linked again, in epoch seconds: no token can outlive it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) expires: Option<i64>,
    /// Who renews the credential just now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) lease_owner: Option<String>,
    /// Until when nobody else does, in epoch seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) lease_until: Option<i64>,
}

impl LinkRecord {
    /// Whether somebody renews the credential at the time `now`.
    pub(crate) fn is_leased(&self, now: i64) -> bool {
        self.lease_until.is_some_and(|until| until >= now)
    }
}
