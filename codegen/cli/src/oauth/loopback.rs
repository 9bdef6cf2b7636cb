//! A port of this machine to which a browser comes back (RFC 8252, section 7.3).
//!
//! Its page `/` leads to the provider. So the address that is shown, and that another program may be told, holds no
//! state.

use super::{Authorization, Failure};
use std::fmt::Write;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// The path that a provider knows.
const CALLBACK: &str = "/callback";
/// The longest that a browser may take to send a request.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest head of a request, in bytes.
const HEAD: usize = 32 * 1024;

/// The port.
pub(crate) struct Loopback {
    listener: TcpListener,
    port: u16,
}

/// Where browsers are led.
#[derive(Clone)]
enum There {
    /// To a provider, which sends them back.
    Provider(Arc<Authorization>),
    /// Elsewhere, and not back.
    Elsewhere(Arc<str>),
}

/// What a browser is answered.
struct Answer {
    status: &'static str,
    location: Option<String>,
    text: &'static str,
    /// What came back with it.
    code: Option<Result<String, Failure>>,
}

impl Loopback {
    /// Takes a port; 0 for any.
    pub(crate) async fn bind(port: u16) -> Result<Self, Failure> {
        let bound = async {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
            let port = listener.local_addr()?.port();
            Ok::<_, std::io::Error>(Self { listener, port })
        };
        bound.await.map_err(|error| {
            Failure::Environment(format!("the port {port} of this machine can't be listened at: {error}"))
        })
    }

    /// What leads to the provider.
    pub(crate) fn home(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Where a provider sends the browser back: an address, since names can be somebody else's (RFC 8252, section 8.3).
    pub(crate) fn redirect(&self) -> String {
        format!("http://127.0.0.1:{}{CALLBACK}", self.port)
    }

    /// Leads browsers to the provider, until one comes back with a code.
    pub(crate) async fn code(&self, authorization: &Arc<Authorization>) -> Result<String, Failure> {
        self.serve(&There::Provider(authorization.clone())).await
    }

    /// Leads browsers to `there`, for ever.
    pub(crate) async fn lead(&self, there: &str) -> Failure {
        match self.serve(&There::Elsewhere(there.into())).await {
            Ok(_) => Failure::Environment("an answer came that nobody asked for".to_owned()),
            Err(failure) => failure,
        }
    }

    /// Browsers open connections ahead and leave them idle, so each is served by itself.
    async fn serve(&self, there: &There) -> Result<String, Failure> {
        let mut browsers = JoinSet::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept() => {
                    // A browser that went away before it was accepted is no trouble.
                    let Ok((stream, _)) = accepted else { continue };
                    let (there, authority) = (there.clone(), format!("127.0.0.1:{}", self.port));
                    browsers.spawn(timeout(PATIENCE, serve(stream, there, authority)));
                }
                Some(served) = browsers.join_next() => {
                    if let Ok(Ok(Some(code))) = served {
                        return code;
                    }
                }
            }
        }
    }
}

/// Answers one request. What came back with it is told once the browser has its answer.
async fn serve(mut stream: TcpStream, there: There, authority: String) -> Option<Result<String, Failure>> {
    let head = head(&mut stream).await?;
    let answer = answer(&head, &there, &authority);
    // A browser that does not wait for the page has said what it came for.
    let _ = stream.write_all(answer.written().as_bytes()).await;
    let _ = stream.shutdown().await;
    answer.code
}

/// The head of a request.
async fn head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() >= HEAD || stream.read_buf(&mut head).await.ok()? == 0 {
            return None;
        }
    }
    String::from_utf8(head).ok()
}

