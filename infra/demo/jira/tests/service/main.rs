//! The demo over HTTP, as its clients see it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod agile;
mod changes;
mod cloud;
mod create;
mod faults;
mod lists;
mod official;
mod program;
mod scenario;
mod server;

use axum::{Json, Router, http::HeaderMap, http::StatusCode, routing::get};
use reqwest::{Client, Method, Response, header::HeaderMap as Headers};
use serde_json::{Value, json};
use tokio::net::TcpListener;

const NORTHWIND: &str = "11111111-2222-4333-8444-555555555555";
const TAILSPIN: &str = "66666666-7777-4888-8999-000000000000";

const FABRIKAM: &str = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";

const ADA: &str = "557058:ada00000-0000-4000-8000-000000001815";

/// A demo of its own, with an identity provider that knows these tokens: `ada`, `grace`, `ada-agile` with the granular
/// scopes, `ada SCOPE SCOPE…` with exactly these, `everywhere SCOPE…` for both of Ada's sites, and `yuki-agile`.
struct Jira {
    base: String,
    client: Client,
}

/// An answer.
struct Answer {
    status: u16,
    headers: Headers,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The first of `errorMessages`.
    fn problem(&self) -> String {
        self.json()["errorMessages"][0].as_str().unwrap().to_owned()
    }
}

async fn listen(app: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    base
}

async fn check(headers: HeaderMap) -> Result<Json<Value>, StatusCode> {
    let platform = ["read:jira-work", "write:jira-work", "read:jira-user", "offline_access"];
    let agile = [
        "read:board-scope:jira-software",
        "read:board-scope.admin:jira-software",
        "read:project:jira",
        "read:sprint:jira-software",
        "read:issue-details:jira",
        "read:jql:jira",
    ];
    let scopes;
    let (account, scopes, sites): (_, &[&str], &[&str]) = match headers["authorization"].to_str().unwrap() {
        "Bearer ada" => (ADA, &platform, &[NORTHWIND, TAILSPIN]),
        "Bearer ada-agile" => (ADA, &agile, &[NORTHWIND]),
        "Bearer yuki-agile" => ("557058:yuki0000-0000-4000-8000-000000002002", &agile, &[FABRIKAM]),
        "Bearer grace" => ("557058:grace000-0000-4000-8000-000000001906", &platform, &[NORTHWIND]),
        other if other.starts_with("Bearer ada ") => {
            scopes = other.split(' ').skip(2).collect::<Vec<_>>();
            (ADA, &scopes, &[NORTHWIND])
        }
        other if other.starts_with("Bearer everywhere ") => {
            scopes = other.split(' ').skip(2).collect::<Vec<_>>();
            (ADA, &scopes, &[NORTHWIND, TAILSPIN])
        }
        _ => return Err(StatusCode::UNAUTHORIZED),
    };
    Ok(Json(
        json!({"account_id": account, "name": "", "email": "", "scopes": scopes, "sites": sites, "expires_in": 60}),
    ))
}

impl Jira {
    async fn open() -> Self {
        let provider = listen(Router::new().route("/check", get(check))).await;
        Self::with(Some(provider)).await
    }

    async fn with(provider: Option<String>) -> Self {
        let base = listen(demo_jira::app(provider).unwrap()).await;
        Self { base, client: Client::builder().no_proxy().build().unwrap() }
    }

    /// Sends a request; `authorization` is the whole header, or empty.
    async fn send(&self, method: Method, path: &str, authorization: &str, body: Option<Value>) -> Answer {
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        if !authorization.is_empty() {
            request = request.header("authorization", authorization);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        answer(request.send().await.unwrap()).await
    }

    /// Asks the Cloud site Northwind with a token.
    async fn cloud(&self, token: &str, path: &str) -> Answer {
        let path = format!("/ex/jira/{NORTHWIND}{path}");
        self.send(Method::GET, &path, &format!("Bearer {token}"), None).await
    }

    /// Sends something to the Cloud site Northwind with a token.
    async fn cloud_post(&self, token: &str, path: &str, body: Value) -> Answer {
        let path = format!("/ex/jira/{NORTHWIND}{path}");
        self.send(Method::POST, &path, &format!("Bearer {token}"), Some(body)).await
    }

    /// Asks Data Center with a personal access token.
    async fn server(&self, token: &str, path: &str) -> Answer {
        self.send(Method::GET, path, &format!("Bearer demo-pat-{token}"), None).await
    }

    /// Sends something to Data Center with a personal access token.
    async fn server_post(&self, token: &str, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, &format!("Bearer demo-pat-{token}"), Some(body)).await
    }

    /// Sends something as Ada to Northwind, with all scopes of the platform, or to Data Center, as the path says.
    async fn ada(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        self.as_somebody("ada", method, path, body).await
    }

    /// The same as somebody else.
    async fn as_somebody(&self, who: &str, method: Method, path: &str, body: Option<Value>) -> Answer {
        if path.starts_with("/rest/api/3/") || who.contains(' ') {
            let path = format!("/ex/jira/{NORTHWIND}{path}");
            return self.send(method, &path, &format!("Bearer {who}"), body).await;
        }
        self.send(method, path, &format!("Bearer demo-pat-{who}"), body).await
    }

    async fn reset(&self) {
        assert_eq!(self.send(Method::POST, "/reset", "", None).await.status, 204);
    }
}

async fn answer(response: Response) -> Answer {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, text: response.text().await.unwrap() }
}

/// A document with one paragraph.
fn document(text: &str) -> Value {
    let text = json!({"type": "text", "text": text});
    json!({"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [text]}]})
}

/// What is wrong with a field, which alone is wrong.
fn wrong_with(answer: &Answer, field: &str) -> String {
    let body = answer.json();
    assert_eq!((answer.status, &body["errorMessages"]), (400, &json!([])), "{body}");
    let errors = body["errors"].as_object().unwrap();
    assert_eq!(errors.keys().collect::<Vec<_>>(), [field], "{body}");
    errors[field].as_str().unwrap().to_owned()
}

/// Paths of an API of both products: with version 3 and version 2.
fn both(path: &str) -> [String; 2] {
    ["3", "2"].map(|version| format!("/rest/api/{version}/{path}"))
}

/// The keys of a list of issues.
fn keys(issues: &Value) -> Vec<&str> {
    issues.as_array().unwrap().iter().map(|issue| issue["key"].as_str().unwrap()).collect()
}

/// Five blocked issues, two of them on the second page of three.
const BLOCKED: &str =
    "jql=sprint%20in%20openSprints()%20AND%20status%20%3D%20Blocked%20ORDER%20BY%20priority%20DESC%2C%20key";
