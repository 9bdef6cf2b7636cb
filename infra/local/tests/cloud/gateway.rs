//! API Gateway, and which host is which.

use crate::project::{Project, Running, answer};
use serde_json::{Value, json};

#[tokio::test]
async fn a_request_reaches_the_function_and_its_response_the_client() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    let response = running
        .request("POST", "one.localhost", "/web?a=1&b=x%20y&a=2")
        .header("cookie", "k=v; l=w")
        .header("x-custom", "1")
        .header("x-custom", "2")
        .header("content-type", "application/x-www-form-urlencoded")
        .body("form=1")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 201);
    assert_eq!(response.headers()["x-shown"], "yes");
    assert!(response.headers().contains_key("apigw-requestid"));
    let cookies: Vec<_> = response.headers().get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["a=1; Secure", "b=2"]);
    let shown: Value = response.json().await.unwrap();
    assert_eq!(shown["method"], "POST");
    assert_eq!(shown["path"], "/web");
    assert_eq!(shown["route"], "POST /web");
    assert_eq!(shown["query"], "a=1&b=x%20y&a=2");
    assert_eq!(shown["cookie"], "k=v;l=w".replace(';', "; "));
    assert_eq!(shown["custom"], "1,2");
    assert_eq!(shown["body"], "form=1");
    assert_eq!(shown["words"], "first words");
}

#[tokio::test]
async fn a_function_has_lambdas_variables_and_no_others() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    let (_, shown) = running.get("/web").await;
    let variables = shown["variables"].as_object().unwrap();
    assert_eq!(variables["AWS_LAMBDA_FUNCTION_NAME"], "one-local-web");
    assert_eq!(variables["AWS_ENDPOINT_URL_KMS"], running.cloud.aws_endpoint());
    assert_eq!(
        variables["AWS_ACCESS_KEY_ID"],
        running.cloud.credentials("one", "web").unwrap().access_key_id
    );
    assert_eq!(variables["SAYSO_FUNCTION"], "web");
    assert_eq!(variables["SAYSO_SERVICE_MEETING"], "http://127.0.0.1:9");
    assert!(variables["LAMBDA_TASK_ROOT"].as_str().unwrap().ends_with("run/one/1"));
    let runtime_api = variables["AWS_LAMBDA_RUNTIME_API"].as_str().unwrap();
    assert!(
        runtime_api.parse::<std::net::SocketAddr>().is_ok(),
        "host and port, as on Lambda: {runtime_api}"
    );
    for name in ["HOME", "USER", "CARGO_MANIFEST_DIR", "SAYSO_SKILL_ID", "SAYSO_KEY", "SAYSO_TABLE"] {
        assert!(!variables.contains_key(name), "{name} is not the function's");
    }
}

#[tokio::test]
async fn only_the_plans_routes_lead_anywhere() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    for (method, path) in
        [("GET", "/"), ("GET", "/web/"), ("PUT", "/web"), ("GET", "/api/status"), ("GET", "/%77eb")]
    {
        let answered = answer(running.request(method, "one.localhost", path)).await;
        assert_eq!(answered, (404, json!({ "message": "Not Found" })), "{method} {path}");
    }
    let (status, body) =
        answer(running.request("POST", "one.localhost", "/web").body(vec![b'x'; 11_000_000])).await;
    assert_eq!((status, body), (413, json!({ "message": "Request Entity Too Large" })));
}

#[tokio::test]
async fn hosts_that_are_not_ours_are_misdirected() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    for host in ["evil.example", "127.0.0.1", "two.localhost", "a.one.localhost", "localhost.evil.example"] {
        let response = running.request("GET", host, "/api/status").send().await.unwrap();
        assert_eq!(response.status(), 421, "{host}");
    }
    let port = running.cloud.port();
    let bare = running.http.get(format!("http://127.0.0.1:{port}/")).header("host", "localhost");
    assert_eq!(bare.send().await.unwrap().status(), 421, "another port");
    let page = running.request("GET", "localhost", "/").send().await.unwrap();
    assert_eq!(page.status(), 200);
    assert!(page.text().await.unwrap().contains(&format!("http://one.localhost:{port}")));
}

#[tokio::test]
async fn the_control_api_wants_json_that_says_so() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    for path in ["/api/reset", "/api/faults", "/api/skills/one/reload", "/api/skills/one/turns"] {
        let text = running.request("POST", "localhost", path).header("content-type", "text/plain").body("{}");
        let (status, body) = answer(text).await;
        assert_eq!(status, 415, "{path}");
        assert!(body["error"]["help"].as_str().unwrap().contains("application/json"), "{path}");
    }
    assert_eq!(running.control("/api/reset", &json!({ "no": 1 })).await.0, 400);
    assert_eq!(running.control("/api/skills/three/reload", &json!({})).await.0, 404);
    assert_eq!(running.control("/api/nothing", &json!({})).await.0, 404);
}
