//! Signing in at a provider: its pages are forms, which are filled in by the names of their inputs.

use super::browser::{Browser, Page};
use super::forms::{self, Form};
use anyhow::{Context, bail};
use reqwest::Url;
use std::collections::BTreeMap;

/// How many pages a provider may have.
const PAGES: usize = 8;
const STEP: &str = "the provider's pages";
const FORM: &str = "application/x-www-form-urlencoded";

/// Fills in the provider's forms until it leads back to the origin of `home`; the page there, with where that leads, if
/// it is somewhere else at once.
pub(super) async fn sign_in(
    browser: &mut Browser,
    start: Url,
    fields: &BTreeMap<String, String>,
    home: &Url,
) -> anyhow::Result<Page> {
    let mut page = browser.open(STEP, start).await?;
    let mut filled = Vec::new();
    for _ in 0..PAGES {
        if page.url.origin() == home.origin() {
            return Ok(page);
        }
        if page.status >= 400 {
            bail!("{STEP}: the provider answered {}; see its log", page.status);
        }
        let form = forms::scan(&page.body)
            .into_iter()
            .max_by_key(|form| (form.fields_among(fields), std::cmp::Reverse(form.position)))
            .with_context(|| format!("{STEP}: there is no form to fill in"))?;
        if form.fields_among(fields) > 0 {
            if filled.contains(&form.action) {
                bail!(
                    "{STEP}: the account was refused; compare its `fields` with what the demo provider knows"
                );
            }
            filled.push(form.action.clone());
        }
        page = submit(browser, &page.url, &form, fields).await?;
        page = browser.follow_home(STEP, page, home).await?;
    }
    bail!("{STEP}: {PAGES} pages, and no way back")
}

async fn submit(
    browser: &mut Browser,
    from: &Url,
    form: &Form,
    fields: &BTreeMap<String, String>,
) -> anyhow::Result<Page> {
    let odd = || format!("{STEP}: a form leads to what is no address");
    let mut url = from.join(&form.action).with_context(odd)?;
    let members = form.members(fields);
    if form.is_post {
        let mut encoded = Url::parse("http://localhost/").with_context(odd)?;
        encoded.query_pairs_mut().extend_pairs(members);
        browser.post(STEP, url, FORM, encoded.query().unwrap_or_default().to_owned()).await
    } else {
        url.query_pairs_mut().clear().extend_pairs(members);
        browser.get(STEP, url).await
    }
}
