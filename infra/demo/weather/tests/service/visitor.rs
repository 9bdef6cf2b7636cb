//! A service of its own for each test, with a provider whose tokens it takes.

use axum::Router;
use demo_idp::Settings;
use reqwest::{Client, header::HeaderMap, redirect::Policy};
use serde_json::Value;
use std::collections::BTreeMap;
use tokio::net::TcpListener;

pub(crate) const AUDIENCE: &str = "https://weather.example";
const REDIRECT: &str = "http://localhost:4000/alexa/redirect/M1LOCAL";

pub(crate) struct Visitor {
    pub(crate) base: String,
    pub(crate) provider: String,
    pub(crate) client: Client,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn challenge(&self) -> Option<&str> {
        self.headers.get("www-authenticate").map(|it| it.to_str().unwrap())
    }

    /// `error` of a problem.
    pub(crate) fn error(&self) -> (u16, &str) {
        assert!(!self.body["message"].as_str().unwrap_or_default().is_empty(), "{}", self.body);
        (self.status, self.body["error"].as_str().unwrap())
    }
}

/// Serves at a base URL that the service may know.
pub(crate) async fn listen(app: impl FnOnce(&str) -> Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let app = app(&base);
    tokio::spawn(async move { axum::serve(listener, app).await });
    base
}

impl Visitor {
    pub(crate) async fn arrive() -> Self {
        let settings = Settings::new("app".to_owned(), "secret".to_owned(), REDIRECT).unwrap();
        let provider = listen(|base| demo_idp::app(settings.with_openid(base).unwrap())).await;
        Self::with(&provider).await
    }

    /// With some provider.
    pub(crate) async fn with(provider: &str) -> Self {
        let base = listen(|_| demo_weather::app(Some(provider)).unwrap()).await;
        let client = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Self { base, provider: provider.to_owned(), client }
    }

    /// A token of the app's own.
    pub(crate) async fn own(&self, more: &[(&str, &str)]) -> String {
        let mut fields = BTreeMap::from([("grant_type", "client_credentials"), ("audience", AUDIENCE)]);
        fields.extend(more.iter().copied());
        self.token(fields).await
    }

    /// A token of a user.
    pub(crate) async fn of(&self, username: &str, password: &str, scope: &str) -> String {
        let query = [
            ("client_id", "app"),
            ("response_type", "code"),
            ("redirect_uri", REDIRECT),
            ("scope", scope),
            ("audience", AUDIENCE),
        ];
        let login = self.client.get(format!("{}/connect/authorize", self.provider)).query(&query);
        let page = login.send().await.unwrap().text().await.unwrap();
        let (_, rest) = page.split_once(r#"name="request" value=""#).unwrap();
        let request = rest.split('"').next().unwrap();
        let fields = [("request", request), ("username", username), ("password", password)];
        self.post_form("/login", &fields).await;
        let consent = self.post_form("/consent", &[("request", request), ("decision", "allow")]).await;
        let location = consent.headers()["location"].to_str().unwrap().to_owned();
        let code = location.split_once("code=").unwrap().1;
        let grant = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", REDIRECT)];
        self.token(BTreeMap::from(grant)).await
    }

    pub(crate) async fn ada(&self) -> String {
        self.of("ada", "lovelace-1815", "openid weather.read").await
    }

    async fn token(&self, mut fields: BTreeMap<&str, &str>) -> String {
        fields.extend([("client_id", "app"), ("client_secret", "secret")]);
        let fields: Vec<(&str, &str)> = fields.into_iter().collect();
        let reply: Value = self.post_form("/connect/token", &fields).await.json().await.unwrap();
        reply["access_token"].as_str().unwrap_or_else(|| panic!("{reply}")).to_owned()
    }

    /// Sends the provider a form; none of these values needs to be escaped.
    async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> reqwest::Response {
        let pairs = fields.iter().map(|(name, value)| format!("{name}={value}").replace(' ', "+"));
        let request = self.client.post(format!("{}{path}", self.provider));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.body(pairs.collect::<Vec<_>>().join("&")).send().await.unwrap()
    }

    /// Asks with a whole `Authorization`, or with none where it is empty.
    pub(crate) async fn ask(&self, authorization: &str, target: &str) -> Answer {
        let mut request = self.client.get(format!("{}{target}", self.base));
        if !authorization.is_empty() {
            request = request.header("authorization", authorization);
        }
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.text().await.unwrap();
        Answer { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
    }

    /// Asks as the bearer of a token.
    pub(crate) async fn get(&self, token: &str, target: &str) -> Answer {
        self.ask(&format!("Bearer {token}"), target).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> (u16, String) {
        let answer = self.client.post(format!("{}{path}", self.base)).json(body).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }
}
