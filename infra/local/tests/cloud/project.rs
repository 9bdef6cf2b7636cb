//! A project of two skills, written by hand, and an embedded cloud that runs it.

use sayso_local::{
    cloud::{Cloud, Options},
    events::{Event, Events},
    problem::{Kind, Problem},
};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};
use tempfile::TempDir;

/// The skills' program, an example of this package.
const PROGRAM: &str = "local-echo-function";

/// A project folder with its state beside it.
pub(crate) struct Project {
    folder: TempDir,
}

impl Project {
    /// Three skills: `one`, which has much; `two`, whose function `broken` never starts; and `linked`, which links accounts.
    pub(crate) fn new() -> Self {
        let project = Self { folder: tempfile::tempdir().unwrap() };
        project.write("one", &one("http://127.0.0.1:9"));
        project.write("two", &two());
        project.write("linked", &linked("sound"));
        let page = project.generated("linked").join("page");
        fs::create_dir_all(&page).unwrap();
        fs::write(page.join("index.html"), "<title>Link</title>").unwrap();
        fs::write(page.join("page.css"), "p{}").unwrap();
        project
    }

    /// The options to run `skills` of it.
    pub(crate) fn options(&self, skills: &[&str]) -> Options {
        Options {
            root: self.root(),
            state: self.state(),
            bin_dir: bin_dir(),
            port: 0,
            skills: skills.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    pub(crate) fn generated(&self, skill: &str) -> PathBuf {
        self.root().join("infra/app/generated").join(skill)
    }

    /// Writes the generated files of a skill.
    pub(crate) fn write(&self, skill: &str, plan: &Value) {
        let folder = self.generated(skill);
        let models = folder.join("skill-package/interactionModels/custom");
        fs::create_dir_all(&models).unwrap();
        fs::create_dir_all(folder.join("words")).unwrap();
        fs::write(folder.join("plan.json"), plan.to_string()).unwrap();
        fs::write(models.join("en-US.json"), model().to_string()).unwrap();
        fs::write(folder.join("words/en-US.json"), "first words").unwrap();
    }
}

/// Where cargo puts the examples: beside the folder of this test's program.
pub(crate) fn bin_dir() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().and_then(Path::parent).unwrap().join("examples");
    assert!(folder.join(PROGRAM).is_file(), "build it first: `cargo build -p sayso-local --examples`");
    folder
}

fn function(name: &str, timeout_ms: u64, permissions: &Value) -> Value {
    json!({ "name": name, "timeout_ms": timeout_ms, "memory_mb": 256, "permissions": permissions })
}

fn route(method: &str, path: &str, function: &str) -> Value {
    json!({ "method": method, "path": path, "function": function, "summary": "For a test." })
}

fn locales() -> Value {
    json!([{
        "locale": "en-US",
        "model": "skill-package/interactionModels/custom/en-US.json",
        "words": "words/en-US.json",
    }])
}

fn stage(skill_id: &Value, services: &Value) -> Value {
    json!({
        "skill_id": skill_id, "services": services,
        "domain": null, "waf": false, "alarms": null, "retain": false, "log_days": 7,
        "redirects": [], "providers": {}, "pinned_hosts": {}, "accounts": {},
    })
}

/// The plan of `one`; the functions find their meeting point at `meeting`.
pub(crate) fn one(meeting: &str) -> Value {
    let raw = ["text", "context", "error", "crash", "process", "meet", "event", "put"];
    let mut routes: Vec<Value> = raw.map(|name| route("GET", &format!("/raw/{name}"), "raw")).into();
    routes.extend([route("GET", "/hasty/hang", "hasty"), route("GET", "/hasty/process", "hasty")]);
    routes.extend([route("GET", "/web", "web"), route("POST", "/web", "web")]);
    json!({
        "format": 1,
        "skill": "one",
        "binary": PROGRAM,
        "functions": [
            function("skill", 7000, &json!([
                { "items": { "prefix": "link#", "actions": ["GetItem", "UpdateItem", "Query", "BatchGetItem"] } },
                { "items": { "prefix": "user#", "actions": ["GetItem", "PutItem", "DeleteItem", "BatchWriteItem"] } },
                { "key": { "actions": ["Decrypt"] } },
            ])),
            function("link", 7000, &json!([
                { "items": { "prefix": "code#", "actions": ["PutItem", "ConditionCheckItem", "Scan"] } },
                { "key": { "actions": ["GenerateDataKey"] } },
            ])),
            function("web", 7000, &json!([])),
            function("raw", 7000, &json!([{ "items": { "prefix": "raw#", "actions": ["PutItem"] } }])),
            function("hasty", 300, &json!([])),
        ],
        "routes": routes,
        "table": { "name": "main", "partition_key": "pk", "sort_key": "sk", "ttl": "expires" },
        "key": { "name": "records", "context": { "app": "one" }, "context_present": ["record"] },
        "rewrap": [
            { "items": { "prefix": "link#", "actions": ["UpdateItem"] } },
            { "key": { "actions": ["ReEncryptFrom", "ReEncryptTo"] } },
            { "table": { "actions": ["Scan"] } },
        ],
        "locales": locales(),
        "services": [{ "name": "meeting", "variable": "SAYSO_SERVICE_MEETING" }],
        "region": "us-east-1",
        "architecture": "x86_64",
        "throttle": null,
        "stages": { "local": stage(&Value::Null, &json!({ "meeting": { "url": meeting } })) },
    })
}

fn two() -> Value {
    json!({
        "format": 1,
        "skill": "two",
        "binary": PROGRAM,
        "functions": [
            function("skill", 7000, &json!([
                { "items": { "prefix": "", "actions": ["GetItem", "PutItem"] } },
                { "key": { "actions": ["GenerateDataKey", "Decrypt"] } },
            ])),
            function("broken", 7000, &json!([])),
        ],
        "routes": [route("GET", "/broken", "broken")],
        "table": { "name": "main", "partition_key": "pk", "sort_key": null, "ttl": null },
        "key": { "name": "records", "context": { "app": "two" }, "context_present": [] },
        "rewrap": [],
        "locales": locales(),
        "services": [],
        "region": "us-east-1",
        "architecture": "x86_64",
        "throttle": null,
        "stages": { "local": stage(&json!("amzn1.ask.skill.two"), &json!({})) },
    })
}

/// The plan of `linked`; its tokens are of the kind that its scope says.
pub(crate) fn linked(kind: &str) -> Value {
    let mut plan = two();
    plan["skill"] = json!("linked");
    plan["functions"] = json!([
        function("skill", 7000, &json!([{ "secrets": { "providers": ["identity"] } }])),
        function(
            "link",
            7000,
            &json!([
                { "items": { "prefix": "tx#", "actions": ["GetItem"] } },
                { "secrets": { "providers": ["other"] } }, { "origin_secret": {} },
            ])
        ),
        function(
            "token",
            3500,
            &json!([
                { "items": { "prefix": "code#", "actions": ["GetItem"] } }, { "origin_secret": {} },
            ])
        ),
    ]);
    plan["routes"] = json!([
        route("GET", "/oauth/authorize", "link"),
        route("GET", "/link/variables", "link"),
        route("GET", "/link/seen", "link"),
        route("POST", "/oauth/token", "token"),
        route("GET", "/oauth/variables", "token"),
    ]);
    plan["services"] = json!([{ "name": "desk", "variable": "SAYSO_SERVICE_DESK" }]);
    plan["linking"] = json!({
        "client_id": "alexa-linked",
        "scope": kind,
        "origin_secret": "origin",
        "page": {
            "folder": "page",
            "files": { "index.html": "text/html; charset=utf-8", "page.css": "text/css; charset=utf-8" },
            "headers": { "content-security-policy": "default-src 'self'", "x-content-type-options": "nosniff" },
        },
        "providers": [
            {
                "name": "identity", "variable": "SAYSO_PROVIDER_IDENTITY", "callback": "/link/callback",
                "authorize": "https://identity.example/authorize", "token": "https://identity.example/oauth/token",
            },
            {
                "name": "other", "variable": "SAYSO_PROVIDER_OTHER", "callback": "/link/callback",
                "authorize": "https://other.example/a", "token": "https://other.example/t",
            },
        ],
    });
    plan["stages"]["local"] = json!({
        "skill_id": null,
        "domain": null,
        "waf": false,
        "alarms": null,
        "retain": false,
        "log_days": 7,
        "services": { "desk": { "demo": "local-provider" } },
        "redirects": ["https://alexa.example/api/skill/link/M1"],
        "providers": {
            "identity": { "demo": "local-provider" },
            "other": { "client": { "id": "registered", "secret": "other-client" } },
        },
        "pinned_hosts": {
            "desk.corp.example": { "demo": "local-provider" },
            "far.corp.example": { "host": { "addresses": ["10.1.2.3:8443"] } },
        },
        "accounts": {},
    });
    plan
}

fn model() -> Value {
    let intent = |name: &str, sample: &str| json!({ "name": name, "slots": [], "samples": [sample] });
    json!({ "interactionModel": { "languageModel": {
        "invocationName": "echo box",
        "intents": [
            intent("PraiseIntent", "well done"),
            intent("CrashIntent", "fall over"),
            intent("OddIntent", "sing a song"),
            intent("WhoIntent", "who am i"),
            { "name": "AMAZON.HelpIntent", "samples": [] },
            { "name": "AMAZON.StopIntent", "samples": [] },
            { "name": "AMAZON.CancelIntent", "samples": [] },
        ],
        "types": [],
    } } })
}

/// A running cloud and what happened in it.
pub(crate) struct Running {
    pub(crate) cloud: Cloud,
    pub(crate) events: Arc<Mutex<Vec<Event>>>,
    pub(crate) http: reqwest::Client,
}

impl Running {
    pub(crate) async fn start(project: &Project, skills: &[&str]) -> Self {
        Self::try_start(project, skills).await.unwrap()
    }

