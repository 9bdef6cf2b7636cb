//! The skill's linking page, by the requests that its script makes.

use super::browser::{Browser, Page};
use crate::selection::listed;
use anyhow::{Context, bail};
use reqwest::Url;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A linking page that is open.
pub(super) struct LinkPage {
    /// Where it is.
    url: Url,
    transaction: String,
    nonce: String,
}

/// What the page shows.
pub(super) enum Step {
    /// The ways to link.
    Method,
    /// The sites to choose from.
    Site(Vec<Site>),
}

/// A site of the account.
#[derive(Deserialize)]
pub(super) struct Site {
    id: String,
    name: String,
}

/// What `/link/tx` answers, as far as it is used.
#[derive(Deserialize)]
struct Shown {
    nonce: String,
    step: String,
    #[serde(default)]
    sites: Vec<Site>,
    error: Option<String>,
}

#[derive(Deserialize)]
struct Done {
    location: String,
}

#[derive(Deserialize)]
struct Refused {
    error: String,
}

impl LinkPage {
    /// Opens it as Alexa's app does.
    pub(super) async fn open(browser: &mut Browser, url: &str) -> anyhow::Result<Self> {
        const STEP: &str = "authorize";
        let url = Url::parse(url).context("the stand-in for Alexa gave an odd address")?;
        let page = browser.open(STEP, url).await?;
        if page.status != 200 {
            bail!("{STEP}: the skill answered {}; see the log of the function `link`", page.status);
        }
        let Some(transaction) = parameter(&page.url, "tx") else {
            bail!("{STEP}: the skill did not lead to its page; see the log of the function `link`");
        };
        let mut open = Self { url: page.url, transaction, nonce: String::new() };
        open.look(browser).await?;
        Ok(open)
    }

    /// The skill's origin.
    pub(super) fn origin(&self) -> &Url {
        &self.url
    }

    /// Sends what is typed. Where to go then.
    pub(super) async fn form(
        &mut self,
        browser: &mut Browser,
        method: &str,
        fields: &BTreeMap<String, String>,
    ) -> anyhow::Result<Url> {
        self.post(browser, "/link/form", &json!({ "method": method, "fields": fields })).await
    }

    /// Asks where the provider is.
    pub(super) async fn provider(&mut self, browser: &mut Browser, method: &str) -> anyhow::Result<Url> {
        self.post(browser, "/link/provider", &json!({ "method": method })).await
    }

    /// Takes up where the provider sent the browser back to.
    pub(super) async fn come_back(&mut self, browser: &mut Browser, at: &Page) -> anyhow::Result<Step> {
        if at.status != 200 || parameter(&at.url, "tx").as_deref() != Some(&self.transaction) {
            bail!(
                "back from the provider: the skill answered {}, and does not show its page; see the log of the \
                 function `link`",
                at.status
            );
        }
        self.look(browser).await
    }

    /// Chooses a site. Where to go then.
    pub(super) async fn site(&mut self, browser: &mut Browser, site: &str) -> anyhow::Result<Url> {
        self.post(browser, "/link/site", &json!({ "site": site })).await
    }

    async fn look(&mut self, browser: &mut Browser) -> anyhow::Result<Step> {
        const STEP: &str = "/link/tx";
        let mut url = self.at(STEP)?;
        url.query_pairs_mut().append_pair("tx", &self.transaction);
        let page = browser.get(STEP, url).await?;
        let shown: Shown = answer(STEP, &page)?;
        if let Some(error) = shown.error {
            bail!("{STEP}: the page shows the error `{}`", code(&error));
        }
        self.nonce = shown.nonce;
        match shown.step.as_str() {
            "method" => Ok(Step::Method),
            "site" => Ok(Step::Site(shown.sites)),
            other => bail!("{STEP}: the page is at an unknown step, `{}`", code(other)),
        }
    }

