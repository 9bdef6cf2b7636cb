//! The values of a stage.

use super::texts;
use crate::model::{self, PinnedAt, ProviderAt, ServiceAt};
use sayso_schemas::plan::{
    Alarms, DemoAccount, PinnedAt as Pinned, PinnedHost, ProviderAt as Provider, ServiceAt as At, Stage,
};

/// Where Alexa has users sent back, by region of the account; the vendor's id follows. Source: "Configure an
/// Authorization Code Grant", Alexa Skills Kit.
const REDIRECTS: [&str; 3] = [
    "https://pitangui.amazon.com/api/skill/link/",
    "https://layla.amazon.com/api/skill/link/",
    "https://alexa.amazon.co.jp/api/skill/link/",
];

pub(super) fn stage(stage: &model::Stage) -> Stage {
    let vendor = stage.vendor_id.iter();
    Stage {
        skill_id: stage.skill_id.clone(),
        domain: stage.deployment.domain.clone(),
        waf: stage.deployment.waf,
        alarms: stage.deployment.alarms.as_ref().map(|it| Alarms { email: it.email.clone() }),
        retain: stage.deployment.retain,
        log_days: stage.deployment.log_days,
        services: stage.services.iter().map(|(name, at)| (name.clone(), place(at))).collect(),
        redirects: vendor.flat_map(|id| REDIRECTS.map(|base| format!("{base}{id}"))).collect(),
        providers: stage.providers.iter().map(|(name, at)| (name.clone(), provider(at))).collect(),
        pinned_hosts: stage.pinned_hosts.iter().map(|(name, at)| (name.clone(), pinned(at))).collect(),
        accounts: stage.accounts.iter().map(|(name, it)| (name.clone(), account(it))).collect(),
    }
}

fn place(at: &ServiceAt) -> At {
    match at {
        ServiceAt::Url(url) => At::Url(url.clone()),
        ServiceAt::Demo(name) => At::Demo(name.clone()),
    }
}

fn provider(at: &ProviderAt) -> Provider {
    match at {
        ProviderAt::Client { id, secret } => Provider::Client { id: id.clone(), secret: secret.clone() },
        ProviderAt::Demo(name) => Provider::Demo(name.clone()),
    }
}

fn pinned(at: &PinnedAt) -> Pinned {
    match at {
        PinnedAt::Host { addresses, ca } => {
            Pinned::Host(PinnedHost { addresses: addresses.clone(), ca: ca.clone() })
        }
        PinnedAt::Demo(name) => Pinned::Demo(name.clone()),
    }
}

fn account(account: &model::DemoAccount) -> DemoAccount {
    DemoAccount { method: account.method.clone(), fields: texts(&account.fields), site: account.site.clone() }
}
