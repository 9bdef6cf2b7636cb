//! The control API of the embedded cloud: JSON over HTTP on `http://localhost:<port>/api/`.

use crate::dialog::Wanted;
use anyhow::Context;
use reqwest::Method;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The longest that one request of a browser may take.
const BROWSING: Duration = Duration::from_secs(30);

/// A client of one running cloud.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    port: u16,
    /// What browsers ask by, skill by skill.
    browsers: Arc<Mutex<BTreeMap<String, reqwest::Client>>>,
}

/// What runs.
#[derive(Debug, Deserialize)]
pub(crate) struct Status {
    pub(crate) skills: Vec<SkillStatus>,
}

/// A skill that runs.
#[derive(Debug, Deserialize)]
pub(crate) struct SkillStatus {
    pub(crate) name: String,
    /// The default one first.
    pub(crate) locales: Vec<String>,
}

/// One thing said to a skill.
#[derive(Debug, Serialize)]
pub(crate) struct Turn<'a> {
    /// The conversation that goes on; a new one where left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) conversation: Option<&'a str>,
    /// BCP 47 tag.
    pub(crate) locale: &'a str,
    /// What the user says.
    pub(crate) utterance: &'a str,
    /// RFC 3339; the time of the request.
    pub(crate) now: &'a str,
    /// The time zone that the device is set to; UTC where left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) zone: Option<&'a str>,
    /// What is said while no session is open is said to this skill.
    pub(crate) named: bool,
    /// In place of the session attributes that the skill returned last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) attributes: Option<&'a Map<String, Value>>,
    /// The user's linked account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) link: Option<&'a str>,
}

/// What the skill answered.
#[derive(Debug, Deserialize)]
pub(crate) struct Answer {
    /// The conversation, for the next turn.
    pub(crate) conversation: String,
    /// What the skill said before, while its answer was awaited.
    #[serde(default)]
    pub(crate) waiting: Vec<String>,
    /// What Alexa says, as plain text.
    pub(crate) speech: String,
    /// Whether the session is over.
    pub(crate) ended: bool,
    /// The type of the card in the Alexa app.
    pub(crate) card: Option<String>,
}

/// An account linking that has begun.
#[derive(Debug, Deserialize)]
pub(crate) struct BegunLink {
    /// Its id, for turns.
    pub(crate) link: String,
    /// What the user's browser opens; not to be shown, it holds the linking's state.
    pub(crate) url: String,
}

/// How far an account linking is.
#[derive(Debug, Deserialize)]
pub(crate) struct LinkReport {
    /// `open`, `linked` or `failed`.
    pub(crate) state: String,
    /// Why it failed.
    pub(crate) error: Option<String>,
}

/// Who may seal a skill's records anew. It is never shown.
#[derive(Deserialize)]
pub(crate) struct Operator {
    /// Where the AWS services are.
    pub(crate) endpoint: String,
    pub(crate) region: String,
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: String,
    /// The table's name.
    pub(crate) table: String,
    /// The alias of the key that seals.
    pub(crate) key: String,
}

/// A client at the provider before which a skill's token endpoint stands. It is never shown.
#[derive(Deserialize)]
pub(crate) struct ProviderClient {
    /// The provider's endpoints.
    pub(crate) authorize: String,
    pub(crate) token: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    /// Where services are, by name.
    pub(crate) services: BTreeMap<String, String>,
}

/// Faults that no request has met yet.
#[derive(Debug, Deserialize)]
pub(crate) struct FaultsLeft {
    /// By service, their positions among those that were asked for.
    pub(crate) left: BTreeMap<String, Vec<usize>>,
}

/// Why the cloud did not do as asked.
#[derive(Debug, Deserialize)]
pub(crate) struct Complaint {
    /// What is wrong.
    pub(crate) message: String,
    /// What to do about it.
    #[serde(default)]
    pub(crate) help: Option<String>,
}

impl Complaint {
    /// What is wrong and what to do about it.
    pub(crate) fn in_words(&self) -> String {
        match &self.help {
            Some(help) if !help.is_empty() => format!("{} ({help})", self.message),
            _ => self.message.clone(),
        }
    }
}

