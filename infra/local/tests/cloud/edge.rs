//! CloudFront before the functions, and the way past it.

use crate::{
    project::{Project, Running, answer},
    sdk::{DENIED, code, function, secrets},
};
use serde_json::{Value, json};
use std::net::IpAddr;

const EDGE: &str = "203.0.113.80";

/// What the function `link` sees of a request that says a lot.
async fn seen(running: &Running, http: &reqwest::Client, host: &str) -> Value {
    let port = running.cloud.port();
    let request = http
        .get(format!("http://127.0.0.1:{port}/link/seen"))
        .header("host", format!("{host}:{port}"))
        .header("x-origin-verify", "a guess")
        .header("x-forwarded-for", "10.9.9.9");
    let (status, seen) = answer(request).await;
    assert_eq!(status, 200, "{seen}");
    seen
}

/// A viewer at another address of this machine.
fn viewer(address: [u8; 4]) -> reqwest::Client {
    reqwest::Client::builder().no_proxy().local_address(IpAddr::from(address)).build().unwrap()
}

async fn origin_secret(running: &Running) -> Value {
    let client = secrets(&running.cloud.aws_endpoint(), running.cloud.operator());
    let found = client.get_secret_value().secret_id("linked-local-origin").send().await.unwrap();
    serde_json::from_str(&found.secret_string.unwrap()).unwrap()
}

#[tokio::test]
async fn what_comes_through_the_edge_shows_the_secret_and_the_viewers_address() {
    let project = Project::new();
    let running = Running::start(&project, &["linked"]).await;
    let secret = origin_secret(&running).await;
    assert_eq!(secret["current"].as_str().unwrap().len(), 43, "256 bits");
    for address in [[127, 0, 0, 1], [127, 0, 0, 2]] {
        let shown = seen(&running, &viewer(address), "linked.localhost").await;
        let [a, b, c, d] = address;
        assert_eq!(
            shown,
            json!({ "origin": secret["current"], "for": format!("10.9.9.9, {a}.{b}.{c}.{d}, {EDGE}"), "source": EDGE })
        );
    }
}

#[tokio::test]
async fn the_api_can_be_reached_past_the_edge_and_shows_that() {
    let project = Project::new();
    let running = Running::start(&project, &["linked", "one"]).await;
    let api = "linked.execute-api.localhost";
    let shown = seen(&running, &viewer([127, 0, 0, 3]), api).await;
    assert_eq!(
        shown,
        json!({ "origin": "a guess", "for": "10.9.9.9, 127.0.0.3", "source": "127.0.0.3" }),
        "nothing is added but whom API Gateway itself sees"
    );
    let (status, bare) = answer(running.request("GET", api, "/link/seen")).await;
    assert_eq!((status, &bare["origin"], &bare["for"]), (200, &Value::Null, &json!("127.0.0.1")));
    assert_eq!(answer(running.request("GET", api, "/")).await, (404, json!({ "message": "Not Found" })));
    assert_eq!(
        running.request("GET", "linked.localhost", "/").send().await.unwrap().status(),
        200,
        "the page"
    );
    for host in ["none.execute-api.localhost", "execute-api.localhost", "a.linked.execute-api.localhost"] {
        assert_eq!(running.request("GET", host, "/link/seen").send().await.unwrap().status(), 421, "{host}");
    }
}

#[tokio::test]
async fn the_secret_is_the_edges_and_the_functions_behind_it() {
    let project = Project::new();
    let running = Running::start(&project, &["linked"]).await;
    let endpoint = running.cloud.aws_endpoint();
    let read = async |name: &str| {
        let client = secrets(&endpoint, &function(&running, "linked", name));
        let found = client.get_secret_value().secret_id("linked-local-origin").send().await;
        found.map(|found| found.secret_string.unwrap()).map_err(|it| code(&it))
    };
    let text = read("link").await.unwrap();
    assert_eq!(read("token").await.as_ref(), Ok(&text));
    assert_eq!(read("skill").await, Err(DENIED.to_owned()));
    let secret = origin_secret(&running).await["current"].as_str().unwrap().to_owned();
    seen(&running, &running.http, "linked.localhost").await;
    let status = running.status().await;
    let told = format!("{:?} {status}", running.events.lock().unwrap());
    assert!(!told.contains(&secret), "neither an event nor the status shows it");

    let again = running.restart(&project, &["linked"]).await;
    assert_eq!(origin_secret(&again).await["current"], secret, "it is kept");
}

#[tokio::test]
async fn the_edge_sends_a_new_secret_from_the_next_deployment_on() {
    let project = Project::new();
    let running = Running::start(&project, &["linked"]).await;
    let old = origin_secret(&running).await["current"].clone();
    let put = async |text: String| {
        let client = secrets(&running.cloud.aws_endpoint(), running.cloud.operator());
        client.put_secret_value().secret_id("linked-local-origin").secret_string(text).send().await.unwrap();
    };
    put(json!({ "current": "new-one", "previous": old }).to_string()).await;
    let origin = async || seen(&running, &running.http, "linked.localhost").await["origin"].clone();
    assert_eq!(origin().await, old);
    assert_eq!(running.control("/api/skills/linked/reload", &json!({})).await.0, 200);
    assert_eq!(origin().await, "new-one");

    put("new-one".to_owned()).await;
    let (status, body) = running.control("/api/skills/linked/reload", &json!({})).await;
    assert_eq!(status, 500);
    assert!(
        body["error"]["message"].as_str().unwrap().contains("`linked-local-origin` is not JSON"),
        "{body}"
    );
    assert!(!body.to_string().contains("new-one"), "{body}");
}
