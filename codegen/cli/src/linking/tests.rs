//! A linking with everything that takes part in it on one port: the stand-in for Alexa, a skill, a provider.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};

const COOKIE: &str = "__Host-tx=c00kie";
const LOGIN: &str = r#"<form method="post" action="/login"><input type="hidden" name="request" value="r&amp;1">
<input name="username"><input type="password" name="password"><button>Log in</button></form>"#;
const CONSENT: &str = r#"<form method="post" action="/consent"><button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button></form>"#;

struct Request {
    /// `POST s.localhost /link/form`.
    route: String,
    query: String,
    cookie: Option<String>,
    origin: Option<String>,
    body: String,
}

fn read(stream: &TcpStream) -> Request {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line.trim().is_empty() {
            break;
        }
        lines.push(line.trim().to_owned());
    }
    let header = |name: &str| {
        let mut pairs = lines[1..].iter().filter_map(|line| line.split_once(": "));
        pairs.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
    };
    let mut body = vec![0; header("content-length").map_or(0, |length| length.parse().unwrap())];
    reader.read_exact(&mut body).unwrap();
    let mut first = lines[0].split(' ');
    let (method, target) = (first.next().unwrap(), first.next().unwrap());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let host = header("host").unwrap();
    Request {
        route: format!("{method} {} {path}", host.split(':').next().unwrap()),
        query: query.to_owned(),
        cookie: header("cookie"),
        origin: header("origin"),
        body: String::from_utf8(body).unwrap(),
    }
}

/// All that takes part.
#[derive(Default)]
struct World {
    port: u16,
    /// Alexa sends the user to the provider, which sends them back to Alexa.
    proxied: bool,
    step: &'static str,
    /// The account has one site, so that there is nothing to choose.
    alone: bool,
    landed: bool,
}

impl World {
    /// Status, a further header, body.
    fn answer(&mut self, request: &Request) -> (u16, String, String) {
        let own = format!("http://s.localhost:{}", self.port);
        let provider = format!("http://127.0.0.1:{}/authorize", self.port);
        let json =
            |status, body: Value| (status, "content-type: application/json".to_owned(), body.to_string());
        let to = |location: &str| (303, format!("location: {location}"), String::new());
        let page = |html: &str| (200, "content-type: text/html".to_owned(), html.to_owned());
        let back =
            json!({ "location": format!("http://localhost:{}/alexa/redirect/M1?code=c0de", self.port) });
        let is_ours = request.cookie.as_deref() == Some(COOKIE)
            && (request.route.starts_with("GET") || request.origin.as_deref() == Some(&own));
        let posted: Value = serde_json::from_str(&request.body).unwrap_or_default();
        let nonce_fits = posted["nonce"] == self.step && posted["tx"] == "T";
        match request.route.as_str() {
            "POST localhost /api/skills/s/links" if self.proxied => {
                json(200, json!({ "link": "L", "url": format!("{provider}?state=st4te") }))
            }
            "POST 127.0.0.1 /consent" if self.proxied && request.body == "decision=allow" => {
                to(&format!("http://localhost:{}/alexa/redirect/M1?code=c0de", self.port))
            }
            "POST localhost /api/skills/s/links" => {
                json(200, json!({ "link": "L", "url": format!("{own}/oauth/authorize?state=st4te") }))
            }
            "GET localhost /alexa/redirect/M1" => {
                self.landed = request.query == "code=c0de";
                page("linked")
            }
            "GET localhost /api/skills/s/links/L" => {
                json(200, json!({ "state": if self.landed { "linked" } else { "open" }, "error": null }))
            }
            "GET s.localhost /oauth/authorize" => {
                self.step = "method";
                let (status, location, body) = to("/?tx=T");
                let cookie = "set-cookie: __Host-tx=c00kie; Path=/; Secure; HttpOnly; SameSite=Lax";
                (status, format!("{location}\r\n{cookie}"), body)
            }
            "GET s.localhost /" => page("<title>Link</title>"),
            "GET s.localhost /link/tx" if is_ours && request.query == "tx=T" => {
                let sites = json!([{ "id": "1", "name": "North" }, { "id": "2", "name": "South" }]);
                json(200, json!({ "nonce": self.step, "step": self.step, "sites": sites, "error": null }))
            }
            "POST s.localhost /link/form" if is_ours && nonce_fits => {
                if posted["method"] == "typed" && posted["fields"]["secret"] == "right" {
                    json(200, back)
                } else {
                    json(400, json!({ "error": "credential", "nonce": "n0nce" }))
                }
            }
            "POST s.localhost /link/provider" if is_ours && nonce_fits => {
                self.alone = posted["method"] == "alone";
                json(200, json!({ "location": format!("{provider}?state=st4te") }))
            }
            "GET 127.0.0.1 /authorize" => page(LOGIN),
            "POST 127.0.0.1 /login" => {
                let right = request.body == "request=r%261&username=ada&password=right";
                page(if right { CONSENT } else { LOGIN })
            }
            "POST 127.0.0.1 /consent" if request.body == "decision=allow" => {
                to(&format!("{own}/link/callback?code=c0de&state=st4te"))
            }
            "GET s.localhost /link/callback" if self.alone => to(back["location"].as_str().unwrap()),
            "GET s.localhost /link/callback" => {
                self.step = "site";
                to("/?tx=T")
            }
            "POST s.localhost /link/site" if is_ours && nonce_fits && posted["site"] == "2" => {
                json(200, back)
            }
            _ => (403, "x-refused: yes".to_owned(), String::new()),
        }
    }
}