    pub(crate) async fn try_start(project: &Project, skills: &[&str]) -> Result<Self, Problem> {
        let events = Arc::new(Mutex::new(Vec::new()));
        let seen = events.clone();
        let listener = Events::to(move |event| seen.lock().unwrap().push(event));
        let cloud = Cloud::start(project.options(skills), listener).await?;
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Ok(Self { cloud, events, http })
    }

    /// Stops it, and starts another one with what it left.
    pub(crate) async fn restart(self, project: &Project, skills: &[&str]) -> Self {
        drop(self);
        loop {
            // The last of its tasks holds the state folder until it has ended.
            match Self::try_start(project, skills).await {
                Err(Problem { kind: Kind::Conflict, .. }) => tokio::task::yield_now().await,
                outcome => return outcome.unwrap(),
            }
        }
    }

    pub(crate) fn request(&self, method: &str, host: &str, path: &str) -> reqwest::RequestBuilder {
        let port = self.cloud.port();
        let method = method.parse().unwrap();
        self.http
            .request(method, format!("http://127.0.0.1:{port}{path}"))
            .header("host", format!("{host}:{port}"))
    }

    /// A GET on the origin of the skill `one`: status and body.
    pub(crate) async fn get(&self, path: &str) -> (u16, Value) {
        answer(self.request("GET", "one.localhost", path)).await
    }

    /// A call of the control API.
    pub(crate) async fn control(&self, path: &str, body: &Value) -> (u16, Value) {
        answer(self.request("POST", "localhost", path).json(body)).await
    }

    /// Takes something back by the control API.
    pub(crate) async fn delete(&self, path: &str) -> (u16, Value) {
        answer(self.request("DELETE", "localhost", path).json(&json!({}))).await
    }

    /// Has faults injected from now on.
    pub(crate) async fn inject(&self, faults: &Value) {
        let list = json!({ "faults": faults });
        assert_eq!(self.control("/api/faults", &list).await, (200, list));
    }

    pub(crate) async fn status(&self) -> Value {
        let (status, body) = answer(self.request("GET", "localhost", "/api/status")).await;
        assert_eq!(status, 200);
        body
    }

    pub(crate) fn saw(&self, wanted: impl Fn(&Event) -> bool) -> bool {
        self.events.lock().unwrap().iter().any(wanted)
    }
}

pub(crate) async fn answer(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    (status, body)
}
