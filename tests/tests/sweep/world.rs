//! An embedded cloud with demo backends of its own, a front before each, and the processes in it.

use crate::{
    agent::alexa,
    cloud::{Answer, Cloud, Folder, client},
    front::Front,
    kind::Kind,
    peer::Peer,
    programs::{Program, program, programs_with},
};
use reqwest::Method;
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    fs,
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, AtomicUsize, Ordering},
    },
};

/// The client that the provider knows.
const CLIENT: &str = "sayso-sweep";
/// What its secret is called in the cloud.
const SECRET_NAME: &str = "sweep-client";
/// Its secret.
pub const SECRET: &str = "sweep-client-secret-51fe7c";
/// How Ada is called by the demo of a self-hosted service, by the one of the cloud, and by people.
const ADA: [&str; 3] = ["JIRAUSER-ada", "557058:ada00000-0000-4000-8000-000000001815", "\"Ada Lovelace\""];
/// Ada's name and password, as they are sent (RFC 7617).
const BASIC: &str = "Basic YWRhOmxvdmVsYWNlLTE4MTU=";
/// The kinds of records that a user has, and that may not outlive the link.
const KINDS: [&str; 6] = ["link", "account", "families", "family", "profile", "user"];
/// How long the provider says that its tokens live.
const LIFE: &str = "\"expires_in\":3600";
/// With less life than this, in seconds, they are renewed before they are used, and not used otherwise.
const SHORT: &str = "\"expires_in\":10";

/// A place that calls something: within a step, the call of this kind with this number, from 0. In the order in which a
/// step calls them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Site {
    /// One of the AWS services.
    Aws { at: usize, function: String, service: String, action: String, keys: String, number: usize },
    /// A demo backend: `service` or `provider`.
    Demo { name: &'static str, number: usize, what: String },
}

/// The cloud and what is around it.
pub struct World {
    pub cloud: Cloud,
    pub folder: Arc<Folder>,
    pub jira: Front,
    pub idp: Front,
    /// The demo of the service, past its front.
    pub jira_base: String,
    idp_base: String,
    /// The secret of the client at the skill's token endpoint.
    pub client: (String, String),
    pub origin_secret: String,
    _programs: [Program; 2],
    accounts: AtomicU32,
    conversations: AtomicU32,
    reset_at: AtomicUsize,
    /// What must be found nowhere, by kind.
    pub canaries: Mutex<BTreeSet<(&'static str, String)>>,
    cloud_process: Arc<AtomicU32>,
    /// What clouds that ended have said.
    pub said: Mutex<Vec<String>>,
}

impl World {
    /// Starts everything.
    pub async fn start() -> Self {
        let folder = Folder::new(&["jira"]);
        let callback = format!("http://jira.localhost:{}/link/callback", folder.port);
        let mut command = Command::new(program("demo-idp"));
        command.env("DEMO_CLIENT_ID", CLIENT).env("DEMO_CLIENT_SECRET", SECRET);
        let idp = Program::start(command.env("DEMO_REDIRECT_URIS", callback));
        let mut command = Command::new(program("demo-jira"));
        let jira = Program::start(command.args(["--provider", &idp.first()]));
        let (jira_base, idp_base) = (jira.first(), idp.first());
        let fronts = (Front::before(&jira_base), Front::before(&idp_base));
        // The cloud starts it as a demo backend, and so puts TLS before it.
        let script = format!("#!/bin/sh\necho {}\nexec cat\n", fronts.0.url);
        programs_with(&folder.programs(), "demo-front", &script);
        folder.replan("jira", |plan| {
            let local = &mut plan["stages"]["local"];
            local["services"]["jira"] = json!({"url": fronts.0.url});
            local["pinned_hosts"]["jira.northwind.test"] = json!({"demo": "front"});
            local["providers"]["atlassian"] = json!({"client": {"id": CLIENT, "secret": SECRET_NAME}});
            let provider = &mut plan["linking"]["providers"][0];
            provider["authorize"] = json!(format!("{}/authorize", fronts.1.url));
            provider["token"] = json!(format!("{}/oauth/token", fronts.1.url));
        });
        let cloud = Cloud::on(&folder);
        cloud.aws().make_secret(SECRET_NAME, SECRET).await;
        let origin: Value = serde_json::from_str(&cloud.aws().secret("jira-local-origin").await).unwrap();
        let world = Self {
            client: alexa(&cloud, "jira").await,
            origin_secret: origin["current"].as_str().unwrap().to_owned(),
            cloud_process: Arc::new(AtomicU32::new(cloud.process())),
            cloud,
            folder,
            jira: fronts.0,
            idp: fronts.1,
            jira_base,
            idp_base,
            _programs: [idp, jira],
            accounts: AtomicU32::new(0),
            conversations: AtomicU32::new(0),
            reset_at: AtomicUsize::new(0),
            canaries: Mutex::default(),
            said: Mutex::default(),
        };
        for front in [&world.jira, &world.idp] {
            let cloud = world.cloud_process.clone();
            // Those two call somebody.
            front.crashes(move || {
                for function in ["skill", "link"] {
                    kill_functions(cloud.load(Ordering::Relaxed), function);
                }
            });
        }
        world.jira.shows(BASIC);
        // Windows of limits that hold for all users begin.
        Peer::linked(&world).await.manage(&world).await;
        world.expires_soon(false);
        world.canary("the secret of Alexa", &world.client.1);
        world.canary("the client's secret at the provider", SECRET);
        world.canary("the origin secret", &world.origin_secret);
        world
    }

