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
