//! Links accounts as users and Alexa do: authorization request, page, provider, site, code, tokens. No row is inserted.

use crate::{
    gateway::{Answer, Request},
    world::{CLIENT_SECRET, ISSUER, REDIRECT},
};
use anyhow::Context;
use sayso_bench::function::Function;
use serde_json::{Value, json};

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// The method of the spec that is used.
const METHOD: &str = "atlassian";
const FORM: &[(&str, &str)] = &[("content-type", "application/x-www-form-urlencoded")];

/// What Alexa keeps of a linked account.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// For requests.
    pub access: String,
    /// For the next access token.
    pub refresh: String,
}

/// Both functions of account linking, and the client that they know.
#[derive(Debug)]
pub struct Linker<'f> {
    /// The function `link`.
    pub link: &'f Function,
    /// The function `token`.
    pub token: &'f Function,
    /// Alexa's id at the skill.
    pub client_id: &'f str,
    /// What it asks for.
    pub scope: &'f str,
}

impl Linker<'_> {
    /// Links the account of a person.
    pub fn link(&self, person: usize) -> anyhow::Result<Tokens> {
        given(&self.grant(person)?.ask(self.token, 200)?)
    }

    /// The request that redeems the code for the account of a person.
    pub fn grant(&self, person: usize) -> anyhow::Result<Request<'static>> {
        let begun = authorization(self.client_id, self.scope).ask(self.link, 303)?;
        let (page, cookie) = (begun.location()?.to_owned(), begun.cookie()?);
        let tx = page.strip_prefix("/?tx=").context("the page has another address")?;
        let post = |path: &str, members: Value| self.post(path, cookie, tx, members);
        let gone = post("/link/provider", json!({ "method": METHOD }))?;
        let state = member(&gone, "state")?;
        let query = format!("state={state}&code=code-{person}");
        let back = Request { method: "GET", path: "/link/callback", query, cookie, ..Request::default() };
        back.ask(self.link, 303)?;
        let home = post("/link/site", json!({ "site": format!("site-{person}") }))?;
        let code = member(&home, "code")?;
        let redirect = REDIRECT.replace(':', "%3A").replace('/', "%2F");
        let grant = format!(
            "grant_type=authorization_code&code={code}&redirect_uri={redirect}&code_verifier={VERIFIER}"
        );
        Ok(token_request(self.client_id, &grant))
    }

    /// Posts as the page does, with a fresh nonce; where the browser goes then.
    fn post(&self, path: &str, cookie: &str, tx: &str, members: Value) -> anyhow::Result<String> {
        let query = format!("tx={tx}");
        let view = Request { method: "GET", path: "/link/tx", query, cookie, ..Request::default() };
        let nonce = view.ask(self.link, 200)?.json()?["nonce"].clone();
        let mut body = members;
        (body["tx"], body["nonce"]) = (json!(tx), nonce);
        let headers = &[("origin", ISSUER), ("content-type", "application/json")];
        let body = body.to_string();
        let request = Request { method: "POST", path, headers, cookie, body, ..Request::default() };
        let answer = request.ask(self.link, 200)?.json()?;
        Ok(answer["location"].as_str().context("the answer leads nowhere")?.to_owned())
    }
}

/// Asks for other tokens.
pub fn renewal(client_id: &str, tokens: &Tokens) -> Request<'static> {
    token_request(client_id, &format!("grant_type=refresh_token&refresh_token={}", tokens.refresh))
}

/// A request of Alexa's at the token endpoint.
fn token_request(client_id: &str, grant: &str) -> Request<'static> {
    let body = format!("{grant}&client_id={client_id}&client_secret={CLIENT_SECRET}");
    Request { method: "POST", path: "/oauth/token", headers: FORM, body, ..Request::default() }
}

/// What Alexa sends a user's browser to.
pub fn authorization(client_id: &str, scope: &str) -> Request<'static> {
    let query = format!(
        "client_id={client_id}&response_type=code&state=bench&scope={scope}&redirect_uri={REDIRECT}\
         &code_challenge={CHALLENGE}&code_challenge_method=S256"
    );
    Request { method: "GET", path: "/oauth/authorize", query, ..Request::default() }
}

/// The tokens in an answer.
pub fn given(answer: &Answer) -> anyhow::Result<Tokens> {
    let body = answer.json()?;
    let text = |name: &str| body[name].as_str().map(str::to_owned).context("the answer has no tokens");
    Ok(Tokens { access: text("access_token")?, refresh: text("refresh_token")? })
}

/// A member of an address's query.
fn member(location: &str, name: &str) -> anyhow::Result<String> {
    let (_, query) = location.split_once('?').context("the address has no query")?;
    let mut members = query.split('&').filter_map(|member| member.split_once('='));
    let found = members.find(|(known, _)| *known == name).context("the address lacks something")?;
    Ok(found.1.to_owned())
}
