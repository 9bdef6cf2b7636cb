//! A provider of its own for each test, someone who fills in its forms, and the app that sent them.

use demo_idp::{Habits, Settings};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use reqwest::{Client, Response, StatusCode, redirect::Policy};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tokio::net::TcpListener;

pub(crate) const CLIENT: &str = "demo-app";
pub(crate) const SECRET: &str = "s3cret-of-the-app";
pub(crate) const REDIRECT: &str = "http://jira.localhost:4000/link/callback";
pub(crate) const AUDIENCE: &str = "https://weather.example";
pub(crate) const SCOPE: &str = "read:jira-work write:jira-work offline_access";

pub(crate) struct Visitor {
    pub(crate) base: String,
    pub(crate) client: Client,
}

/// A form as a program reads it.
#[derive(Debug)]
pub(crate) struct FormOf {
    pub(crate) action: String,
    pub(crate) fields: BTreeMap<String, String>,
    /// The buttons that have a name.
    pub(crate) buttons: Vec<(String, String)>,
}

impl Visitor {
    pub(crate) async fn arrive() -> Self {
        Self::at(|settings, _| settings).await
    }

    /// At a provider that speaks OpenID Connect.
    pub(crate) async fn connect(habits: Habits) -> Self {
        Self::at(|settings, base| settings.with_openid(base).unwrap().with_habits(habits)).await
    }

    async fn at(more: impl FnOnce(Settings, &str) -> Settings) -> Self {
        let uris = format!("{REDIRECT} https://other.example/back?app=1");
        let settings = Settings::new(CLIENT.to_owned(), SECRET.to_owned(), &uris).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let settings = more(settings, &base);
        tokio::spawn(async move { axum::serve(listener, demo_idp::app(settings)).await });
        let client = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Self { base, client }
    }

    /// `/authorize` as the app asks for it, with some parameters other than usual; an empty one is left out.
    pub(crate) async fn authorize(&self, other: &[(&str, &str)]) -> Response {
        let mut query = BTreeMap::from([
            ("audience", "api.atlassian.com"),
            ("client_id", CLIENT),
            ("scope", SCOPE),
            ("redirect_uri", REDIRECT),
            ("state", "st"),
            ("response_type", "code"),
            ("prompt", "consent"),
        ]);
        query.extend(other.iter().copied());
        self.ask("/authorize", query).await
    }

    /// `/connect/authorize` as a client asks for it, in the manner of [`Visitor::authorize`].
    pub(crate) async fn authorize_openid(&self, other: &[(&str, &str)]) -> Response {
        let mut query = BTreeMap::from([
            ("audience", AUDIENCE),
            ("client_id", CLIENT),
            ("scope", "openid profile weather.read offline_access"),
            ("redirect_uri", REDIRECT),
            ("state", "st"),
            ("response_type", "code"),
        ]);
        query.extend(other.iter().copied());
        self.ask("/connect/authorize", query).await
    }

    async fn ask(&self, path: &str, mut query: BTreeMap<&str, &str>) -> Response {
        query.retain(|_, value| !value.is_empty());
        self.client.get(format!("{}{path}", self.base)).query(&query).send().await.unwrap()
    }

    pub(crate) async fn submit(&self, form: &FormOf, fields: &[(&str, &str)]) -> Response {
        let mut all: BTreeMap<&str, &str> =
            form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        all.extend(fields.iter().copied());
        self.post_form(&form.action, &all.into_iter().collect::<Vec<_>>()).await
    }

