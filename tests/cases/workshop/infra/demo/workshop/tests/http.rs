//! The workshop over HTTP.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use reqwest::{Client, Method, Response, StatusCode};
use serde_json::{Value, json};
use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

struct Workshop {
    base: String,
    client: Client,
}

impl Workshop {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, demo_workshop::app()).await });
        Self { base, client: Client::builder().no_proxy().build().unwrap() }
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        answer(self.client.get(format!("{}{path}", self.base)).send().await.unwrap()).await
    }

    async fn send(&self, method: Method, path: &str, body: Value) -> reqwest::Result<Response> {
        self.client.request(method, format!("{}{path}", self.base)).json(&body).send().await
    }

    async fn put(&self, path: &str, body: Value) -> (StatusCode, Value) {
        answer(self.send(Method::PUT, path, body).await.unwrap()).await
    }

    async fn shelf_of(&self, tool: &str) -> String {
        let (status, tool) = self.get(&format!("/tools/{tool}")).await;
        assert_eq!(status, StatusCode::OK);
        tool["shelf"]["id"].as_str().unwrap().to_owned()
    }
}

async fn answer(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    let text = response.text().await.unwrap();
    (status, if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() })
}

fn ids(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn members_are_known_by_their_cards() {
    let workshop = Workshop::open().await;
    let shown =
        |card: &'static str| workshop.client.get(format!("{}/member", workshop.base)).bearer_auth(card);
    let (status, member) = answer(shown("demo-card-mara").send().await.unwrap()).await;
    assert_eq!((status, member), (StatusCode::OK, json!({"id": "m-1", "name": "Mara", "tools": 2})));
    let (status, _) = answer(shown("demo-card-nobody").send().await.unwrap()).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert_eq!(workshop.get("/member").await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn shelves_are_noted_to_be_clean_all_or_none() {
    let workshop = Workshop::open().await;
    let notes = async || {
        let (_, all) = workshop.get("/shelves").await;
        let notes = all["items"].as_array().unwrap().iter().map(|shelf| shelf["note"].clone());
        notes.collect::<Vec<_>>()
    };
    let before = notes().await;
    for (body, refused) in [
        (json!({"shelves": ["bench", "locked"]}), StatusCode::CONFLICT),
        (json!({"shelves": ["bench", "nowhere"]}), StatusCode::NOT_FOUND),
        (json!({"shelves": "bench"}), StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(workshop.put("/shelves/clean", body.clone()).await.0, refused, "{body}");
        assert_eq!(notes().await, before, "{body}");
    }
    let body = json!({"shelves": ["bench", "attic"]});
    assert_eq!(workshop.put("/shelves/clean", body).await.0, StatusCode::NO_CONTENT);
    let clean: Vec<bool> = notes().await.iter().map(|note| note == "it is clean").collect();
    assert_eq!(clean, [true, false, false, true, false]);
}

#[tokio::test]
async fn shelves_are_listed_by_kind() {
    let workshop = Workshop::open().await;
    let (status, all) = workshop.get("/shelves").await;
    assert_eq!((status, ids(&all)), (StatusCode::OK, vec!["bench", "window", "door", "attic", "locked"]));
    assert_eq!(
        all["items"][1],
        json!({"id": "window", "name": "the window shelf", "room": {"name": "cellar"}, "note": "mind the step", "open": true})
    );
    assert_eq!(all["items"][0]["note"], Value::Null);
    assert_eq!(ids(&workshop.get("/shelves?kind=hammer").await.1), ["window", "door"]);
    assert_eq!(workshop.get("/shelves?kind=spoon").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(ids(&workshop.get("/shelves/door/tools").await.1), ["hammer-sledge", "hammer-stuck"]);
    assert_eq!(workshop.get("/shelves/nowhere/tools").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn tools_come_in_pages() {
    let workshop = Workshop::open().await;
    let (mut seen, mut sizes, mut cursor) = (Vec::new(), Vec::new(), String::new());
    loop {
        let (status, page) = workshop.get(&format!("/tools{cursor}")).await;
        assert_eq!(status, StatusCode::OK);
        sizes.push(ids(&page).len());
        seen.extend(ids(&page).into_iter().map(str::to_owned));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("?cursor={next}");
    }
    assert_eq!(sizes, [4, 4, 3]);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 11, "each tool once");

    let (_, hammers) = workshop.get("/tools?kind=hammer&limit=9").await;
    assert_eq!(ids(&hammers), ["hammer-claw", "hammer-sledge", "hammer-mallet", "hammer-lost"]);
    let next = hammers["next"].as_str().unwrap();
    let (_, rest) = workshop.get(&format!("/tools?kind=hammer&cursor={next}")).await;
    assert_eq!((ids(&rest), &rest["next"]), (vec!["hammer-stuck"], &Value::Null));

    let (_, saws) = workshop.get("/tools?kind=saw&limit=3").await;
    assert_eq!((ids(&saws).len(), &saws["next"]), (3, &Value::Null), "nothing comes after the last");
    for query in ["cursor=nonsense", "limit=0", "limit=many", &format!("kind=saw&cursor={next}")] {
        assert_eq!(workshop.get(&format!("/tools?{query}")).await.0, StatusCode::BAD_REQUEST, "{query}");
    }
}

#[tokio::test]
async fn a_tool_moves_and_a_reset_moves_it_back() {
    let workshop = Workshop::open().await;
    let moved = workshop.put("/tools/saw-hand/shelf", json!({"shelf": "attic", "note": "blunt"})).await;
    assert_eq!(moved, (StatusCode::NO_CONTENT, Value::Null));
    let (_, saw) = workshop.get("/tools/saw-hand").await;
    assert_eq!(
        saw,
        json!({"id": "saw-hand", "name": "hand saw", "kind": "saw", "uses": 12,
            "shelf": {"id": "attic", "name": "the attic shelf"}, "note": "blunt", "lent": null})
    );
    workshop.send(Method::POST, "/reset", Value::Null).await.unwrap();
    assert_eq!(workshop.shelf_of("saw-hand").await, "bench");
}

#[tokio::test]
async fn a_move_that_cannot_be_is_refused_and_changes_nothing() {
    let workshop = Workshop::open().await;
    let refused = [
        ("saw-hand", json!({"shelf": "locked"}), StatusCode::CONFLICT),
        ("saw-hand", json!({"shelf": "nowhere"}), StatusCode::NOT_FOUND),
        ("spoon", json!({"shelf": "attic"}), StatusCode::NOT_FOUND),
        ("saw-hand", json!({"shelves": "attic"}), StatusCode::BAD_REQUEST),
        ("saw-hand", json!({"shelf": "attic", "colour": "red"}), StatusCode::BAD_REQUEST),
        ("saw-broken", json!({"shelf": "attic"}), StatusCode::SERVICE_UNAVAILABLE),
    ];
    for (tool, body, status) in refused {
        let (found, problem) = workshop.put(&format!("/tools/{tool}/shelf"), body.clone()).await;
        assert_eq!(found, status, "{tool} {body}");
        assert!(problem["message"].is_string());
    }
    assert_eq!(workshop.shelf_of("saw-hand").await, "bench");
}

#[tokio::test]
async fn busy_tools_ask_to_wait() {
    let workshop = Workshop::open().await;
    let ask = async |tool: &str| {
        let response = workshop.client.get(format!("{}/tools/{tool}", workshop.base)).send().await.unwrap();
        let wait = response.headers().get("retry-after").map(|wait| wait.to_str().unwrap().to_owned());
        (response.status().as_u16(), wait)
    };
    assert_eq!(ask("brush-busy").await, (429, Some("1".to_owned())));
    assert_eq!(ask("brush-busy").await, (200, None));
    assert_eq!(ask("brush-busy").await, (429, Some("1".to_owned())));
    assert_eq!(ask("brush-swamped").await, (429, Some("30".to_owned())));
    assert_eq!(ask("brush-swamped").await, (429, Some("30".to_owned())));
    assert_eq!(ask("saw-broken").await, (503, None));
}

#[tokio::test]
async fn an_answer_is_lost_whole_whether_or_not_the_move_was_made() {
    let workshop = Workshop::open().await;
    for (tool, shelf_then) in [("hammer-lost", "attic"), ("hammer-stuck", "door")] {
        let body = r#"{"shelf": "attic"}"#;
        let request = format!(
            "PUT /tools/{tool}/shelf HTTP/1.1\r\nhost: workshop\r\ncontent-type: application/json\r\ncontent-length: \
             {}\r\n\r\n{body}",
            body.len()
        );
        let mut connection = TcpStream::connect(workshop.base.trim_start_matches("http://")).await.unwrap();
        connection.write_all(request.as_bytes()).await.unwrap();
        let mut received = Vec::new();
        connection.read_to_end(&mut received).await.unwrap();
        assert_eq!(String::from_utf8_lossy(&received), "", "{tool}");
        assert_eq!(workshop.shelf_of(tool).await, shelf_then, "{tool}");
        let lost =
            workshop.send(Method::PUT, &format!("/tools/{tool}/shelf"), json!({"shelf": "attic"})).await;
        assert!(lost.unwrap_err().is_request(), "{tool}");
    }
}

#[tokio::test]
async fn a_tool_is_lent_once() {
    let workshop = Workshop::open().await;
    let lend = async |tool: &str, body: Value| {
        answer(workshop.send(Method::POST, &format!("/tools/{tool}/loans"), body).await.unwrap()).await
    };
    for days in [json!(0), json!(31), json!(-1), json!("two")] {
        assert_eq!(lend("saw-hand", json!({"days": days, "to": "Ada"})).await.0, StatusCode::BAD_REQUEST);
    }
    assert_eq!(
        lend("saw-hand", json!({"days": 2, "to": "Ada"})).await,
        (StatusCode::CREATED, json!({"id": "loan-1"}))
    );
    assert_eq!(lend("saw-hand", json!({"days": 2, "to": "Bob"})).await.0, StatusCode::CONFLICT);
    assert_eq!(lend("hammer-claw", json!({"days": 30, "to": "Bob"})).await.1, json!({"id": "loan-2"}));
    let (_, saw) = workshop.get("/tools/saw-hand").await;
    assert_eq!((&saw["uses"], &saw["lent"]), (&json!(13), &json!({"id": "loan-1", "to": "Ada", "days": 2})));
}

#[tokio::test]
async fn the_diary_says_on_which_days_tools_come_back() {
    let workshop = Workshop::open().await;
    let days = async |query: &str| {
        let (status, found) = workshop.get(&format!("/diary?query={query}")).await;
        assert_eq!(status, StatusCode::OK, "{query}");
        let days: Vec<String> = found["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["day"].as_str().unwrap().to_owned())
            .collect();
        days
    };
    let week = "day%20%3C%3D%20%222026-03-08%22%20AND%20day%20%3E%3D%20%222026-03-02%22";
    assert_eq!(days(week).await, ["2026-03-02", "2026-03-04", "2026-03-08"]);
    assert_eq!(days(&format!("{week}&newest=true&most=1")).await, ["2026-03-08"]);
    assert_eq!(days(&format!("{week}&since=2026-03-03")).await, ["2026-03-04", "2026-03-08"]);
    assert_eq!(days(&format!("{week}%20AND%20kind%20%3D%20%22hammer%22")).await, ["2026-03-08"]);
    assert_eq!(workshop.get("/diary?query=year%20%3D%201").await.0, StatusCode::BAD_REQUEST);
}

#[test]
fn the_program_says_where_it_is_and_ends_with_its_input() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_demo-workshop"))
        .args(["--listen", "127.0.0.1:0"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let port = line.trim_end().strip_prefix("http://127.0.0.1:").map(str::parse::<u16>);
    assert!(matches!(port, Some(Ok(1..))), "{line}");
    drop(program.stdin.take());
    assert!(program.wait().unwrap().success());

    let wrong = Command::new(env!("CARGO_BIN_EXE_demo-workshop")).arg("--port").output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
}
