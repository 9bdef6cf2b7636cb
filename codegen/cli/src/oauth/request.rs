//! A request to a token endpoint.

use super::reply::{self, Asked, Reply};
use super::{Failure, Secret, encoded, form, private};
use crate::endpoints::is_here;
use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::Url;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use sayso_codegen::model::ProxyLinking;
use sayso_schemas::spec::{ClientAuthentication, TokenBody};
use std::collections::BTreeMap;
use std::error::Error;
use std::time::Duration;

/// The longest that a provider may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The largest answer that is read, in bytes.
const LARGEST: usize = 64 * 1024;

/// A client at a provider.
pub(crate) struct Client<'a> {
    /// The token endpoint.
    pub(crate) token: Url,
    pub(crate) id: &'a str,
    pub(crate) secret: &'a Secret,
    /// How it is asked.
    pub(crate) proxy: &'a ProxyLinking,
}

impl Client<'_> {
    /// Asks for a token: once, since an answer that is lost may have spent a code.
    pub(crate) async fn ask(&self, grant: &[(&str, &str)]) -> Result<Reply, Failure> {
        let at = self.token.origin().ascii_serialization();
        let mut fields: BTreeMap<&str, &str> =
            self.proxy.send.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.extend(grant.iter().copied());
        let asked = Asked {
            at: &at,
            client_id: self.id,
            grant: fields.get("grant_type").copied().unwrap_or_default(),
            scope: fields.get("scope").copied(),
            audience: fields.get("audience").or_else(|| fields.get("resource")).copied(),
        };
        let request = self.request(fields.clone())?;
        let no_answer = |error: reqwest::Error| no_answer(&at, &error);
        let mut response = request.send().await.map_err(no_answer)?;
        let (status, mut body) = (response.status().as_u16(), Vec::new());
        while let Some(chunk) = response.chunk().await.map_err(no_answer)? {
            body.extend_from_slice(&chunk);
            if body.len() > LARGEST {
                return Err(Failure::Environment(format!("the provider at {at} answered without an end")));
            }
        }
        reply::read(status, &body, &asked)
    }

    fn request<'a>(
        &'a self,
        mut fields: BTreeMap<&'a str, &'a str>,
    ) -> Result<reqwest::RequestBuilder, Failure> {
        let unwritable = || Failure::Environment("the token request can't be written".to_owned());
        let mut request = http(&self.token)?.post(self.token.clone()).header(ACCEPT, "application/json");
        for (name, value) in &self.proxy.headers {
            request = request.header(name, value);
        }
        match self.proxy.authentication {
            // Both parts are form-encoded before they are joined (RFC 6749, section 2.3.1).
            ClientAuthentication::Basic => {
                let pair = format!("{}:{}", encoded(self.id), encoded(self.secret.expose()));
                let basic = format!("Basic {}", STANDARD.encode(pair));
                let mut value = HeaderValue::from_str(&basic).map_err(|_| unwritable())?;
                value.set_sensitive(true);
                request = request.header(AUTHORIZATION, value);
            }
            ClientAuthentication::Body => {
                fields.insert("client_id", self.id);
                fields.insert("client_secret", self.secret.expose());
            }
        }
        let (kind, body) = match self.proxy.body {
            TokenBody::Form => ("application/x-www-form-urlencoded", form(fields)),
            TokenBody::Json => {
                ("application/json", serde_json::to_string(&fields).map_err(|_| unwritable())?)
            }
        };
        Ok(request.header(CONTENT_TYPE, kind).body(body))
    }
}

/// An HTTP client that shows a secret to nobody but `url`: on the way only TLS sees it, and no redirect takes it along.
fn http(url: &Url) -> Result<reqwest::Client, Failure> {
    private(url)?;
    let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE);
    let builder = if is_here(url) { builder.no_proxy() } else { builder };
    builder.build().map_err(|_| Failure::Environment("TLS can't be set up on this machine".to_owned()))
}

