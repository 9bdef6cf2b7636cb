//! Partition keys: who may touch an item is decided by how its key begins.

use super::hash::Hash;
use aws_sdk_dynamodb::types::AttributeValue;
use std::{collections::HashMap, fmt};

/// The attribute that is the partition key.
pub(super) const NAME: &str = "pk";

/// The key of a record.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key(String);

impl Key {
    /// A linking that is under way, by the hash of its id.
    pub(crate) fn transaction(id: &Hash) -> Self {
        Self(format!("tx#{id}"))
    }

    /// An authorization code, by its hash.
    pub(crate) fn code(code: &Hash) -> Self {
        Self(format!("code#{code}"))
    }

    /// A token family.
    pub(crate) fn family(id: &str) -> Self {
        Self(format!("family#{id}"))
    }

    /// A refresh token, by its hash.
    pub(crate) fn refresh(token: &Hash) -> Self {
        Self(format!("refresh#{token}"))
    }

    /// An access token, by its hash.
    pub(crate) fn access(token: &Hash) -> Self {
        Self(format!("access#{token}"))
    }

    /// A linked account with its sealed credential.
    pub(crate) fn link(id: &str) -> Self {
        Self(format!("link#{id}"))
    }

    /// Which link an account at a site has.
    pub(crate) fn account(account: &Hash) -> Self {
        Self(format!("account#{account}"))
    }

    /// What a link remembers.
    pub(crate) fn profile(link: &str) -> Self {
        Self(format!("profile#{link}"))
    }

    /// The token families of a link.
    pub(crate) fn families(link: &str) -> Self {
        Self(format!("families#{link}"))
    }

    /// What an Alexa user has linked, by the hash of the user's id.
    pub(crate) fn user(id: &Hash) -> Self {
        Self(format!("user#{id}"))
    }

    /// A request to the provider behind the proxy, by the hash of what was presented.
    pub(super) fn flight(bearer: &Hash) -> Self {
        Self(format!("flight#{bearer}"))
    }

    /// A limit's window, by the hash of what is counted.
    pub(super) fn limit(what: &Hash) -> Self {
        Self(format!("limit#{what}"))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn attribute(&self) -> AttributeValue {
        AttributeValue::S(self.0.clone())
    }

    pub(super) fn item(&self) -> HashMap<String, AttributeValue> {
        HashMap::from([(NAME.to_owned(), self.attribute())])
    }
}

/// Its kind only: what follows may be derived from a secret.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#…", self.0.split('#').next().unwrap_or_default())
    }
}
