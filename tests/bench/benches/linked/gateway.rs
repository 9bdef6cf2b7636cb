//! Requests of browsers and of Alexa to the functions behind the HTTP API, as API Gateway hands them on.

use anyhow::{Context, ensure};
use sayso_bench::function::Function;
use sayso_schemas::plan::ORIGIN_HEADER;
use serde_json::{Value, json};
use std::sync::{
    OnceLock,
    atomic::{AtomicU8, Ordering},
};

/// What CloudFront shows to the functions.
pub static ORIGIN_SECRET: OnceLock<String> = OnceLock::new();
/// CloudFront's own address.
const EDGE: &str = "203.0.113.7";

/// A request.
#[derive(Debug, Clone, Default)]
pub struct Request<'a> {
    /// `POST`.
    pub method: &'a str,
    /// `/oauth/token`.
    pub path: &'a str,
    /// Without the question mark.
    pub query: String,
    /// Lower-case names.
    pub headers: &'a [(&'a str, &'a str)],
    /// `name=value`; empty for none.
    pub cookie: &'a str,
    /// Text.
    pub body: String,
}

/// An answer.
#[derive(Debug)]
pub struct Answer(Value);

impl Request<'_> {
    /// Its event, payload format 2.0.
    pub fn event(&self) -> String {
        let mut headers: serde_json::Map<String, Value> =
            self.headers.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        headers.insert(ORIGIN_HEADER.to_owned(), json!(ORIGIN_SECRET.get()));
        headers.insert("x-forwarded-for".to_owned(), json!(format!("{}, {EDGE}", viewer())));
        let key = format!("{} {}", self.method, self.path);
        let cookies: Vec<&str> = Some(self.cookie).into_iter().filter(|cookie| !cookie.is_empty()).collect();
        let http = json!({
            "method": self.method, "path": self.path, "protocol": "HTTP/1.1", "sourceIp": EDGE,
            "userAgent": "bench",
        });
        json!({
            "version": "2.0",
            "routeKey": key,
            "rawPath": self.path,
            "rawQueryString": self.query,
            "cookies": cookies,
            "headers": headers,
            "requestContext": {
                "accountId": "123456789012", "apiId": "bench", "domainName": "bench.example", "domainPrefix": "bench",
                "http": http, "requestId": "bench", "routeKey": key, "stage": "$default",
                "time": "01/Mar/2026:12:00:00 +0000", "timeEpoch": 1_772_366_400_000_i64,
            },
            "body": self.body,
            "isBase64Encoded": false,
        })
        .to_string()
    }

    /// What `function` answers, with the status that it should have.
    pub fn ask(&self, function: &Function, status: u16) -> anyhow::Result<Answer> {
        let served = function.api().exchange().serve(&[self.event()], 1)?;
        Answer::read(&served.last, status).with_context(|| format!("{} {}", self.method, self.path))
    }
}

/// Where a browser is. Each request comes from another place: what one household may do is limited.
fn viewer() -> String {
    static NEXT: AtomicU8 = AtomicU8::new(0);
    format!("198.51.100.{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

impl Answer {
    /// Reads an answer, which should have this status.
    pub fn read(text: &str, status: u16) -> anyhow::Result<Self> {
        let answer: Value = serde_json::from_str(text)?;
        ensure!(answer["statusCode"] == status, "the answer should have the status {status}: {answer}");
        Ok(Self(answer))
    }

    /// Where the browser goes.
    pub fn location(&self) -> anyhow::Result<&str> {
        self.0["headers"]["location"].as_str().context("the answer leads nowhere")
    }

    /// The name and value of the cookie that is set.
    pub fn cookie(&self) -> anyhow::Result<&str> {
        let set = self.0["cookies"][0].as_str().context("the answer sets no cookie")?;
        Ok(set.split(';').next().unwrap_or_default())
    }

    /// Its JSON body.
    pub fn json(&self) -> anyhow::Result<Value> {
        Ok(serde_json::from_str(self.0["body"].as_str().context("the answer has no text")?)?)
    }
}