fn no_answer(at: &str, error: &reqwest::Error) -> Failure {
    let said = if error.is_timeout() {
        format!("the provider at {at} did not answer within {} s", PATIENCE.as_secs())
    } else if error.is_connect() {
        // The system's own reason, such as a refused connection or a certificate.
        let mut cause: &dyn Error = error;
        while let Some(next) = cause.source() {
            cause = next;
        }
        format!("the provider at {at} can't be reached: {cause}")
    } else {
        format!("the provider at {at} gave no whole answer")
    };
    Failure::Environment(said)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    /// A provider that is asked in that way, with further fields.
    fn provider(
        fields: &[(&str, &str)],
        authentication: ClientAuthentication,
        body: TokenBody,
    ) -> ProxyLinking {
        ProxyLinking {
            service: "weather".to_owned(),
            privacy: String::new(),
            terms: String::new(),
            authorize: String::new(),
            token: String::new(),
            scopes: Vec::new(),
            authentication,
            body,
            send: fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            headers: std::iter::once(("x-tenant".to_owned(), "north".to_owned())).collect(),
            forward: Vec::new(),
            access_s: 3600,
        }
    }

    const GRANT: [(&str, &str); 2] = [("grant_type", "client_credentials"), ("audience", "mine")];

    /// Headers and body of a request.
    fn sent(url: &str, proxy: &ProxyLinking) -> Result<(Option<String>, String), String> {
        let secret = Secret::new("p:ss wörd");
        let client = Client { token: Url::parse(url).unwrap(), id: "tester", secret: &secret, proxy };
        let mut fields: BTreeMap<&str, &str> =
            proxy.send.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.extend(GRANT);
        let request = client.request(fields).map_err(|failure| failure.to_string())?.build().unwrap();
        assert_eq!(request.headers()["x-tenant"], "north");
        let basic = request.headers().get(AUTHORIZATION).map(|it| it.to_str().unwrap().to_owned());
        let body = request.body().unwrap().as_bytes().unwrap();
        Ok((basic, String::from_utf8(body.to_vec()).unwrap()))
    }

    #[test]
    fn a_client_authenticates_as_its_spec_says() {
        let basic =
            provider(&[("audience", "theirs"), ("x", "y")], ClientAuthentication::Basic, TokenBody::Form);
        let (header, body) = sent("https://login.example/token", &basic).unwrap();
        let pair = STANDARD.decode(header.unwrap().strip_prefix("Basic ").unwrap()).unwrap();
        assert_eq!(pair, b"tester:p%3Ass%20w%C3%B6rd");
        assert_eq!(body, "audience=mine&grant_type=client_credentials&x=y");

        let json = provider(&[], ClientAuthentication::Body, TokenBody::Json);
        let (header, body) = sent("http://127.0.0.1:1/token", &json).unwrap();
        assert_eq!(header, None);
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!((&body["client_id"], &body["client_secret"]), (&"tester".into(), &"p:ss wörd".into()));
    }

    #[test]
    fn a_secret_goes_nowhere_without_tls_but_to_this_machine() {
        let proxy = provider(&[], ClientAuthentication::Basic, TokenBody::Form);
        for url in ["http://login.example/token", "http://127.0.0.1.example/", "ftp://127.0.0.1/"] {
            let refused = sent(url, &proxy).unwrap_err();
            assert!(refused.contains("by https alone"), "{refused}");
        }
        assert!(sent("http://localhost:1/token", &proxy).is_ok());
    }

    #[tokio::test]
    async fn a_provider_that_is_gone_is_named_and_what_was_sent_is_not() {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let proxy = provider(&[], ClientAuthentication::Body, TokenBody::Form);
        let secret = Secret::new("hunter2");
        let token = Url::parse(&format!("http://127.0.0.1:{port}/token?tenant=x")).unwrap();
        let client = Client { token, id: "tester", secret: &secret, proxy: &proxy };
        let Err(Failure::Environment(said)) = client.ask(&GRANT).await else {
            unreachable!("nobody listens")
        };
        assert!(
            said.starts_with(&format!("the provider at http://127.0.0.1:{port} can't be reached: ")),
            "{said}"
        );
        assert!(!said.contains("hunter2") && !said.contains("tenant") && !said.contains('\n'), "{said}");
    }
}
