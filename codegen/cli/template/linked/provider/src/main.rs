//! The library's sign-in for stage `local`, with one reader: an OAuth 2.0 provider, as far as a demo needs one. A real one
//! takes a code once, and from whoever began alone (RFC 7636); do not copy this one.

mod server;

use server::{Answer, Request};
use std::{env, process::ExitCode};

/// What every sign-in gets.
const CODE: &str = "demo-code-robin";
/// What the code is worth; the demo of the library knows it.
const TOKENS: &str = r#"{"access_token": "{{credential}}", "refresh_token": "demo-refresh-robin", "token_type": "Bearer", "expires_in": 3600}"#;

fn main() -> ExitCode {
    server::serve(answer)
}

fn answer(request: &Request) -> Answer {
    match request.what.as_str() {
        "GET /authorize" => form(request),
        "POST /sign-in" => sign_in(request),
        "POST /token" => tokens(request),
        _ => page("404 Not Found", "<p>There is nothing here.</p>"),
    }
}

/// Asks who it is. What the app asked with is kept in the form as it came, letter for letter.
fn form(request: &Request) -> Answer {
    let asked = |name| escaped(raw(&request.query, name).unwrap_or_default());
    if value(&request.query, "client_id") != env::var("DEMO_CLIENT_ID").ok() {
        return page("400 Bad Request", "<p>No app is registered with this id.</p>");
    }
    page(
        "200 OK",
        &format!(
            r#"<form method="post" action="/sign-in">
<input type="hidden" name="redirect_uri" value="{}"><input type="hidden" name="state" value="{}">
<label>Name <input name="username"></label> <label>Password <input name="password" type="password"></label>
<button>Sign in</button></form>"#,
            asked("redirect_uri"),
            asked("state"),
        ),
    )
}

/// Sends the reader back with a code, to where the app is registered and nowhere else.
fn sign_in(request: &Request) -> Answer {
    let field = |name| value(&request.body, name).unwrap_or_default();
    let redirect = decoded(&field("redirect_uri"));
    let registered = env::var("DEMO_REDIRECT_URIS").unwrap_or_default();
    if !registered.split_whitespace().any(|it| it == redirect) {
        return page("400 Bad Request", "<p>The app is not registered there.</p>");
    }
    if (field("username").as_str(), field("password").as_str()) != ("robin", "sherwood-1247") {
        return page("403 Forbidden", "<p>Nobody has this name and password.</p>");
    }
    let kind = format!("{redirect}?code={CODE}&state={}", field("state"));
    Answer { status: "303 See Other", kind, body: String::new() }
}

/// Gives tokens for a code, and for a token that renews them.
fn tokens(request: &Request) -> Answer {
    let is = |name, wanted: Option<String>| wanted.is_some() && value(&request.body, name) == wanted;
    let variable = |name| env::var(name).ok();
    if !is("client_id", variable("DEMO_CLIENT_ID")) || !is("client_secret", variable("DEMO_CLIENT_SECRET")) {
        return Answer::json("401 Unauthorized", r#"{"error": "invalid_client"}"#);
    }
    if is("code", Some(CODE.to_owned())) || is("refresh_token", Some("demo-refresh-robin".to_owned())) {
        return Answer::json("200 OK", TOKENS);
    }
    Answer::json("400 Bad Request", r#"{"error": "invalid_grant"}"#)
}

fn page(status: &'static str, body: &str) -> Answer {
    let kind = "text/html; charset=utf-8".to_owned();
    Answer { status, kind, body: format!("<!doctype html><title>The library</title>{body}") }
}

/// The value of a parameter as it was sent.
fn raw<'a>(parameters: &'a str, name: &str) -> Option<&'a str> {
    let mut pairs = parameters.split('&').filter_map(|it| it.split_once('='));
    pairs.find(|(named, _)| decoded(named) == name).map(|(_, value)| value)
}

/// A parameter.
fn value(parameters: &str, name: &str) -> Option<String> {
    raw(parameters, name).map(decoded)
}

/// Undoes the encoding of forms and queries.
fn decoded(text: &str) -> String {
    let text = text.replace('+', " ");
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (hex, rest) = part.split_at_checked(2).unwrap_or((part, ""));
        bytes.extend(u8::from_str_radix(hex, 16));
        bytes.extend(rest.as_bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
