//! The linking page on the skill's origin.

use crate::project::{Project, Running};
use reqwest::Response;

async fn ask(running: &Running, method: &str, path: &str) -> Response {
    running.request(method, "linked.localhost", path).send().await.unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn its_files_are_served_with_the_plans_headers() {
    let project = Project::new();
    let running = Running::start(&project, &["linked"]).await;
    for (path, kind, text) in [
        ("/?tx=1", "text/html; charset=utf-8", "<title>Link</title>"),
        ("/page.css", "text/css; charset=utf-8", "p{}"),
    ] {
        let page = ask(&running, "GET", path).await;
        assert_eq!((page.status().as_u16(), header(&page, "content-type")), (200, kind), "{path}");
        assert_eq!(header(&page, "content-security-policy"), "default-src 'self'");
        assert_eq!(header(&page, "cache-control"), "no-cache");
        let tag = header(&page, "etag").to_owned();
        assert_eq!(page.text().await.unwrap(), text);
        let known = running.request("GET", "linked.localhost", path).header("if-none-match", tag);
        assert_eq!(known.send().await.unwrap().status(), 304, "{path}");
        let head = ask(&running, "HEAD", path).await;
        assert_eq!((head.status().as_u16(), header(&head, "content-type")), (200, kind), "{path}");
        assert_eq!(head.text().await.unwrap(), "");
    }
}

#[tokio::test]
async fn nothing_else_is_there() {
    let project = Project::new();
    let running = Running::start(&project, &["linked"]).await;
    for (method, path, status) in [
        ("GET", "/nothing", 404),
        ("GET", "/../plan.json", 404),
        ("GET", "/page/index.html", 404),
        ("POST", "/", 405),
        ("DELETE", "/page.css", 405),
    ] {
        let page = ask(&running, method, path).await;
        assert_eq!(page.status(), status, "{method} {path}");
        assert_eq!(header(&page, "content-security-policy"), "default-src 'self'", "{method} {path}");
    }
    let page = ask(&running, "POST", "/oauth/authorize").await;
    assert_eq!(
        (page.status().as_u16(), header(&page, "content-type")),
        (404, "application/json"),
        "a route's path"
    );
}
