//! Linking an account of a demo backend, without a browser but by the same requests: the skill's page where it has one,
//! the provider's forms, and back to the stand-in for Alexa.
//!
//! Nothing that is said here holds a secret: neither what is typed, nor an address with a code or a state in it.

mod browser;
mod forms;
mod page;
mod provider;
#[cfg(test)]
mod tests;

use crate::cloud::Client;
use crate::selection::listed;
use anyhow::{Context, anyhow, bail};
use browser::{Browser, Page};
use page::{LinkPage, Step};
use reqwest::Url;
use sayso_schemas::plan::{DemoAccount, Linking, Plan};
use std::path::Path;

/// An account to link, and how.
#[derive(Clone)]
pub(crate) struct Account {
    /// Its name in the spec.
    pub(crate) name: String,
    at: DemoAccount,
    way: Way,
}

/// Where an account is linked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// On the skill's page, where a credential is typed.
    Form,
    /// On the skill's page, which sends the user on to a provider.
    Provider,
    /// At a provider to which Alexa sends the user by itself.
    Proxy,
}

/// The accounts of a skill's stage `local`, the first one first.
pub(crate) fn accounts(root: &Path, skill: &str) -> anyhow::Result<Vec<Account>> {
    let path = root.join("infra/app/generated").join(skill).join("plan.json");
    let unreadable = || format!("can't read `{}`; run `sayso generate`", path.display());
    let text = std::fs::read_to_string(&path).with_context(unreadable)?;
    let plan: Plan = serde_json::from_str(&text).with_context(unreadable)?;
    Ok(accounts_of(&plan))
}

/// The same of a plan.
pub(crate) fn accounts_of(plan: &Plan) -> Vec<Account> {
    let Some(linking) = &plan.linking else { return Vec::new() };
    let accounts = plan.stages.get("local").into_iter().flat_map(|stage| &stage.accounts);
    accounts.map(|(name, account)| Account::new(name, account, linking)).collect()
}

/// The account of that name among `accounts`, or the first one.
pub(crate) fn choose<'a>(
    accounts: &'a [Account],
    skill: &str,
    name: Option<&str>,
) -> anyhow::Result<&'a Account> {
    let Some(first) = accounts.first() else {
        bail!(
            "the skill `{skill}` has no account to link; declare `linking`, and `infra.stages.local.accounts`"
        );
    };
    let Some(name) = name else { return Ok(first) };
    accounts.iter().find(|account| account.name == name).with_context(|| {
        let known = listed(accounts.iter().map(|account| &account.name));
        format!("the skill `{skill}` has no account `{name}` in stage `local`; it has {known}")
    })
}

/// Signs an account in at a provider that begins at `start`, until that leads back to `home`.
pub(crate) async fn sign_in(
    client: &Client,
    skill: &str,
    account: &Account,
    start: Url,
    home: &Url,
) -> anyhow::Result<()> {
    let mut browser = Browser::new(client.browser(skill)?);
    let signed = provider::sign_in(&mut browser, start, &account.at.fields, home).await;
    signed.map(drop).with_context(|| format!("the account `{}` can't sign in", account.name))
}

/// Links an account as a user does, and returns the link's id at the stand-in for Alexa.
pub(crate) async fn link(client: &Client, skill: &str, account: &Account) -> anyhow::Result<String> {
    let linked = account.link(client, skill).await;
    linked.with_context(|| format!("the account `{}` can't be linked to `{skill}`", account.name))
}

impl Account {
    fn new(name: &str, account: &DemoAccount, linking: &Linking) -> Self {
        let at_provider = linking.providers.iter().any(|provider| provider.name == account.method);
        let way = match (&linking.proxy, at_provider) {
            (Some(_), _) => Way::Proxy,
            (None, true) => Way::Provider,
            (None, false) => Way::Form,
        };
        Self { name: name.to_owned(), at: account.clone(), way }
    }

    async fn link(&self, client: &Client, skill: &str) -> anyhow::Result<String> {
        let begun = client.begin_link(skill).await?.map_err(|complaint| anyhow!(complaint.in_words()))?;
        let mut browser = Browser::new(client.browser(skill)?);
        let landed = if self.way == Way::Proxy {
            let there = Url::parse(&begun.url).context("the stand-in for Alexa gave an odd address")?;
            let alexa = Url::parse(&format!("http://localhost:{}/", client.port()))?;
            provider::sign_in(&mut browser, there, &self.at.fields, &alexa).await?
        } else {
            let back = self.through_page(&mut browser, &begun.url).await?;
            browser.get("Alexa's redirect", back).await?
        };
        let report =
            client.link(skill, &begun.link).await?.map_err(|complaint| anyhow!(complaint.in_words()))?;
        match (report.state.as_str(), report.error) {
            ("linked", _) => Ok(begun.link),
            (_, Some(why)) => bail!("Alexa's redirect: {why}; see the log of the function `token`"),
            (state, None) => {
                bail!("Alexa's redirect answered {}, and the linking is `{state}`", landed.status)
            }
        }
    }

    /// Links on the skill's page. Where it leads in the end.
    async fn through_page(&self, browser: &mut Browser, begun: &str) -> anyhow::Result<Url> {
        let mut page = LinkPage::open(browser, begun).await?;
        if self.way == Way::Form {
            return page.form(browser, &self.at.method, &self.at.fields).await;
        }
        let there = page.provider(browser, &self.at.method).await?;
        let here = provider::sign_in(browser, there, &self.at.fields, page.origin()).await?;
        // Where there are no sites to choose from, the account is linked at once.
        match here.location {
            Some(back) => Ok(back),
            None => self.choose(browser, &mut page, &here).await,
        }
    }

    /// Chooses the site on the page that the provider led back to. Where to go then.
    async fn choose(&self, browser: &mut Browser, page: &mut LinkPage, at: &Page) -> anyhow::Result<Url> {
        let Step::Site(sites) = page.come_back(browser, at).await? else {
            bail!("back from the provider: the page offers no site to choose");
        };
        let site = page::choose_site(&sites, self.at.site.as_deref())?;
        page.site(browser, &site).await
    }
}
