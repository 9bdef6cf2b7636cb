//! Whose credential calls carry, and where that leads them.

use super::{Failure, Http, Operation};
use crate::{
    LinkKind,
    account::{Account, Credential, Visitor},
    config::Services,
    guard::Guard,
};
use reqwest::{Client, header::HeaderValue};

/// Whose credential calls carry.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Access<'a> {
    /// That of an account which is being linked.
    Account(Known<'a>),
    /// That of the account of whoever speaks, which is looked up when it is first needed.
    Visitor(&'a Visitor<'a>),
}

/// An account, and what may be reached with it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'a> {
    pub(crate) account: &'a Account,
    pub(crate) guard: &'a Guard,
}

/// Where a call goes.
pub(super) struct Way<'a> {
    /// Base URL.
    pub(super) base: String,
    /// The client that may go there.
    pub(super) client: &'a Client,
    /// Value of `Authorization`.
    pub(super) authorization: Option<HeaderValue>,
}

impl<'a> Access<'a> {
    /// The account; a failure that asks to link one where there is none.
    pub(super) async fn account(&self) -> Result<Known<'a>, Failure> {
        match *self {
            Self::Account(known) => Ok(known),
            Self::Visitor(visitor) => visitor.known().await,
        }
    }

    /// The id of the link, which stands for the account; none of an account that is being linked.
    pub(super) async fn link(&self) -> Result<&'a str, Failure> {
        match *self {
            Self::Account(_) => Ok(""),
            Self::Visitor(visitor) => visitor.link().await,
        }
    }

    /// Whether the credential is one that somebody has just typed: it may be wrong, and services count wrong ones.
    pub(super) fn is_on_trial(&self) -> bool {
        let Self::Account(Known { account, .. }) = self else { return false };
        matches!(account.credential, Credential::Basic { .. } | Credential::Bearer { .. })
    }

    /// Whether there is another credential than the one that a service has refused, which was sent as `refused`.
    pub(super) async fn renew(&self, refused: Option<&HeaderValue>) -> Result<bool, Failure> {
        match self {
            Self::Visitor(visitor) => Box::pin(visitor.renew(refused)).await,
            Self::Account(_) => Ok(false),
        }
    }

    /// Where `operation` goes.
    pub(super) async fn way(
        &self,
        operation: &Operation,
        http: &'a Http,
        services: &Services,
    ) -> Result<Way<'a>, Failure> {
        if !operation.service.linked {
            let base = base(operation, services)?;
            return Ok(Way { base, client: http.client()?, authorization: None });
        }
        let Known { account, guard } = self.account().await?;
        let authorization = account.credential.authorization();
        if authorization.is_none() {
            return Err(Failure::not_linked("the credential cannot be sent"));
        }
        match &account.credential {
            Credential::Basic { site, .. } | Credential::Bearer { site, .. } => {
                let refused = |refused: crate::guard::Refused| {
                    Failure::not_linked(format!("the linked address is refused: {}", refused.reason()))
                };
                let client = guard.client(site).map_err(refused)?;
                Ok(Way { base: site.as_str().to_owned(), client, authorization })
            }
            Credential::Provider { site, .. } => {
                let mut base = base(operation, services)?;
                base.truncate(base.trim_end_matches('/').len());
                if let (LinkKind::Provider(provider), Some(site)) = (&account.method.kind, site) {
                    base.push_str(&provider.base.replace("{site}", &super::address::encode(site)));
                }
                Ok(Way { base, client: http.client()?, authorization })
            }
        }
    }
}

fn base(operation: &Operation, services: &Services) -> Result<String, Failure> {
    let variable = operation.service.variable;
    let missing = || {
        Failure::apology(format!("{}.{}: `{variable}` is not set", operation.service.name, operation.name))
    };
    services.base(variable).map(str::to_owned).ok_or_else(missing)
}