    /// `kill -9` of the cloud, and another one on the same folder.
    pub fn restart(self) -> Self {
        let said = self.cloud.kill();
        self.said.lock().unwrap().extend(said);
        let cloud = Cloud::on(&self.folder);
        self.cloud_process.store(cloud.process(), Ordering::Relaxed);
        Self { cloud, ..self }
    }

    /// Ends everything; all that was said.
    pub fn end(self) -> Vec<String> {
        let mut said = self.said.into_inner().unwrap();
        said.extend(self.cloud.end());
        said
    }

    /// From now on, Ada is somebody else for the demo backends: her number.
    pub fn next_account(&self) -> u32 {
        let number = self.accounts.fetch_add(1, Ordering::Relaxed);
        self.account(number);
        number
    }

    /// From now on, Ada is who has this number.
    pub fn account(&self, number: u32) {
        let [key, id, name] = ADA;
        let key_there = format!("{key}-{number}");
        let pairs =
            [(key, key_there), (id, format!("{id}-{number}")), (name, format!("\"{}\"", owner(number)))];
        self.jira.replaces(&pairs);
    }

    /// Whether tokens of the provider expire so soon that each request renews them first.
    pub fn expires_soon(&self, soon: bool) {
        self.idp.replaces(&[(LIFE, if soon { SHORT } else { LIFE }.to_owned())]);
    }

    /// Puts the provider's clock forward.
    pub async fn advance_provider(&self, seconds: u64) {
        let body = json!({"advance_seconds": seconds}).to_string();
        let kind = [("content-type", "application/json")];
        let done = self.cloud.send(Method::POST, &format!("{}/clock", self.idp_base), &kind, &body).await;
        assert_eq!(done.status, 204, "{}", done.text);
    }

    /// The demo of the service is as in the beginning.
    pub async fn reset_service(&self) {
        client().post(format!("{}/reset", self.jira_base)).send().await.unwrap();
        self.reset_at.store(self.jira.count(), Ordering::Relaxed);
    }

    /// The status of an issue.
    pub async fn status(&self, issue: &str) -> String {
        let url = format!("{}/rest/api/2/issue/{issue}?fields=status", self.jira_base);
        let asked = client().get(url).header("authorization", BASIC).send().await.unwrap();
        let issue: Value = asked.json().await.unwrap();
        issue["fields"]["status"]["name"].as_str().unwrap().to_owned()
    }

    /// How often a move of an issue was asked for since the demo was reset, and how often it was made.
    pub fn moves(&self) -> (usize, usize) {
        let mut asked = self.jira.since(self.reset_at.load(Ordering::Relaxed));
        asked.retain(|it| it.what.starts_with("POST ") && it.what.ends_with("/transitions"));
        (asked.len(), asked.iter().filter(|it| it.served == Some(204)).count())
    }

    /// Lets the time be over in which codes for links may be redeemed; the link of `peer`.
    pub async fn end_of_codes(&self, peer: &Peer) -> String {
        let aws = self.cloud.aws();
        let mut found = Vec::new();
        for (key, row) in aws.records("jira").await {
            let Some(id) = key.strip_prefix("link#") else { continue };
            if row["owner"]["S"] == owner(peer.number) {
                aws.set("jira", &key, "code_until", json!({"N": "1"})).await;
                found.push(id.to_owned());
            }
        }
        assert_eq!(found.len(), 1, "links of one account");
        found.remove(0)
    }

    /// The keys of the records that are of a link.
    pub async fn rows_of(&self, link: &str) -> Vec<String> {
        let records = self.cloud.aws().records("jira").await.into_iter();
        let of_link = records.filter(|(key, row)| {
            KINDS.contains(&key.split('#').next().unwrap()) && row.to_string().contains(link)
        });
        of_link.map(|(key, _)| key).collect()
    }

    /// Notes a secret that must be found nowhere.
    pub fn canary(&self, name: &'static str, secret: &str) {
        self.canaries.lock().unwrap().insert((name, secret.to_owned()));
    }

    /// The name of a new conversation.
    pub fn next_conversation(&self) -> String {
        format!("talk-{}", self.conversations.fetch_add(1, Ordering::Relaxed))
    }

    /// The processes of a function die, so that its next requests meet new ones.
    pub async fn cool(&self, function: &str) {
        kill_functions(self.cloud.process(), function);
        loop {
            let status = self.cloud.control(Method::GET, "/api/status", &json!({})).await.json();
            let functions = status["skills"][0]["functions"].as_array().unwrap();
            let mut same = functions.iter().filter(|it| it["name"] == function);
            if same.all(|function| function["environments"] == 0) {
                return;
            }
        }
    }