/// A complaint on the wire.
#[derive(Deserialize)]
struct Refusal {
    error: Complaint,
}

/// A result that the caller shows; the outer one is a cloud that can't be talked to.
pub(crate) type Reply<T> = anyhow::Result<Result<T, Complaint>>;

impl Client {
    /// A client of the cloud at a port of this machine.
    pub(crate) fn new(port: u16) -> anyhow::Result<Self> {
        // The cloud routes by host name, and listens on the IPv4 loopback only.
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let http = reqwest::Client::builder().no_proxy().resolve("localhost", address);
        // Plain HTTP: to read the system's authorities takes longer than most of what is asked.
        let http = http.tls_certs_only([]).build()?;
        Ok(Self { http, port, browsers: Arc::default() })
    }

    /// What a browser asks by that finds the cloud under its own name and that of `skill`, and follows no redirect. Made
    /// once for each skill: a provider may be anywhere, and to read the system's authorities takes long.
    pub(crate) fn browser(&self, skill: &str) -> anyhow::Result<reqwest::Client> {
        let mut browsers = self.browsers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(browser) = browsers.get(skill) {
            return Ok(browser.clone());
        }
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let browser = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(BROWSING)
            .resolve("localhost", address)
            .resolve(&format!("{skill}.localhost"), address)
            .build()?;
        browsers.insert(skill.to_owned(), browser.clone());
        Ok(browser)
    }

    /// Where it is.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Begins an account linking.
    pub(crate) async fn begin_link(&self, skill: &str) -> Reply<BegunLink> {
        self.call(Method::POST, &format!("/api/skills/{skill}/links"), &Map::new()).await
    }

    /// How far an account linking is.
    pub(crate) async fn link(&self, skill: &str, link: &str) -> Reply<LinkReport> {
        self.call(Method::GET, &format!("/api/skills/{skill}/links/{link}"), &()).await
    }

    /// The access token of an account that is linked, in a token response (RFC 6749, section 5.1).
    pub(crate) async fn link_token(&self, skill: &str, link: &str) -> Reply<Value> {
        self.call(Method::GET, &format!("/api/skills/{skill}/links/{link}/token"), &()).await
    }

    /// The client at the provider before which a skill's token endpoint stands.
    pub(crate) async fn provider_client(&self, skill: &str) -> Reply<ProviderClient> {
        self.call(Method::GET, &format!("/api/skills/{skill}/client"), &()).await
    }

    /// Who may seal a skill's records anew.
    pub(crate) async fn operator(&self, skill: &str) -> Reply<Operator> {
        self.call(Method::GET, &format!("/api/skills/{skill}/operator"), &()).await
    }

    /// What runs.
    pub(crate) async fn status(&self) -> Reply<Status> {
        self.call(Method::GET, "/api/status", &()).await
    }

    /// Says something to a skill.
    pub(crate) async fn turn(&self, skill: &str, turn: &Turn<'_>) -> Reply<Answer> {
        self.call(Method::POST, &format!("/api/skills/{skill}/turns"), turn).await
    }