    async fn post(&mut self, browser: &mut Browser, path: &'static str, more: &Value) -> anyhow::Result<Url> {
        let mut body = json!({ "tx": self.transaction, "nonce": self.nonce });
        if let (Value::Object(body), Value::Object(more)) = (&mut body, more) {
            body.extend(more.clone());
        }
        let page = browser.post(path, self.at(path)?, "application/json", body.to_string()).await?;
        let Done { location } = answer(path, &page)?;
        self.url
            .join(&location)
            .ok()
            .with_context(|| format!("{path}: the answer leads to what is no address"))
    }

    fn at(&self, path: &str) -> anyhow::Result<Url> {
        self.url.join(path).with_context(|| format!("`{path}` is no path"))
    }
}

/// The site of that name, or the only one.
pub(super) fn choose_site(sites: &[Site], wanted: Option<&str>) -> anyhow::Result<String> {
    let known = || listed(sites.iter().map(|site| &site.name));
    let site = match (wanted, sites) {
        (Some(name), _) => sites
            .iter()
            .find(|site| site.name == name)
            .with_context(|| format!("the account has no site `{name}`; it has {}", known())),
        (None, [only]) => Ok(only),
        (None, _) => bail!("the account has the sites {}; name one as its `site`", known()),
    };
    site.map(|site| site.id.clone())
}

/// Reads an answer of the page's API; a refusal by its code.
fn answer<T: for<'de> Deserialize<'de>>(step: &str, page: &Page) -> anyhow::Result<T> {
    if page.status == 200 {
        // What serde says of a value could show it.
        return serde_json::from_str(&page.body).ok().with_context(|| format!("{step}: the answer is odd"));
    }
    let refused: Option<Refused> = serde_json::from_str(&page.body).ok();
    let status = page.status;
    match refused.map(|refused| refused.error) {
        Some(error) if error == "credential" => bail!(
            "{step}: the account was refused ({status}); compare its `fields` with what the demo backend knows"
        ),
        Some(error) => {
            bail!("{step}: the answer is {status} `{}`; see the log of the function `link`", code(&error))
        }
        None => bail!("{step}: the answer is {status}; see the log of the function `link`"),
    }
}

/// A code as it may be shown.
fn code(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_lowercase() || *c == '_').take(40).collect()
}

fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_site_is_chosen_by_name_or_because_it_is_the_only_one() {
        let site = |id: &str, name: &str| Site { id: id.to_owned(), name: name.to_owned() };
        let both = [site("1", "North"), site("2", "South")];
        assert_eq!(choose_site(&both, Some("South")).unwrap(), "2");
        assert_eq!(choose_site(&both[..1], None).unwrap(), "1");
        let unknown = choose_site(&both, Some("West")).unwrap_err().to_string();
        assert!(unknown.contains("no site `West`") && unknown.contains("North"), "{unknown}");
        assert!(choose_site(&both, None).unwrap_err().to_string().contains("name one"));
    }

    #[test]
    fn a_refusal_is_told_by_its_code_alone() {
        let page = |status, body: &str| Page {
            url: Url::parse("http://a.localhost/").unwrap(),
            status,
            location: None,
            body: body.to_owned(),
        };
        let told =
            |status, body: &str| answer::<Done>("/link/form", &page(status, body)).map(|_| ()).unwrap_err();
        assert!(told(400, r#"{"error":"credential","nonce":"n0nce"}"#).to_string().contains("refused"));
        let odd = told(403, r#"{"error":"expired S3CRET","nonce":"n0nce"}"#).to_string();
        assert!(odd.contains("403 `expired`") && !odd.contains("S3CRET") && !odd.contains("n0nce"), "{odd}");
        assert!(told(500, "<html>").to_string().contains("500"));
        let odd = told(200, r#"{"location":{"s3cret":1}}"#);
        assert!(!format!("{odd:#}").contains("s3cret"), "{odd:#}");
    }
}
