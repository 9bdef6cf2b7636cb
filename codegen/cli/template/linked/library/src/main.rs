//! A library for stage `local`, with one reader. All of it is invented.

mod server;

use server::{Answer, Request};
use std::process::ExitCode;

/// What the reader shows.
const CREDENTIAL: &str = "{{credential}}";

fn main() -> ExitCode {
    server::serve(answer)
}

fn answer(request: &Request) -> Answer {
    let known = request.bearer.as_deref() == Some(CREDENTIAL);
    match request.what.as_str() {
        "GET /reader" | "GET /loans" if !known => {
            Answer::json("401 Unauthorized", r#"{"message": "nobody has this credential"}"#)
        }
        "GET /reader" => Answer::json("200 OK", r#"{"id": "r-1811", "name": "Robin"}"#),
        "GET /loans" => Answer::json(
            "200 OK",
            r#"[{"title": "Persuasion", "due": "2031-03-01"}, {"title": "Middlemarch", "due": "2031-03-08"}]"#,
        ),
        _ => Answer::json("404 Not Found", r#"{"message": "there is nothing here"}"#),
    }
}
