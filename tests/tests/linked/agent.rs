//! A user's browser before a skill's linking page, and the client of its token endpoint. One step at a time, so that
//! tests may do what the page and Alexa never do.

use crate::cloud::{Answer, Cloud, household, send};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// A code verifier with its challenge (RFC 7636, appendix B).
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub const FORM: &str = "application/x-www-form-urlencoded";

/// A browser that has begun a linking.
#[derive(Clone)]
pub struct Agent {
    pub skill: &'static str,
    pub tx: String,
    /// `__Host-tx=…`.
    pub cookie: String,
    /// From where it asks: each from a household of its own, unless a test says otherwise.
    pub client: Client,
}

/// What the token endpoint gave.
#[derive(Debug, Clone)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
}

/// Where Alexa wants users to be sent back.
pub fn redirect(cloud: &Cloud) -> String {
    format!("http://localhost:{}/alexa/redirect/M1LOCAL", cloud.folder.port)
}

impl Agent {
    /// Begins a linking of our own, of which the stand-in for Alexa knows nothing.
    pub async fn begin(cloud: &Cloud, skill: &'static str) -> Self {
        Self::open(cloud, skill, &authorize(cloud, skill, &request(cloud, skill))).await
    }

    /// Begins to look at what is linked.
    pub async fn manage(cloud: &Cloud, skill: &'static str) -> Self {
        Self::open(cloud, skill, &format!("{}/link/manage", cloud.origin(skill))).await
    }

    /// Opens what Alexa wants to be opened.
    pub async fn open(cloud: &Cloud, skill: &'static str, url: &str) -> Self {
        Self::open_by(cloud, skill, url, household()).await
    }

    /// Opens it from somewhere.
    pub async fn open_by(_: &Cloud, skill: &'static str, url: &str, client: Client) -> Self {
        let answer = send(&client, Method::GET, url, &[], "").await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        let tx = answer.header("location").strip_prefix("/?tx=").unwrap().to_owned();
        let (cookie, attributes) = answer.header("set-cookie").split_once("; ").unwrap();
        assert_eq!(attributes, "Path=/; Secure; HttpOnly; SameSite=Lax");
        assert!(cookie.starts_with("__Host-tx="));
        Self { skill, tx, cookie: cookie.to_owned(), client }
    }

    /// Opens an address of the skill with the cookie, if there is one.
    pub async fn get(&self, cloud: &Cloud, path: &str) -> Answer {
        let url = format!("{}{path}", cloud.origin(self.skill));
        let cookie = [("cookie", self.cookie.as_str())];
        send(&self.client, Method::GET, &url, if self.cookie.is_empty() { &[] } else { &cookie }, "").await
    }