    /// Begins to write down what is called.
    pub async fn listen(&self) -> [usize; 2] {
        let answer = self.cloud.control(Method::DELETE, "/api/calls", &json!({})).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        [self.jira.count(), self.idp.count()]
    }

    async fn calls(&self) -> Vec<Value> {
        let calls = self.cloud.control(Method::GET, "/api/calls", &json!({})).await.json();
        calls.as_array().unwrap().clone()
    }

    /// The calls since then: of a function to AWS, and of anybody to the demo backends.
    pub async fn sites(&self, [jira, idp]: [usize; 2], function: &str) -> Vec<Site> {
        let calls = self.calls().await;
        let mut sites: Vec<Site> = Vec::new();
        for call in calls.iter().filter(|call| call["function"] == function) {
            let text = |name: &str| call[name].as_str().unwrap().to_owned();
            let (service, action) = (text("service"), text("action"));
            let same = |site: &&Site| matches!(site, Site::Aws { service: a, action: b, .. } if *a == service && *b == action);
            let number = sites.iter().filter(same).count();
            let keys = call["keys"].as_array().unwrap().iter().map(|key| key.as_str().unwrap());
            let keys = keys.collect::<Vec<_>>().join(" ");
            let at = sites.len();
            sites.push(Site::Aws { at, function: function.to_owned(), service, action, keys, number });
        }
        let demos = [("service", &self.jira, jira), ("provider", &self.idp, idp)];
        for (name, front, before) in demos {
            let asked = front.since(before).into_iter().enumerate();
            sites.extend(asked.map(|(number, asked)| Site::Demo { name, number, what: asked.what }));
        }
        sites
    }

    /// Lets `kind` befall the call at `site` of the step that comes now.
    pub async fn befall(&self, site: &Site, kind: Kind) {
        match site {
            Site::Aws { function, service, action, number, .. } => {
                let fault = json!({
                    "function": function, "service": service, "action": action, "after": number,
                    "kind": kind.of_aws(), "times": kind.times(),
                });
                self.cloud.faults(json!([fault])).await;
            }
            Site::Demo { name, number, .. } => self.front(name).befall(*number, kind),
        }
    }

    /// No more faults; whether one was met.
    pub async fn mend(&self, site: &Site) -> bool {
        match site {
            Site::Aws { function, .. } => {
                self.cloud.faults(json!([])).await;
                self.calls()
                    .await
                    .iter()
                    .any(|call| call["function"] == **function && !call["fault"].is_null())
            }
            Site::Demo { name, .. } => self.front(name).clear(),
        }
    }

    fn front(&self, name: &str) -> &Front {
        if name == "service" { &self.jira } else { &self.idp }
    }

    /// Asks the stand-in for Alexa to send an event of a link's user.
    pub async fn event(&self, link: &str, kind: &str) -> Answer {
        let body = json!({"link": link, "type": kind});
        self.cloud.control(Method::POST, "/api/skills/jira/events", &body).await
    }
}

/// Kills what runs a function below a process.
fn kill_functions(cloud: u32, function: &str) {
    let functions = children(cloud).into_iter().filter(|id| is_function(*id, function));
    let functions: Vec<String> = functions.map(|id| id.to_string()).collect();
    if !functions.is_empty() {
        // One of them may have ended by itself in the meantime.
        Command::new("kill").arg("-9").args(functions).output().unwrap();
    }
}

fn is_function(process: u32, function: &str) -> bool {
    let environment = fs::read(format!("/proc/{process}/environ")).unwrap_or_default();
    environment.split(|byte| *byte == 0).any(|it| it == format!("SAYSO_FUNCTION={function}").as_bytes())
}

/// The processes whose parent is `parent`.
pub fn children(parent: u32) -> Vec<u32> {
    let processes =
        fs::read_dir("/proc").unwrap().filter_map(|it| it.ok()?.file_name().to_str()?.parse().ok());
    let is_child = |id: &u32| {
        // The name, in parentheses, may hold anything; the state and the parent follow.
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        let parent_there = stat.rsplit_once(") ").and_then(|(_, rest)| rest.split(' ').nth(1)?.parse().ok());
        parent_there == Some(parent)
    };
    processes.filter(is_child).collect()
}

/// What the owner of an account is called.
pub fn owner(number: u32) -> String {
    format!("Ada the {number}.")
}

impl Site {
    /// Whether only a new process of a function calls there.
    pub fn is_cold(&self) -> bool {
        matches!(self, Self::Aws { service, action, .. } if service == "secretsmanager" || action == "Decrypt")
    }

    /// As a row of the matrix names it.
    pub fn name(&self) -> String {
        match self {
            Self::Aws { action, keys, number, .. } => format!("{action} {keys} ({})", number + 1),
            Self::Demo { name, number, what } => {
                // A part of a path that is long is an id.
                let parts = what.split('/').map(|part| if part.len() > 30 { "…" } else { part });
                format!("{name}: {} ({})", parts.collect::<Vec<_>>().join("/"), number + 1)
            }
        }
    }
}
