//! An embedded cloud on a project root of its own, which holds the generated data of the skills.

use crate::{
    aws::Aws,
    programs::{Program, program},
};
use reqwest::{Client, ClientBuilder, Method, Response, header::HeaderMap, redirect::Policy};
use sayso_tests::{root, sayso::programs};
use serde_json::{Value, json};
use std::{
    fs,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use tempfile::TempDir;
use tokio::net::TcpSocket;

/// The longest that anything may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Where the generated data of each skill is.
const GENERATED: [(&str, &str); 3] = [
    ("jira", "infra/app/generated/jira"),
    ("wear", "infra/app/generated/wear"),
    ("workshop", "tests/cases/workshop/infra/app/generated/workshop"),
];

/// A project root and a state folder.
pub struct Folder {
    temporary: TempDir,
    /// The public port, the same after each start, since others are told it.
    pub port: u16,
    /// Bound to it, and not listening: nobody is given that port by chance, and who asks for it gets it.
    _port: TcpSocket,
}

impl Folder {
    /// The generated data of `skills`, as the compiler wrote it.
    pub fn new(skills: &[&str]) -> Arc<Self> {
        let temporary = tempfile::tempdir().unwrap();
        fs::write(temporary.path().join("cdk.json"), "{}\n").unwrap();
        for skill in skills {
            let (_, from) = GENERATED.iter().find(|(name, _)| name == skill).unwrap();
            copy(&root().join(from), &temporary.path().join("infra/app/generated").join(skill));
        }
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).unwrap();
        let port = socket.local_addr().unwrap().port();
        Arc::new(Self { temporary, port, _port: socket })
    }

    /// The project's root.
    pub fn root(&self) -> &Path {
        self.temporary.path()
    }

    /// Takes a folder of the repository, too.
    pub fn take(&self, folder: &str) {
        copy(&root().join(folder), &self.temporary.path().join(folder));
    }

    /// What the cloud keeps.
    pub fn state(&self) -> PathBuf {
        self.temporary.path().join("state")
    }

    /// Where the programs of this cloud are that not all have; made where it is needed.
    pub fn programs(&self) -> PathBuf {
        self.temporary.path().join("programs")
    }

    /// Changes the plan of a skill.
    pub fn replan(&self, skill: &str, change: impl FnOnce(&mut Value)) {
        let path = self.temporary.path().join("infra/app/generated").join(skill).join("plan.json");
        let mut plan: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        change(&mut plan);
        fs::write(path, plan.to_string()).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// An embedded cloud that runs.
pub struct Cloud {
    program: Program,
    pub folder: Arc<Folder>,
    http: Client,
}

/// What was answered.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub async fn of(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, text: response.text().await.unwrap() }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// A client that knows where skills are, and follows no redirect.
pub fn client() -> Client {
    build(Client::builder())
}

/// The client of a household of its own, as far as limits per address go. Where only one loopback address is there, all
/// live in one.
pub fn household() -> Client {
    static NEXT: AtomicU32 = AtomicU32::new(u32::from_be_bytes([127, 1, 0, 1]));
    if !cfg!(target_os = "linux") {
        return client();
    }
    client_at(Ipv4Addr::from(NEXT.fetch_add(1, Ordering::Relaxed)))
}

/// The client that has a loopback address.
pub fn client_at(address: Ipv4Addr) -> Client {
    build(Client::builder().local_address(IpAddr::from(address)))
}

fn build(client: ClientBuilder) -> Client {
    let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let names =
        ["localhost", "jira.localhost", "wear.localhost", "workshop.localhost", "jira.execute-api.localhost"];
    // Clouds are shared by tests, each of which has a runtime of its own: a connection outlives none of them.
    let client = client.no_proxy().redirect(Policy::none()).timeout(PATIENCE).pool_max_idle_per_host(0);
    // Nothing here is asked by TLS, and to read the machine's authorities takes a tenth of a second.
    let client = client.tls_certs_only([]);
    names.iter().fold(client, |client, name| client.resolve(name, here)).build().unwrap()
}

/// Sends a request by a client.
pub async fn send(
    client: &Client,
    method: Method,
    url: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let request = client.request(method, url).body(body.to_owned());
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    Answer::of(request.send().await.unwrap()).await
}

impl Cloud {
    /// Starts one with `skills`.
    pub fn start(skills: &[&str]) -> Self {
        Self::on(&Folder::new(skills))
    }

    /// Starts one on a folder, which may hold what one before has left.
    pub fn on(folder: &Arc<Folder>) -> Self {
        let mut command = Command::new(program("sayso-local"));
        command.arg("--root").arg(folder.temporary.path()).arg("--state").arg(folder.state());
        let own = folder.programs();
        let programs = if own.exists() { own } else { programs() };
        command.arg("--bin-dir").arg(programs).args(["--port", &folder.port.to_string()]);
        Self { program: Program::start(&mut command), folder: folder.clone(), http: client() }
    }

    /// Ends it in order; all that it has said, also of its functions and demo backends.
    pub fn end(self) -> Vec<String> {
        self.program.end()
    }

    /// `kill -9`; all that it has said.
    pub fn kill(self) -> Vec<String> {
        self.program.kill()
    }

    /// The events that functions logged under a name, as soon as there are `count`.
    pub fn logged(&self, event: &str, count: usize) -> Vec<Value> {
        let mut found = Vec::new();
        self.program.wait_until(|said| {
            let lines = said.iter().filter_map(|line| serde_json::from_str::<Value>(line).ok());
            let logged = lines.filter_map(|it| serde_json::from_str::<Value>(it["line"].as_str()?).ok());
            found = logged.filter(|it| it["event"] == event).collect();
            found.len() >= count
        });
        found
    }

    /// All that it has said so far, also of its functions and demo backends.
    pub fn said(&self) -> Vec<String> {
        self.program.said()
    }

    /// What no test may cause: functions that end, fail or panic, and that ask for what their plan does not grant.
    pub fn troubles(&self) -> Vec<String> {
        let is_trouble = |line: &String| {
            let Ok(said) = serde_json::from_str::<Value>(line) else { return false };
            match said["event"].as_str() {
                Some("init_failed" | "access_denied") => true,
                Some("invoked") => !said["error"].is_null(),
                Some("function_log") => said["line"].as_str().is_some_and(|line| line.contains("panicked")),
                _ => false,
            }
        };
        self.said().into_iter().filter(is_trouble).collect()
    }

    /// Its process.
    pub fn process(&self) -> u32 {
        self.program.id()
    }

    /// The services that AWS would be, for an operator.
    pub fn aws(&self) -> Aws {
        Aws::new(&serde_json::from_str::<Value>(&self.program.first()).unwrap()["ready"]["aws"])
    }

    /// The origin of a skill.
    pub fn origin(&self, skill: &str) -> String {
        format!("http://{skill}.localhost:{}", self.folder.port)
    }

    /// Sends a request anywhere.
    pub async fn send(&self, method: Method, url: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        send(&self.http, method, url, headers, body).await
    }

    /// The origin of a skill's API, past CloudFront.
    pub fn direct(&self, skill: &str) -> String {
        format!("http://{skill}.execute-api.localhost:{}", self.folder.port)
    }

    /// Replaces the faults that befall what functions ask of the services.
    pub async fn faults(&self, faults: Value) {
        let set = self.control(Method::POST, "/api/faults", &json!({"faults": faults})).await;
        assert_eq!(set.status, 200, "{}", set.text);
    }

    /// What the demo Jira was asked since it was reset.
    pub async fn asked_of_jira(&self) -> Vec<Value> {
        let log = self.send(Method::GET, &format!("{}/log", self.demo("jira").await), &[], "").await;
        log.json().as_array().unwrap().clone()
    }

    /// Asks the control API.
    pub async fn control(&self, method: Method, path: &str, body: &Value) -> Answer {
        let url = format!("http://localhost:{}{path}", self.folder.port);
        self.send(method, &url, &[("content-type", "application/json")], &body.to_string()).await
    }

    /// The base URL of a demo backend; of nothing, where it does not run.
    pub async fn demo(&self, name: &str) -> String {
        let status = self.control(Method::GET, "/api/status", &json!({})).await.json();
        let demo = status["demos"].as_array().unwrap().iter().find(|demo| demo["name"] == name);
        demo.map_or("http://127.0.0.1:9", |demo| demo["url"].as_str().unwrap()).to_owned()
    }

    /// Alexa begins a linking: its id, and what the user's browser opens.
    pub async fn begin_link(&self, skill: &str) -> (String, String) {
        let begun = self.control(Method::POST, &format!("/api/skills/{skill}/links"), &json!({})).await;
        assert_eq!(begun.status, 200, "{}", begun.text);
        let begun = begun.json();
        (begun["link"].as_str().unwrap().to_owned(), begun["url"].as_str().unwrap().to_owned())
    }

    /// What became of a linking.
    pub async fn link_state(&self, skill: &str, link: &str) -> String {
        let path = format!("/api/skills/{skill}/links/{link}");
        self.control(Method::GET, &path, &json!({})).await.json()["state"].as_str().unwrap().to_owned()
    }

    /// A user says something in a conversation of that name.
    pub async fn turn(&self, skill: &str, conversation: &str, link: Option<&str>, words: &str) -> Value {
        let turn = self.try_turn(skill, conversation, link, words).await;
        assert_eq!(turn.status, 200, "{words}: {}", turn.text);
        turn.json()
    }

    /// The same, whatever comes of it.
    pub async fn try_turn(&self, skill: &str, conversation: &str, link: Option<&str>, words: &str) -> Answer {
        let body = json!({
            "conversation": conversation, "locale": "en-US", "utterance": words, "link": link, "named": true,
        });
        self.control(Method::POST, &format!("/api/skills/{skill}/turns"), &body).await
    }

    /// What a user hears.
    pub async fn say(&self, skill: &str, conversation: &str, link: Option<&str>, words: &str) -> String {
        self.turn(skill, conversation, link, words).await["speech"].as_str().unwrap().to_owned()
    }
}