    /// What the page shows.
    pub async fn show(&self, cloud: &Cloud) -> Value {
        let answer = self.get(cloud, &format!("/link/tx?tx={}", self.tx)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    /// Posts as the page does, with the linking's id and a fresh nonce.
    pub async fn post(&self, cloud: &Cloud, path: &str, mut body: Value) -> Answer {
        body["nonce"] = self.show(cloud).await["nonce"].clone();
        self.post_with(cloud, path, body).await
    }

    /// Posts as the page does, with the linking's id.
    pub async fn post_with(&self, cloud: &Cloud, path: &str, mut body: Value) -> Answer {
        body["tx"] = json!(self.tx);
        let origin = cloud.origin(self.skill);
        let mut headers = vec![("content-type", "application/json"), ("origin", origin.as_str())];
        if !self.cookie.is_empty() {
            headers.push(("cookie", &self.cookie));
        }
        send(&self.client, Method::POST, &format!("{origin}{path}"), &headers, &body.to_string()).await
    }

    /// Types a credential.
    pub async fn type_in(&self, cloud: &Cloud, method: &str, fields: Value) -> Answer {
        self.post(cloud, "/link/form", json!({"method": method, "fields": fields})).await
    }

    /// Links with a typed credential: where the user goes then.
    pub async fn typed(&self, cloud: &Cloud, method: &str, fields: Value) -> String {
        location(&self.type_in(cloud, method, fields).await)
    }

    /// Asks where to sign in.
    pub async fn depart(&self, cloud: &Cloud, method: &str) -> String {
        location(&self.post(cloud, "/link/provider", json!({"method": method})).await)
    }

    /// Comes back from the provider to the address that it named.
    pub async fn come_back(&self, cloud: &Cloud, url: &str) -> Answer {
        let path = url.strip_prefix(&cloud.origin(self.skill)).unwrap();
        self.get(cloud, path).await
    }

    /// Chooses a site by name: where the user goes then.
    pub async fn choose(&self, cloud: &Cloud, name: &str) -> String {
        let shown = self.show(cloud).await;
        assert_eq!(shown["step"], "site", "{shown}");
        let sites = shown["sites"].as_array().unwrap();
        let site = sites.iter().find(|site| site["name"] == name).unwrap();
        location(&self.post(cloud, "/link/site", json!({"site": site["id"]})).await)
    }
}

/// The parameters of an authorization request as Alexa makes it.
pub fn request(cloud: &Cloud, skill: &str) -> Vec<(&'static str, String)> {
    vec![
        ("client_id", format!("alexa-{skill}")),
        ("response_type", "code".to_owned()),
        ("state", "st+ate /of=ours".to_owned()),
        ("scope", "account".to_owned()),
        ("redirect_uri", redirect(cloud)),
        ("code_challenge", CHALLENGE.to_owned()),
        ("code_challenge_method", "S256".to_owned()),
    ]
}

/// The address of an authorization request.
pub fn authorize(cloud: &Cloud, skill: &str, parameters: &[(&str, String)]) -> String {
    let parameters: Vec<(&str, &str)> =
        parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
    format!("{}/oauth/authorize?{}", cloud.origin(skill), form(&parameters))
}

/// `location` of a JSON answer.
fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["location"].as_str().unwrap().to_owned()
}

/// Alexa as the client of the token endpoint of `skill`, with the credentials of `client`.
pub async fn ask_for_tokens(
    cloud: &Cloud,
    skill: &str,
    client: (&str, &str),
    grant: &[(&str, &str)],
) -> Answer {
    let (id, secret) = client;
    let body = form(&[&[("client_id", id), ("client_secret", secret)], grant].concat());
    let url = format!("{}/oauth/token", cloud.origin(skill));
    cloud.send(Method::POST, &url, &[("content-type", FORM)], &body).await
}

/// The client of a skill's token endpoint: id and secret.
pub async fn alexa(cloud: &Cloud, skill: &str) -> (String, String) {
    (format!("alexa-{skill}"), cloud.aws().secret(&format!("{skill}-local-alexa-client")).await)
}

/// Exchanges a code at `skill`, as its client.
pub async fn exchange(cloud: &Cloud, skill: &str, code: &str) -> Answer {
    exchange_with(cloud, skill, code, &redirect(cloud), VERIFIER).await
}

/// Exchanges a code at `skill`, as its client, with what it was bound to or not.
pub async fn exchange_with(cloud: &Cloud, skill: &str, code: &str, redirect: &str, verifier: &str) -> Answer {
    let (id, secret) = alexa(cloud, skill).await;
    let grant = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", redirect),
        ("code_verifier", verifier),
    ];
    ask_for_tokens(cloud, skill, (&id, &secret), &grant).await
}

/// Posts a form to one of the endpoints of the function `token`, as the skill's client.
pub async fn ask_as_client(cloud: &Cloud, skill: &str, path: &str, members: &[(&str, &str)]) -> Answer {
    let (id, secret) = alexa(cloud, skill).await;
    let body = form(&[&[("client_id", id.as_str()), ("client_secret", &secret)], members].concat());
    let url = format!("{}{path}", cloud.origin(skill));
    cloud.send(Method::POST, &url, &[("content-type", FORM)], &body).await
}

/// Refreshes at `skill`, as its client.
pub async fn refresh(cloud: &Cloud, skill: &str, token: &str) -> Answer {
    let (id, secret) = alexa(cloud, skill).await;
    let grant = [("grant_type", "refresh_token"), ("refresh_token", token)];
    ask_for_tokens(cloud, skill, (&id, &secret), &grant).await
}

/// The tokens of an answer that has some.
pub fn tokens(answer: &Answer) -> Tokens {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let text = |name: &str| answer.json()[name].as_str().unwrap().to_owned();
    Tokens { access: text("access_token"), refresh: text("refresh_token") }
}

/// The status of a refusal, and its `error`.
pub fn refusal(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["error"].as_str().unwrap_or_default().to_owned())
}

/// Links `account` of the plan of `skill` with a linking of our own: the code.
pub async fn code_of(cloud: &Cloud, skill: &'static str, method: &str, fields: Value) -> String {
    let agent = Agent::begin(cloud, skill).await;
    parameter(&agent.typed(cloud, method, fields).await, "code")
}

/// A parameter of an address, decoded.
pub fn parameter(url: &str, name: &str) -> String {
    let url = reqwest::Url::parse(url).unwrap();
    let found = url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    found.unwrap_or_else(|| panic!("no `{name}`"))
}

/// `application/x-www-form-urlencoded`.
pub fn form(members: &[(&str, &str)]) -> String {
    let pairs: Vec<String> =
        members.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    pairs.join("&")
}

/// All but letters and digits, percent-encoded.
pub fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").unwrap();
        }
        encoded
    })
}
