//! As much of a browser as linking an account takes: cookies, and redirects one at a time.

use anyhow::{Context, bail};
use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Method, RequestBuilder, Url};
use std::collections::BTreeMap;

/// How many redirects in a row are followed.
const REDIRECTS: usize = 10;

/// A browser.
pub(super) struct Browser {
    http: reqwest::Client,
    jar: Jar,
}

/// What was answered.
pub(super) struct Page {
    /// Where it is.
    pub(super) url: Url,
    pub(super) status: u16,
    /// Where it leads, if it is a redirect.
    pub(super) location: Option<Url>,
    pub(super) body: String,
}

impl Browser {
    /// A browser without cookies that asks by `http`, which follows no redirect.
    pub(super) fn new(http: reqwest::Client) -> Self {
        Self { http, jar: Jar::default() }
    }

    /// Opens a page. `step` is how errors name it: an address could hold a secret.
    pub(super) async fn get(&mut self, step: &str, url: Url) -> anyhow::Result<Page> {
        let request = self.http.request(Method::GET, url.clone());
        self.send(step, url, request).await
    }

    /// Opens a page and follows where it leads.
    pub(super) async fn open(&mut self, step: &str, url: Url) -> anyhow::Result<Page> {
        let page = self.get(step, url).await?;
        self.follow(step, page).await
    }

    /// Follows where a page leads.
    pub(super) async fn follow(&mut self, step: &str, mut page: Page) -> anyhow::Result<Page> {
        for _ in 0..REDIRECTS {
            let Some(location) = page.location.take() else { return Ok(page) };
            page = self.get(step, location).await?;
        }
        bail!("{step}: redirected {REDIRECTS} times without an end")
    }

    /// Follows where a page leads, but no further than where `home` leads away from itself.
    pub(super) async fn follow_home(
        &mut self,
        step: &str,
        mut page: Page,
        home: &Url,
    ) -> anyhow::Result<Page> {
        for _ in 0..REDIRECTS {
            let Some(location) = &page.location else { return Ok(page) };
            if page.url.origin() == home.origin() && location.origin() != home.origin() {
                return Ok(page);
            }
            page = self.get(step, location.clone()).await?;
        }
        bail!("{step}: redirected {REDIRECTS} times without an end")
    }

    /// Sends a body from a page of `url`'s own origin.
    pub(super) async fn post(
        &mut self,
        step: &str,
        url: Url,
        kind: &str,
        body: String,
    ) -> anyhow::Result<Page> {
        let origin = url.origin().ascii_serialization();
        let request = self.http.request(Method::POST, url.clone());
        let request = request.header(CONTENT_TYPE, kind).header(ORIGIN, origin).body(body);
        self.send(step, url, request).await
    }

    async fn send(&mut self, step: &str, url: Url, mut request: RequestBuilder) -> anyhow::Result<Page> {
        let host = url.host_str().unwrap_or_default().to_owned();
        if let Some(cookies) = self.jar.of(&host) {
            request = request.header(COOKIE, cookies);
        }
        let unanswered = || format!("{step}: no answer");
        let response = request.send().await.map_err(reqwest::Error::without_url).with_context(unanswered)?;
        let status = response.status();
        self.jar.take(&host, response.headers()).with_context(|| step.to_owned())?;
        let location = response.headers().get(LOCATION).filter(|_| status.is_redirection());
        let location = location.and_then(|value| url.join(value.to_str().ok()?).ok());
        let body = response.text().await.map_err(reqwest::Error::without_url).with_context(unanswered)?;
        Ok(Page { url, status: status.as_u16(), location, body })
    }
}

/// Cookies by host and name.
#[derive(Default)]
struct Jar(BTreeMap<(String, String), String>);

impl Jar {
    /// The header `Cookie` of a request to `host`.
    fn of(&self, host: &str) -> Option<String> {
        let own = self.0.iter().filter(|((of, _), _)| of == host);
        let pairs: Vec<_> = own.map(|((_, name), value)| format!("{name}={value}")).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// Takes what an answer of `host` sets; refuses what a browser refuses.
    fn take(&mut self, host: &str, headers: &HeaderMap) -> anyhow::Result<()> {
        for line in headers.get_all(SET_COOKIE).iter().filter_map(|line| line.to_str().ok()) {
            let mut parts = line.split(';').map(str::trim);
            let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { continue };
            let attributes: Vec<String> = parts.map(str::to_ascii_lowercase).collect();
            let has = |wanted: &str| attributes.iter().any(|attribute| attribute == wanted);
            // RFC 6265bis, section 4.1.3.2.
            let is_of_host = has("secure")
                && has("path=/")
                && !attributes.iter().any(|attribute| attribute.starts_with("domain"));
            if name.starts_with("__Host-") && !is_of_host {
                bail!(
                    "a browser refuses the cookie `{name}`: it needs `Secure` and `Path=/`, and no `Domain`"
                );
            }
            let key = (host.to_owned(), name.to_owned());
            if has("max-age=0") {
                self.0.remove(&key);
            } else {
                self.0.insert(key, value.to_owned());
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn set(jar: &mut Jar, host: &str, cookies: &[&'static str]) -> anyhow::Result<()> {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(SET_COOKIE, cookie.parse().unwrap());
        }
        jar.take(host, &headers)
    }

    #[test]
    fn cookies_belong_to_their_host() {
        let mut jar = Jar::default();
        set(&mut jar, "a", &["__Host-tx=1; Path=/; Secure; HttpOnly; SameSite=Lax", "k=v=w"]).unwrap();
        set(&mut jar, "b", &["k=x"]).unwrap();
        assert_eq!(jar.of("a").as_deref(), Some("__Host-tx=1; k=v=w"));
        assert_eq!(jar.of("b").as_deref(), Some("k=x"));
        set(&mut jar, "b", &["k=; Max-Age=0"]).unwrap();
        assert_eq!((jar.of("b"), jar.of("c")), (None, None));
    }

    #[test]
    fn what_a_browser_refuses_is_refused() {
        for cookie in [
            "__Host-tx=s3cret; Path=/",
            "__Host-tx=s3cret; Secure",
            "__Host-tx=s3cret; Secure; Path=/; Domain=a",
        ] {
            let error = set(&mut Jar::default(), "a", &[cookie]).unwrap_err().to_string();
            assert!(error.contains("__Host-tx") && !error.contains("s3cret"), "{error}");
        }
    }
}