fn serve(proxied: bool) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let mut world = World { port, proxied, ..World::default() };
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let (status, header, body) = world.answer(&read(&stream));
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {status} X\r\n{header}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
            );
            stream.write_all((head + &body).as_bytes()).unwrap();
        }
    });
    port
}

async fn link_with(method: &str, fields: &[(&str, &str)], site: Option<&str>) -> Result<String, String> {
    let way = match method {
        "typed" => Way::Form,
        "proxy" => Way::Proxy,
        _ => Way::Provider,
    };
    let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let at = DemoAccount { method: method.to_owned(), fields, site: site.map(str::to_owned) };
    let account = Account { name: "mine".to_owned(), at, way };
    let client = Client::new(serve(way == Way::Proxy)).unwrap();
    let linked = link(&client, "s", &account).await.map_err(|error| format!("{error:#}"));
    if let Err(error) = &linked {
        for secret in ["wr0ng", "st4te", "c0de", "c00kie", "n0nce"] {
            assert!(!error.contains(secret), "{error}");
        }
    }
    linked
}

#[tokio::test]
async fn a_typed_credential_is_linked_or_refused() {
    assert_eq!(
        link_with("typed", &[("site", "a.example"), ("secret", "right")], None).await,
        Ok("L".to_owned())
    );
    let refused = link_with("typed", &[("site", "a.example"), ("secret", "wr0ng")], None).await.unwrap_err();
    assert!(
        refused.contains("`mine` can't be linked to `s`: /link/form: the account was refused"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_user_signs_in_consents_and_chooses_a_site() {
    let right = [("username", "ada"), ("password", "right")];
    assert_eq!(link_with("signed", &right, Some("South")).await, Ok("L".to_owned()));
    let unknown = link_with("signed", &right, Some("West")).await.unwrap_err();
    assert!(unknown.contains("no site `West`; it has "), "{unknown}");
    let wrong = [("username", "ada"), ("password", "wr0ng")];
    let refused = link_with("signed", &wrong, Some("South")).await.unwrap_err();
    assert!(refused.contains("the provider's pages: the account was refused"), "{refused}");
}

#[tokio::test]
async fn an_account_without_sites_is_linked_once_the_user_consents() {
    let right = [("username", "ada"), ("password", "right")];
    assert_eq!(link_with("alone", &right, None).await, Ok("L".to_owned()));
}

#[tokio::test]
async fn a_skill_without_a_page_is_linked_at_the_provider_alone() {
    let right = [("username", "ada"), ("password", "right")];
    assert_eq!(link_with("proxy", &right, None).await, Ok("L".to_owned()));
    let wrong = [("username", "ada"), ("password", "wr0ng")];
    let refused = link_with("proxy", &wrong, None).await.unwrap_err();
    assert!(refused.contains("the provider's pages: the account was refused"), "{refused}");
}

#[test]
fn an_account_is_chosen_by_name_or_is_the_first() {
    let account = |name: &str| Account {
        name: name.to_owned(),
        at: DemoAccount { method: String::new(), fields: std::collections::BTreeMap::new(), site: None },
        way: Way::Form,
    };
    let both = [account("cloud"), account("datacenter")];
    assert_eq!(choose(&both, "s", None).unwrap().name, "cloud");
    assert_eq!(choose(&both, "s", Some("datacenter")).unwrap().name, "datacenter");
    let unknown = choose(&both, "s", Some("x")).err().unwrap().to_string();
    assert!(unknown.contains("no account `x`") && unknown.contains("datacenter"), "{unknown}");
    assert!(choose(&[], "s", None).err().unwrap().to_string().contains("`linking`"));
}