    pub(crate) async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let encoded = |text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let pairs = fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
        let request = self
            .client
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(pairs.collect::<Vec<_>>().join("&"));
        request.send().await.unwrap()
    }

    /// As far as the question whether to allow.
    pub(crate) async fn consent(&self, username: &str, password: &str, other: &[(&str, &str)]) -> FormOf {
        self.log_in(self.authorize(other).await, username, password).await
    }

    async fn log_in(&self, login: Response, username: &str, password: &str) -> FormOf {
        let login = form(&page(login, StatusCode::OK).await);
        let fields = [("username", username), ("password", password)];
        form(&page(self.submit(&login, &fields).await, StatusCode::OK).await)
    }

    /// A code that Ada granted by OpenID Connect.
    pub(crate) async fn code_openid(&self, other: &[(&str, &str)]) -> String {
        let login = self.authorize_openid(other).await;
        let consent = self.log_in(login, "ada", "lovelace-1815").await;
        let back = location(&self.submit(&consent, &[("decision", "allow")]).await);
        back.1.get("code").unwrap().clone()
    }

    /// Posts a form to an endpoint of OpenID Connect, as the app.
    pub(crate) async fn connect_post(&self, path: &str, fields: &[(&str, &str)]) -> (StatusCode, Value) {
        let mut all = vec![("client_id", CLIENT), ("client_secret", SECRET)];
        all.extend(fields.iter().copied());
        json_of(self.post_form(&format!("/connect{path}"), &all).await).await
    }

    /// Redeems a code that came by OpenID Connect.
    pub(crate) async fn redeem_openid(&self, path: &str, code: &str) -> (StatusCode, Value) {
        let fields = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", REDIRECT)];
        self.connect_post(path, &fields).await
    }

    /// Refreshes tokens that came by OpenID Connect.
    pub(crate) async fn refresh_openid(&self, path: &str, token: &str) -> (StatusCode, Value) {
        self.connect_post(path, &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    /// A code that Ada granted.
    pub(crate) async fn code(&self, other: &[(&str, &str)]) -> String {
        let consent = self.consent("ada", "lovelace-1815", other).await;
        let back = location(&self.submit(&consent, &[("decision", "allow")]).await);
        back.1.get("code").unwrap().clone()
    }

    /// Posts JSON to the token endpoint, with the app's id and secret where they are not given.
    pub(crate) async fn token(&self, mut body: Value) -> (StatusCode, Value) {
        for (name, value) in [("client_id", CLIENT), ("client_secret", SECRET)] {
            if body.get(name).is_none() {
                body[name] = value.into();
            }
        }
        json_of(self.post("/oauth/token", &body).await).await
    }

    pub(crate) async fn redeem(&self, code: &str) -> (StatusCode, Value) {
        let grant = json!({ "grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT });
        self.token(grant).await
    }

    pub(crate) async fn refresh(&self, token: &str) -> (StatusCode, Value) {
        self.token(json!({ "grant_type": "refresh_token", "refresh_token": token })).await
    }

    /// Tokens that Ada granted.
    pub(crate) async fn tokens(&self) -> Pair {
        let (status, tokens) = self.redeem(&self.code(&[]).await).await;
        assert_eq!(status, StatusCode::OK, "{tokens}");
        Pair::of(&tokens)
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Response {
        self.client.post(format!("{}{path}", self.base)).json(body).send().await.unwrap()
    }

    pub(crate) async fn get_as(&self, path: &str, token: &str) -> (StatusCode, Value) {
        let request = self.client.get(format!("{}{path}", self.base)).bearer_auth(token);
        json_of(request.send().await.unwrap()).await
    }

    pub(crate) async fn get_as_status(&self, path: &str, token: &str) -> StatusCode {
        self.client.get(format!("{}{path}", self.base)).bearer_auth(token).send().await.unwrap().status()
    }

    pub(crate) async fn works(&self, access: &str) -> bool {
        self.get_as("/check", access).await.0 == StatusCode::OK
    }

    pub(crate) async fn pass(&self, seconds: u64) {
        let passed = self.post("/clock", &json!({ "advance_seconds": seconds })).await;
        assert_eq!(passed.status(), StatusCode::NO_CONTENT);
    }
}

/// An access token and a refresh token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl Pair {
    pub(crate) fn of(answer: &Value) -> Self {
        let text = |name: &str| answer[name].as_str().unwrap().to_owned();
        Self { access: text("access_token"), refresh: text("refresh_token") }
    }
}

pub(crate) async fn json_of(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    (status, response.json().await.unwrap())
}

/// The text of a page, which has this status and leads nowhere by itself.
pub(crate) async fn page(response: Response, status: StatusCode) -> String {
    assert_eq!(response.headers().get("location"), None);
    let found = response.status();
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "text/html; charset=utf-8");
    assert_eq!(header("cache-control"), "no-store");
    assert!(header("content-security-policy").starts_with("default-src 'none'; style-src 'self'"));
    let text = response.text().await.unwrap();
    assert_eq!(found, status, "{text}");
    assert!(!text.contains("<script") && !text.contains("style="), "{text}");
    text
}

/// Where a browser is sent: the address without its query, and the query.
pub(crate) fn location(response: &Response) -> (String, BTreeMap<String, String>) {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let location = response.headers()["location"].to_str().unwrap();
    let (address, query) = location.split_once('?').unwrap();
    let decoded = |text| percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap());
    (address.to_owned(), pairs.map(|(name, value)| (decoded(name), decoded(value))).collect())
}

/// The one form of a page.
pub(crate) fn form(page: &str) -> FormOf {
    let (_, rest) = page.split_once("<form ").unwrap();
    let (rest, after) = rest.split_once("</form>").unwrap();
    assert!(!after.contains("<form"), "{page}");
    let (head, inside) = rest.split_once('>').unwrap();
    assert_eq!(attribute(head, "method").as_deref(), Some("post"));
    let tags = |name: &'static str| {
        inside.split('<').filter_map(move |it| it.strip_prefix(name)).map(|it| it.split('>').next().unwrap())
    };
    let named = |tag: &str| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default()));
    let fields: BTreeMap<String, String> = tags("input ").map(|tag| named(tag).unwrap()).collect();
    assert!(!fields["request"].is_empty());
    FormOf {
        action: attribute(head, "action").unwrap(),
        fields,
        buttons: tags("button ").filter_map(named).collect(),
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let tag = format!(" {tag}");
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    let (value, _) = rest.split_once('"')?;
    let text = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    Some(text.replace("&amp;", "&"))
}
