//! The function against the embedded cloud: real rows, races, faults and a plan's permissions.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod endpoints;
mod front;
mod grants;

use super::{
    AccessToken, Code, Family, Token,
    server::{Route, Server},
    shaky::{CLIENT, REDIRECT, SECRET, server},
};
use crate::{
    edge::Edge,
    log::Log,
    store::{
        Hash, Key, Secret, When, Write,
        tests::cloud::{Cloud, ORIGIN_SECRET, soon},
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{Request, Response, StatusCode};
use sayso_schemas::plan::ORIGIN_HEADER;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// The function, and what it needs.
struct Here {
    cloud: Cloud,
    token: Token<Server>,
    log: Arc<Mutex<Vec<String>>>,
}

impl Here {
    async fn start() -> Self {
        let cloud = Cloud::start().await;
        let log = Arc::default();
        let token = process(&cloud, &log);
        let link = Write::update(Key::link("link")).set("method", "form");
        cloud.store("link").within(soon()).write(link).await.unwrap();
        Self { cloud, token, log }
    }

    /// Puts a code as the function `link` does; the body that redeems it.
    async fn code(&self) -> String {
        let (code, verifier) = (Secret::token().unwrap(), Secret::token().unwrap());
        let store = self.cloud.store("link");
        let record = Code {
            link: "link".to_owned(),
            client: CLIENT.to_owned(),
            redirect: REDIRECT.to_owned(),
            challenge: URL_SAFE_NO_PAD.encode(verifier.hash().as_bytes()),
            scope: "skill".to_owned(),
            expires: store.now() + 60,
            used_by: None,
        };
        let put = Write::put(Key::code(&code.hash()), &record).when(When::new());
        store.within(soon()).write(put).await.unwrap();
        let (code, verifier) = (code.expose(), verifier.expose());
        format!("grant_type=authorization_code&code={code}&redirect_uri={REDIRECT}&code_verifier={verifier}")
    }

    /// Sends a request as CloudFront forwards it.
    async fn send(&self, mut request: Request<String>) -> Response<String> {
        request.headers_mut().insert(ORIGIN_HEADER, self.cloud.origin_secret().parse().unwrap());
        self.token.handle(request).await
    }

    /// Sends what the client sends.
    async fn post_to(&self, route: Route, body: &str) -> Response<String> {
        self.send(post(route, &format!("{body}&client_id={CLIENT}&client_secret={SECRET}"))).await
    }

    async fn post(&self, body: &str) -> Response<String> {
        self.post_to(Route::Token, body).await
    }

    async fn refresh(&self, token: &str) -> (StatusCode, Value) {
        read(&self.post(&format!("grant_type=refresh_token&refresh_token={token}")).await)
    }

    async fn linked(&self) -> Value {
        let (status, tokens) = read(&self.post(&self.code().await).await);
        assert_eq!(status, 200, "{tokens}");
        tokens
    }

    async fn introspect(&self, token: &str) -> Value {
        let (status, answer) = read(&self.post_to(Route::Introspect, &format!("token={token}")).await);
        assert_eq!(status, 200, "{answer}");
        answer
    }

    async fn family(&self, tokens: &Value) -> Option<Family> {
        let operator = self.cloud.operator();
        let records = operator.within(soon());
        let access = Key::access(&Hash::of(text(tokens, "access_token")));
        let access: AccessToken = records.get(&access).await.unwrap()?;
        records.get(&Key::family(&access.family)).await.unwrap()
    }

    /// As the skill does when it is called with a token of the current generation.
    async fn present(&self, tokens: &Value) {
        let operator = self.cloud.operator();
        let records = operator.within(soon());
        let access = Key::access(&Hash::of(text(tokens, "access_token")));
        let access: AccessToken = records.get(&access).await.unwrap().unwrap();
        let family = Key::family(&access.family);
        records.write(Write::update(family).set("seen", &true).when(When::exists())).await.unwrap();
    }

    fn logged(&self) -> String {
        self.log.lock().unwrap().join("\n")
    }
}

/// The function in a process of its own.
fn process(cloud: &Cloud, log: &Arc<Mutex<Vec<String>>>) -> Token<Server> {
    let log = Log::Memory(Arc::clone(log));
    Token::new(Edge::new(ORIGIN_SECRET.to_owned()), server(log.clone()), cloud.store("token"), log)
}

fn post(route: Route, body: &str) -> Request<String> {
    let request = Request::post(route.path()).header("content-type", "application/x-www-form-urlencoded");
    request.body(body.to_owned()).unwrap()
}

fn read(response: &Response<String>) -> (StatusCode, Value) {
    (response.status(), serde_json::from_str(response.body()).unwrap())
}

fn text<'a>(tokens: &'a Value, name: &str) -> &'a str {
    tokens[name].as_str().unwrap()
}

fn error(code: &str) -> Value {
    json!({ "error": code })
}
