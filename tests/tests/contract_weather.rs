//! The demo of the weather against its contract: every answer is one that the contract describes, also where it says no.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use axum::Router;
use reqwest::{Client, Method, redirect::Policy};
use sayso_codegen::{
    diagnostic::Diagnostics,
    syntax::{
        Sources,
        contract::{self, Contract},
        parse, read,
    },
};
use sayso_tests::root;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};
use tokio::net::TcpListener;

const AUDIENCE: &str = "https://weather.example";
const REDIRECT: &str = "http://localhost:4000/alexa/redirect/M1LOCAL";

/// The demo, its provider, the contract, and what was seen.
struct Trial {
    base: String,
    provider: String,
    client: Client,
    contract: Contract,
    document: Value,
    /// Operations with the statuses that were seen.
    seen: BTreeSet<(String, u16)>,
    /// What problems were called.
    errors: BTreeSet<String>,
    wrong: Vec<String>,
}

async fn listen(app: impl FnOnce(&str) -> Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let app = app(&base);
    tokio::spawn(async move { axum::serve(listener, app).await });
    base
}

impl Trial {
    async fn begin() -> Self {
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let bytes = fs::read(root().join("schemas/wear/weather.openapi.yaml")).unwrap();
        let file = sources.add("contract", bytes).unwrap();
        let contract = contract::load(&sources, file, &mut diagnostics).unwrap();
        let document = read(&parse(&sources, file, &mut diagnostics).unwrap()).unwrap();
        let settings = demo_idp::Settings::new("app".to_owned(), "secret".to_owned(), REDIRECT).unwrap();
        let provider = listen(|base| demo_idp::app(settings.with_openid(base).unwrap())).await;
        Self {
            base: listen(|_| demo_weather::app(Some(&provider)).unwrap()).await,
            provider,
            client: Client::builder().no_proxy().redirect(Policy::none()).build().unwrap(),
            contract,
            document,
            seen: BTreeSet::new(),
            errors: BTreeSet::new(),
            wrong: Vec::new(),
        }
    }

    /// Sends the provider a form; none of these values needs to be escaped.
    async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> reqwest::Response {
        let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self.client.post(format!("{}{path}", self.provider));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.body(pairs.join("&")).send().await.unwrap()
    }

    async fn token(&self, fields: &[(&str, &str)]) -> String {
        let app = [("client_id", "app"), ("client_secret", "secret")];
        let reply: Value =
            self.post_form("/connect/token", &[&app, fields].concat()).await.json().await.unwrap();
        reply["access_token"].as_str().unwrap_or_else(|| panic!("{reply}")).to_owned()
    }

    /// A token of Ada's with some scope.
    async fn ada(&self, scope: &str) -> String {
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
        let fields = [("request", request), ("username", "ada"), ("password", "lovelace-1815")];
        self.post_form("/login", &fields).await;
        let consent = self.post_form("/consent", &[("request", request), ("decision", "allow")]).await;
        let location = consent.headers()["location"].to_str().unwrap().to_owned();
        let code = location.split_once("code=").unwrap().1;
        self.token(&[("grant_type", "authorization_code"), ("code", code), ("redirect_uri", REDIRECT)]).await
    }

    /// The schema of an operation's answer of a status.
    fn schema(&self, path: &str, status: u16) -> jsonschema::Validator {
        let responses = &self.document["paths"][path]["get"]["responses"];
        let response = responses.get(status.to_string()).unwrap_or(&responses["default"]);
        let response = match response["$ref"].as_str() {
            Some(reference) => self.document.pointer(reference.strip_prefix('#').unwrap()).unwrap(),
            None => response,
        };
        let whole = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "allOf": [&response["content"]["application/json"]["schema"]],
            "components": self.document["components"],
        });
        jsonschema::validator_for(&whole).unwrap()
    }

    /// Asks, and holds the answer against the contract.
    async fn ask(&mut self, operation: &str, query: &BTreeMap<&str, &str>, token: &str) {
        let found = &self.contract.operations[operation];
        let (path, known) = (found.path.clone(), found.parameters.iter().map(|it| it.name.as_str()));
        let strange: Vec<_> = query.keys().filter(|name| !known.clone().any(|it| it == **name)).collect();
        assert!(found.method == "GET" && strange.is_empty(), "{operation} {strange:?}");
        let request = self.client.request(Method::GET, format!("{}{path}", self.base)).query(query);
        let answer = request.bearer_auth(token).send().await.unwrap();
        let status = answer.status().as_u16();
        let body: Value = answer.json().await.unwrap();
        self.seen.insert((operation.to_owned(), status));
        self.errors.extend(body["error"].as_str().map(str::to_owned));
        let validator = self.schema(&path, status);
        let errors = validator.iter_errors(&body);
        self.wrong.extend(
            errors
                .map(|error| format!("{operation} {query:?}: {status}: {}: {error}", error.instance_path())),
        );
    }
}

#[tokio::test]
async fn every_answer_is_one_that_the_contract_describes() {
    let mut trial = Trial::begin().await;
    let own = [("grant_type", "client_credentials"), ("audience", AUDIENCE)];
    // As nobody, for another service, without the scope, as nobody in particular, and as a user.
    let tokens = [
        "nobody".to_owned(),
        trial.token(&own[..1]).await,
        trial.ada("openid").await,
        trial.token(&own).await,
        trial.ada("weather.read").await,
    ];
    let cities = [None, Some("Berlin"), Some("münchen"), Some("New York"), Some("seattle"), Some("Atlantis")];
    let days = [None, Some("2026-03-04"), Some("2027-12-24"), Some("2026-03-01"), Some("soon")];
    for token in &tokens[..3] {
        for operation in ["getMe", "listCities", "getForecast", "listForecasts"] {
            trial.ask(operation, &BTreeMap::from([("language", "en")]), token).await;
        }
    }
    for (token, language, units) in
        [(&tokens[3], "en", "imperial"), (&tokens[4], "de", "metric"), (&tokens[4], "fr", "metric")]
    {
        let plain = BTreeMap::from([("language", language)]);
        trial.ask("getMe", &plain, token).await;
        trial.ask("listCities", &plain, token).await;
        for (city, day) in cities.iter().flat_map(|city| days.iter().map(move |day| (city, day))) {
            let mut query = plain.clone();
            query.insert("units", units);
            query.extend(city.map(|city| ("city", city)));
            let mut several = query.clone();
            query.extend(day.map(|day| ("day", day)));
            trial.ask("getForecast", &query, token).await;
            several.extend(day.map(|day| ("from", day)));
            for count in ["10", "11"] {
                several.insert("days", count);
                trial.ask("listForecasts", &several, token).await;
            }
        }
    }
    let gone = listen(|_| demo_weather::app(Some("http://127.0.0.1:1")).unwrap()).await;
    trial.base = gone;
    trial.ask("getMe", &BTreeMap::from([("language", "en")]), &tokens[4]).await;
    assert!(trial.wrong.is_empty(), "{}", trial.wrong.join("\n"));

    // It means something only if everything was seen that the contract speaks of.
    for id in trial.contract.operations.keys() {
        for status in [200, 400, 401, 403] {
            assert!(trial.seen.contains(&(id.clone(), status)), "{id} never answered {status}");
        }
    }
    let named = trial.document["components"]["schemas"]["Problem"]["properties"]["error"]["enum"].as_array();
    let named: BTreeSet<String> = named.unwrap().iter().map(|it| it.as_str().unwrap().to_owned()).collect();
    assert_eq!(trial.errors, named);
}
