//! What a skill with account linking finds around it: providers, pinned hosts, and the variables that say where.

use crate::project::{Project, Running, answer};
use serde_json::{Value, json};
use std::{fs, net::SocketAddr};

async fn variables(running: &Running, path: &str) -> Value {
    let (status, variables) = answer(running.request("GET", "linked.localhost", path)).await;
    assert_eq!(status, 200, "{variables}");
    variables
}

/// What a demo backend was told.
async fn told(running: &Running, url: &Value) -> Value {
    answer(running.http.get(url.as_str().unwrap())).await.1
}

fn names(variables: &Value) -> Vec<&str> {
    variables.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn each_function_is_told_what_it_needs_and_no_more() {
    let project = Project::new();
    let running = Running::start(&project, &["linked"]).await;
    let port = running.cloud.port();
    let token = variables(&running, "/oauth/variables").await;
    assert_eq!(
        names(&token),
        ["CLIENT_ID", "CLIENT_SECRETS", "FUNCTION", "ISSUER", "ORIGIN_SECRET", "TABLE"]
            .map(|name| format!("SAYSO_{name}"))
    );
    assert_eq!(token["SAYSO_ISSUER"], format!("http://linked.localhost:{port}"));
    assert_eq!(token["SAYSO_CLIENT_SECRETS"].as_str().unwrap().len(), 64);

    let link = variables(&running, "/link/variables").await;
    let provider = ["AUTHORIZE", "CLIENT_ID", "SECRET", "TOKEN"];
    let of = |name: &str| provider.map(|part| format!("SAYSO_PROVIDER_{name}_{part}"));
    let mut expected = ["CLIENT_ID", "FUNCTION", "ISSUER", "KEY", "ORIGIN_SECRET"]
        .map(|name| format!("SAYSO_{name}"))
        .to_vec();
    expected.extend(of("IDENTITY"));
    expected.extend(of("OTHER"));
    expected.extend(["SAYSO_REDIRECTS", "SAYSO_SERVICE_DESK", "SAYSO_TABLE"].map(str::to_owned));
    assert_eq!(names(&link), expected);
    let redirects =
        format!("https://alexa.example/api/skill/link/M1 http://localhost:{port}/alexa/redirect/M1LOCAL");
    assert_eq!(link["SAYSO_REDIRECTS"], redirects);
    assert_eq!(link["SAYSO_KEY"], "alias/linked-local-records");
    assert_eq!(link["SAYSO_ORIGIN_SECRET"], "linked-local-origin");
    assert_eq!(link["SAYSO_PROVIDER_OTHER_AUTHORIZE"], "https://other.example/a");
    assert_eq!(link["SAYSO_PROVIDER_OTHER_CLIENT_ID"], "registered");
    assert_eq!(link["SAYSO_PROVIDER_OTHER_SECRET"], "other-client");
    assert_eq!(link["SAYSO_PROVIDER_IDENTITY_CLIENT_ID"], "sayso-linked");
    assert_eq!(link["SAYSO_PROVIDER_IDENTITY_SECRET"], "linked-local-identity");
    assert!(link["SAYSO_PROVIDER_IDENTITY_TOKEN"].as_str().unwrap().ends_with("/oauth/token"));
}

#[tokio::test]
async fn a_demo_provider_knows_the_client_and_services_know_the_provider() {
    let project = Project::new();
    let running = Running::start(&project, &["linked"]).await;
    let link = variables(&running, "/link/variables").await;
    let provider = told(&running, &link["SAYSO_PROVIDER_IDENTITY_AUTHORIZE"]).await;
    assert_eq!((&provider["client"], &provider["arguments"]), (&json!("sayso-linked"), &json!([])));
    let callback = format!("http://linked.localhost:{}/link/callback", running.cloud.port());
    assert_eq!(provider["redirects"], callback);
    let secret = provider["secret"].as_str().unwrap();
    let kept = fs::read_to_string(project.state().join("secrets.json")).unwrap();
    assert!(kept.contains(secret), "the same one is in the store");

    let desk = told(&running, &link["SAYSO_SERVICE_DESK"]).await;
    let url = link["SAYSO_PROVIDER_IDENTITY_AUTHORIZE"].as_str().unwrap().strip_suffix("/authorize").unwrap();
    assert_eq!((&desk["arguments"], &desk["client"]), (&json!(["--provider", url]), &Value::Null));
    let demos = running.status().await["demos"].as_array().unwrap().len();
    assert_eq!(demos, 2, "the pinned host is the service's own demo");
}

#[tokio::test]
async fn a_pinned_host_is_a_demo_behind_tls_by_an_authority_that_stays() {
    let project = Project::new();
    let running = Running::start(&project, &["linked"]).await;
    let file = project.state().join("run/linked/1/pinned-hosts.json");
    let pinned: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    assert_eq!(pinned["far.corp.example"], json!({ "addresses": ["10.1.2.3:8443"] }));
    let at = &pinned["desk.corp.example"];
    let address: SocketAddr = at["addresses"][0].as_str().unwrap().parse().unwrap();
    assert!(address.ip().is_loopback());
    let ca = at["ca"].as_str().unwrap();
    let client = |ca: &str| {
        let ca = reqwest::Certificate::from_pem(ca.as_bytes()).unwrap();
        let client = reqwest::Client::builder().no_proxy().tls_certs_only([ca]);
        client.resolve("desk.corp.example", address).resolve("other.corp.example", address).build().unwrap()
    };
    let (status, told) = answer(client(ca).get("https://desk.corp.example/any")).await;
    assert_eq!((status, &told["arguments"][0]), (200, &json!("--provider")));
    assert!(client(ca).get("https://other.corp.example/").send().await.is_err(), "another name");

    assert_eq!(running.control("/api/skills/linked/reload", &json!({})).await.0, 200);
    let file = project.state().join("run/linked/2/pinned-hosts.json");
    let again: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    assert_eq!(again, pinned, "the same address after a reload");

    let kept = sayso_local::tls::Authority::open(&project.state().join("authority.json")).unwrap();
    assert_eq!(kept.certificate(), ca);
}

#[cfg(unix)]
#[tokio::test]
async fn what_is_secret_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::new();
    let _running = Running::start(&project, &["linked"]).await;
    for file in ["secrets.json", "authority.json", "keys.json"] {
        let mode = fs::metadata(project.state().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}
