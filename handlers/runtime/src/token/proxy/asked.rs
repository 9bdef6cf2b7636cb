//! What Alexa asks for, as far as the provider is told.

use super::super::{answer::Refusal, request::Form, server::Grant};
use crate::{Proxy, store::Secret};

/// A request for tokens. Only what is named here goes on.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) grant: Grant,
    /// What is presented: whoever has it may have the answer, too.
    pub(super) bearer: Secret,
    /// All that the provider is told but who asks, in a fixed order.
    pub(super) fields: Vec<(&'static str, Secret)>,
}

impl Asked {
    /// Reads a form: the parameters of the grant (RFC 6749, sections 4.1.3 and 6; RFC 7636, section 4.5), those that the
    /// spec lets through besides, and nothing else.
    pub(super) fn read(form: &Form, proxy: &Proxy) -> Result<Self, Refusal> {
        let grant = Grant::read(form)?;
        let (presented, others): (_, &[_]) = match grant {
            Grant::Code => ("code", &["redirect_uri", "code_verifier"]),
            Grant::Refresh => ("refresh_token", &["scope"]),
        };
        let missing = match grant {
            Grant::Code => "`code` is missing",
            Grant::Refresh => "`refresh_token` is missing",
        };
        let value = form.secret(presented).ok_or(Refusal::InvalidRequest(missing))?;
        let mut fields = vec![("grant_type", Secret::new(grant.name())), (presented, value.clone())];
        for name in others.iter().chain(proxy.forward) {
            fields.extend(form.secret(name).map(|value| (*name, value.clone())));
        }
        fields.extend(proxy.send.iter().map(|(name, value)| (*name, Secret::new(*value))));
        Ok(Self { grant, bearer: Self::bearer(form, value), fields })
    }

    /// A code alone is worth nothing to whoever lacks its verifier.
    fn bearer(form: &Form, presented: &Secret) -> Secret {
        match form.secret("code_verifier") {
            Some(verifier) => Secret::new(format!("{}\n{}", presented.expose(), verifier.expose())),
            None => presented.clone(),
        }
    }
}
