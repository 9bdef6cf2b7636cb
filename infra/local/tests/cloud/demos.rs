//! Demo backends.

use crate::project::{Project, Running, one};
use sayso_local::events::Event;
use serde_json::json;
use tokio::{io::AsyncReadExt, net::TcpStream};

#[tokio::test]
async fn a_demo_runs_as_long_as_the_cloud_and_through_reloads() {
    let project = Project::new();
    let mut plan = one("");
    plan["stages"]["local"]["services"] = json!({ "meeting": { "demo": "local-fixture" } });
    project.write("one", &plan);
    let running = Running::start(&project, &["one"]).await;
    let url = async || running.get("/web").await.1["variables"]["SAYSO_SERVICE_MEETING"].clone();
    let first = url().await;
    let address = first.as_str().unwrap().strip_prefix("http://").unwrap().to_owned();
    let mut connection = TcpStream::connect(address).await.unwrap();
    assert_eq!(running.control("/api/skills/one/reload", &json!({})).await.0, 200);
    assert_eq!(url().await, first, "the same one");
    assert!(running.saw(|event| matches!(event, Event::DemoLog { demo, line }
        if demo == "local-fixture" && line == "at your service")));

    drop(running);
    // Its end closes the connection, in order or not.
    let ended = connection.read(&mut [0]).await;
    assert!(matches!(ended, Ok(0) | Err(_)), "{ended:?}");
}

#[tokio::test]
async fn only_a_demo_is_made_to_fail_and_only_one_that_can() {
    let project = Project::new();
    let mut plan = one("http://127.0.0.1:9");
    project.write("one", &plan);
    let running = Running::start(&project, &["one"]).await;
    let faults = async |running: &Running, service: &str| {
        let fault = json!({ "service": service, "kind": "status", "status": 503 });
        running.control("/api/skills/one/faults", &json!({ "faults": [fault] })).await
    };
    let (status, told) = faults(&running, "meeting").await;
    assert_eq!(status, 404, "{told}");
    let complaint = "`one` calls no service `meeting` that is a demo backend in stage `local`";
    assert_eq!(told["error"]["message"], complaint, "a service elsewhere is left alone");

    let project = Project::new();
    plan["stages"]["local"]["services"] = json!({ "meeting": { "demo": "local-fixture" } });
    project.write("one", &plan);
    let running = Running::start(&project, &["one"]).await;
    let (status, told) = faults(&running, "wether").await;
    assert_eq!((status, &told["error"]["help"]), (404, &json!("there is `meeting`")));
    let (status, told) = faults(&running, "meeting").await;
    assert!(
        status >= 400 && told["error"]["message"].as_str().unwrap().contains("the demo of `meeting`"),
        "{told}"
    );
    assert_eq!(running.control("/api/skills/two/faults", &json!({ "faults": [] })).await.0, 404);
    assert_eq!(running.control("/api/skills/one/faults", &json!({ "fault": [] })).await.0, 400);
}