    /// Lets faults befall the next requests to the services that a skill calls.
    pub(crate) async fn faults(&self, skill: &str, faults: &[Wanted<'_>]) -> Reply<Value> {
        let body = BTreeMap::from([("faults", faults)]);
        self.call(Method::POST, &format!("/api/skills/{skill}/faults"), &body).await
    }

    /// Those that befell none yet.
    pub(crate) async fn faults_left(&self, skill: &str) -> Reply<FaultsLeft> {
        self.call(Method::GET, &format!("/api/skills/{skill}/faults"), &()).await
    }

    /// Makes a skill's new data and program answer; returns once they do.
    pub(crate) async fn reload(&self, skill: &str) -> Reply<Value> {
        self.call(Method::POST, &format!("/api/skills/{skill}/reload"), &Map::new()).await
    }

    /// Empties tables, keys, conversations and links.
    pub(crate) async fn reset(&self) -> Reply<Value> {
        self.call(Method::POST, "/api/reset", &Map::new()).await
    }

    async fn call<T: DeserializeOwned>(&self, method: Method, path: &str, body: &impl Serialize) -> Reply<T> {
        let request = self.http.request(method.clone(), format!("http://localhost:{}{path}", self.port));
        let request = if method == Method::GET { request } else { request.json(body) };
        let unreachable = || format!("the embedded cloud does not answer at port {}", self.port);
        let response = request.send().await.with_context(unreachable)?;
        let status = response.status();
        let body = response.bytes().await.with_context(unreachable)?;
        if status.is_success() {
            let read =
                if body.is_empty() { serde_json::from_slice(b"null") } else { serde_json::from_slice(&body) };
            return Ok(Ok(read.with_context(|| format!("the embedded cloud's answer to `{path}` is odd"))?));
        }
        let complaint = serde_json::from_slice(&body).map_or_else(
            |_| Complaint { message: format!("`{path}` answered {status}"), help: None },
            |refusal: Refusal| refusal.error,
        );
        Ok(Err(complaint))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpListener;
    use std::thread::JoinHandle;

    /// A server that gives one canned answer and returns what it was asked: head and body.
    fn canned(status: &'static str, body: &'static str) -> (u16, JoinHandle<(String, String)>) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let served = std::thread::spawn(move || {
            let mut reader = BufReader::new(listener.accept().unwrap().0);
            let mut head = String::new();
            while reader.read_line(&mut head).unwrap() > 2 {}
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0");
            let mut asked = vec![0; length.parse().unwrap()];
            reader.read_exact(&mut asked).unwrap();
            let length = body.len();
            let answer =
                format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
            reader.get_mut().write_all(answer.as_bytes()).unwrap();
            (head, String::from_utf8(asked).unwrap())
        });
        (port, served)
    }

    fn hello<'a>() -> Turn<'a> {
        Turn {
            conversation: None,
            locale: "en-US",
            utterance: "hi",
            now: "2026-03-02T09:00:00Z",
            zone: None,
            named: false,
            attributes: None,
            link: None,
        }
    }

    #[tokio::test]
    async fn says_something_under_the_name_that_the_cloud_routes_by() {
        let (port, served) =
            canned("200 OK", r#"{"conversation":"c1","heard":null,"speech":"Hello.","ended":true}"#);
        let answer = Client::new(port).unwrap().turn("hello", &hello()).await.unwrap().unwrap();
        assert_eq!(
            (answer.conversation.as_str(), answer.speech.as_str(), answer.ended),
            ("c1", "Hello.", true)
        );
        let (head, body) = served.join().unwrap();
        assert!(head.starts_with("POST /api/skills/hello/turns HTTP/1.1"), "{head}");
        assert!(head.contains(&format!("host: localhost:{port}")), "{head}");
        assert!(head.contains("content-type: application/json"), "{head}");
        assert_eq!(body, r#"{"locale":"en-US","utterance":"hi","now":"2026-03-02T09:00:00Z","named":false}"#);
    }

    #[tokio::test]
    async fn hands_on_what_the_cloud_complains_about() {
        let (port, served) =
            canned("400 Bad Request", r#"{"error":{"message":"nothing understood","help":"say more"}}"#);
        let complaint = Client::new(port).unwrap().turn("hello", &hello()).await.unwrap().unwrap_err();
        assert_eq!(complaint.in_words(), "nothing understood (say more)");
        served.join().unwrap();
        let (port, served) = canned("502 Bad Gateway", "<html>");
        let complaint = Client::new(port).unwrap().reset().await.unwrap().unwrap_err();
        assert_eq!(complaint.in_words(), "`/api/reset` answered 502 Bad Gateway");
        served.join().unwrap();
    }

    #[tokio::test]
    async fn a_cloud_that_is_gone_is_an_error() {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let error = Client::new(port).unwrap().status().await.unwrap_err();
        assert!(error.to_string().contains("does not answer"), "{error}");
    }
}