fn answer(head: &str, there: &There, authority: &str) -> Answer {
    let plain = |status, text| Answer { status, location: None, text, code: None };
    let mut lines = head.lines();
    let mut first = lines.next().unwrap_or_default().split(' ');
    let (method, target) = (first.next().unwrap_or_default(), first.next().unwrap_or_default());
    let headers = lines.filter_map(|line| line.split_once(':'));
    let mut hosts =
        headers.filter(|(name, _)| name.eq_ignore_ascii_case("host")).map(|(_, host)| host.trim());
    // A page of another site that has its own name lead here is not answered.
    if hosts.next() != Some(authority) || hosts.next().is_some() {
        return plain("403 Forbidden", "This is asked for by another name.");
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    match (method, path, there) {
        ("GET", "/", there) => {
            Answer { location: Some(there.address()), ..plain("303 See Other", "The provider is elsewhere.") }
        }
        ("GET", CALLBACK, There::Provider(authorization)) => match authorization.read(query) {
            None => plain("400 Bad Request", "Nobody waits for this answer: its state is another one."),
            Some(Ok(code)) => Answer {
                code: Some(Ok(code)),
                ..plain("200 OK", "You are signed in. You can close this page and go back to the terminal.")
            },
            Some(Err(failure)) => Answer {
                code: Some(Err(failure)),
                ..plain("400 Bad Request", "You are not signed in. The terminal says why.")
            },
        },
        _ => plain("404 Not Found", "There is no such page."),
    }
}

impl There {
    fn address(&self) -> String {
        match self {
            Self::Provider(authorization) => authorization.url.to_string(),
            Self::Elsewhere(there) => there.to_string(),
        }
    }
}

impl Answer {
    /// A page that is whole by itself and holds no secret.
    fn written(&self) -> String {
        let page = format!(
            "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>sayso token</title>\n<p>{}</p>\n</html>\n",
            self.text
        );
        let mut written = format!(
            "HTTP/1.1 {}\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\nconnection: close\r\n\
             cache-control: no-store\r\nreferrer-policy: no-referrer\r\nx-content-type-options: nosniff\r\n\
             content-security-policy: default-src 'none'; frame-ancestors 'none'; base-uri 'none'\r\n",
            self.status,
            page.len(),
        );
        if let Some(location) = &self.location {
            // Writing to a string can't fail.
            let _ = write!(written, "location: {location}\r\n");
        }
        written + "\r\n" + &page
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use reqwest::Url;

    async fn get(url: &str) -> reqwest::Response {
        let client =
            reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build();
        client.unwrap().get(url).send().await.unwrap()
    }

    fn there(loopback: &Loopback) -> Arc<Authorization> {
        let endpoint = Url::parse("https://login.example/authorize").unwrap();
        Arc::new(
            Authorization::new(&endpoint, loopback.redirect(), &[("client_id", "tester")], None).unwrap(),
        )
    }

    #[tokio::test]
    async fn a_browser_is_led_there_and_comes_back() {
        let loopback = Loopback::bind(0).await.unwrap();
        let authorization = there(&loopback);
        let browser = async {
            // One that says nothing holds nobody up.
            let idle = TcpStream::connect(("127.0.0.1", loopback.port)).await.unwrap();
            let led = get(&loopback.home()).await;
            assert_eq!(led.status(), 303);
            assert_eq!(led.headers()["location"], authorization.url.as_str());
            assert_eq!(led.headers()["cache-control"], "no-store");
            for other in ["/callback?code=c&state=other", "/callback", "/favicon.ico"] {
                let status = get(&format!("http://127.0.0.1:{}{other}", loopback.port)).await.status();
                assert!(status.is_client_error(), "{other}: {status}");
            }
            let query = authorization.url.query_pairs().into_owned();
            let state = query.filter(|(name, _)| name == "state").map(|(_, value)| value).next().unwrap();
            let back = get(&format!("{}?code=c0de&state={state}", loopback.redirect())).await;
            assert_eq!(back.status(), 200);
            let page = back.text().await.unwrap();
            assert!(page.contains("You are signed in") && !page.contains("c0de") && !page.contains(&state));
            drop(idle);
        };
        let (code, ()) = tokio::join!(loopback.code(&authorization), browser);
        assert_eq!(code.unwrap(), "c0de");
    }

    #[tokio::test]
    async fn another_name_or_method_is_not_answered() {
        let loopback = Loopback::bind(0).await.unwrap();
        let there = There::Provider(there(&loopback));
        let authority = format!("127.0.0.1:{}", loopback.port);
        let status = |head: &str| answer(head, &there, &authority).status;
        assert_eq!(status(&format!("GET / HTTP/1.1\r\nHost: {authority}\r\n\r\n")), "303 See Other");
        assert_eq!(status("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"), "403 Forbidden");
        assert_eq!(
            status(&format!("GET / HTTP/1.1\r\nHost: {authority}\r\nhost: x\r\n\r\n")),
            "403 Forbidden"
        );
        assert_eq!(status("\r\n\r\n"), "403 Forbidden");
        assert_eq!(status(&format!("POST / HTTP/1.1\r\nhost: {authority}\r\n\r\n")), "404 Not Found");
    }

    #[tokio::test]
    async fn a_port_that_is_taken_is_named() {
        let first = Loopback::bind(0).await.unwrap();
        let Err(Failure::Environment(said)) = Loopback::bind(first.port).await else {
            unreachable!("it is taken")
        };
        assert!(said.contains(&first.port.to_string()), "{said}");
    }
}
