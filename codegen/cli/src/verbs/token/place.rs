//! Where the provider of a stage is, and which client asks there.

use super::Wanted;
use super::shown::Service;
use crate::cloud::ProviderClient;
use crate::oauth::Secret;
use crate::selection::listed;
use anyhow::{Context, bail};
use reqwest::Url;
use sayso_codegen::model::ProxyLinking;
use sayso_schemas::plan::{ProviderAt, ServiceAt, Stage};

/// A provider, and a client there.
pub(super) struct Place {
    pub(super) authorize: Url,
    pub(super) token: Url,
    pub(super) client_id: String,
    pub(super) secret: Secret,
    /// Who takes its tokens.
    pub(super) service: Option<Service>,
}

impl Place {
    /// That of a stage, by what the spec and the user say.
    pub(super) fn of_stage(wanted: &Wanted<'_>, proxy: &ProxyLinking) -> anyhow::Result<Self> {
        let (plan, arguments) = (&wanted.compiled.plan, wanted.arguments);
        let Some(stage) = plan.stages.get(&arguments.stage) else {
            bail!("there is no stage `{}`; there are {}", arguments.stage, listed(plan.stages.keys()));
        };
        let client_id = arguments.client_id.clone().or_else(|| registered(stage).map(str::to_owned));
        let client_id = client_id.with_context(|| {
            format!("stage `{}` has no client at the provider; name one by `--client-id`", arguments.stage)
        })?;
        let secret = wanted.secret.clone().with_context(|| {
            format!(
                "the secret of the client `{client_id}` is needed: on stdin with `--secret -`, or in \
                 `SAYSO_CLIENT_SECRET`"
            )
        })?;
        let base = match stage.services.get(&proxy.service) {
            Some(ServiceAt::Url(url)) => Some(url.clone()),
            Some(ServiceAt::Demo(_)) | None => None,
        };
        let at = |endpoint: &str| endpoint_at(endpoint, arguments.provider.as_deref());
        Ok(Self {
            authorize: at(&proxy.authorize)?,
            token: at(&proxy.token)?,
            client_id,
            secret,
            service: Some(Service { name: proxy.service.clone(), base }),
        })
    }

    /// That of stage `local`, as the embedded cloud tells; the user may be another client there.
    pub(super) fn of_cloud(
        wanted: &Wanted<'_>,
        proxy: &ProxyLinking,
        told: ProviderClient,
    ) -> anyhow::Result<Self> {
        let own = wanted.arguments.client_id.as_ref().is_none_or(|id| *id == told.client_id);
        let secret = match &wanted.secret {
            Some(secret) => secret.clone(),
            None if own => Secret::new(told.client_secret),
            None => bail!("the embedded cloud knows the secret of the client `{}` alone", told.client_id),
        };
        let base = told.services.get(&proxy.service).cloned();
        Ok(Self {
            authorize: endpoint_at(&told.authorize, None)?,
            token: endpoint_at(&told.token, None)?,
            client_id: wanted.arguments.client_id.clone().unwrap_or(told.client_id),
            secret,
            service: Some(Service { name: proxy.service.clone(), base }),
        })
    }
}

/// The client that a stage has at its provider.
fn registered(stage: &Stage) -> Option<&str> {
    stage.providers.values().find_map(|at| match at {
        ProviderAt::Client { id, .. } => Some(id.as_str()),
        ProviderAt::Demo(_) => None,
    })
}

/// An endpoint; at another provider below that one's base URL.
fn endpoint_at(endpoint: &str, base: Option<&str>) -> anyhow::Result<Url> {
    let url = Url::parse(endpoint).with_context(|| format!("`{endpoint}` is no URL"))?;
    let Some(base) = base else { return Ok(url) };
    let base = Url::parse(base).context("`--provider` is no URL")?;
    if base.host_str().is_none() || base.query().is_some() || base.fragment().is_some() {
        bail!("`--provider` is a base URL, such as https://login.example");
    }
    let mut there = base.clone();
    there.set_path(&format!("{}{}", base.path().trim_end_matches('/'), url.path()));
    there.set_query(url.query());
    Ok(there)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn another_provider_has_the_same_endpoints() {
        let at = |base| endpoint_at("https://login.example/connect/authorize?audience=x%2Fy", base);
        assert_eq!(at(None).unwrap().as_str(), "https://login.example/connect/authorize?audience=x%2Fy");
        for (base, there) in [
            ("http://127.0.0.1:7", "http://127.0.0.1:7/connect/authorize?audience=x%2Fy"),
            ("https://id.example/tenant/", "https://id.example/tenant/connect/authorize?audience=x%2Fy"),
        ] {
            assert_eq!(at(Some(base)).unwrap().as_str(), there);
        }
        for base in ["login.example", "https://id.example?x", "data:x"] {
            assert!(at(Some(base)).is_err(), "{base}");
        }
    }
}
